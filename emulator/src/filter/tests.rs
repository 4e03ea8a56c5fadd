//! Every operand and operator, and what is refused where.

use jiff::Timestamp;

use super::ast::{Filter, Literal, Term};
use super::*;

const STRICT: Rules = Rules { strict: true, length_limit: 4096 };
const LAX: Rules = Rules { strict: false, length_limit: 4096 };

/// A session of five members, with all that can be asked for.
struct Sample;

impl Subject for Sample {
    fn value(&self, operand: &Operand) -> Option<Found> {
        let text = |text: &str| Some(Found::Text(text.to_owned()));
        let number = |number: f64| Some(Found::Number(number));
        match operand {
            Operand::Text(name) if name.eq_ignore_ascii_case("class") => text("ClassB's"),
            Operand::Number(name) if name.eq_ignore_ascii_case("skill") => number(6.5),
            Operand::Language => text("en"),
            Operand::Role { role_type, role, measure } if role_type == "lfg" && role == "confirmed" => match measure {
                Measure::Count => number(2.0),
                Measure::Target => number(3.0),
                Measure::Needs => number(1.0),
            },
            Operand::Field(field) => match field {
                Field::Scid => text("151512315"),
                Field::TemplateName => text("MyTemplate1"),
                Field::RegistrationState => text("registered"),
                Field::TitleId => text("1234"),
                Field::ScheduledTime => None,
                Field::PostedTime => Some(Found::Time(Timestamp::new(1_000_000_000, 0).unwrap())),
                Field::MembersCount => number(5.0),
                Field::TargetMembersCount => number(6.0),
                Field::MaxMembersCount => number(8.0),
                Field::TargetMembersCountRemaining | Field::Needs => number(1.0),
                Field::MaxMembersCountRemaining => number(3.0),
            },
            _ => None,
        }
    }

    fn values(&self, collection: Collection) -> Vec<String> {
        let values: &[&str] = match collection {
            Collection::Tags => &["Elite", "MicsRequired"],
            Collection::MemberXuids => &["11", "12"],
            Collection::OwnerXuids => &["11"],
            Collection::Keywords => &["Level2"],
            Collection::AchievementIds => &["123456"],
        };
        values.iter().map(|value| (*value).to_owned()).collect()
    }
}

#[track_caller]
fn holds(text: &str, rules: Rules) -> bool {
    parse(text, rules).unwrap_or_else(|fault| panic!("{text}: {fault}")).holds_for(&Sample)
}

#[test]
fn every_operand_of_the_documentation() {
    for (text, expected) in [
        ("session/memberXuids/any(d:d eq '12')", true),
        ("session/memberXuids/any(d:d eq '13')", false),
        ("session/ownerXuids/any(d:d eq '11')", true),
        ("session/ownerXuids/any(d:d eq '12')", false),
        ("tolower(strings/class) eq 'classb''s'", true),
        ("tolower(strings/class) eq 'classb'", false),
        ("tolower(strings/class) ne 'classa'", true),
        ("tolower(strings/none) eq ''", false),
        ("tolower(strings/none) ne 'classa'", true),
        ("numbers/skill eq 6.5", true),
        ("numbers/rank ne 0", true),
        ("numbers/rank lt 0", false),
        ("tags/any(d:tolower(d) eq 'elite')", true),
        ("tags/any(d:tolower(d) ne 'elite')", false),
        ("tags/any(d:tolower(d) ne 'cursing')", true),
        ("tags/any(d:tolower(d) eq 'elite') eq true and numbers/skill eq 6.5", true),
        ("tags/any(d:tolower(d) eq 'elite') eq false", false),
        ("tags/any(d:tolower(d) eq 'elite') ne false", true),
        ("achievementIds/any(d:d eq '123456')", true),
        ("achievementIds/any(d:d eq '1')", false),
        ("language eq 'en'", true),
        ("language ne 'en'", false),
        ("session/scheduledTime le '2009-06-15T13:45:30.0900000Z'", false),
        ("session/postedTime lt '2009-06-15T13:45:30.0900000Z'", true),
        ("session/postedTime gt '2009-06-15T13:45:30.0900000Z'", false),
        ("session/registrationState eq 'registered'", true),
        ("session/membersCount eq 5", true),
        ("session/targetMembersCount gt 1", true),
        ("session/maxMembersCount lt 3", false),
        ("session/targetMembersCountRemaining le 5", true),
        ("session/maxMembersCountRemaining gt 2", true),
        ("session/needs le 15", true),
        ("session/roles/lfg/confirmed/count eq 2", true),
        ("session/roles/lfg/confirmed/target gt 3", false),
        ("session/roles/lfg/confirmed/needs le 15", true),
        ("session/roles/lfg/declined/count eq 0", false),
        ("session/keywords/any(d:tolower(d) eq 'level2')", true),
        ("session/scid eq '151512315'", true),
        ("session/templateName eq 'mytemplate1'", true),
        ("tolower(session/templateName) eq 'mytemplate1'", true),
        ("session/titleId eq '1234'", true),
        ("session/titleId eq 1234", true),
        ("tags/any(a:tolower(a) eq 'elite') or number/guns gt 15 and string/clan eq 'purple'", true),
        ("tags/any(a:tolower(a) eq 'x') or number/skill gt 15 and string/class eq 'classb''s'", false),
        ("tags/any(a:tolower(a) eq 'x') or number/skill gt 5 and string/class eq 'classb''s'", true),
    ] {
        assert_eq!(holds(text, STRICT), expected, "{text}");
    }
}

