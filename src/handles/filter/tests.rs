use proptest::prelude::*;

use super::*;
use crate::error::Code;

fn built(build: impl FnOnce(&mut Filter) -> Result<(), Error>) -> String {
    let mut filter = Filter::new();
    build(&mut filter).unwrap();
    filter.text().unwrap().to_owned()
}

fn refused(build: impl FnOnce(&mut Filter) -> Result<(), Error>) -> Error {
    let mut filter = Filter::new();
    let error = build(&mut filter).unwrap_err();
    assert_eq!(filter, Filter::new(), "a refusal leaves the filter as it was");
    error
}

use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};

#[test]
fn each_comparison_has_the_documented_shape() {
    for (text, expected) in [
        (built(|f| f.session_player(SessionPlayer::Member, 1234566)), "session/memberXuids/any(d:d eq '1234566')"),
        (built(|f| f.session_player(SessionPlayer::Owner, 1234566)), "session/ownerXuids/any(d:d eq '1234566')"),
        (built(|f| f.string("forzacarclass", Equal, "ClassB")), "tolower(strings/forzacarclass) eq 'classb'"),
        (built(|f| f.string("clan", NotEqual, "O'Neil ÄÖ")), "tolower(strings/clan) ne 'o''neil äö'"),
        (built(|f| f.number("halokdratio", Greater, 1.5)), "numbers/halokdratio gt 1.5"),
        (built(|f| f.tag(Equal, "CoolPeopleOnly")), "tags/any(d:tolower(d) eq 'coolpeopleonly')"),
        (built(|f| f.tag(NotEqual, "cursingallowed")), "tags/any(d:tolower(d) ne 'cursingallowed')"),
        (built(|f| f.session_text(SessionText::AchievementId, "123456")), "achievementIds/any(d:d eq '123456')"),
        (built(|f| f.session_text(SessionText::Language, "en")), "language eq 'en'"),
        (
            built(|f| f.session_time(SessionTime::Scheduled, LessOrEqual, 1_245_073_530_090)),
            "session/scheduledTime le '2009-06-15T13:45:30.0900000Z'",
        ),
        (
            built(|f| f.session_time(SessionTime::Posted, Less, -1)),
            "session/postedTime lt '1969-12-31T23:59:59.9990000Z'",
        ),
        (
            built(|f| f.session_text(SessionText::RegistrationState, "registered")),
            "session/registrationState eq 'registered'",
        ),
        (built(|f| f.session_number(SessionNumber::MembersCount, Equal, 5)), "session/membersCount eq 5"),
        (built(|f| f.session_number(SessionNumber::TargetMembersCount, Greater, 1)), "session/targetMembersCount gt 1"),
        (built(|f| f.session_number(SessionNumber::MaxMembersCount, Less, 3)), "session/maxMembersCount lt 3"),
        (
            built(|f| f.session_number(SessionNumber::TargetMembersCountRemaining, LessOrEqual, 5)),
            "session/targetMembersCountRemaining le 5",
        ),
        (
            built(|f| f.session_number(SessionNumber::MaxMembersCountRemaining, Greater, 2)),
            "session/maxMembersCountRemaining gt 2",
        ),
        (built(|f| f.session_number(SessionNumber::Needs, LessOrEqual, 15)), "session/needs le 15"),
        (built(|f| f.session_number(SessionNumber::TitleId, Equal, u32::MAX)), "session/titleId eq 4294967295"),
        (
            built(|f| f.role_number("lfg", "confirmed", RoleNumber::Count, Equal, 5)),
            "session/roles/lfg/confirmed/count eq 5",
        ),
        (
            built(|f| f.role_number("lfg", "confirmed", RoleNumber::Target, Greater, 1)),
            "session/roles/lfg/confirmed/target gt 1",
        ),
        (
            built(|f| f.role_number("lfg", "confirmed", RoleNumber::Needs, LessOrEqual, 15)),
            "session/roles/lfg/confirmed/needs le 15",
        ),
        (built(|f| f.session_text(SessionText::Keyword, "Level2")), "session/keywords/any(d:tolower(d) eq 'level2')"),
        (built(|f| f.session_text(SessionText::Scid, "151512315")), "session/scid eq '151512315'"),
        (built(|f| f.session_text(SessionText::TemplateName, "MyTemplate1")), "session/templateName eq 'MyTemplate1'"),
    ] {
        assert_eq!(text, expected);
    }
}

