use crate::json::{Value, from_value, json};

use super::*;

fn rules(seed: u64, rules: Value) -> Result<FaultRules, String> {
    from_value(json!({ "seed": seed, "rules": rules }))
}

fn xuid(text: &str) -> Option<Xuid> {
    Xuid::parse(text)
}

/// What happens to `POST /handles` of a user.
fn post(rules: &mut FaultRules, user: &str) -> Fault {
    let segments = ["handles".to_owned()];
    rules.meet(&Asked { method: "POST", segments: &segments, xuid: xuid(user) })
}

fn effects(rules: &mut FaultRules, count: usize) -> String {
    (0..count).map(|_| if post(rules, "1").effect.is_some() { 'x' } else { '.' }).collect()
}

#[test]
fn the_same_seed_and_requests_give_the_same_run() {
    let run = |seed| {
        let script = json!([
            {"latencyMs": 5, "jitterMs": 1000, "probability": 0.7},
            {"effect": {"kind": "garbage"}, "probability": 0.5},
        ]);
        let mut rules = rules(seed, script).unwrap();
        (0..100).map(|_| post(&mut rules, "1")).collect::<Vec<_>>()
    };
    assert_eq!(run(1), run(1));
    assert_ne!(run(1), run(2));
    assert!(run(1).iter().all(|fault| fault.delay.is_zero() || (5..=1005).contains(&fault.delay.as_millis())));
}

#[test]
fn a_rule_draws_for_itself() {
    let effect = json!({"id": 9, "xuid": "1", "effect": {"kind": "drop"}, "probability": 0.5});
    let mut alone = rules(1, json!([effect])).unwrap();
    let mut among = rules(1, json!([{"latencyMs": 1, "probability": 0.5}, effect])).unwrap();
    let expected = effects(&mut alone, 100);
    let mut found = String::new();
    for _ in 0..100 {
        post(&mut among, "2");
        found += &effects(&mut among, 1);
    }
    assert_eq!(found, expected);
    let acted = expected.matches('x').count();
    assert!((30..=70).contains(&acted), "{expected}");
}

#[test]
fn a_run_goes_on_where_it_was_written_down() {
    let script = json!([{"effect": {"kind": "drop"}, "probability": 0.5, "times": 20}]);
    let mut whole = rules(3, script).unwrap();
    let mut first = whole.clone();
    let expected = effects(&mut whole, 60);
    let start = effects(&mut first, 17);
    let mut second: FaultRules = from_value(Value::of(&first)).unwrap();
    assert_eq!(start + &effects(&mut second, 43), expected);
    assert_eq!(expected.matches('x').count(), 20);
}

#[test]
fn times_counts_down_what_it_acts_on() {
    let mut two = rules(0, json!([{"route": "POST", "effect": {"kind": "drop"}, "times": 2}])).unwrap();
    assert_eq!(effects(&mut two, 4), "xx..");
    assert_eq!(
        (&Value::of(&two)["rules"][0]["remaining"], &Value::of(&two)["rules"][0]["matched"]),
        (&json!(0), &json!(2))
    );
}

#[test]
fn delays_add_up_and_the_first_effect_ends_the_search() {
    let mut all = rules(
        0,
        json!([
            {"latencyMs": 10},
            {"xuid": "2", "latencyMs": 500},
            {"latencyMs": 5, "effect": {"kind": "drop"}},
            {"latencyMs": 100, "effect": {"kind": "garbage"}, "times": 1},
        ]),
    )
    .unwrap();
    let fault = post(&mut all, "1");
    assert_eq!((fault.rules.as_slice(), fault.delay.as_millis()), ([1, 3].as_slice(), 15));
    assert_eq!(fault.to_json(), json!({"rules": [1, 3], "delayMs": 15, "effect": "drop"}));
    assert_eq!(post(&mut all, "2").delay.as_millis(), 515);
    assert_eq!(Value::of(&all)["rules"][3]["remaining"], json!(1));
    let mut none = FaultRules::default();
    assert_eq!(post(&mut none, "1").to_json(), Value::Null);
}

#[test]
fn delays_have_an_end() {
    let most = LONGEST.as_millis() as u64;
    let mut two = rules(0, json!([{"latencyMs": most}, {"latencyMs": most}])).unwrap();
    assert_eq!(post(&mut two, "1").delay, LONGEST);
    let over = rules(0, json!([{"latencyMs": most, "jitterMs": 1}])).unwrap_err();
    assert!(over.contains("rules[0]: latencyMs and jitterMs are together more than 600000"), "{over}");
}

#[test]
fn wrong_rules_are_refused() {
    let drop = json!({"kind": "drop"});
    for (wrong, why) in [
        (json!({}), "rules[0]: effect is missing"),
        (json!({"effect": drop, "probability": 1.5}), "rules[0]: probability 1.5"),
        (json!({"effect": drop, "probability": -0.1}), "rules[0]: probability -0.1"),
        (json!({"effect": drop, "times": 0}), "rules[0]: times 0"),
        (json!({"effect": drop, "remaining": 1}), "rules[0]: remaining 1 is more than times"),
        (json!({"effect": drop, "times": 1, "remaining": 2}), "rules[0]: remaining 2"),
        (json!({"effect": drop, "xuid": "0"}), "\"0\" is not a nonzero"),
        (json!({"effect": drop, "latency": 5}), "unknown field `latency`"),
    ] {
        let error = rules(0, json!([wrong])).unwrap_err();
        assert!(error.contains(why), "{wrong}: {error}");
    }
    let twice = rules(0, json!([{"id": 1, "latencyMs": 1}, {"id": 1, "latencyMs": 1}])).unwrap_err();
    assert_eq!(twice, "rules[1].id 1 is there twice");
}

#[test]
fn ids_are_given_in_order_and_not_again() {
    let rule = |value: Value| from_value::<FaultRule>(value).unwrap();
    let mut all = rules(5, json!([{"latencyMs": 1}, {"id": 7, "latencyMs": 1}, {"latencyMs": 1}])).unwrap();
    let ids = |all: &FaultRules| -> Vec<Value> {
        Value::of(all)["rules"].as_array().unwrap().iter().map(|rule| rule["id"].clone()).collect()
    };
    assert_eq!(ids(&all), [8, 7, 9]);
    assert!(all.remove(9) && !all.remove(9));
    assert_eq!(all.add(rule(json!({"latencyMs": 1}))).unwrap().id, Some(10));
    assert!(all.add(rule(json!({"id": 3, "latencyMs": 1}))).unwrap_err().contains("id 3"));
    all.clear();
    assert_eq!(all.add(rule(json!({"latencyMs": 1}))).unwrap().id, Some(1));
    assert_eq!(Value::of(&all)["seed"], 5);
    while Value::of(&all)["rules"].as_array().unwrap().len() < 1000 {
        all.add(rule(json!({"latencyMs": 1}))).unwrap();
    }
    assert!(all.add(rule(json!({"latencyMs": 1}))).unwrap_err().contains("1000 rules"));
}