#[test]
fn the_shape_of_the_header() {
    for (text, expected) in [
        ("MemberXuids/any(d:d eq '12')", true),
        ("OwnerXuids/any(d:d eq '12')", false),
        ("Strings/Class eq 'CLASSB''S'", true),
        ("Numbers/Skill eq 6.5 AND Tags/mode eq 'Elite'", true),
        ("Numbers/skill eq 53 AND Tags/mode eq 'elite'", false),
        ("Tags/mode ne 'elite'", false),
        ("NUMBERS/skill GE 6.5 And Tags/Any(x:ToLower(x) EQ 'elite') OR Language NE 'en'", true),
    ] {
        assert_eq!(holds(text, STRICT), expected, "{text}");
    }
}

#[test]
fn every_operator() {
    for (operator, below, same, above) in [
        ("eq", false, true, false),
        ("ne", true, false, true),
        ("gt", true, false, false),
        ("ge", true, true, false),
        ("lt", false, false, true),
        ("le", false, true, true),
    ] {
        for (number, expected) in [("-1e1", below), ("6.5", same), ("1E+1", above)] {
            assert_eq!(holds(&format!("numbers/skill {operator} {number}"), STRICT), expected, "{operator} {number}");
        }
    }
}

#[test]
fn precedence_and_parentheses() {
    for (text, expected) in [
        ("numbers/skill eq 1 and numbers/skill eq 6.5 or numbers/skill eq 6.5", true),
        ("numbers/skill eq 1 or numbers/skill eq 6.5 and numbers/skill eq 1", false),
        ("(numbers/skill eq 6.5)", true),
        ("((numbers/skill eq 6.5) and ( numbers/skill gt 1 ))or(numbers/skill eq 1)", true),
        ("  numbers/skill  eq\t6.5\r\n", true),
    ] {
        assert_eq!(holds(text, STRICT), expected, "{text}");
    }
}

