//! What an emulator holds.

use crate::directory::Directory;
use crate::faults::FaultRules;
use crate::settings::Settings;

/// Everything that a snapshot keeps and a reset forgets.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) directory: Directory,
    pub(crate) faults: FaultRules,
}

impl State {
    pub(crate) fn new(settings: Settings) -> Self {
        Self { directory: Directory::new(settings), faults: FaultRules::default() }
    }
}
