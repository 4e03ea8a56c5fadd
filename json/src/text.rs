//! A string's characters, however its escapes were written.

/// The characters of a JSON string, without its quotes. What C or UTF-8 cannot hold, NUL and half a surrogate pair,
/// becomes U+FFFD, each one of its own.
pub(super) fn unescaped(string: &str) -> String {
    let inside = &string[1..string.len() - 1];
    let mut text = String::with_capacity(inside.len());
    let mut rest = inside;
    while let Some(escape) = rest.find('\\') {
        text.push_str(&rest[..escape]);
        let (character, after) = unescaped_character(&rest[escape + 1..]);
        text.push(if character == '\0' { char::REPLACEMENT_CHARACTER } else { character });
        rest = after;
    }
    text.push_str(rest);
    text
}

/// The character of an escape, whose backslash was taken, and what follows it.
fn unescaped_character(escape: &str) -> (char, &str) {
    let after = &escape[1..];
    let character = match escape.as_bytes()[0] {
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return unicode(after),
        // A quote, a backslash or a slash.
        other => char::from(other),
    };
    (character, after)
}

fn unicode(digits: &str) -> (char, &str) {
    let (first, after) = unit(digits);
    if let Some(second) = after.strip_prefix("\\u").filter(|_| (0xD800..0xDC00).contains(&first)) {
        let (second, after) = unit(second);
        if let [Ok(character)] = char::decode_utf16([first, second]).collect::<Vec<_>>().as_slice() {
            return (*character, after);
        }
    }
    (char::from_u32(u32::from(first)).unwrap_or(char::REPLACEMENT_CHARACTER), after)
}

/// Four hexadecimal digits, which the grammar has seen there.
fn unit(digits: &str) -> (u16, &str) {
    let (digits, after) = digits.split_at(4);
    (u16::from_str_radix(digits, 16).unwrap_or_default(), after)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::unescaped;

    #[test]
    fn what_no_string_can_hold_becomes_a_replacement_character() {
        for (string, text) in [
            (r#""""#, ""),
            (r#""plain é""#, "plain é"),
            (r#""\"\\\/\b\f\n\r\t\u0041""#, "\"\\/\u{8}\u{c}\n\r\tA"),
            (r#""\ud83d\ude00!""#, "😀!"),
            (r#""a\ud83d""#, "a\u{fffd}"),
            (r#""\ud83dx\ude00""#, "\u{fffd}x\u{fffd}"),
            (r#""\ude00\ud83d""#, "\u{fffd}\u{fffd}"),
            (r#""\ud83d\ud83d\ude00""#, "\u{fffd}😀"),
            (r#""\ud83d\n""#, "\u{fffd}\n"),
            (r#""a\u0000b""#, "a\u{fffd}b"),
        ] {
            assert_eq!(unescaped(string), text, "{string}");
        }
    }

    proptest! {
        #[test]
        fn what_serde_json_writes_is_read_back(text in "[^\\x00]{0,30}") {
            let written = serde_json::to_string(&text).unwrap();
            prop_assert_eq!(unescaped(&written), text.as_str());
        }

        #[test]
        fn escaped_utf16_is_read_as_rust_reads_it(units in prop::collection::vec(prop_oneof![1u16.., 0xD800u16..0xE000], 0..8)) {
            let written: String = units.iter().map(|unit| format!("\\u{unit:04x}")).collect();
            let expected = String::from_utf16_lossy(&units);
            let written = format!("\"{written}\"");
            prop_assert_eq!(unescaped(&written), expected);
        }
    }
}
