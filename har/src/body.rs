//! A body as HAR has it: text, or base64 where it is none.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::Json;

/// With or without padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// A body that is decoded when somebody wants it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Body<'a> {
    text: Option<Json<'a>>,
    is_base64: bool,
    /// Whether there was a body that the tool did not save.
    is_missing: bool,
}

impl<'a> Body<'a> {
    /// Of `postData` or `content`.
    pub(crate) fn of(part: Option<Json<'a>>) -> Body<'a> {
        let [text, encoding, size] = part.map_or([None; 3], |part| part.pick(["text", "encoding", "size"]));
        let encoding = encoding.and_then(Json::text).unwrap_or_default();
        Body {
            text,
            is_base64: encoding.eq_ignore_ascii_case("base64"),
            is_missing: text.is_none() && size.and_then(Json::number).is_some_and(|size| size > 0.0),
        }
    }

    /// The bytes; an error completes "entry 7 …".
    pub fn bytes(&self) -> Result<Vec<u8>, &'static str> {
        if self.is_missing {
            return Err("has a body that was not saved");
        }
        let text = self.text.and_then(Json::text).unwrap_or_default();
        if !self.is_base64 {
            return Ok(text.into_bytes());
        }
        let one_line: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
        BASE64.decode(one_line).map_err(|_| "has a body that is not valid base64")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_decoded() {
        let bytes = |part: &str| {
            let document = mpsd_json::Document::read(part.as_bytes(), 10).unwrap();
            Body::of(Some(Json(document.root()))).bytes()
        };
        for (part, expected) in [
            (r#"{"text":"{}"}"#, "{}"),
            (r#"{"text":"e30=","encoding":"base64"}"#, "{}"),
            (r#"{"text":"e30","encoding":"Base64"}"#, "{}"),
            (r#"{"text":"e3\r\n 0=\n","encoding":"base64"}"#, "{}"),
            (r#"{"text":null,"size":0}"#, ""),
            (r#"{"text":7,"encoding":null}"#, "7"),
            ("{}", ""),
            ("null", ""),
            ("[]", ""),
        ] {
            assert_eq!(bytes(part), Ok(expected.as_bytes().to_vec()), "{part}");
        }
        assert!(bytes(r#"{"text":"*","encoding":"base64"}"#).unwrap_err().contains("base64"));
        assert!(bytes(r#"{"text":null,"size":20}"#).unwrap_err().contains("not saved"));
        assert_eq!(Body::default().bytes(), Ok(Vec::new()));
    }
}
