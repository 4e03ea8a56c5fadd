//! Chance that can be repeated: each draw depends on nothing but its key.

/// A number that looks random and is the same for the same key.
pub(super) fn number(key: &[u64]) -> u64 {
    key.iter().fold(0, |state, part| mixed(state ^ part))
}

/// The same from 0 to just below 1.
pub(super) fn fraction(key: &[u64]) -> f64 {
    const STEPS: f64 = (1_u64 << 53) as f64;
    (number(key) >> 11) as f64 / STEPS
}

/// Bytes without meaning, the same from the same start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Noise(pub(super) u64);

impl Noise {
    pub(crate) fn bytes(self, length: usize) -> Vec<u8> {
        let words = (0_u64..).flat_map(|index| number(&[self.0, index]).to_le_bytes());
        words.take(length).collect()
    }
}

/// One step of SplitMix64 (Steele, Lea, Flood 2014).
fn mixed(state: u64) -> u64 {
    let z = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The published first outputs of SplitMix64 for the seed 0: a script
    /// gives the same run on every machine and in every version.
    #[test]
    fn the_numbers_are_those_of_splitmix64() {
        assert_eq!(mixed(0), 0xe220_a839_7b1d_cdaf);
        assert_eq!(mixed(0x9e37_79b9_7f4a_7c15), 0x6e78_9e6a_a1b9_65f4);
    }

    #[test]
    fn fractions_are_spread_evenly() {
        let draws: Vec<f64> = (0..10_000).map(|index| fraction(&[7, index])).collect();
        assert!(draws.iter().all(|draw| (0.0..1.0).contains(draw)));
        for tenth in 0..10 {
            let low = f64::from(tenth) / 10.0;
            let count = draws.iter().filter(|draw| (low..low + 0.1).contains(*draw)).count();
            assert!((850..1150).contains(&count), "{count} of 10000 from {low}");
        }
    }

    #[test]
    fn keys_are_told_apart() {
        assert_ne!(number(&[1, 2]), number(&[2, 1]));
        assert_ne!(number(&[0]), number(&[0, 0]));
        assert_eq!(Noise(3).bytes(11)[..9], Noise(3).bytes(9));
        assert_ne!(Noise(3).bytes(9), Noise(4).bytes(9));
    }
}
