//! Takes secrets out of text that others wrote, in whatever form they repeat them.
//!
//! Text and secret are compared as a reader would decode them: `%2B`, `\u002b` and `&#43;` are a plus, also where they were
//! escaped several times; white space, case and the two alphabets of base64 make no difference. What may be base64 or
//! hexadecimal is decoded, and looked at in the same way. Parts of 16 characters and more count as the secret. Around
//! something in the secret that looks like an escape, as no token of Xbox Live has it, a few characters may stay.

mod decode;

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;

use serde::Serialize;
use zeroize::Zeroizing;

use self::decode::{
    Character, FOLDED, compared, decoded, encodings, folded, from_base64, from_hex, is_base64, unescaped,
};
use super::authorization::Authorization;
use super::characters::{Characters, PART, without_padding};

/// What stands for a secret.
pub(crate) const HIDDEN: &str = "***";
/// A secret is cut into pieces of this length: in each of its parts is one of them, whole.
const CLUE: usize = PART / 2;
/// Of a secret that is shorter than this, nothing is hidden: it would be everywhere.
const SHORTEST: usize = 4;

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

/// Hides the secrets of some authorizations. What it takes to find them is made when a text gives a reason.
pub(crate) struct Redactor<'s> {
    secrets: Vec<&'s str>,
    /// What stands before each token, and is no secret: "XBL3.0 x=…;".
    prefixes: Vec<&'s str>,
    /// What a text that repeats them is made of, where that can be told.
    characters: Option<Characters>,
    /// The secrets in the form in which texts are compared with them.
    compared: OnceCell<Vec<Zeroizing<Vec<u8>>>>,
    /// By the length of the parts.
    parts: OnceCell<Vec<Parts>>,
    /// What a text without secrets most likely lacks, of the secrets as they are and of their encodings.
    clues: [OnceCell<Parts>; 2],
}

impl<'s> Redactor<'s> {
    pub(crate) fn new(authorizations: impl IntoIterator<Item = &'s Authorization>) -> Redactor<'s> {
        let mut secrets = Vec::new();
        let mut prefixes = Vec::new();
        let mut characters = Some(Characters::NONE);
        for authorization in authorizations {
            let (prefix, bare) = authorization.split();
            prefixes.extend(Some(prefix).filter(|prefix| !prefix.is_empty()));
            secrets.extend([Some(bare), authorization.signature()].into_iter().flatten().map(without_padding));
            characters = characters.zip(authorization.characters()).map(|(all, more)| all.and(more));
        }
        Redactor {
            secrets,
            prefixes,
            characters,
            compared: OnceCell::new(),
            parts: OnceCell::new(),
            clues: [OnceCell::new(), OnceCell::new()],
        }
    }

    fn compared(&self) -> &[Zeroizing<Vec<u8>>] {
        self.compared.get_or_init(|| {
            let mut compared: Vec<_> = self.secrets.iter().map(|secret| compared(secret.as_bytes())).collect();
            compared.retain(|secret| secret.len() >= SHORTEST);
            compared
        })
    }

    fn parts(&self) -> &[Parts] {
        self.parts.get_or_init(|| {
            let length = |secret: &Zeroizing<Vec<u8>>| secret.len().min(PART);
            let mut lengths: Vec<_> = self.compared().iter().map(length).collect();
            lengths.sort_unstable();
            lengths.dedup();
            let parts =
                |wanted| Parts::new(wanted, 1, self.compared().iter().filter(move |secret| length(secret) == wanted));
            lengths.into_iter().map(parts).collect()
        })
    }

    fn clues(&self) -> &Parts {
        self.clues[0].get_or_init(|| Parts::new(CLUE, CLUE, self.compared().iter()))
    }

    fn encoded_clues(&self) -> &Parts {
        self.clues[1].get_or_init(|| {
            let encoded: Vec<_> = self.secrets.iter().flat_map(|secret| encodings(secret)).collect();
            Parts::new(CLUE, CLUE, encoded.iter())
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
        if !self.may_hold_secrets(bytes) {
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
        if self.secrets.is_empty() {
            return false;
        }
        let Some(characters) = self.characters else {
            let is_short = |secret: &Zeroizing<Vec<u8>>| secret.len() < PART;
            return self.compared().iter().any(is_short)
                || self.clues().are_in(text)
                || self.encoded_clues().are_in(text);
        };
        characters.may_stand_in(text) && self.clues().are_in(text)
            || Characters::ENCODED.may_stand_in(text) && self.encoded_clues().are_in(text)
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
        // A token of the emulator has a XUID in it, which is no secret.
        let is_xuid = |part: &&[u8]| part.len() == PART && part.iter().all(u8::is_ascii_digit);
        for part in secrets.flat_map(|secret| secret.windows(length).step_by(step)).filter(|part| !is_xuid(part)) {
            let value = part.iter().fold(0, |value, byte| value << 8 | u128::from(*byte));
            let slot = parts.slot(value);
            parts.slots[slot] = value;
        }
        parts
    }

    /// Whether a text has one of them.
    fn are_in(&self, text: &[u8]) -> bool {
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
            if self.has(window.into()) {
                return true;
            }
        }
        false
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

#[cfg(test)]
mod tests;
