//! Rows of an answer that were passed over, as lists tell of them.

use std::ffi::{CString, c_char};
use std::ptr;

use super::text;
use crate::Skipped;
use crate::error::Error;

/// Rows that were passed over, and why.
pub(super) struct SkippedView {
    pub(super) count: usize,
    reasons: Vec<CString>,
}

impl SkippedView {
    pub(super) fn new(skipped: &Skipped) -> SkippedView {
        let reasons = skipped.reasons.iter().map(|reason| text::answer_text(reason)).collect();
        SkippedView { count: skipped.count, reasons }
    }

    /// Why the row at `index` was passed over; it lives as long as this. NULL where that is no longer known.
    pub(super) fn reason(&self, index: usize) -> Result<*const c_char, Error> {
        if index >= self.count {
            return Err(Error::argument("index", "is beyond the list's skipped_count"));
        }
        Ok(self.reasons.get(index).map_or(ptr::null(), |reason| reason.as_ptr()))
    }
}
