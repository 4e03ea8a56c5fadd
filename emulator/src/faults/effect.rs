//! What becomes of a request that a rule acts on.

use std::num::NonZeroU64;

use serde::{Deserialize, Serialize};

use crate::json::{Fields, Object};

/// Only some effects let the directory process the request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase", try_from = "Object")]
pub(crate) enum Effect {
    /// Not processed; a TCP reset instead of an answer.
    ResetBefore,
    /// Processed; a TCP reset instead of an answer.
    ResetAfter,
    /// Not processed, not answered.
    Drop,
    /// Processed, not answered.
    DropAfter,
    /// Processed; the answer's body ends after so many bytes.
    Truncate { bytes: u64 },
    /// Processed; the answer's body is noise.
    Garbage,
    /// Not processed; answered so.
    Status {
        status: u16,
        #[serde(skip_serializing_if = "Option::is_none")]
        retry_after_seconds: Option<u64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        body: Option<String>,
    },
    /// Processed; the answer's body trickles.
    Slow { bytes_per_second: NonZeroU64 },
}

impl Effect {
    /// The name by which the control API knows it.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::ResetBefore => "resetBefore",
            Self::ResetAfter => "resetAfter",
            Self::Drop => "drop",
            Self::DropAfter => "dropAfter",
            Self::Truncate { .. } => "truncate",
            Self::Garbage => "garbage",
            Self::Status { .. } => "status",
            Self::Slow { .. } => "slow",
        }
    }
}

/// By hand, so that a refusal names the field inside.
impl TryFrom<Object> for Effect {
    type Error = String;

    fn try_from(object: Object) -> Result<Self, String> {
        let fields = Fields::at(&object, "");
        let kind = fields.required("kind", fields.text("kind")?)?;
        let (effect, own): (Self, &[&str]) = match kind {
            "resetBefore" => (Self::ResetBefore, &[]),
            "resetAfter" => (Self::ResetAfter, &[]),
            "drop" => (Self::Drop, &[]),
            "dropAfter" => (Self::DropAfter, &[]),
            "truncate" => {
                (Self::Truncate { bytes: fields.required("bytes", fields.whole_number("bytes")?)? }, &["bytes"])
            }
            "garbage" => (Self::Garbage, &[]),
            "status" => (status(fields)?, &["status", "retryAfterSeconds", "body"]),
            "slow" => (slow(fields)?, &["bytesPerSecond"]),
            other => {
                return Err(format!(
                    "kind \"{other}\" is not resetBefore, resetAfter, drop, dropAfter, truncate, garbage, status or slow"
                ));
            }
        };
        match object.keys().find(|key| *key != "kind" && !own.contains(&key.as_str())) {
            Some(key) => Err(format!("\"{key}\" is not a field of kind {kind}")),
            None => Ok(effect),
        }
    }
}

fn status(fields: Fields<'_, '_>) -> Result<Effect, String> {
    let status = fields.required("status", fields.whole_number("status")?)?;
    let valid = u16::try_from(status).ok().filter(|status| (200..600).contains(status));
    Ok(Effect::Status {
        status: valid.ok_or_else(|| format!("status {status} is not from 200 to 599"))?,
        retry_after_seconds: fields.whole_number("retryAfterSeconds")?,
        body: fields.text("body")?.map(str::to_owned),
    })
}

fn slow(fields: Fields<'_, '_>) -> Result<Effect, String> {
    let rate = fields.required("bytesPerSecond", fields.whole_number("bytesPerSecond")?)?;
    let bytes_per_second = NonZeroU64::new(rate).ok_or("bytesPerSecond 0 is not from 1 on")?;
    Ok(Effect::Slow { bytes_per_second })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Value, from_value, json};

    #[test]
    fn effects_are_written_as_they_are_read() {
        for effect in [
            json!({"kind": "resetBefore"}),
            json!({"kind": "resetAfter"}),
            json!({"kind": "drop"}),
            json!({"kind": "dropAfter"}),
            json!({"kind": "truncate", "bytes": 0}),
            json!({"kind": "garbage"}),
            json!({"kind": "status", "status": 503}),
            json!({"kind": "status", "status": 429, "retryAfterSeconds": 5, "body": "x"}),
            json!({"kind": "slow", "bytesPerSecond": 9}),
        ] {
            let read: Effect = from_value(effect.clone()).unwrap();
            assert_eq!(effect["kind"], read.kind());
            assert_eq!(Value::of(&read), effect);
        }
    }

    #[test]
    fn refusals_name_the_field() {
        for (wrong, why) in [
            (json!({}), "kind is missing"),
            (json!({"kind": "boom"}), "kind \"boom\" is not resetBefore"),
            (json!({"kind": 1}), "kind must be a string"),
            (json!({"kind": "drop", "bytes": 1}), "\"bytes\" is not a field of kind drop"),
            (json!({"kind": "truncate"}), "bytes is missing"),
            (json!({"kind": "truncate", "bytes": -1}), "bytes must be a whole number, not the number -1"),
            (json!({"kind": "status", "status": 199}), "status 199"),
            (json!({"kind": "status", "status": 70_000}), "status 70000"),
            (json!({"kind": "status", "status": 503, "retryAfterSeconds": "5"}), "retryAfterSeconds must be"),
            (json!({"kind": "status", "status": 503, "body": {}}), "body must be a string"),
            (json!({"kind": "slow", "bytesPerSecond": 0}), "bytesPerSecond 0"),
            (json!("drop"), "an object is expected, not a string"),
        ] {
            let error = from_value::<Effect>(Value::clone(&wrong)).unwrap_err();
            assert!(error.contains(why), "{wrong}: {error}");
        }
    }
}