#[test]
fn comparisons_are_joined_by_and_and_one_or_at_the_root() {
    let text = built(|filter| {
        filter.tag(Equal, "elite")?;
        filter.or()?;
        filter.number("guns", Greater, 15.0)?;
        filter.string("clan", Equal, "purple")
    });
    assert_eq!(text, "tags/any(d:tolower(d) eq 'elite') or numbers/guns gt 15 and tolower(strings/clan) eq 'purple'");
}

#[test]
fn a_second_or_and_an_empty_alternative_are_refused() {
    assert!(refused(Filter::or).message.contains("before 'or'"));
    assert!(Filter::new().text().unwrap_err().message.contains("needs a comparison"));
    let mut filter = Filter::new();
    filter.tag(Equal, "a").unwrap();
    filter.or().unwrap();
    assert!(filter.text().unwrap_err().message.contains("after 'or'"));
    assert!(filter.or().is_err());
    filter.tag(Equal, "b").unwrap();
    assert!(filter.or().unwrap_err().message.contains("only 'or'"));
    assert_eq!(filter.text().unwrap(), "tags/any(d:tolower(d) eq 'a') or tags/any(d:tolower(d) eq 'b')");
}

#[test]
fn numbers_are_written_exactly_and_without_exponents() {
    let number = |value| built(|filter| filter.number("n", GreaterOrEqual, value)).replace("numbers/n ge ", "");
    for (value, text) in
        [(0.0, "0"), (-0.0, "0"), (5.0, "5"), (-3.25, "-3.25"), (10.145, "10.145"), (1e-7, "0.0000001")]
    {
        assert_eq!(number(value), text);
    }
    assert_eq!(number(1e21), "1000000000000000000000");
    assert_eq!(number(f64::MAX).len(), 309);
}

#[test]
fn arguments_that_break_a_rule_are_refused() {
    let long = "n".repeat(100);
    for (error, code, start) in [
        (refused(|f| f.tag(Equal, "a b")), Code::InvalidArgument, "tag:"),
        (refused(|f| f.tag(Equal, &long)), Code::TooLong, "tag:"),
        (refused(|f| f.tag(Greater, "a")), Code::InvalidArgument, "comparison:"),
        (refused(|f| f.string("Clan", Equal, "a")), Code::InvalidArgument, "name:"),
        (refused(|f| f.string("clan", Less, "a")), Code::InvalidArgument, "comparison:"),
        (refused(|f| f.string("clan", Equal, &long)), Code::TooLong, "value:"),
        (refused(|f| f.number("a/b", Equal, 1.0)), Code::InvalidArgument, "name:"),
        (refused(|f| f.number("a", Equal, f64::NAN)), Code::InvalidArgument, "value:"),
        (refused(|f| f.session_text(SessionText::Keyword, "")), Code::InvalidArgument, "value:"),
        (refused(|f| f.session_text(SessionText::Keyword, &"k".repeat(101))), Code::TooLong, "value:"),
        (refused(|f| f.session_player(SessionPlayer::Owner, 0)), Code::InvalidArgument, "xuid:"),
        (refused(|f| f.session_time(SessionTime::Posted, Less, i64::MAX)), Code::InvalidArgument, "unix_ms:"),
        (
            refused(|f| f.session_time(SessionTime::Posted, Less, -62_135_596_800_001)),
            Code::InvalidArgument,
            "unix_ms:",
        ),
        (refused(|f| f.role_number("l/g", "r", RoleNumber::Count, Equal, 1)), Code::InvalidArgument, "role_type:"),
        (refused(|f| f.role_number("lfg", "", RoleNumber::Count, Equal, 1)), Code::InvalidArgument, "role:"),
    ] {
        assert_eq!(error.code, code, "{}", error.message);
        assert!(error.message.starts_with(start), "{}", error.message);
    }
    for unix_ms in [-62_135_596_800_000, 253_402_300_799_999] {
        built(|filter| filter.session_time(SessionTime::Posted, Less, unix_ms));
    }
}

#[test]
fn a_filter_has_a_greatest_length() {
    let mut filter = Filter::new();
    let longest = |filter: &mut Filter| filter.number("ninechars", Equal, 1.0);
    // 22 bytes each, and 5 between them.
    for _ in 0..607 {
        longest(&mut filter).unwrap();
    }
    assert_eq!(filter.text().unwrap().len(), 16 * 1024);
    assert_eq!(longest(&mut filter).unwrap_err().code, Code::TooLong);
    assert_eq!(filter.text().unwrap().len(), 16 * 1024);
}

