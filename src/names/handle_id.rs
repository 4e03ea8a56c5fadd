//! The id of a handle.

use super::parts::check_text;
use crate::error::Error;
use crate::http::encode_segment;

/// The id of a handle: a GUID, though nothing here depends on that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandleId(String);

impl HandleId {
    /// Most bytes of an id: what the C API's arrays hold.
    const MAX_BYTES: usize = 39;

    /// Checks that `id` is 1 to 39 bytes that can be one segment of a path.
    pub fn new(id: &str) -> Result<HandleId, Error> {
        check_text(id, "handle_id", HandleId::MAX_BYTES)?;
        if id.contains('/') || matches!(id, "." | "..") {
            return Err(Error::argument("handle_id", "must be a handle's id, a GUID"));
        }
        Ok(HandleId(id.to_owned()))
    }

    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Where the handle is.
    pub(crate) fn path(&self) -> String {
        format!("/handles/{}", encode_segment(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::HandleId;

    #[test]
    fn an_id_is_one_segment_of_a_path() {
        assert_eq!(HandleId::new("a b").unwrap().path(), "/handles/a%20b");
        assert!(HandleId::new(&"x".repeat(39)).is_ok());
        for id in ["", "a/b", "..", "a\nb", &"x".repeat(40)] {
            assert!(HandleId::new(id).unwrap_err().message.starts_with("handle_id:"), "{id}");
        }
    }
}
