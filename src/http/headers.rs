//! The headers of an answer.

use std::fmt;

use crate::error::Error;

/// The headers of an answer, in their order, with names in lower case: one text, and where in it each of them ends.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Headers {
    /// Names and values, one behind the other.
    text: String,
    ends: Vec<Ends>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Ends {
    name: usize,
    value: usize,
}

impl Headers {
    /// Reads "Name: value" lines.
    pub fn parse(text: &str) -> Result<Headers, Error> {
        let mut headers = Headers::default();
        for line in text.lines().filter(|line| !line.is_empty()) {
            match line.split_once(':') {
                Some((name, value)) if !name.is_empty() && !name.contains(char::is_whitespace) => {
                    headers.push(name, value);
                }
                _ => return Err(Error::argument("headers", "must be lines of the form \"Name: value\"")),
            }
        }
        Ok(headers)
    }

    pub(super) fn with_capacity(bytes: usize, count: usize) -> Headers {
        Headers { text: String::with_capacity(bytes), ends: Vec::with_capacity(count) }
    }

    /// Appends one; a value of several lines becomes one line (RFC 9112, 5.2).
    pub(super) fn push(&mut self, name: &str, value: &str) {
        let start = self.text.len();
        self.text.push_str(name);
        self.text[start..].make_ascii_lowercase();
        let name = self.text.len();
        if value.bytes().any(|byte| matches!(byte, b'\r' | b'\n')) {
            let lines: Vec<&str> = value.split(['\r', '\n']).map(str::trim).filter(|line| !line.is_empty()).collect();
            self.text.push_str(&lines.join(" "));
        } else {
            self.text.push_str(value.trim());
        }
        self.ends.push(Ends { name, value: self.text.len() });
    }

    /// All names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let mut start = 0;
        self.ends.iter().map(move |ends| {
            let name = &self.text[start..ends.name];
            start = ends.value;
            (name, &self.text[ends.name..ends.value])
        })
    }

    /// The values of every header of this name, which is in lower case.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.iter().filter(move |(key, _)| *key == name).map(|(_, value)| value)
    }

    /// The value of the first header of this name, which is in lower case.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }
}

impl<N: AsRef<str>, V: AsRef<str>> FromIterator<(N, V)> for Headers {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Headers {
        let mut headers = Headers::default();
        for (name, value) in pairs {
            headers.push(name.as_ref(), value.as_ref());
        }
        headers
    }
}

/// Shows how many there are: they may repeat a token.
impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Headers({})", self.ends.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_read_from_lines() {
        let headers = Headers::parse("ETag: \"1\"\r\nRetry-After:5\nX:\n\r\n").unwrap();
        assert!(headers.iter().eq([("etag", "\"1\""), ("retry-after", "5"), ("x", "")]));
        for text in ["no colon", ": value", "a b: c", " folded: line"] {
            assert!(Headers::parse(text).unwrap_err().message.starts_with("headers:"), "{text}");
        }
    }

    #[test]
    fn headers_are_found_by_their_whole_name_and_keep_their_order() {
        let headers: Headers =
            [("Age", "1"), ("A", "a:b"), ("Retry-After", " 2 "), ("X", "one\r\n two\r\n\tthree "), ("a", "")]
                .into_iter()
                .collect();
        assert_eq!(headers.get("a"), Some("a:b"));
        assert!(headers.all("a").eq(["a:b", ""]));
        assert_eq!((headers.get("x"), headers.get("retry-after")), (Some("one two three"), Some("2")));
        assert_eq!((headers.get("ag"), headers.get("retry")), (None, None));
        assert_eq!(headers.iter().map(|(name, _)| name).collect::<Vec<_>>(), ["age", "a", "retry-after", "x", "a"]);
    }

    #[test]
    fn no_text_of_others_becomes_a_second_header() {
        let headers: Headers = [(":status", "200"), ("c", "3\r\nd: 4\ne:5"), ("d", "")].into_iter().collect();
        assert!(headers.iter().eq([(":status", "200"), ("c", "3 d: 4 e:5"), ("d", "")]));
    }
}
