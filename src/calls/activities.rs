//! The answers to a query of many users, as one.

use super::exchange::Answer;
use crate::error::{Code, Error};
use crate::handles::HandleList;

/// One list of those that the requests of a query brought, with the last answer; or their first failure. The attempts
/// are those of all.
pub fn merged(outcomes: Vec<Result<(HandleList, Answer), Error>>) -> Result<(HandleList, Answer), Error> {
    let attempts_of = |outcome: &Result<(_, Answer), Error>| match outcome {
        Ok((_, answer)) => answer.attempts,
        Err(error) => error.attempts,
    };
    let attempts = outcomes.iter().map(attempts_of).sum();
    let mut lists = Vec::with_capacity(outcomes.len());
    let mut last = None;
    for outcome in outcomes {
        match outcome {
            Ok((list, answer)) => {
                lists.push(list);
                last = Some(answer);
            }
            Err(mut error) => {
                error.attempts = attempts;
                return Err(error);
            }
        }
    }
    let last = last.ok_or_else(|| Error::new(Code::Internal, "a query without requests"))?;
    Ok((HandleList::merged(lists), Answer { attempts, ..last }))
}
