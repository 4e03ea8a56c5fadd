//! The list of all handles.

use std::cmp::Reverse;

use super::super::Directory;
use super::super::handles::{Handle, HandleKind};
use super::{List, Rows};
use crate::clock::wire_time;
use crate::json::{Value, json};

impl Directory {
    /// The live handles, newest first.
    pub(crate) fn list_handles(&self, rows: &Rows) -> List {
        let live = self.handles.live(self.clock.now());
        let mut handles: Vec<&Handle> = live.filter(|handle| fits(handle, rows)).collect();
        handles.sort_unstable_by_key(|handle| (Reverse(handle.created), &handle.id));
        rows.list(handles, listed)
    }
}

fn fits(handle: &Handle, rows: &Rows) -> bool {
    let session = &handle.session;
    let invited = match &handle.kind {
        HandleKind::Invite { invited, .. } => invited.to_string(),
        _ => String::new(),
    };
    rows.fit([session.name.as_str(), &session.template, &invited, &handle.maker.to_string()])
        || rows.fit_start([handle.id.as_str(), &session.scid])
}

/// A handle as the service writes it, with what only the emulator tells.
fn listed(handle: &Handle) -> Value {
    let mut row = handle.to_json();
    row.insert("createTime".to_owned(), json!(wire_time(handle.created)));
    row.insert("creatorXuid".to_owned(), json!(handle.maker.to_string()));
    Value::Object(row)
}
