//! Takes secrets out of text that others wrote, in whatever form they repeat them.
//!
//! Text and secret are compared as a reader would decode them: `%2B`, `\u002b` and `&#43;` are a plus, also where they were
//! escaped several times; white space, case and the two alphabets of base64 make no difference. What may be base64 or
//! hexadecimal is decoded, and looked at in the same way. Parts of 16 characters and more count as the secret. Around
//! something in the secret that looks like an escape, as no token of Xbox Live has it, a few characters may stay.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::Serialize;
use zeroize::Zeroizing;

use super::Authorization;

/// What stands for a secret.
pub(crate) const HIDDEN: &str = "***";
/// A shorter part of a secret may be there by chance.
const PART: usize = 16;
/// A secret is cut into pieces of this length: in each of its parts is one of them, whole.
const CLUE: usize = PART / 2;
/// Of a secret that is shorter than this, nothing is hidden: it would be everywhere.
const SHORTEST: usize = 4;

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Text that may be shown: it went through a redactor, or is a constant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(crate) struct Shown<'a>(Cow<'a, str>);

impl Shown<'static> {
    pub(crate) const HIDDEN: Shown<'static> = Shown::constant(HIDDEN);

    pub(crate) const fn constant(text: &'static str) -> Shown<'static> {
        Shown(Cow::Borrowed(text))
    }
}

impl Shown<'_> {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn into_owned(self) -> Shown<'static> {
        Shown(Cow::Owned(self.0.into_owned()))
    }
}

/// Hides the secrets of some authorizations.
pub(crate) struct Redactor<'s> {
    /// In the form in which texts are compared with them.
    secrets: Vec<Zeroizing<Vec<u8>>>,
    /// By the length of the parts; most texts give no reason to make them.
    parts: OnceCell<Vec<Parts>>,
    /// What a text without secrets most likely lacks; `None`: a secret is too short for that.
    clues: Option<Parts>,
    /// What stands before each token, and is no secret: "XBL3.0 x=…;".
    prefixes: Vec<&'s str>,
}

