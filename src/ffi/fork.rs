//! The child of a `fork()` begins anew: it knows no object of its parent's, whose pointers are stale there, has no
//! connection of its parent's, and none of the locks that another thread may have held. What the parent's objects hold
//! stays where it is, untouched: to end them would take those locks.

/// To be called before the first object is made: so each knows by the count of forks whose it is.
pub(super) fn watch() {
    #[cfg(unix)]
    handler::register();
}

#[cfg(unix)]
mod handler {
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::super::{
        client, filter, handle_list, http_request, network, operation, session, session_document, session_query,
        signer, token,
    };
    use crate::{pacing, process};

    /// Whoever is the first registers it; nobody waits for that.
    pub(super) fn register() {
        static REGISTERED: AtomicBool = AtomicBool::new(false);
        if !REGISTERED.load(Ordering::Relaxed) && !REGISTERED.swap(true, Ordering::Relaxed) {
            // SAFETY: functions of the right signature.
            let failed = unsafe { libc::pthread_atfork(None, None, Some(begin_anew)) };
            // What fails for want of memory leaves it to `Origin` to compare the processes' numbers.
            if failed == 0 {
                process::watch_forks();
            }
        }
    }

    /// Called in the child, before `fork` returns. May do no more than a signal handler may.
    unsafe extern "C" fn begin_anew() {
        process::forked();
        for descriptor in process::take_sockets() {
            // SAFETY: a copy of a connection's descriptor that no object of this process knows. Not shut down: that would
            // end the parent's connection, too.
            unsafe { libc::close(descriptor) };
        }
        // SAFETY: the child has one thread, this one, which is in `fork`.
        unsafe {
            client::CLIENTS.renew();
            filter::FILTERS.renew();
            handle_list::HANDLE_LISTS.renew();
            http_request::HTTP_REQUESTS.renew();
            network::NETWORKS.renew();
            operation::OPERATIONS.renew();
            session::SESSIONS.renew();
            session_document::DOCUMENTS.renew();
            session_query::SESSION_LISTS.renew();
            signer::SIGNERS.renew();
            token::TOKEN_REQUESTS.renew();
            token::HANDED_OUT.renew(Mutex::new(Vec::new()));
            pacing::SHARED.renew(Mutex::new(Vec::new()));
        }
    }
}
