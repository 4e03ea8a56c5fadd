//! A log that is taken line by line.

use super::client::mpsd_client;
use super::guard::guarded_code;
use super::log::mpsd_log_record;
use super::objects;
use super::out::Out;
use super::result::{MPSD_OK, MPSD_PENDING, mpsd_result};

/// Takes the oldest kept log record (log_capacity in mpsd_client_options). MPSD_PENDING, with a zeroed record, if
/// there is none.
///
/// # Safety
/// `record` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_client_next_log(client: *mut mpsd_client, record: *mut mpsd_log_record) -> mpsd_result {
    let mut came = false;
    // SAFETY: the caller's promise is this function's.
    let result = guarded_code(|| unsafe {
        let out = Out::required(record, "record")?;
        if let Some(next) = objects::get(client, "client")?.next_log_record() {
            came = true;
            out.set(mpsd_log_record::new(&next));
        }
        Ok(())
    });
    if result == MPSD_OK && !came { MPSD_PENDING } else { result }
}
