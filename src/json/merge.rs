//! Laying one object over another.

use std::collections::HashMap;
use std::vec;

use super::{Document, Kind, MAX_DEPTH, Value};

/// `base` with `over` laid over it, both JSON objects: objects are merged member by member, everything else is replaced.
/// Null is a value like any other, as it is what tells the service to remove a member. New members come last.
pub(super) fn merged(base: &str, over: &str) -> String {
    let [base, over] = [base, over].map(|text| Document::read(text.as_bytes(), MAX_DEPTH));
    let (Ok(base), Ok(over)) = (base, over) else { unreachable!("both were read before, and merging nests no deeper") };
    let mut text = String::with_capacity(base.text().len() + over.text().len());
    text.push('{');
    // The objects that are open, outermost first: how deep they nest is no matter of this thread's stack.
    let mut open = vec![members(base.root(), over.root())];
    while let Some(level) = open.last_mut() {
        let Some(member) = level.next() else {
            text.push('}');
            open.pop();
            continue;
        };
        if !text.ends_with('{') {
            text.push(',');
        }
        text.push_str(member.name.text());
        text.push(':');
        match member.over {
            Some(over) if [member.value, over].iter().all(|value| value.kind() == Kind::Object) => {
                text.push('{');
                open.push(members(member.value, over));
            }
            over => text.push_str(over.unwrap_or(member.value).text()),
        }
    }
    text
}

/// A member of two objects.
struct Member<'a> {
    name: Value<'a>,
    value: Value<'a>,
    /// What is laid over it.
    over: Option<Value<'a>>,
}

fn members<'a>(base: Value<'a>, over: Value<'a>) -> vec::IntoIter<Member<'a>> {
    let base = base.distinct_members();
    let mut places: HashMap<_, usize> = HashMap::with_capacity(base.len());
    let mut members = Vec::with_capacity(base.len());
    for (text, name, value) in base {
        places.insert(text, members.len());
        members.push(Member { name, value, over: None });
    }
    for (text, name, value) in over.distinct_members() {
        match places.get(&text) {
            Some(place) => members[*place].over = Some(value),
            None => members.push(Member { name, value, over: None }),
        }
    }
    members.into_iter()
}

#[cfg(test)]
mod tests {
    use super::merged;

    #[test]
    fn objects_are_merged_and_the_rest_is_replaced() {
        for (base, over, expected) in [
            (r#"{"a":{"b":1,"c":2}}"#, r#"{"a":{"c":3,"d":4},"e":5}"#, r#"{"a":{"b":1,"c":3,"d":4},"e":5}"#),
            (r#"{"a":{"b":1}}"#, r#"{"a":null}"#, r#"{"a":null}"#),
            (r#"{"a":null}"#, r#"{"a":{"b":null}}"#, r#"{"a":{"b":null}}"#),
            (r#"{"a":[1,2]}"#, r#"{"a":[3]}"#, r#"{"a":[3]}"#),
            ("{}", "{}", "{}"),
            (r#"{"a":{}}"#, r#"{"a":{}}"#, r#"{"a":{}}"#),
            (r#"{"a":{},"b":1}"#, r#"{"a":{"c":{}}}"#, r#"{"a":{"c":{}},"b":1}"#),
            (r#"{"a":1,"b":2,"a":3}"#, r#"{"b":4,"b":5}"#, r#"{"a":3,"b":5}"#),
            (r#"{"\u0061":1}"#, r#"{"a":2}"#, r#"{"\u0061":2}"#),
        ] {
            assert_eq!(merged(base, over), expected, "{base} {over}");
        }
    }

    #[test]
    fn values_keep_every_digit_and_keys_mean_nothing() {
        let base =
            r#"{"n":1.0000000000000000001,"big":12345678901234567890123,"x":{"$serde_json::private::Number":"1"}}"#;
        let over = r#"{"e":1e400,"x":{"$serde_json::private::RawValue":"{"}}"#;
        let expected = r#"{"n":1.0000000000000000001,"big":12345678901234567890123,"x":{"$serde_json::private::Number":"1","$serde_json::private::RawValue":"{"},"e":1e400}"#;
        assert_eq!(merged(base, over), expected);
    }
}
