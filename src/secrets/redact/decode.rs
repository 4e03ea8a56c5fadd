//! Texts as a reader would decode them, so that they can be compared with secrets.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

pub(super) fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}

/// What was encoded, where the first characters belong to something else.
pub(super) fn from_base64(characters: &[u8], skipped: usize) -> Vec<u8> {
    let standard = |byte: &u8| match byte {
        b'-' => b'+',
        b'_' => b'/',
        other => *other,
    };
    let mut characters: Vec<u8> = characters.iter().skip(skipped).map(standard).collect();
    // One character more than four times something says nothing.
    let whole = characters.len() - usize::from(characters.len() % 4 == 1);
    characters.truncate(whole);
    BASE64.decode(&characters).unwrap_or_default()
}

pub(super) fn from_hex(characters: &[u8], skipped: usize) -> Vec<u8> {
    let (pairs, _) = characters.get(skipped..).unwrap_or_default().as_chunks::<2>();
    pairs.iter().map(|pair| hex(pair)).collect::<Option<_>>().unwrap_or_default()
}

/// A secret in the form in which texts are compared with it.
pub(super) fn compared(secret: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut compared = Zeroizing::new(unescaped(secret));
    compared.retain(|byte| *byte != b' ');
    compared.iter_mut().for_each(|byte| *byte = folded(*byte));
    compared
}

/// What a secret looks like in base64, wherever it begins in what was encoded, and in hexadecimal.
pub(super) fn encodings(secret: &str) -> Vec<Zeroizing<Vec<u8>>> {
    let base64 = (0..3).map(|before| {
        let shifted = Zeroizing::new([&[0; 2][..before], secret.as_bytes()].concat());
        Zeroizing::new(BASE64.encode(&*shifted).into_bytes())
    });
    let digit = |four_bits: u8| b"0123456789abcdef"[usize::from(four_bits)];
    let hex = secret.bytes().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect();
    base64.chain([Zeroizing::new(hex)]).map(|text| compared(&text)).collect()
}

pub(super) const fn folded(byte: u8) -> u8 {
    match byte {
        b'-' => b'+',
        b'_' => b'/',
        other => other.to_ascii_lowercase(),
    }
}

/// The same as a table; 0: what needs a closer look.
pub(super) static FOLDED: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0_u8;
    while byte < 255 {
        if !matches!(byte, b'%' | b'\\' | b'&') && !byte.is_ascii_whitespace() {
            table[byte as usize] = folded(byte);
        }
        byte += 1;
    }
    table
};

pub(super) enum Character {
    Byte(u8),
    Space,
    LineBreak,
}

impl Character {
    fn of(byte: u8) -> Character {
        match byte {
            b'\r' | b'\n' => Character::LineBreak,
            // Backslashes come and go with each escaping.
            byte if byte.is_ascii_whitespace() || byte == b'\\' => Character::Space,
            byte => Character::Byte(byte),
        }
    }

    /// One that is in no secret.
    const OTHER: Character = Character::Byte(0xff);
}

/// A text whose escapes are undone, without the ends of its lines; all other white space is a space.
pub(super) fn unescaped(text: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let (character, length) = decoded(&text[at..]);
        match character {
            Character::Byte(byte) => plain.push(byte),
            Character::Space => plain.push(b' '),
            Character::LineBreak => {}
        }
        at += length;
    }
    plain
}

/// The first character of a text, whose escapes are undone, and its length there.
pub(super) fn decoded(text: &[u8]) -> (Character, usize) {
    let escaped = match text[0] {
        b'%' => percent(text),
        b'\\' => backslash(text),
        b'&' => entity(text),
        _ => None,
    };
    escaped.unwrap_or_else(|| (Character::of(text[0]), 1))
}

/// "%2B", also where its percent sign was encoded again: "%252B".
fn percent(text: &[u8]) -> Option<(Character, usize)> {
    let mut at = 1;
    while text[at..].starts_with(b"25") && text.get(at + 2..at + 4).and_then(hex).is_some() {
        at += 2;
    }
    let byte = hex(text.get(at..at + 2)?)?;
    Some((Character::of(byte), at + 2))
}

/// JSON's and JavaScript's escapes, also after several backslashes, where they were escaped again.
fn backslash(text: &[u8]) -> Option<(Character, usize)> {
    let count = text.iter().take_while(|byte| **byte == b'\\').count();
    let wide = |digits: usize| {
        let digits = str::from_utf8(text.get(count + 1..count + 1 + digits)?).ok()?;
        let code = u32::from_str_radix(digits, 16).ok()?;
        Some((u8::try_from(code).map_or(Character::OTHER, Character::of), count + 1 + digits.len()))
    };
    match *text.get(count)? {
        b'u' => wide(4),
        b'x' => wide(2),
        b'n' | b'r' => Some((Character::LineBreak, count + 1)),
        b't' => Some((Character::Space, count + 1)),
        byte => Some((Character::of(byte), count + 1)),
    }
}

/// HTML's, also where their ampersand was escaped again.
fn entity(text: &[u8]) -> Option<(Character, usize)> {
    const NAMES: [(&[u8], u8); 5] = [(b"amp", b'&'), (b"quot", b'"'), (b"apos", b'\''), (b"lt", b'<'), (b"gt", b'>')];
    let mut at = 1;
    while text[at..].starts_with(b"amp;") {
        at += 4;
    }
    const LONGEST: usize = 8;
    let end = text[at..].iter().take(LONGEST).position(|byte| *byte == b';');
    let number = |text: &[u8]| {
        let text = str::from_utf8(text.strip_prefix(b"#")?).ok()?;
        match text.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok(),
            None => text.parse().ok(),
        }
    };
    let named = |name: &[u8]| NAMES.iter().find(|(known, _)| *known == name).map(|(_, byte)| u32::from(*byte));
    let inner = end.map(|end| &text[at..at + end]);
    match (inner.and_then(|inner| named(inner).or_else(|| number(inner))), end) {
        (Some(code), Some(end)) => Some((u8::try_from(code).map_or(Character::OTHER, Character::of), at + end + 1)),
        _ if at > 1 => Some((Character::Byte(b'&'), at)),
        _ => None,
    }
}

fn hex(pair: &[u8]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let [high, low] = *pair else { return None };
    u8::try_from(digit(high)? << 4 | digit(low)?).ok()
}
