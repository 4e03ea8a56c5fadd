//! The counters of a client.

use super::client::mpsd_client;
use super::guard::guarded_code;
use super::objects;
use super::out::Out;
use super::result::mpsd_result;
use crate::watch::{Counters, LATENCY_BUCKETS};

/// Number of latency classes.
pub const MPSD_LATENCY_BUCKETS: usize = 16;

/// A client's totals since it was created.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_client_counters {
    /// Attempts, including retries.
    pub requests: u64,
    /// Attempts that repeated a request.
    pub retries: u64,
    /// Answers 429.
    pub throttles: u64,
    /// Attempts without an answer.
    pub failures: u64,
    /// Bytes of bodies sent.
    pub bytes_sent: u64,
    /// Bytes of bodies received.
    pub bytes_received: u64,
    /// Number of answers by latency: element i counts those under 2^i ms that no earlier element counts; the last
    /// counts all others.
    pub latencies: [u64; MPSD_LATENCY_BUCKETS],
    /// Zero.
    pub reserved: [u8; 80],
}

/// Gets the counters. They are updated without a lock and may be of slightly different moments.
///
/// # Safety
/// `counters` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_client_get_counters(
    client: *mut mpsd_client,
    counters: *mut mpsd_client_counters,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded_code(|| unsafe {
        let counters = Out::required(counters, "counters")?;
        counters.set(mpsd_client_counters::new(&objects::get(client, "client")?.counters()));
        Ok(())
    })
}

impl mpsd_client_counters {
    fn new(counters: &Counters) -> mpsd_client_counters {
        const { assert!(LATENCY_BUCKETS == MPSD_LATENCY_BUCKETS) }
        mpsd_client_counters {
            requests: counters.requests,
            retries: counters.retries,
            throttles: counters.throttles,
            failures: counters.failures,
            bytes_sent: counters.bytes_sent,
            bytes_received: counters.bytes_received,
            latencies: counters.latencies,
            reserved: [0; 80],
        }
    }
}
