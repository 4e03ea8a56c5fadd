//! Lists of users.

use std::collections::HashMap;

use crate::error::Error;

/// Most users of one call. No limit of the service's: it bounds what a call holds in memory.
pub(crate) const MOST: usize = 10_000;

/// Checks that `xuids` has 1 to `most` elements, none of them zero, none twice.
pub(crate) fn check(xuids: &[u64], most: usize) -> Result<(), Error> {
    if xuids.is_empty() {
        return Err(Error::argument("xuids", "must hold at least one XUID"));
    }
    if xuids.len() > most {
        return Err(Error::argument("xuids", format_args!("holds {} XUIDs, at most {most} are allowed", xuids.len())));
    }
    let mut seen = HashMap::with_capacity(xuids.len());
    for (index, xuid) in xuids.iter().enumerate() {
        if *xuid == 0 {
            return Err(Error::argument(format_args!("xuids[{index}]"), "must not be 0"));
        }
        if let Some(first) = seen.insert(*xuid, index) {
            return Err(Error::argument(
                format_args!("xuids[{index}]"),
                format_args!("repeats xuids[{first}], {xuid}"),
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn zero_and_repeated_xuids_are_refused_with_their_index() {
        check(&[1, 2, u64::MAX], 3).unwrap();
        for (xuids, message) in [
            (&[][..], "xuids: must hold at least one XUID"),
            (&[1, 2, 3, 4], "xuids: holds 4 XUIDs, at most 3 are allowed"),
            (&[1, 0], "xuids[1]: must not be 0"),
            (&[7, 5, 7], "xuids[2]: repeats xuids[0], 7"),
        ] {
            assert_eq!(check(xuids, 3).unwrap_err().message, message);
        }
    }
}
