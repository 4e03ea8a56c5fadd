//! Finds parts of a secret in a text, without keeping the secret.

use std::collections::HashSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use zeroize::Zeroizing;

/// What is shown instead.
pub(super) const HIDDEN: &str = "***";
/// The shortest part that is recognized: shorter ones tell nothing, and ordinary words have as many letters.
const PART_BYTES: usize = 12;
const LAST_BITS: usize = (1 << 16) - 1;

/// Fingerprints of all parts of a secret, as it is and in base64.
pub(super) struct Traces {
    fingerprints: HashSet<u64>,
    /// Which of their last bits there are: most of what is no part is seen here already.
    last_bits: Vec<bool>,
}

impl Traces {
    pub(super) fn of(secret: &str) -> Traces {
        let mut traces = Traces { fingerprints: HashSet::new(), last_bits: vec![false; LAST_BITS + 1] };
        traces.add(secret.as_bytes());
        // How base64 writes it depends on how many bytes stand before it, in threes.
        for offset in 0..secret.len().min(3) {
            traces.add(Zeroizing::new(BASE64.encode(&secret.as_bytes()[offset..])).as_bytes());
        }
        traces
    }

    fn add(&mut self, form: &[u8]) {
        each_part(form, |_, fingerprint| {
            self.fingerprints.insert(fingerprint);
            self.last_bits[fingerprint as usize & LAST_BITS] = true;
        });
    }

    /// The text without the parts that are recognized.
    pub(super) fn hide(&self, text: String) -> String {
        let mut found = Vec::new();
        each_part(text.as_bytes(), |at, fingerprint| {
            if self.last_bits[fingerprint as usize & LAST_BITS] && self.fingerprints.contains(&fingerprint) {
                found.push(at);
            }
        });
        let mut shown = String::new();
        let mut shown_to = 0;
        for run in found.chunk_by(|one, next| next - one <= PART_BYTES) {
            // Secrets are ASCII, and so is what is found of them.
            shown.push_str(text.get(shown_to..run[0]).unwrap_or_default());
            shown.push_str(HIDDEN);
            shown_to = run[run.len() - 1] + PART_BYTES;
        }
        if found.is_empty() { text } else { shown + text.get(shown_to..).unwrap_or_default() }
    }
}

/// Calls `see` with where each part begins and its fingerprint, which is the same in either case: a sum over its bytes,
/// made from that of the part before.
fn each_part(bytes: &[u8], mut see: impl FnMut(usize, u64)) {
    const BASE: u64 = 0x9e37_79b9_7f4a_7c15;
    const FIRST: u64 = BASE.wrapping_pow(PART_BYTES as u32);
    // The last bits of a product depend on the last bits of its factors alone; the first ones are better mixed.
    const MIX: u32 = 32;
    let value = |byte: u8| u64::from(byte.to_ascii_lowercase()) + 1;
    let mut sum = 0u64;
    for (at, byte) in bytes.iter().enumerate() {
        sum = sum.wrapping_mul(BASE).wrapping_add(value(*byte));
        if let Some(before) = at.checked_sub(PART_BYTES) {
            sum = sum.wrapping_sub(value(bytes[before]).wrapping_mul(FIRST));
        }
        if at + 1 >= PART_BYTES {
            see(at + 1 - PART_BYTES, sum.rotate_left(MIX));
        }
    }
}