impl<'s> Redactor<'s> {
    pub(crate) fn new(authorizations: impl IntoIterator<Item = &'s Authorization>) -> Redactor<'s> {
        let mut secrets = Vec::new();
        let mut prefixes = Vec::new();
        for authorization in authorizations {
            let token = authorization.token();
            let (prefix, bare) = token.split_at(token.find(';').map_or(0, |index| index + 1));
            prefixes.extend(Some(prefix).filter(|prefix| !prefix.is_empty()));
            secrets.extend([Some(bare), authorization.signature()].into_iter().flatten());
        }
        let mut compared: Vec<_> = secrets.iter().map(|secret| compared(secret.as_bytes())).collect();
        compared.retain(|secret| secret.len() >= SHORTEST);
        let clues = compared.iter().all(|secret| secret.len() >= PART).then(|| {
            let encoded: Vec<_> = secrets.iter().flat_map(|secret| encodings(secret)).collect();
            Parts::new(CLUE, CLUE, compared.iter().chain(&encoded))
        });
        Redactor { secrets: compared, parts: OnceCell::new(), clues, prefixes }
    }

    fn parts(&self) -> &[Parts] {
        self.parts.get_or_init(|| {
            let length = |secret: &Zeroizing<Vec<u8>>| secret.len().min(PART);
            let mut lengths: Vec<_> = self.secrets.iter().map(length).collect();
            lengths.sort_unstable();
            lengths.dedup();
            let parts =
                |wanted| Parts::new(wanted, 1, self.secrets.iter().filter(move |secret| length(secret) == wanted));
            lengths.into_iter().map(parts).collect()
        })
    }

    /// The text without secrets.
    pub(crate) fn show<'a>(&self, text: &'a str) -> Shown<'a> {
        let mut hidden = self.find(text);
        if hidden.is_empty() {
            return Shown(Cow::Borrowed(text));
        }
        for range in &mut hidden {
            let before = &text.as_bytes()[..range.start];
            let ends = |prefix: &&&str| {
                before.len() >= prefix.len()
                    && before[before.len() - prefix.len()..].eq_ignore_ascii_case(prefix.as_bytes())
            };
            range.start -= self.prefixes.iter().find(ends).map_or(0, |prefix| prefix.len());
        }
        hidden.sort_unstable_by_key(|range| range.start);
        let mut shown = String::with_capacity(text.len());
        let mut at = 0;
        for range in hidden {
            if range.start >= at && (range.start > at || at == 0) {
                shown.push_str(&text[at..range.start]);
                shown.push_str(HIDDEN);
            }
            at = at.max(range.end);
        }
        shown.push_str(&text[at..]);
        Shown(Cow::Owned(shown))
    }

    /// Where secrets are, in no order; they may overlap.
    fn find(&self, text: &str) -> Vec<Range<usize>> {
        let mut hidden = Vec::new();
        let bytes = text.as_bytes();
        if self.secrets.is_empty() || !self.may_hold_secrets(bytes) {
            return hidden;
        }
        let mut window = Window::default();
        let mut run = Run::default();
        let mut at = 0;
        while at < bytes.len() {
            let (character, length) = decoded(&bytes[at..]);
            if let Character::Byte(byte) = character {
                window.push(byte, at);
                let found = self.parts().iter().filter_map(|parts| window.found(parts));
                hidden.extend(found.map(|start| start..at + length));
            }
            match character {
                Character::Byte(byte) if is_base64(byte) => run.push(byte, at..at + length),
                Character::LineBreak => {}
                _ => hidden.extend(run.end(self)),
            }
            at += length;
        }
        hidden.extend(run.end(self));
        hidden
    }

    /// A quick look, as most texts hold none.
    fn may_hold_secrets(&self, text: &[u8]) -> bool {
        let Some(clues) = &self.clues else { return true };
        let mut window = 0_u64;
        let mut at = 0;
        while at < text.len() {
            let plain = FOLDED[text[at] as usize];
            if plain != 0 {
                window = window << 8 | plain as u64;
                at += 1;
            } else {
                let (character, length) = decoded(&text[at..]);
                at += length;
                let Character::Byte(byte) = character else { continue };
                window = window << 8 | u64::from(folded(byte));
            }
            if clues.has(window.into()) {
                return true;
            }
        }
        false
    }

    fn is_in(&self, bytes: &[u8]) -> bool {
        let mut window = Window::default();
        unescaped(bytes).iter().filter(|byte| **byte != b' ').any(|byte| {
            window.push(*byte, 0);
            self.parts().iter().any(|parts| window.found(parts).is_some())
        })
    }
}

/// Parts of one length of some secrets: a hash table, wiped when dropped.
struct Parts {
    length: usize,
    /// 0: empty.
    slots: Zeroizing<Vec<u128>>,
}

impl Parts {
    /// One part every `step` characters.
    fn new<'a>(length: usize, step: usize, secrets: impl Iterator<Item = &'a Zeroizing<Vec<u8>>> + Clone) -> Parts {
        let count: usize = secrets.clone().map(|secret| secret.len() / step + 1).sum();
        let mut parts = Parts { length, slots: Zeroizing::new(vec![0; (4 * count).next_power_of_two()]) };
        for part in secrets.flat_map(|secret| secret.windows(length).step_by(step)) {
            let value = part.iter().fold(0, |value, byte| value << 8 | u128::from(*byte));
            let slot = parts.slot(value);
            parts.slots[slot] = value;
        }
        parts
    }

    fn has(&self, value: u128) -> bool {
        let slots = self.slots.as_slice();
        let first = hash(value) & (slots.len() - 1);
        value != 0 && slots[first] != 0 && slots[self.slot(value)] == value
    }

    /// Where a value is, or would be. Few of the slots are taken.
    fn slot(&self, value: u128) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = hash(value) & mask;
        while self.slots[slot] != 0 && self.slots[slot] != value {
            slot = (slot + 1) & mask;
        }
        slot
    }
}

