//! A first look at a text. It costs next to nothing, and tells of most texts that there is no part of a secret in them.

/// A shorter part of a secret may be there by chance.
pub(super) const PART: usize = 16;

/// What fills up base64 is no secret.
pub(super) fn without_padding(secret: &str) -> &str {
    secret.trim_end_matches('=')
}

/// Some ASCII characters, a bit for each.
#[derive(Clone, Copy)]
pub(crate) struct Characters(u128);

impl Characters {
    pub(super) const NONE: Characters = Characters(0);
    /// Those of base64, and so of hexadecimal digits.
    pub(super) const ENCODED: Characters = {
        let mut characters = 1 << b'+' | 1 << b'/' | 1 << b'-' | 1 << b'_';
        let mut byte = b'0';
        while byte <= b'z' {
            if byte.is_ascii_alphanumeric() {
                characters |= 1 << byte;
            }
            byte += 1;
        }
        Characters(characters)
    };

    /// What a text that repeats a secret may be made of: its own characters in either case, in either alphabet of base64.
    /// `None` where that is hard to tell: the secret is short, or it holds what looks like an escape or is no ASCII.
    pub(crate) fn of_secret(secret: &str) -> Option<Characters> {
        let secret = without_padding(secret);
        if secret.len() < PART || !secret.bytes().all(|byte| byte.is_ascii_graphic() && !is_escape(byte)) {
            return None;
        }
        let mut characters = secret.bytes().fold(Characters(0), |all, byte| Characters(all.0 | 1 << byte));
        for [one, other] in [[b'-', b'+'], [b'_', b'/']] {
            characters.add_both(one, other);
        }
        for letter in b'a'..=b'z' {
            characters.add_both(letter, letter.to_ascii_uppercase());
        }
        Some(characters)
    }

    fn add_both(&mut self, one: u8, other: u8) {
        if self.0 & (1 << one | 1 << other) != 0 {
            self.0 |= 1 << one | 1 << other;
        }
    }

    pub(crate) fn and(self, other: Characters) -> Characters {
        Characters(self.0 | other.0)
    }

    /// Whether a text has as many of them in a row, white space aside, as a part of a secret has. Where there are escapes,
    /// it may have.
    pub(super) fn may_stand_in(self, text: &[u8]) -> bool {
        let mut run = 0;
        for &byte in text {
            if byte < 128 && self.0 >> byte & 1 != 0 {
                run += 1;
                if run == PART {
                    return true;
                }
            } else if is_escape(byte) {
                return true;
            } else if !byte.is_ascii_whitespace() {
                run = 0;
            }
        }
        false
    }
}

/// Whether an escape begins so.
fn is_escape(byte: u8) -> bool {
    matches!(byte, b'%' | b'\\' | b'&')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_enough_characters_in_a_row_holds_no_part() {
        let characters = Characters::of_secret("eyJhbGciOiJSU0EtT0FFUCJ9.QUFB_Q").unwrap();
        for (text, may) in [
            ("session-access=write; reason=in-session", false),
            ("", false),
            ("A session of that name is not here.", false),
            ("eyJhbGciOiJSU0E", false),
            ("eyJhbGciOiJSU0Et", true),
            ("EYJHBGCIOIJSU0E+", false),
            ("EYJHBGCIOIJSU0ET", true),
            ("eyJhbGci\r\n OiJSU0Et", true),
            ("eyJhbGci\u{e9}OiJSU0Et", false),
            ("J9.QUFB/QJ9.QUFB", true),
            ("100%", true),
        ] {
            assert_eq!(characters.may_stand_in(text.as_bytes()), may, "{text}");
        }
    }

    #[test]
    fn of_some_secrets_nothing_can_be_told() {
        for secret in
            ["", "123456789012345", "1234567890 123456", "12345678901234%41", "1234567890123456\\", "a&b&c&d&e&f&g&h&i"]
        {
            assert!(Characters::of_secret(secret).is_none(), "{secret}");
        }
    }
}