/// One call of the builder, with arguments of any kind.
#[derive(Clone, Debug)]
enum Step {
    Tag(Comparison, String),
    String(String, Comparison, String),
    Number(String, Comparison, f64),
    Text(SessionText, String),
    Time(Comparison, i64),
    Role(String, String, u32),
    Or,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let comparison = || prop::sample::select(vec![Equal, NotEqual, Greater, GreaterOrEqual, Less, LessOrEqual]);
    let text = || prop_oneof!["[a-z][a-z0-9]{0,9}", ".*", "[a-z' ()]{0,12}"];
    let field = prop::sample::select(vec![SessionText::Keyword, SessionText::Scid, SessionText::AchievementId]);
    let step = prop_oneof![
        (comparison(), text()).prop_map(|(comparison, tag)| Step::Tag(comparison, tag)),
        (text(), comparison(), text()).prop_map(|(name, comparison, value)| Step::String(name, comparison, value)),
        (text(), comparison(), any::<f64>())
            .prop_map(|(name, comparison, value)| Step::Number(name, comparison, value)),
        (field, text()).prop_map(|(field, value)| Step::Text(field, value)),
        (comparison(), any::<i64>()).prop_map(|(comparison, time)| Step::Time(comparison, time)),
        (text(), text(), any::<u32>()).prop_map(|(role_type, role, value)| Step::Role(role_type, role, value)),
        Just(Step::Or),
    ];
    prop::collection::vec(step, 0..12)
}

impl Step {
    fn apply(&self, filter: &mut Filter) -> Result<(), Error> {
        match self {
            Step::Tag(comparison, tag) => filter.tag(*comparison, tag),
            Step::String(name, comparison, value) => filter.string(name, *comparison, value),
            Step::Number(name, comparison, value) => filter.number(name, *comparison, *value),
            Step::Text(field, value) => filter.session_text(*field, value),
            Step::Time(comparison, time) => filter.session_time(SessionTime::Posted, *comparison, *time),
            Step::Role(role_type, role, value) => filter.role_number(role_type, role, RoleNumber::Needs, Equal, *value),
            Step::Or => filter.or(),
        }
    }
}

/// The text with every literal emptied; fails on a quote that is not closed.
fn without_literals(text: &str) -> String {
    let pieces: Vec<&str> = text.split('\'').collect();
    assert!(pieces.len() % 2 == 1, "an open literal in {text}");
    pieces.iter().step_by(2).copied().collect::<Vec<_>>().join("'").replace("''", "'")
}

proptest! {
    #[test]
    fn whatever_is_given_the_text_keeps_the_grammar(steps in steps()) {
        let mut filter = Filter::new();
        let mut comparisons = 0;
        for step in &steps {
            let before = filter.clone();
            match step.apply(&mut filter) {
                Ok(()) => comparisons += usize::from(!matches!(step, Step::Or)),
                Err(_) => prop_assert_eq!(&before, &filter),
            }
        }
        let Ok(text) = filter.text() else { return Ok(()) };
        prop_assert!(!text.contains(char::is_uppercase) || text.contains("session/") || text.contains("achievementIds"));
        let bare = without_literals(text);
        let alternatives: Vec<&str> = bare.split(" or ").collect();
        prop_assert!(alternatives.len() <= 2, "{}", text);
        let all: Vec<&str> = alternatives.iter().flat_map(|alternative| alternative.split(" and ")).collect();
        prop_assert_eq!(all.len(), comparisons);
        for comparison in all {
            let operators = [" eq ", " ne ", " gt ", " ge ", " lt ", " le "];
            let count: usize = operators.iter().map(|operator| comparison.matches(operator).count()).sum();
            prop_assert_eq!(count, 1, "{}", comparison);
            prop_assert_eq!(comparison.matches('(').count(), comparison.matches(')').count());
        }
    }

    #[test]
    fn every_number_is_read_back_as_it_was(value in any::<f64>().prop_filter("finite", |value| value.is_finite())) {
        let text = built(|filter| filter.number("n", Equal, value));
        let number = text.strip_prefix("numbers/n eq ").unwrap();
        prop_assert!(number.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, '.' | '-')), "{}", number);
        prop_assert_eq!(number.parse::<f64>().unwrap(), value);
    }
}
