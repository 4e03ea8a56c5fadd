//! Rows of an answer that were passed over, as lists tell of them.

use std::ffi::{CString, c_char};
use std::ptr;

use super::out::Out;
use super::text;
use crate::Skipped;

/// Rows that were passed over, and why.
pub(super) struct SkippedView {
    count: usize,
    reasons: Vec<CString>,
}

impl SkippedView {
    pub(super) fn new(skipped: &Skipped) -> SkippedView {
        let reasons = skipped.reasons.iter().map(|reason| text::answer_text(reason)).collect();
        SkippedView { count: skipped.count, reasons }
    }

    /// Gives the count, and the reason at `index`, which lives as long as this.
    pub(super) fn tell(&self, index: usize, count: Out<usize>, reason: Out<*const c_char>) {
        count.set(self.count);
        reason.set(self.reasons.get(index).map_or(ptr::null(), |reason| reason.as_ptr()));
    }
}
