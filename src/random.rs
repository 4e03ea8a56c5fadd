//! Random numbers of the system's. Without them no call can be made, and says so.

use ring::rand::{SecureRandom, SystemRandom};
use uuid::{Builder, Uuid};

use crate::error::{Code, Error};

/// A new id for a call.
pub(crate) fn id() -> Result<Uuid, Error> {
    let mut bytes = [0; 16];
    SystemRandom::new().fill(&mut bytes).map_err(|_| unavailable())?;
    Ok(Builder::from_random_bytes(bytes).into_uuid())
}

/// What to say where the system gives none.
pub(crate) fn unavailable() -> Error {
    Error::new(Code::System, "the system gives no random numbers")
}

/// Whether this is the text of a panic for want of them: the standard library's hash tables know no other way.
pub(crate) fn is_missing(panic: &str) -> bool {
    panic.contains("failed to generate random data")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_differ_and_are_of_version_4() {
        let (one, other) = (id().unwrap(), id().unwrap());
        assert_ne!(one, other);
        assert_eq!(one.get_version_num(), 4);
    }
}
