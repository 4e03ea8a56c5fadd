//! A network that is suspended: attempts under way are interrupted, and none begins until it is resumed.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::http::Cancel;

/// Whether a network is suspended.
#[derive(Default)]
pub struct Pause {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Cancelled by the next suspension.
    suspended: Arc<Cancel>,
    /// While suspended: cancelled by the resumption.
    resumed: Option<Arc<Cancel>>,
}

/// Whether an attempt may begin.
pub(super) enum Passage {
    /// It may, until this is cancelled.
    Free(Arc<Cancel>),
    /// Not before this is cancelled.
    Barred(Arc<Cancel>),
}

impl Pause {
    /// Interrupts attempts, and bars further ones. Without effect where it is suspended already.
    pub fn suspend(&self) {
        let mut state = self.state();
        if state.resumed.is_some() {
            return;
        }
        state.resumed = Some(Arc::default());
        let suspended = std::mem::take(&mut state.suspended);
        drop(state);
        suspended.cancel();
    }

    /// Lets attempts begin again.
    pub fn resume(&self) {
        let resumed = self.state().resumed.take();
        if let Some(resumed) = resumed {
            resumed.cancel();
        }
    }

    pub(super) fn passage(&self) -> Passage {
        let state = self.state();
        match &state.resumed {
            Some(resumed) => Passage::Barred(resumed.clone()),
            None => Passage::Free(state.suspended.clone()),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_are_barred_between_suspension_and_resumption() {
        let pause = Pause::default();
        let Passage::Free(before) = pause.passage() else { panic!("free at first") };
        pause.resume();
        assert!(!before.is_cancelled());
        pause.suspend();
        pause.suspend();
        assert!(before.is_cancelled());
        let Passage::Barred(resumed) = pause.passage() else { panic!("barred") };
        assert!(!resumed.is_cancelled());
        pause.resume();
        assert!(resumed.is_cancelled());
        let Passage::Free(after) = pause.passage() else { panic!("free again") };
        assert!(!after.is_cancelled());
    }
}
