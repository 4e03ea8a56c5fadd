//! Random numbers of the system's, and ids that are made of them.

use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

use ring::rand::{SecureRandom, SystemRandom};
use uuid::{Builder, Uuid};

use crate::error::Error;

/// Ids that nobody can guess: a secret seed and a count, hashed under a secret key. The system is asked for the seed
/// alone, so that an id costs no system call. In the child of a fork the owner makes new ones, with another seed.
pub struct Ids {
    seed: u128,
    count: AtomicU64,
    hashes: [RandomState; 2],
}

impl Ids {
    /// An error where the system gives no random numbers.
    pub(crate) fn new() -> Result<Ids, Error> {
        let mut seed = [0; 16];
        SystemRandom::new().fill(&mut seed).map_err(|_| Error::no_random_numbers())?;
        let hashes = [RandomState::new(), RandomState::new()];
        Ok(Ids { seed: u128::from_ne_bytes(seed), count: AtomicU64::new(0), hashes })
    }

    /// Another id.
    pub(crate) fn next(&self) -> Uuid {
        let place = (self.seed, self.count.fetch_add(1, Ordering::Relaxed));
        let [high, low] = self.hashes.each_ref().map(|hash| u128::from(hash.hash_one(place)));
        Builder::from_random_bytes((high << 64 | low).to_ne_bytes()).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn ids_differ_and_are_of_version_4() {
        let owners = [Ids::new().unwrap(), Ids::new().unwrap()];
        let ids: HashSet<Uuid> = owners.iter().flat_map(|ids| (0..1000).map(|_| ids.next())).collect();
        assert_eq!(ids.len(), 2000);
        assert!(ids.iter().all(|id| id.get_version_num() == 4));
    }

    #[test]
    fn who_has_the_same_keys_as_its_parent_has_another_seed() {
        let parent = Ids::new().unwrap();
        let child = Ids { hashes: parent.hashes.clone(), ..Ids::new().unwrap() };
        assert_ne!(parent.next(), child.next());
    }
}
