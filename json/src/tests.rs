use super::*;

fn read(text: &str) -> Document<'_> {
    Document::read(text.as_bytes(), 1000).unwrap()
}

#[test]
fn values_are_found_by_name_and_read_from_their_own_text() {
    let text = r#"{"b":1.0000000000000000001, "a":[12345678901234567890123,1e400],"é":{"z":null,"y":"\u0041"}}"#;
    let document = read(text);
    let root = document.root();
    assert_eq!((root.text(), root.kind()), (text, Kind::Object));
    assert_eq!(root.member("b").unwrap().text(), "1.0000000000000000001");
    let numbers: Vec<_> = root.member("a").unwrap().elements().map(Value::text).collect();
    assert_eq!(numbers, ["12345678901234567890123", "1e400"]);
    let nested = root.member("é").unwrap();
    assert_eq!((nested.text(), nested.member("z").unwrap().kind()), (r#"{"z":null,"y":"\u0041"}"#, Kind::Null));
    assert_eq!(nested.member("y").unwrap().string().as_deref(), Some("A"));
    assert!(root.member("c").is_none() && root.member("b").unwrap().member("b").is_none());
    assert!(root.elements().next().is_none() && root.member("a").unwrap().members().next().is_none());
}

#[test]
fn of_members_with_one_name_the_last_counts_however_it_is_written() {
    let document = read(r#"{"custom":5,"\u0063ustom": {"a":1} ,"other":[]}"#);
    assert_eq!(document.root().member("custom").unwrap().text(), r#"{"a":1}"#);
    let distinct: Vec<_> =
        document.root().distinct_members().into_iter().map(|(name, _, value)| (name, value.text())).collect();
    assert_eq!(distinct, [("custom".into(), r#"{"a":1}"#), ("other".into(), "[]")]);
}

#[test]
fn keys_that_mean_something_to_serde_json_are_keys() {
    for key in ["$serde_json::private::RawValue", "$serde_json::private::Number"] {
        for value in ["1", r#""[[[[""#, "[]", "{}"] {
            let text = format!(r#"{{"custom":{{"{key}":{value}}}}}"#);
            let document = read(&text);
            let custom = document.root().member("custom").unwrap();
            assert_eq!((custom.kind(), custom.member(key).unwrap().text()), (Kind::Object, value));
        }
    }
}

#[test]
fn a_lone_surrogate_costs_one_character_in_a_value_and_nothing_in_a_name() {
    let document = read(r#"{"\ud83d":1,"gamertag":"Ada \ud83d!","\ud83dx":2,"nul\u0000":"\u0000"}"#);
    let root = document.root();
    assert_eq!(root.member("gamertag").unwrap().string().as_deref(), Some("Ada \u{fffd}!"));
    assert_eq!(root.member("\u{fffd}x").unwrap().whole(), Some(2u8));
    assert_eq!(root.member("nul\u{fffd}").unwrap().string().as_deref(), Some("\u{fffd}"));
    assert_eq!(root.member("\u{fffd}").unwrap().text(), "1");
}

#[test]
fn a_byte_order_mark_is_skipped_and_what_is_no_utf_8_is_replaced() {
    let document = Document::read(b"\xEF\xBB\xBF{\"a\":\"x\xFFy\xC3\"}", 1).unwrap();
    assert_eq!(document.text(), "{\"a\":\"x\u{fffd}y\u{fffd}\"}");
    assert_eq!(document.root().member("a").unwrap().string().as_deref(), Some("x\u{fffd}y\u{fffd}"));
    assert!(Document::read(b"\xEF\xBB\xBF\xEF\xBB\xBF{}", 1).is_err());
    assert!(Document::read(b"{}\xFF", 1).is_err() && Document::read(b"{}\0", 1).is_err());
}

#[test]
fn numbers_of_any_form_are_read_by_their_value() {
    let document = read(r#"[8, 8.0, 8e0, "8", "8.0", -0, 8.5, "", true, 1e400, -1e400, 256]"#);
    let wholes: Vec<_> = document.root().elements().map(Value::whole::<u8>).collect();
    let eight = Some(8);
    let expected = [eight, eight, eight, eight, eight, Some(0), None, None, None, None, None, None];
    assert_eq!(wholes, expected);
    let numbers: Vec<_> = document.root().elements().map(Value::number).collect();
    let expected = [8.0, 8.0, 8.0].map(Some).into_iter().chain([None, None, Some(-0.0), Some(8.5)]);
    assert_eq!(numbers, expected.chain([None, None, None, None, Some(256.0)]).collect::<Vec<_>>());
}

#[test]
fn depth_needs_no_stack() {
    let work = || {
        let text = format!("{}{}", r#"[{"a":"#.repeat(200_000), "1".to_owned() + &"}]".repeat(200_000));
        let document = Document::read(text.as_bytes(), usize::MAX).unwrap();
        assert_eq!(document.root().elements().count(), 1);
        assert_eq!(Document::read(text.as_bytes(), 1000).unwrap_err(), Flaw::TooDeep(1000));
    };
    std::thread::Builder::new().stack_size(64 * 1024).spawn(work).unwrap().join().unwrap();
}

#[test]
fn a_string_of_a_mebibyte_is_a_string() {
    let long = "\\u00e9".repeat(1024 * 1024 / 6);
    let text = format!(r#"{{"a":"{long}","b":1}}"#);
    let document = read(&text);
    assert_eq!(document.root().member("a").unwrap().string().unwrap().chars().count(), long.len() / 6);
    assert_eq!(document.root().member("b").unwrap().whole(), Some(1u8));
}

#[test]
fn a_path_leads_to_the_value() {
    let document = read(r#"{"a":[1,{"b\ud83d":{"c":[[2]]}}],"a":3}"#);
    let first = document.root().members().next().unwrap().1;
    let inner = first.elements().nth(1).unwrap().members().next().unwrap().1.member("c").unwrap();
    let deepest = inner.elements().next().unwrap().elements().next().unwrap();
    assert_eq!((deepest.text(), deepest.path().as_str()), ("2", r"a[1].b\ud83d.c[0][0]"));
    assert_eq!(document.root().path(), "");
}

#[test]
fn a_text_that_breaks_off_gives_what_stands_before() {
    let whole = r#"{"a":[1,{"b":"x"},"y"],"c":{},"d":null}"#;
    let read = |length: usize| Document::read_until_flaw(&whole.as_bytes()[..length], 10);
    assert!(read(0).is_err());
    for length in 1..whole.len() {
        let (document, flaw) = read(length).unwrap();
        let root = document.root();
        assert!(flaw.is_some() && !root.is_complete(), "{length}");
        assert_eq!(root.text(), &whole[..length]);
        let is_there = |text: &str| length >= whole.find(text).unwrap() + text.len();
        let values: Vec<&str> = root.member("a").into_iter().flat_map(Value::elements).map(Value::text).collect();
        let begun: Vec<&str> = ["1", r#"{"b":"x"}"#, r#""y""#].into_iter().filter(|text| is_there(text)).collect();
        assert!(values.starts_with(&begun) && values.len() <= begun.len() + 1, "{length}: {values:?}");
        let complete = root.member("a").into_iter().flat_map(Value::elements).filter(|value| value.is_complete());
        assert_eq!(complete.count(), begun.len(), "{length}");
        assert_eq!(root.member("c").is_some_and(Value::is_complete), is_there("{}"), "{length}");
        assert_eq!(root.member("d").is_some(), is_there("null"), "{length}");
    }
    let (document, flaw) = read(whole.len()).unwrap();
    assert!(flaw.is_none() && document.root().is_complete());
    let (document, flaw) = Document::read_until_flaw(b"[1,2] x", 10).unwrap();
    assert!(flaw.is_some() && document.root().is_complete() && document.root().elements().count() == 2);
}

#[test]
fn a_path_shows_little_of_what_others_wrote() {
    let long = "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkExMjhDQkMifQ";
    for (name, shown) in [
        ("customProperties", "customProperties"),
        ("abcdefghijklmnopqrst", "abcdefghijklmnopqrst"),
        ("abcdefghijklmnopqrstu", "abcdefghijklmno…"),
        ("0123456789abcde", "0123456789abcde"),
        ("0123456789abcdef", "0123456789abcde…"),
        ("ééééééééé", "ééééééééé"),
        (long, "eyJhbGciOiJSU0E…"),
        (r"\u0065\u0079\u004a", r"\u0065\u0079\u0…"),
    ] {
        let text = format!(r#"{{"a":{{"{name}":1}}}}"#);
        let document = read(&text);
        let inner = document.root().member("a").unwrap().members().next().unwrap().1;
        assert_eq!(inner.path(), format!("a.{shown}"));
    }
}
