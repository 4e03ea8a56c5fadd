//! What became of an invite's recipients, readable while others are still under way.

use std::sync::{Arc, OnceLock};

use super::receipt::Reply;
#[cfg(feature = "capi")]
use crate::error::Delivery;
use crate::error::Error;
use crate::handles::HandleDetails;

/// What became of one recipient's invite.
#[derive(Clone, Debug)]
pub struct InviteOutcome {
    /// The recipient.
    pub xuid: u64,
    /// The handle, or why there is none.
    pub result: Result<Reply<HandleDetails>, Error>,
}

/// The recipients of an invite in their order, and what became of each so far.
#[derive(Clone, Debug)]
pub struct InviteRows(Arc<[Row]>);

type Row = (u64, OnceLock<Result<Reply<HandleDetails>, Error>>);

impl InviteRows {
    pub(super) fn new(xuids: &[u64]) -> InviteRows {
        InviteRows(xuids.iter().map(|xuid| (*xuid, OnceLock::new())).collect())
    }

    /// How many recipients there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Each recipient with what became of the invite; `None`: it is not over yet.
    pub fn iter(&self) -> impl Iterator<Item = (u64, Option<&Result<Reply<HandleDetails>, Error>>)> {
        self.0.iter().map(|(xuid, result)| (*xuid, result.get()))
    }

    /// Takes what became of the recipient at this place.
    pub(super) fn settle(&self, place: usize, outcome: Result<Reply<HandleDetails>, Error>) {
        // Each is settled once.
        let _ = self.0[place].1.set(outcome);
    }

    /// How far the invites got, taken together: a batch may be repeated only if none of them can have arrived. `None`
    /// without a final outcome.
    #[cfg(feature = "capi")]
    pub(crate) fn delivery(&self) -> Delivery {
        let each = self.iter().filter_map(|(_, result)| {
            Some(result?.as_ref().map_or_else(|error| error.delivery, |_| Delivery::Answered))
        });
        let farthest = |delivery| match delivery {
            Delivery::None => 0,
            Delivery::NotSent => 1,
            Delivery::Answered => 2,
            Delivery::Unknown => 3,
        };
        each.max_by_key(|delivery| farthest(*delivery)).unwrap_or_default()
    }

    /// The outcomes that are final.
    pub fn into_outcomes(self) -> Vec<InviteOutcome> {
        self.iter().filter_map(|(xuid, result)| Some(InviteOutcome { xuid, result: result?.clone() })).collect()
    }
}

#[cfg(all(test, feature = "capi"))]
mod tests {
    use super::*;
    use crate::error::Code;

    #[test]
    fn a_batch_is_as_uncertain_as_its_most_uncertain_invite() {
        use Delivery::{Answered, None, NotSent, Unknown};
        let failed = |delivery| Error { delivery, ..Error::new(Code::Network, "") };
        for (each, together) in [
            (&[][..], None),
            (&[NotSent, NotSent], NotSent),
            (&[NotSent, Unknown, Answered], Unknown),
            (&[Answered, NotSent], Answered),
            (&[None, NotSent], NotSent),
        ] {
            let rows = InviteRows::new(&[1, 2, 3]);
            each.iter().enumerate().for_each(|(place, delivery)| rows.settle(place, Err(failed(*delivery))));
            assert_eq!(rows.delivery(), together, "{each:?}");
        }
    }
}
