//! New GUIDs, from one seeded source: the same seed gives the same ones.

use fastrand::Rng;
use serde::{Deserialize, Serialize};
use uuid::{Builder, Uuid};

use crate::settings::Seed;

/// Where the GUIDs of handles and sessions come from.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub(crate) struct Ids(Rng);

impl Ids {
    pub(crate) fn new(seed: Seed) -> Self {
        let seed = seed.0.unwrap_or_else(|| Uuid::new_v4().as_u64_pair().0);
        Self(Rng::with_seed(seed))
    }

    pub(crate) fn next(&mut self) -> Uuid {
        Builder::from_random_bytes(self.0.u128(..).to_be_bytes()).into_uuid()
    }
}

/// Its state is text, because not every JSON reader keeps 64 bits.
impl From<Ids> for String {
    fn from(ids: Ids) -> Self {
        ids.0.get_seed().to_string()
    }
}

impl TryFrom<String> for Ids {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let seed = text.parse().map_err(|_| format!("\"{text}\" is not a decimal 64-bit number"))?;
        Ok(Self(Rng::with_seed(seed)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_ids() {
        let three = |mut ids: Ids| std::array::from_fn::<_, 3, _>(|_| ids.next());
        let seeded = || Ids::new(Seed(Some(7)));
        assert_eq!(three(seeded()), three(seeded()));
        assert_ne!(seeded().next(), Ids::new(Seed(Some(8))).next());
        assert_ne!(Ids::new(Seed(None)).next(), Ids::new(Seed(None)).next());
        assert_eq!(seeded().next().get_version_num(), 4);
    }

    #[test]
    fn ids_go_on_from_where_they_were_kept() {
        let mut ids = Ids::new(Seed(Some(u64::MAX)));
        ids.next();
        let mut kept = Ids::try_from(String::from(ids.clone())).unwrap();
        assert_eq!(kept.next(), ids.next());
        assert!(Ids::try_from("-1".to_owned()).unwrap_err().contains("64-bit"));
    }
}
