//! Around every function: no panic leaves it, and `mpsd_error` is always written.

use super::error::mpsd_error;
use super::result::{MPSD_OK, mpsd_result};
use crate::client::Receipt;
use crate::error::Error;
use crate::panics;

/// Runs `body` and reports its outcome as result and, where wanted, as `mpsd_error`.
/// `error` is NULL or valid for a write: every exported function asks its caller for that.
pub(super) fn guarded(error: *mut mpsd_error, body: impl FnOnce() -> Result<Receipt, Error>) -> mpsd_result {
    let mut body = Some(body);
    reported(error, caught(&mut || once(&mut body)))
}

/// For functions without an error parameter.
pub(super) fn guarded_code(body: impl FnOnce() -> Result<(), Error>) -> mpsd_result {
    let mut body = Some(|| body().map(|()| Receipt::default()));
    match caught(&mut || once(&mut body)) {
        Ok(_) => MPSD_OK,
        Err(failure) => failure.code as mpsd_result,
    }
}

/// For functions that cannot fail.
pub(super) fn guarded_quiet(body: impl FnOnce()) {
    guarded_code(|| {
        body();
        Ok(())
    });
}

/// Runs a body that is run once.
fn once(body: &mut Option<impl FnOnce() -> Result<Receipt, Error>>) -> Result<Receipt, Error> {
    body.take().map_or_else(|| Ok(Receipt::default()), |body| body())
}

fn caught(body: &mut dyn FnMut() -> Result<Receipt, Error>) -> Result<Receipt, Error> {
    panics::silence_caught();
    panics::caught(body).unwrap_or_else(|text| Err(Error::defect(text)))
}

fn reported(error: *mut mpsd_error, outcome: Result<Receipt, Error>) -> mpsd_result {
    let (result, report) = match outcome {
        Ok(receipt) => (MPSD_OK, mpsd_error::success(&receipt)),
        Err(failure) => (failure.code as mpsd_result, mpsd_error::failure(&failure)),
    };
    if !error.is_null() {
        // SAFETY: not NULL; each export documents that it must be valid for a write then.
        unsafe { error.write(report) };
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    #[test]
    fn a_panic_becomes_an_internal_error_with_its_text() {
        let mut error = mpsd_error::success(&Receipt::default());
        let result = guarded(&mut error, || panic!("the {} broke", "widget"));
        assert_eq!(result, super::super::result::MPSD_ERROR_INTERNAL);
        assert_eq!(error.result, result);
        let message: Vec<u8> = error.message.iter().map(|byte| *byte as u8).take_while(|byte| *byte != 0).collect();
        assert_eq!(String::from_utf8(message).unwrap(), "a defect in mpsd: the widget broke");
    }

    #[test]
    fn error_may_be_null() {
        let result = guarded(std::ptr::null_mut(), || Err(Error::new(Code::Closed, "gone")));
        assert_eq!(result, super::super::result::MPSD_ERROR_CLOSED);
    }
}
