//! Texts that a result object lends to C: they live, and stay where they are, as long as the object.

use super::text;
use std::ffi::{CString, c_char};
use std::ptr;

/// What was lent so far. Dropping it ends all of it.
#[derive(Default)]
pub(super) struct Lent {
    texts: Vec<CString>,
}

impl Lent {
    /// A pointer to a copy of the text; NULL for none.
    pub(super) fn lend(&mut self, text: Option<&str>) -> *const c_char {
        let Some(text) = text else {
            return ptr::null();
        };
        let text = text::answer_text(text);
        let pointer = text.as_ptr();
        // Moving a CString does not move its bytes.
        self.texts.push(text);
        pointer
    }
}
