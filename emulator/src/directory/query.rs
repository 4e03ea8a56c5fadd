//! POST /handles/query: reading what is asked for.

use super::{Directory, Include, Refusal};
use crate::json::{Fields, Value, json};
use crate::sign_in::Caller;

/// Most handles or sessions in one answer, from the MPSD documentation.
pub(super) const RESULT_LIMIT: usize = 100;

impl Directory {
    /// Answers an activity query or a search.
    pub(crate) fn query_handles(&self, caller: Caller, body: &Value, include: Include) -> Result<Value, Refusal> {
        let request = Fields::root(body)?;
        let found = match request.required("type", request.text("type")?)? {
            "activity" => self.find_activities(caller, request)?,
            "search" => self.find_sessions(caller, request)?,
            other => {
                return Err(Refusal::bad_request(format!("type \"{other}\" is not activity or search")));
            }
        };
        let shown = found.into_iter().take(RESULT_LIMIT);
        let results: Vec<Value> = shown.map(|handle| self.result(handle, include)).collect();
        Ok(json!({ "results": results }))
    }
}
