//! Finds parts of a secret in a text, without keeping the secret.

use std::collections::HashSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use zeroize::Zeroizing;

/// What is shown instead.
pub(super) const HIDDEN: &str = "***";
/// The shortest part that is recognized: shorter ones tell nothing, and ordinary words have as many letters.
const PART_BYTES: usize = 12;

/// Fingerprints of all parts of a secret, as it is and in base64.
pub(super) struct Traces(HashSet<u64>);

impl Traces {
    pub(super) fn of(secret: &str) -> Traces {
        let secret = secret.as_bytes();
        let mut traces = fingerprints(secret).collect::<HashSet<u64>>();
        // How base64 writes it depends on how many bytes stand before it, in threes.
        for offset in 0..secret.len().min(3) {
            let encoded = Zeroizing::new(BASE64.encode(&secret[offset..]));
            traces.extend(fingerprints(encoded.as_bytes()));
        }
        Traces(traces)
    }

    /// The text without the parts that are recognized.
    pub(super) fn hide(&self, text: String) -> String {
        let found: Vec<usize> = fingerprints(text.as_bytes())
            .enumerate()
            .filter_map(|(at, fingerprint)| self.0.contains(&fingerprint).then_some(at))
            .collect();
        let mut shown = String::with_capacity(text.len());
        let mut shown_to = 0;
        for run in found.chunk_by(|one, next| next - one <= PART_BYTES) {
            // Secrets are ASCII, and so is what is found of them.
            shown.push_str(text.get(shown_to..run[0]).unwrap_or_default());
            shown.push_str(HIDDEN);
            shown_to = run[run.len() - 1] + PART_BYTES;
        }
        shown + text.get(shown_to..).unwrap_or_default()
    }
}

/// One for each part, the same in either case.
fn fingerprints(bytes: &[u8]) -> impl Iterator<Item = u64> {
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(PRIME);
    bytes.windows(PART_BYTES).map(move |part| part.iter().fold(0xcbf2_9ce4_8422_2325, step))
}
