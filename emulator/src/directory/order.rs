//! The order of a search's results.

use std::cmp::Ordering;

use crate::filter::{Field, Found, Operand, Subject, field_named, operand};

/// An attribute and a direction, as `orderBy` gives them.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Order {
    /// What the attribute may be; the first that has a value counts.
    keys: Vec<Operand>,
    descending: bool,
}

impl Order {
    /// Reads `<attribute>`, with `asc` or `desc` behind it. Nothing means the
    /// default, `Timestamp asc`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut words = text.split_whitespace();
        let keys = words.next().map_or(Ok(Self::timestamp()), attribute).map_err(|why| format!("orderBy: {why}"))?;
        let descending = match words.next().map(str::to_ascii_lowercase).as_deref() {
            None | Some("asc") => false,
            Some("desc") => true,
            Some(other) => return Err(format!("orderBy: \"{other}\" is not asc or desc")),
        };
        match words.next() {
            None => Ok(Self { keys, descending }),
            Some(_) => Err("orderBy: one attribute and asc or desc are expected".to_owned()),
        }
    }

    fn timestamp() -> Vec<Operand> {
        vec![Operand::Field(Field::PostedTime)]
    }

    /// Sorts; what has no value comes last, and equals stay in their order.
    pub(super) fn sort<S: Subject>(&self, subjects: &mut [S]) {
        subjects.sort_by_cached_key(|subject| {
            let found = self.keys.iter().find_map(|key| subject.value(key));
            Key { found, descending: self.descending }
        });
    }
}

fn attribute(name: &str) -> Result<Vec<Operand>, String> {
    if name.eq_ignore_ascii_case("timestamp") {
        return Ok(Order::timestamp());
    }
    if name.contains('/') {
        return operand(name).map(|operand| vec![operand]);
    }
    if let Some(field) = field_named(name) {
        return Ok(vec![Operand::Field(field)]);
    }
    ["numbers", "strings"].iter().map(|group| operand(&format!("{group}/{name}"))).collect()
}

#[derive(PartialEq)]
struct Key {
    found: Option<Found>,
    descending: bool,
}

impl Eq for Key {}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.found, &other.found) {
            (Some(one), Some(two)) if self.descending => two.order(one),
            (Some(one), Some(two)) => one.order(two),
            (one, two) => two.is_some().cmp(&one.is_some()),
        }
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filter::Collection;

    struct Item(&'static str, Option<Found>);

    impl Subject for Item {
        fn value(&self, key: &Operand) -> Option<Found> {
            self.1.clone().filter(|found| match key {
                Operand::Number(_) => matches!(found, Found::Number(_)),
                Operand::Text(_) => matches!(found, Found::Text(_)),
                _ => false,
            })
        }

        fn values(&self, _: Collection) -> Vec<String> {
            Vec::new()
        }
    }

    fn sorted(order: &str) -> Vec<&'static str> {
        let text = |text: &str| Some(Found::Text(text.to_owned()));
        let number = |number| Some(Found::Number(number));
        let mut items = [
            Item("none", None),
            Item("two", number(2.0)),
            Item("b", text("B")),
            Item("one", number(1.0)),
            Item("a", text("a")),
            Item("also two", number(2.0)),
        ];
        Order::parse(order).unwrap().sort(&mut items);
        items.iter().map(|item| item.0).collect()
    }

    #[test]
    fn values_come_in_order_and_the_rest_last() {
        assert_eq!(sorted("skill"), ["one", "two", "also two", "a", "b", "none"]);
        assert_eq!(sorted("skill DESC"), ["b", "a", "two", "also two", "one", "none"]);
        assert_eq!(sorted("numbers/skill asc"), ["one", "two", "also two", "none", "b", "a"]);
        assert_eq!(sorted(""), ["none", "two", "b", "one", "a", "also two"]);
    }

    #[test]
    fn wrong_orders_are_refused() {
        for (text, why) in [
            ("skill down", "not asc or desc"),
            ("skill asc numbers/x", "one attribute"),
            ("session/x asc", "not a field"),
            ("5x", "a letter first"),
        ] {
            let refusal = Order::parse(text).unwrap_err();
            assert!(refusal.contains(why), "{text}: {refusal}");
        }
        assert_eq!(Order::parse("timestamp ASC"), Order::parse(""));
    }
}
