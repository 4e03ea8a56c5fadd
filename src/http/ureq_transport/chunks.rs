//! The coding of a body in chunks, without what a chunk may say beside its size. A recipient ignores that
//! (RFC 9112, 7.1.1); ureq refuses all but short ones.

use ureq::Error;

/// The most bytes of all extensions of a body.
const MAX_EXTENSION_BYTES: usize = 16 * 1024;

/// Removes the extensions from a body as it comes.
#[derive(Debug, Default)]
pub(super) struct Extensions {
    place: Place,
    removed: usize,
}

/// Where in the body the next byte stands.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// In the line with a chunk's size, of which so much is known.
    Size(u64),
    /// Behind the size.
    Extension(u64),
    /// Before so many bytes, the end of the line behind them among them.
    Data(u64),
    /// Behind the last chunk, or where nothing valid stands, which ureq refuses.
    Rest,
}

impl Default for Place {
    fn default() -> Place {
        Place::Size(0)
    }
}

impl Extensions {
    /// Removes them from the next bytes of the body; how many are left, at the start of `bytes`.
    pub(super) fn remove(&mut self, bytes: &mut [u8]) -> Result<usize, Error> {
        let (mut kept, mut next) = (0, 0);
        while next < bytes.len() {
            let count = match self.place {
                Place::Size(_) | Place::Extension(_) => 1,
                Place::Data(left) => usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len() - next),
                Place::Rest => bytes.len() - next,
            };
            if let Some(first) = self.pass(bytes[next], count) {
                bytes.copy_within(next..next + count, kept);
                bytes[kept] = first;
                kept += count;
            } else {
                self.removed += count;
            }
            next += count;
        }
        if self.removed > MAX_EXTENSION_BYTES {
            let text = format!("the answer's chunks have extensions of more than {MAX_EXTENSION_BYTES} bytes");
            return Err(Error::Other(text.into()));
        }
        Ok(kept)
    }

    /// Goes on behind `count` bytes of which this is the first; what to keep in its place, if they are to be kept.
    fn pass(&mut self, first: u8, count: usize) -> Option<u8> {
        let (place, kept) = match (self.place, first) {
            (Place::Size(0) | Place::Extension(0), b'\n') => (Place::Rest, Some(first)),
            (Place::Size(size) | Place::Extension(size), b'\n') => (Place::Data(size.saturating_add(2)), Some(first)),
            // The line ends here.
            (Place::Size(size), b';' | b' ' | b'\t') => (Place::Extension(size), Some(b'\r')),
            (Place::Size(_), b'\r') => (self.place, Some(first)),
            (Place::Size(size), digit) => match char::from(digit).to_digit(16) {
                Some(digit) => (Place::Size(size.saturating_mul(16).saturating_add(u64::from(digit))), Some(first)),
                None => (Place::Rest, Some(first)),
            },
            (Place::Extension(_), _) => (self.place, None),
            (Place::Data(left), _) if left == count as u64 => (Place::default(), Some(first)),
            (Place::Data(left), _) => (Place::Data(left - count as u64), Some(first)),
            (Place::Rest, _) => (Place::Rest, Some(first)),
        };
        self.place = place;
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without(body: &[u8], piece: usize) -> Result<Vec<u8>, Error> {
        let mut extensions = Extensions::default();
        let mut left = Vec::new();
        for piece in body.chunks(piece) {
            let mut piece = piece.to_vec();
            let kept = extensions.remove(&mut piece)?;
            left.extend_from_slice(&piece[..kept]);
        }
        Ok(left)
    }

    #[test]
    fn only_extensions_are_removed_however_the_body_comes() {
        let long = format!("3;{}\r\nabc\r\n0\r\n\r\n", "x=y;".repeat(3000));
        for (body, left) in [
            ("3\r\nabc\r\n0\r\n\r\n", "3\r\nabc\r\n0\r\n\r\n"),
            ("3;a\r\nabc\r\n0;b=\"c;d\"\r\nX: y;z\r\n\r\n", "3\r\nabc\r\n0\r\nX: y;z\r\n\r\n"),
            ("00A ; a\r\n1;\r\n2;3;\r\n\r\n0\t\r\n\r\n", "00A\r\n1;\r\n2;3;\r\n\r\n0\r\n\r\n"),
            ("no;such\r\n3;a\r\n", "no;such\r\n3;a\r\n"),
            ("ffffffffffffffffff;a\r\n;;", "ffffffffffffffffff\r\n;;"),
            (";a\r\n3;a\r\n", "\r\n3;a\r\n"),
            (long.as_str(), "3\r\nabc\r\n0\r\n\r\n"),
        ] {
            for piece in [1, 2, 3, 5, 4096, usize::MAX] {
                let came = without(body.as_bytes(), piece).unwrap();
                assert_eq!(String::from_utf8(came).unwrap(), left, "{body:?} in pieces of {piece}");
            }
        }
    }

    #[test]
    fn extensions_without_end_are_refused() {
        let endless = format!("3;{}", "x".repeat(2 * MAX_EXTENSION_BYTES));
        let error = without(endless.as_bytes(), 100).unwrap_err();
        assert!(error.to_string().contains("16384 bytes"), "{error}");
    }
}
