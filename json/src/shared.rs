//! Texts that share an allocation.

use std::borrow::Borrow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::{Deref, Range};
use std::sync::Arc;

/// An immutable string, often a part of a longer one. A clone shares the bytes, and keeps all of the longer one.
#[derive(Clone, Default)]
pub struct Text {
    /// It ends with a NUL that belongs to no part, so that C can read the last part in place. `None` is empty.
    whole: Option<Arc<String>>,
    start: u32,
    end: u32,
}

/// The end of a text that is all of the whole, however long that is.
const LAST: u32 = u32::MAX;

impl Text {
    /// A part of a text of less than 4 GiB.
    pub(super) fn part(whole: &Arc<String>, part: Range<u32>) -> Text {
        Text { whole: Some(whole.clone()), start: part.start, end: part.end }
    }

    /// As a slice.
    #[inline]
    pub fn as_str(&self) -> &str {
        let Some(whole) = &self.whole else { return "" };
        let end = if self.end == LAST { whole.len() - 1 } else { self.end as usize };
        &whole[self.start as usize..end]
    }

    /// The same with the NUL behind it, so that C can read it in place; `None` if another byte follows.
    pub fn with_nul(&self) -> Option<&str> {
        let from_start = self.whole.as_ref()?.get(self.start as usize..)?;
        let end = self.len();
        (from_start.as_bytes()[end] == 0).then(|| &from_start[..=end])
    }
}

/// A text that ends with a NUL of its own.
pub(super) fn terminated(mut text: String) -> Arc<String> {
    text.reserve_exact(1);
    text.push('\0');
    Arc::new(text)
}

impl From<String> for Text {
    fn from(text: String) -> Text {
        Text { whole: Some(terminated(text)), start: 0, end: LAST }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Text {
        if text.is_empty() { Text::default() } else { copied(text).into() }
    }
}

/// A copy with room for a NUL.
pub(super) fn copied(text: &str) -> String {
    let mut copy = String::with_capacity(text.len() + 1);
    copy.push_str(text);
    copy
}

impl Deref for Text {
    type Target = str;

    #[inline]
    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        self
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.as_str(), f)
    }
}

impl Eq for Text {}

impl PartialEq for Text {
    fn eq(&self, other: &Text) -> bool {
        self.as_str() == other.as_str()
    }
}

/// As its characters, so that a set of texts finds a `&str`.
impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        self
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl PartialEq<String> for Text {
    fn eq(&self, other: &String) -> bool {
        self.as_str() == other
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_text_is_what_it_was_made_of() {
        for made_of in ["", "x", "é\0ü"] {
            for text in [Text::from(made_of), Text::from(made_of.to_owned())] {
                assert_eq!((text.as_str(), &text, text.len()), (made_of, &Text::from(made_of), made_of.len()));
                assert_eq!((format!("{text}"), format!("{text:?}")), (made_of.to_owned(), format!("{made_of:?}")));
            }
        }
        assert_ne!(Text::from("a"), Text::from("b"));
        assert!(HashSet::from([Text::from("a")]).contains("a"));
    }

    #[test]
    fn a_part_stays_when_the_others_are_gone() {
        let whole = terminated("[\"ä\",\"b\"]".to_owned());
        let parts = [2..4, 7..8, 0..10, 0..0].map(|part| Text::part(&whole, part));
        drop(whole);
        assert_eq!(parts, ["ä", "b", "[\"ä\",\"b\"]", ""]);
    }

    #[test]
    fn c_reads_in_place_what_a_nul_follows() {
        let whole = terminated("abé".to_owned());
        let [all, last, other] = [0..4, 2..4, 0..2].map(|part| Text::part(&whole, part));
        assert_eq!([all.with_nul(), last.with_nul(), other.with_nul()], [Some("abé\0"), Some("é\0"), None]);
        assert_eq!(all.with_nul().map(str::as_ptr), Some(all.as_ptr()));
        assert_eq!([Text::from("own").with_nul(), Text::default().with_nul()], [Some("own\0"), None]);
    }
}
