//! Which process made an object.

use crate::error::{Code, Error};

/// The process that made an object.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Origin(u32);

impl Default for Origin {
    /// This process.
    fn default() -> Origin {
        Origin(std::process::id())
    }
}

impl Origin {
    /// An error in any other process.
    pub(crate) fn check(self) -> Result<(), Error> {
        if self.0 == std::process::id() {
            return Ok(());
        }
        Err(Error::new(Code::InvalidHandle, "the client was made before fork(), in the parent process: make a new one"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_belongs_to_the_process_that_made_it() {
        assert!(Origin::default().check().is_ok());
        let error = Origin(std::process::id() + 1).check().unwrap_err();
        assert_eq!(error.code, Code::InvalidHandle);
        assert!(error.message.contains("fork()"), "{error}");
    }
}
