//! The words of the language.

use winnow::ascii::{Caseless, digit1, multispace0};
use winnow::combinator::{alt, delimited, not, opt, peek, repeat, separated};
use winnow::prelude::*;
use winnow::stream::LocatingSlice;
use winnow::token::{one_of, take_while};

use super::ast::Operator;

/// A filter while it is read.
pub(super) type Input<'a> = LocatingSlice<&'a str>;

/// What names are made of: all but blanks and the signs of the language.
fn in_name(sign: char) -> bool {
    !sign.is_whitespace() && !sign.is_control() && !matches!(sign, '(' | ')' | '\'' | ',' | '/' | ':')
}

pub(super) fn blank(input: &mut Input<'_>) -> ModalResult<()> {
    multispace0.void().parse_next(input)
}

pub(super) fn name<'a>(input: &mut Input<'a>) -> ModalResult<&'a str> {
    take_while(1.., in_name).parse_next(input)
}

/// Names between slashes.
pub(super) fn path<'a>(input: &mut Input<'a>) -> ModalResult<&'a str> {
    separated::<_, _, (), _, _, _, _>(1.., name, '/').take().parse_next(input)
}

/// A word without regard to case, with the blanks before it.
pub(super) fn keyword<'a>(word: &'static str) -> impl FnMut(&mut Input<'a>) -> ModalResult<()> {
    move |input| (blank, Caseless(word), not(peek(name))).void().parse_next(input)
}

pub(super) fn sign<'a>(sign: char) -> impl FnMut(&mut Input<'a>) -> ModalResult<()> {
    move |input| (blank, sign).void().parse_next(input)
}

pub(super) fn open_tolower(input: &mut Input<'_>) -> ModalResult<()> {
    (blank, Caseless("tolower"), sign('(')).void().parse_next(input)
}

pub(super) fn operator(input: &mut Input<'_>) -> ModalResult<Operator> {
    (blank, name.verify_map(Operator::named)).map(|(_, operator)| operator).parse_next(input)
}

pub(super) fn truth(input: &mut Input<'_>) -> ModalResult<bool> {
    alt((keyword("true").value(true), keyword("false").value(false))).parse_next(input)
}

/// `'text'`, in which two quotes stand for one.
pub(super) fn text(input: &mut Input<'_>) -> ModalResult<String> {
    let run = take_while(1.., |sign| sign != '\'');
    let pieces = repeat(0.., alt((run, "''".value("'")))).fold(String::new, |mut text, piece: &str| {
        text.push_str(piece);
        text
    });
    (blank, delimited('\'', pieces, '\'')).map(|(_, text)| text).parse_next(input)
}

pub(super) fn title(input: &mut Input<'_>) -> ModalResult<String> {
    let digits = (blank, digit1, not(peek(name))).map(|(_, digits, _): (_, &str, _)| digits.to_owned());
    alt((text, digits)).parse_next(input)
}

pub(super) fn number(input: &mut Input<'_>) -> ModalResult<f64> {
    let fraction = opt(('.', digit1));
    let exponent = opt((one_of(['e', 'E']), opt(one_of(['+', '-'])), digit1));
    let digits = (opt('-'), digit1, fraction, exponent).take();
    let finite = digits.parse_to::<f64>().verify(|number: &f64| number.is_finite());
    (blank, finite, not(peek(name))).map(|(_, number, _)| number).parse_next(input)
}

impl Operator {
    const ALL: [(Self, &'static str); 6] = [
        (Self::Equal, "eq"),
        (Self::NotEqual, "ne"),
        (Self::Greater, "gt"),
        (Self::GreaterOrEqual, "ge"),
        (Self::Less, "lt"),
        (Self::LessOrEqual, "le"),
    ];

    fn named(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|(_, own)| own.eq_ignore_ascii_case(name)).map(|(operator, _)| operator)
    }
}

impl std::fmt::Display for Operator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let own = Self::ALL.iter().find(|(operator, _)| operator == self);
        f.write_str(own.map_or("", |(_, name)| name))
    }
}
