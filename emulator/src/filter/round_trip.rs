//! Properties of all filters: printing and parsing undo each other, and
//! nothing panics.

use jiff::Timestamp;
use proptest::prelude::*;

use super::ast::{Filter, Literal, Operator, Term};
use super::*;

const LIMIT: usize = 100_000;

fn rules(strict: bool) -> Rules {
    Rules { strict, length_limit: LIMIT }
}

fn operator() -> impl Strategy<Value = Operator> {
    use Operator::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
    prop::sample::select(vec![Equal, NotEqual, Greater, GreaterOrEqual, Less, LessOrEqual])
}

fn name() -> impl Strategy<Value = String> {
    prop::collection::vec(any::<char>(), 0..8).prop_map(|signs| {
        let allowed = signs.into_iter().filter(|sign| !sign.is_whitespace() && !sign.is_control());
        let rest: String = allowed.filter(|sign| !"()',/:".contains(*sign)).collect();
        format!("n{rest}")
    })
}

fn operand() -> impl Strategy<Value = Operand> {
    let field = prop::sample::select(vec![
        Field::Scid,
        Field::TemplateName,
        Field::MembersCount,
        Field::Needs,
        Field::ScheduledTime,
        Field::PostedTime,
        Field::TitleId,
    ]);
    let measure = prop::sample::select(vec![Measure::Count, Measure::Target, Measure::Needs]);
    prop_oneof![
        name().prop_map(Operand::Tag),
        name().prop_map(Operand::Text),
        name().prop_map(Operand::Number),
        field.prop_map(Operand::Field),
        (name(), name(), measure).prop_map(|(role_type, role, measure)| Operand::Role { role_type, role, measure }),
        Just(Operand::Language),
    ]
}

fn compare() -> impl Strategy<Value = Term> {
    let number = any::<f64>().prop_filter("finite", |number| number.is_finite());
    let time = (-1_000_000_000_i64..4_000_000_000, 0..1_000_000_000_i32);
    (operand(), any::<bool>(), operator(), any::<String>(), number, time).prop_map(
        |(operand, lowered, operator, text, number, (second, nanosecond))| {
            let time = Timestamp::new(second, nanosecond).unwrap_or_default();
            let (lowered, literal) = match operand.kind() {
                super::ast::Kind::Text => (lowered, Literal::Text(text)),
                super::ast::Kind::Number => (false, Literal::Number(number)),
                super::ast::Kind::Time => (false, Literal::Time(time)),
            };
            Term::Compare { operand, lowered, operator, literal }
        },
    )
}

fn term() -> impl Strategy<Value = Term> {
    let collection = prop::sample::select(vec![
        Collection::Tags,
        Collection::MemberXuids,
        Collection::OwnerXuids,
        Collection::Keywords,
        Collection::AchievementIds,
    ]);
    let look = (collection, any::<bool>(), operator(), any::<String>(), any::<bool>());
    let look = look.prop_map(|(collection, lowered, operator, text, holds)| Term::Any {
        collection,
        lowered,
        operator,
        text,
        holds,
    });
    prop_oneof![compare(), look]
}

fn filter() -> impl Strategy<Value = Filter> {
    let terms = || prop::collection::vec(term(), 1..4);
    (terms(), prop::option::of(terms())).prop_map(|(first, second)| Filter { first, second })
}

/// Texts that are nearly filters.
fn words() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "tags/any(",
        "d:",
        "tolower(d)",
        "tolower(",
        "strings/a",
        "numbers/b",
        "session/",
        "eq",
        "ne",
        "gt",
        "and",
        "or",
        "'x'",
        "''",
        "'",
        "5",
        "-1e3",
        "(",
        ")",
        "true",
        "language",
        "Tags/x",
        "any",
        "/",
        "é",
        "\u{0}",
    ]);
    prop::collection::vec(word, 0..30).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn printing_and_parsing_undo_each_other(filter in filter()) {
        let printed = filter.to_string();
        prop_assert_eq!(parse(&printed, rules(false)), Ok(filter), "{}", printed);
    }

    #[test]
    fn what_is_parsed_strictly_prints_strictly(text in words()) {
        for strict in [true, false] {
            if let Ok(filter) = parse(&text, rules(strict)) {
                prop_assert_eq!(parse(&filter.to_string(), rules(strict)), Ok(filter));
            }
        }
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let text = String::from_utf8_lossy(&bytes);
        if let Err(fault) = parse(&text, rules(true)) {
            prop_assert!(fault.at <= text.chars().count() + 1);
        }
    }
}
