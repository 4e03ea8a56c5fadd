//! The correlation vector (MS-CV) by which support finds a request: fresh for a call, one step for an attempt.

use std::fmt::Write;

use uuid::Uuid;

/// 128 bits are 21 characters of six bits and one of two.
const BASE: usize = 22;

/// 22 characters of base, a dot, and the attempt's number.
#[derive(Clone, Debug)]
pub(super) struct CorrelationVector {
    base: [u8; BASE],
}

impl CorrelationVector {
    pub(super) fn new(id: Uuid) -> CorrelationVector {
        const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let bits = id.as_u128();
        let character = |index: usize| {
            let shifted = if index < BASE - 1 { bits >> (122 - 6 * index) } else { bits << 4 };
            ALPHABET[(shifted & 0x3f) as usize]
        };
        CorrelationVector { base: std::array::from_fn(character) }
    }

    pub(super) fn step(&self, attempt: u32) -> String {
        let mut text = String::with_capacity(BASE + 3);
        text.push_str(str::from_utf8(&self.base).unwrap_or_default());
        // It takes any text.
        let _ = write!(text, ".{attempt}");
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_is_the_ids_base64() {
        let vector = CorrelationVector::new(Uuid::from_u128(0x0001_0203_0405_0607_0809_0a0b_0c0d_0e0f));
        assert_eq!(vector.step(3), "AAECAwQFBgcICQoLDA0ODw.3");
        assert_eq!(CorrelationVector::new(Uuid::from_u128(u128::MAX)).step(1), "/////////////////////w.1");
    }
}
