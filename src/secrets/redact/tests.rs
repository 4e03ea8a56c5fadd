use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD as BASE64_URL};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::prelude::*;

use super::*;

const TOKEN: &str = "XBL3.0 x=1234567890;eyJlbmMiOiJBMTI4Q0JDK0hTMjU2.R-w_x+Y/4=.K7\"Qm\\9v&b'<z>0123456789abcdefghij";
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
fn the_xuid_in_a_token_of_the_emulator_is_shown() {
    let authorization = Authorization::new("XBL3.0 x=emulator;xuid=2533274790000001;title=1234567", None).unwrap();
    let redactor = Redactor::new([&authorization]);
    let text = "xuid 2533274790000001 is no active member; \"xuid\":\"2533274790000001\",\"title\":1234567";
    assert_eq!(redactor.show(text).as_str(), text);
    assert_eq!(redactor.show("of xuid=2533274790000001;title").as_str(), "of ***");
}

#[test]
fn without_a_secret_nothing_is_hidden() {
    assert_eq!(Redactor::new([]).show(TOKEN).as_str(), TOKEN);
    let short = Authorization::new("XBL3.0 x=1;abc", None).unwrap();
    assert_eq!(Redactor::new([&short]).show("abc").as_str(), "abc");
}

#[test]
fn a_long_text_is_looked_at_quickly() {
    let token =
        format!("XBL3.0 x=1;{}", BASE64_URL.encode((0..2400).map(|n: u32| (n * n % 251) as u8).collect::<Vec<_>>()));
    let authorization = Authorization::new(&token, Some(SIGNATURE)).unwrap();
    let began = std::time::Instant::now();
    let redactor = Redactor::new([&authorization]);
    let made = began.elapsed();
    for (name, text) in [
        (
            "JSON",
            r#"{"xuid":"2533274790395904","gamertag":"Ada","id":"5f9d2a6e-6f2e-4a7e-9d0e-0a8f4d2f6c11"},"#.repeat(2000),
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
