//! Texts that a result object lends to C: they live, and stay where they are, as long as the object.

use std::ffi::c_char;
use std::ptr;

use crate::json::Text;

/// What was lent so far. Dropping it ends all of it.
#[derive(Default)]
pub(super) struct Lent {
    /// Each holds as many texts as it has room for: one that grew would move them.
    blocks: Vec<Vec<u8>>,
    /// Texts that C reads in place.
    kept: Vec<Text>,
}

/// Bytes of a block, unless a longer text needs more.
const BLOCK: usize = 4096;

impl Lent {
    /// A pointer to a copy of the text; NULL for none. A text of an answer holds no NUL: headers cannot, raw JSON writes
    /// it as an escape, and a string that was read has U+FFFD in its place.
    pub(super) fn lend(&mut self, text: Option<&str>) -> *const c_char {
        let Some(text) = text else {
            return ptr::null();
        };
        let block = self.block(text.len() + 1);
        let start = block.len();
        block.extend_from_slice(text.as_bytes());
        block.push(0);
        block[start..].as_ptr().cast()
    }

    /// A pointer to a text, which is copied only where no NUL follows it: for those that are long and the last of an answer.
    pub(super) fn keep(&mut self, text: &Text) -> *const c_char {
        let Some(in_place) = text.with_nul() else {
            return self.lend(Some(text));
        };
        // A clone has the same bytes.
        self.kept.push(text.clone());
        in_place.as_ptr().cast()
    }

    /// One that has room for so many bytes.
    fn block(&mut self, size: usize) -> &mut Vec<u8> {
        let has_room = |block: &Vec<u8>| block.capacity() - block.len() >= size;
        if !self.blocks.last().is_some_and(has_room) {
            self.blocks.push(Vec::with_capacity(size.max(BLOCK)));
        }
        let last = self.blocks.len() - 1;
        &mut self.blocks[last]
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::CStr;

    use super::*;

    #[test]
    fn texts_stay_where_they_are_however_many_follow() {
        let mut lent = Lent::default();
        let texts: Vec<String> =
            (0..300).map(|count| "é".repeat(count * 7 % 60 * if count % 50 == 0 { 99 } else { 1 })).collect();
        let pointers: Vec<_> = texts.iter().map(|text| lent.lend(Some(text))).collect();
        let lent = Box::new(lent);
        for (text, pointer) in texts.iter().zip(pointers) {
            // SAFETY: it was lent, and what it was lent by is still there.
            assert_eq!(unsafe { CStr::from_ptr(pointer) }.to_str(), Ok(text.as_str()));
        }
        assert!(lent.blocks.len() > 1);
    }

    #[test]
    fn a_kept_text_outlives_who_had_it() {
        let mut lent = Lent::default();
        let text = Text::from("all of it");
        let pointer = lent.keep(&text);
        assert_eq!(pointer.cast(), text.as_ptr());
        drop(text);
        // SAFETY: it was lent, and what it was lent by is still there.
        assert_eq!(unsafe { CStr::from_ptr(pointer) }.to_str(), Ok("all of it"));
        assert!(!lent.keep(&Text::default()).is_null());
    }

    #[test]
    fn no_text_is_null_and_an_empty_one_is_not() {
        let mut lent = Lent::default();
        assert!(lent.lend(None).is_null());
        assert!(!lent.lend(Some("")).is_null());
    }
}
