//! A request as a command line of curl, to try it by hand.

use zeroize::Zeroizing;

use super::WireRequest;

/// The command; token and signature are `***` unless they are to be shown.
pub fn command(wire: &WireRequest, show_secrets: bool) -> Zeroizing<String> {
    let mut line = Zeroizing::new(format!("curl -X {} {}", wire.method.as_str(), quoted(&wire.url)));
    let secret = |value: &str| if show_secrets { value.to_owned() } else { "***".to_owned() };
    for (name, value) in wire.headers.iter().map(|(name, value)| (*name, value.as_str())) {
        line.push_str(&format!(" -H {}", quoted(&format!("{name}: {value}"))));
    }
    for (name, value) in wire.secret_headers() {
        line.push_str(&format!(" -H {}", quoted(&format!("{name}: {}", secret(value)))));
    }
    if !wire.body.is_empty() {
        line.push_str(&format!(" --data-raw {}", quoted(&String::from_utf8_lossy(&wire.body))));
    }
    line
}

/// As one word of a POSIX shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::Authorization;
    use crate::http::{Method, Repeat};

    fn wire() -> WireRequest {
        WireRequest {
            method: Method::Post,
            url: "https://example.com/handles".to_owned(),
            headers: vec![("Accept", "application/json".to_owned())],
            body: br#"{"name":"Ann's"}"#.to_vec(),
            repeat: Repeat::Always,
            authorization: Some(Authorization::new("XBL3.0 x=1;secret", Some("signed")).unwrap()),
        }
    }

    #[test]
    fn secrets_are_hidden_unless_asked_for() {
        let hidden = command(&wire(), false);
        assert_eq!(
            *hidden,
            "curl -X POST 'https://example.com/handles' -H 'Accept: application/json' -H 'Authorization: ***' \
             -H 'Signature: ***' --data-raw '{\"name\":\"Ann'\\''s\"}'"
        );
        let shown = command(&wire(), true);
        assert!(shown.contains("'Authorization: XBL3.0 x=1;secret'") && shown.contains("'Signature: signed'"));
    }

    #[test]
    fn a_shell_reads_back_what_was_quoted() {
        for text in ["plain", "it's", "$HOME `x` \\ \"y\" \n z", "''"] {
            let echo = format!("printf %s {}", quoted(text));
            let output = std::process::Command::new("sh").args(["-c", &echo]).output().unwrap();
            assert_eq!(String::from_utf8(output.stdout).unwrap(), text);
        }
    }
}
