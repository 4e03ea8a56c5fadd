//! ETags as arguments: opaque, but they must be able to be a header's value.

use crate::error::Error;

pub(super) fn check(etag: &str) -> Result<(), Error> {
    if etag.is_empty() || !etag.bytes().all(|byte| matches!(byte, b'!'..=b'~')) {
        let rule = "must be printable ASCII without spaces, as the session's info told it";
        return Err(Error::argument("etag", rule));
    }
    Ok(())
}