fn hash(value: u128) -> usize {
    ((value as u64 ^ (value >> 64) as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize
}

/// The last characters that were seen, and where in the text each began.
#[derive(Default)]
struct Window {
    value: u128,
    starts: [usize; PART],
    count: usize,
}

impl Window {
    fn push(&mut self, byte: u8, start: usize) {
        self.value = self.value << 8 | u128::from(folded(byte));
        self.starts[self.count % PART] = start;
        self.count += 1;
    }

    fn last(&self, length: usize) -> u128 {
        self.value & (u128::MAX >> (8 * (PART - length)))
    }

    /// Where the last characters begin, where they are one of these parts.
    fn found(&self, parts: &Parts) -> Option<usize> {
        let is_found = self.count >= parts.length && parts.has(self.last(parts.length));
        is_found.then(|| self.starts[(self.count - parts.length) % PART])
    }
}

/// Consecutive characters that may be base64 or hexadecimal, over the ends of lines.
#[derive(Default)]
struct Run {
    characters: Vec<u8>,
    place: Range<usize>,
}

impl Run {
    fn push(&mut self, byte: u8, place: Range<usize>) {
        if self.characters.is_empty() {
            self.place.start = place.start;
        }
        self.place.end = place.end;
        self.characters.push(byte);
    }

    /// Where it was, if it holds a secret.
    fn end(&mut self, redactor: &Redactor) -> Option<Range<usize>> {
        let characters = std::mem::take(&mut self.characters);
        let holds = || (0..4).any(|skipped| redactor.is_in(&from_base64(&characters, skipped)));
        let holds_hex = || (0..2).any(|skipped| redactor.is_in(&from_hex(&characters, skipped)));
        (characters.len() > SHORTEST && (holds() || holds_hex())).then(|| self.place.clone())
    }
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}

/// What was encoded, where the first characters belong to something else.
fn from_base64(characters: &[u8], skipped: usize) -> Vec<u8> {
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

fn from_hex(characters: &[u8], skipped: usize) -> Vec<u8> {
    let (pairs, _) = characters.get(skipped..).unwrap_or_default().as_chunks::<2>();
    pairs.iter().map(|pair| hex(pair)).collect::<Option<_>>().unwrap_or_default()
}

/// A secret in the form in which texts are compared with it.
fn compared(secret: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut compared = Zeroizing::new(unescaped(secret));
    compared.retain(|byte| *byte != b' ');
    compared.iter_mut().for_each(|byte| *byte = folded(*byte));
    compared
}

/// What a secret looks like in base64, wherever it begins in what was encoded, and in hexadecimal.
fn encodings(secret: &str) -> Vec<Zeroizing<Vec<u8>>> {
    let base64 = (0..3).map(|before| {
        let shifted = Zeroizing::new([&[0; 2][..before], secret.as_bytes()].concat());
        Zeroizing::new(BASE64.encode(&*shifted).into_bytes())
    });
    let digit = |four_bits: u8| b"0123456789abcdef"[usize::from(four_bits)];
    let hex = secret.bytes().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect();
    base64.chain([Zeroizing::new(hex)]).map(|text| compared(&text)).collect()
}

const fn folded(byte: u8) -> u8 {
    match byte {
        b'-' => b'+',
        b'_' => b'/',
        other => other.to_ascii_lowercase(),
    }
}

/// The same as a table; 0: what needs a closer look.
static FOLDED: [u8; 256] = {
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

enum Character {
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
fn unescaped(text: &[u8]) -> Vec<u8> {
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
fn decoded(text: &[u8]) -> (Character, usize) {
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

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD as BASE64_URL};
    use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
    use proptest::prelude::*;

    use super::*;

    const TOKEN: &str =
        "XBL3.0 x=1234567890;eyJlbmMiOiJBMTI4Q0JDK0hTMjU2.R-w_x+Y/4=.K7\"Qm\\9v&b'<z>0123456789abcdefghij";
    const SIGNATURE: &str = "AAAAAQHdek8XIJgAq83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=";

    fn shown(text: &str) -> String {
        let authorization = Authorization::new(TOKEN, Some(SIGNATURE)).unwrap();
        Redactor::new([&authorization]).show(text).as_str().to_owned()
    }

    type Form = (&'static str, fn(&str) -> String);

    /// How a service or proxy may repeat what it was sent.
    const FORMS: [Form; 24] = [
        ("raw", str::to_owned),
        ("json", |text| serde_json::to_string(text).unwrap()),
        ("json in json", |text| serde_json::to_string(&serde_json::to_string(text).unwrap()).unwrap()),
        ("json with every escape", |text| text.chars().map(|c| format!("\\u{:04X}", c as u32)).collect()),
        ("json as ASP.NET writes it", |text| {
            let escaped = |c: char| match c {
                '"' | '\\' | '+' | '<' | '>' | '&' | '\'' => format!("\\u{:04x}", c as u32),
                c => c.to_string(),
            };
            text.chars().map(escaped).collect()
        }),
        ("javascript", |text| text.bytes().map(|byte| format!("\\x{byte:02x}")).collect()),
        ("percent", |text| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()),
        ("percent in lower case", |text| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string().to_lowercase()),
        ("percent twice", |text| {
            let once = utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
            utf8_percent_encode(&once, NON_ALPHANUMERIC).to_string()
        }),
        ("every byte percent", |text| text.bytes().map(|byte| format!("%{byte:02X}")).collect()),
        ("html", |text| {
            text.replace('&', "&amp;")
                .replace('"', "&quot;")
                .replace('\'', "&#39;")
                .replace('<', "&lt;")
                .replace('+', "&#x2b;")
        }),
        ("html twice", |text| text.replace('&', "&amp;amp;").replace('"', "&amp;quot;").replace('+', "&amp;#43;")),
        ("base64", |text| STANDARD.encode(text)),
        ("base64 for URLs", |text| BASE64_URL.encode(text)),
        ("base64 with a byte before", |text| STANDARD.encode(format!("x{text}"))),
        ("base64 with two bytes before", |text| STANDARD.encode(format!("xy{text}"))),
        ("base64 of JSON", |text| STANDARD.encode(serde_json::to_string(&["a", text]).unwrap())),
        ("base64 after letters", |text| format!("abc{}", STANDARD.encode(text))),
        ("base64 in lines", |text| {
            STANDARD
                .encode(text)
                .as_bytes()
                .chunks(20)
                .map(|line| str::from_utf8(line).unwrap())
                .collect::<Vec<_>>()
                .join("\r\n")
        }),
        ("base64 in lines, in JSON", |text| {
            let lines = STANDARD
                .encode(text)
                .as_bytes()
                .chunks(20)
                .map(|line| str::from_utf8(line).unwrap())
                .collect::<Vec<_>>()
                .join("\r\n");
            serde_json::to_string(&lines).unwrap()
        }),
        ("base64, percent-encoded", |text| utf8_percent_encode(&STANDARD.encode(text), NON_ALPHANUMERIC).to_string()),
        ("hexadecimal", |text| text.bytes().map(|byte| format!("{byte:02x}")).collect()),
        ("capitals", str::to_uppercase),
        ("folded", |text| {
            text.as_bytes().chunks(10).map(|line| str::from_utf8(line).unwrap()).collect::<Vec<_>>().join("\r\n ")
        }),
    ];

    /// What may be repeated.
    fn parts() -> Vec<(&'static str, &'static str)> {
        let bare = TOKEN.split_once(';').unwrap().1;
        vec![
            ("all", TOKEN),
            ("the token", bare),
            ("its beginning", &bare[..40]),
            ("its end", &bare[bare.len() - 40..]),
            ("its middle", &bare[20..60]),
            ("the signature", SIGNATURE),
            ("half of the signature", &SIGNATURE[..30]),
        ]
    }

    #[test]
    fn no_form_of_a_secret_is_shown() {
        let mut cells = 0;
        for (form, encode) in FORMS {
            for (part, secret) in parts() {
                for (before, after) in
                    [("", ""), ("bad token ", " (é)"), ("{\"x\":\"", "\",\"y\":1}"), ("=", "&"), ("é", "é")]
                {
                    let text = format!("{before}{}{after}", encode(secret));
                    let shown = shown(&text);
                    assert!(shown.contains(HIDDEN), "{part}, {form}: {text}");
                    // What stands before a token is no secret.
                    let rest = before.len() + after.len() + if part == "all" { 150 } else { 20 };
                    assert!(shown.len() < rest, "{part}, {form}: {text}: {shown}");
                    assert!(shown.starts_with(before) && shown.ends_with(after), "{part}, {form}: {text}: {shown}");
                    cells += 1;
                }
            }
        }
        println!("{cells} cells");
    }

    #[test]
    fn other_text_is_shown_as_it_is() {
        for text in [
            "",
            "The session 5f9d2a6e-6f2e-4a7e-9d0e-0a8f4d2f6c11 was not found.",
            r#"{"custom":{"a":"%41\u0041&amp;\\","b":"eyJjb250cmFjdFZlcnNpb24iOjEwN30="}}"#,
            "Authorization must be XBL3.0 x=<userhash>;<token>, for x=1234567890",
            "%",
            "%2",
            "%25",
            "\\",
            "\\u12",
            "&amp;",
            "&#;",
            "\\é%é&é;",
            "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
        ] {
            assert_eq!(shown(text), text);
        }
    }

    #[test]
    fn without_a_secret_nothing_is_hidden() {
        assert_eq!(Redactor::new([]).show(TOKEN).as_str(), TOKEN);
        let short = Authorization::new("XBL3.0 x=1;abc", None).unwrap();
        assert_eq!(Redactor::new([&short]).show("abc").as_str(), "abc");
    }

    #[test]
    fn a_long_text_is_looked_at_quickly() {
        let token = format!(
            "XBL3.0 x=1;{}",
            BASE64_URL.encode((0..2400).map(|n: u32| (n * n % 251) as u8).collect::<Vec<_>>())
        );
        let authorization = Authorization::new(&token, Some(SIGNATURE)).unwrap();
        let began = std::time::Instant::now();
        let redactor = Redactor::new([&authorization]);
        let made = began.elapsed();
        for (name, text) in [
            (
                "JSON",
                r#"{"xuid":"2533274790395904","gamertag":"Ada","id":"5f9d2a6e-6f2e-4a7e-9d0e-0a8f4d2f6c11"},"#
                    .repeat(2000),
            ),
            ("one word", "y".repeat(180_000)),
        ] {
            let began = std::time::Instant::now();
            assert_eq!(redactor.show(&text).as_str().len(), text.len());
            println!("{name}: {} bytes in {:?}, after {made:?}", text.len(), began.elapsed());
        }
    }

    proptest! {
        /// Any text can be shown, and what is hidden leaves the rest.
        #[test]
        fn any_text_can_be_shown(text in "([ -~]|é|\\PC|[\\\\%&;u0-9a-f]){0,200}", at in 0..200_usize) {
            let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap();
            let with = format!("{} {TOKEN} {}", &text[..at], &text[at..]);
            prop_assert!(!shown(&with).contains("eyJlbmMiOiJBMTI4Q0JDK0hT"));
            shown(&text);
        }

        #[test]
        fn a_part_of_16_characters_is_hidden(start in 20..60_usize, length in 16..40_usize) {
            let part = &TOKEN[start..(start + length).min(TOKEN.len())];
            let (all, part_compared) = (compared(TOKEN.as_bytes()), compared(part.as_bytes()));
            // A cut through an escape makes another text of it.
            let is_part = all.windows(part_compared.len().max(1)).any(|window| *window == **part_compared);
            if is_part && part_compared.len() >= PART {
                prop_assert!(shown(part).contains(HIDDEN), "{}", part);
            }
        }
    }
}