#[test]
fn faults_name_position_and_rule() {
    for (text, at, rule) in [
        ("", 1, "an operand"),
        ("  ", 3, "an operand"),
        ("numbers/skill", 14, "an operator"),
        ("numbers/skill like 5", 15, "an operator"),
        ("numbers/skill eq", 17, "without quotes"),
        ("numbers/skill eq '5'", 18, "without quotes"),
        ("numbers/skill eq 5x", 18, "without quotes"),
        ("numbers/skill eq 1e999", 18, "without quotes"),
        ("numbers/skill eq NaN", 18, "without quotes"),
        ("numbers/skill eq 5 numbers/rank eq 5", 20, "\"and\", \"or\" or the end"),
        ("numbers/skill eq 5 and", 23, "an operand"),
        ("numbers/skill eq 5 xor numbers/rank eq 5", 20, "\"and\", \"or\""),
        ("not numbers/skill eq 5", 1, "\"not\" is not an operand"),
        ("numbers/5 eq 5", 1, "a letter first"),
        ("numbers/a/b eq 5", 1, "is not an operand"),
        ("numbers/ eq 5", 1, "\"numbers\" is not an operand"),
        ("'5' eq numbers/skill", 1, "an operand"),
        ("language eq 5", 13, "text in single quotes"),
        ("language eq 'é''", 13, "text in single quotes"),
        ("language eq 'é' or or", 20, "\"or\" is not an operand"),
        ("contains(language, 'e')", 1, "is not a function"),
        ("tags/all(d:d eq 'x')", 1, "is not a function"),
        ("numbers/any(d:d eq 'x')", 1, "not a collection"),
        ("keywords/any(d:d eq 'x')", 1, "not a collection"),
        ("tags/any(:d eq 'x')", 10, "needs a variable"),
        ("tags/any(d d eq 'x')", 12, "\":\" is expected"),
        ("tags/any(d:e eq 'x')", 12, "the variable is \"d\""),
        ("tags/any(d:tolower(d eq 'x')", 22, "to close tolower"),
        ("tags/any(d:tolower(d) eq 5)", 26, "text in single quotes"),
        ("tags/any(d:tolower(d) eq 'x'", 29, "to close any"),
        ("tags/any(d:tolower(d) eq 'x') eq 5", 34, "true or false"),
        ("tags/any(d:tolower(d) eq 'x') gt true", 31, "only eq and ne"),
        ("tags eq 'x'", 1, "tags/any(d:d eq"),
        ("session/memberXuids eq '1'", 1, "several values"),
        ("session/nonsense eq 1", 1, "\"nonsense\" is not a field"),
        ("session/titleId eq 12a", 20, "its number"),
        ("session/titleId eq", 19, "its number"),
        ("session/roles/a/b/c eq 1", 1, "count, target or needs"),
        ("session/postedTime lt 'now'", 23, "is a time"),
        ("session/postedTime lt 5", 23, "is a time"),
        ("tolower(numbers/skill) eq 5", 1, "tolower takes text"),
        ("tolower(strings/a eq 'x'", 19, "to close tolower"),
        ("(numbers/a eq 1", 16, "not closed"),
        ("numbers/a eq 1)", 15, "\"and\", \"or\" or the end"),
        ("(numbers/a eq 1 or numbers/b eq 1)", 17, "only at the root"),
        ("numbers/a eq 1 or numbers/b eq 1 or numbers/c eq 1", 34, "only one \"or\""),
        ("strings/class eq 'x'", 1, "through tolower"),
        ("tags/any(d:d eq 'x')", 12, "through tolower"),
        ("session/keywords/any(d:d eq 'x')", 24, "through tolower"),
        ("tolower(strings/class) eq 'X'", 27, "in lower case"),
        ("tags/any(d:tolower(d) eq 'xY')", 26, "in lower case"),
        ("tolower(strings/class) gt 'x'", 1, "eq or ne only"),
    ] {
        let fault = parse(text, STRICT).expect_err(text);
        assert_eq!(fault.at, at, "{text}: {fault}");
        assert!(fault.to_string().contains(rule), "{text}: {fault}");
    }
}

#[test]
fn lax_rules_take_what_odata_would() {
    for (text, expected) in [
        ("strings/class eq 'CLASSB''s'", true),
        ("tags/any(d:d eq 'ELITE')", true),
        ("tags/any(d:tolower(d) eq 'ELITE')", false),
        ("tolower(strings/class) gt 'classa'", true),
    ] {
        assert_eq!(holds(text, LAX), expected, "{text}");
    }
}

#[test]
fn long_and_deep_filters_are_harmless() {
    let huge = Rules { strict: true, length_limit: 10_000_000 };
    let open = "(".repeat(1_000_000);
    assert!(parse(&open, huge).is_err());
    let nested = format!("{open}numbers/a eq 1{}", ")".repeat(1_000_000));
    assert!(!parse(&nested, huge).unwrap().holds_for(&Sample));
    let long = vec!["numbers/skill gt 1"; 100_000].join(" and ");
    assert!(parse(&long, huge).unwrap().holds_for(&Sample));
    let fault = parse(&long, STRICT).unwrap_err();
    assert!(fault.rule.contains("at most 4096"), "{fault}");
    assert!(parse(&format!("tolower({}", "tolower(".repeat(100_000)), huge).is_err());
}

#[test]
fn filters_are_printed_in_the_documented_shape() {
    for (text, printed) in [
        (
            "Numbers/skill EQ 53 AND TAGS/Any(x:TOLOWER(x) eq 'a''b') eq true",
            "Numbers/skill eq 53 and tags/any(d:tolower(d) eq 'a''b')",
        ),
        ("tolower(Strings/a) ne ''", "tolower(strings/a) ne ''"),
        ("memberxuids/any(d:d eq '1') eq false", "Session/memberXuids/any(d:d eq '1') eq false"),
    ] {
        assert_eq!(parse(text, STRICT).unwrap().to_string(), printed);
    }
}

#[test]
fn literals_have_the_kind_of_their_operand() {
    let Filter { first, second: None } = parse("session/postedTime le '2009-06-15T13:45:30.09Z'", STRICT).unwrap()
    else {
        panic!("no or was written");
    };
    assert!(matches!(first.as_slice(), [Term::Compare { literal: Literal::Time(_), .. }]));
}
