//! A request as a command line of curl, to try it by hand.

use zeroize::Zeroizing;

use super::WireRequest;
use crate::secrets::{HIDDEN, Redactor};

/// The command; token and signature are `***` unless they are to be shown, also where the rest of the request repeats
/// them. No copy of them is left behind.
pub fn command(wire: &WireRequest, show_secrets: bool) -> Zeroizing<String> {
    let redactor = Redactor::new(wire.authorization.get().filter(|_| !show_secrets));
    let body = String::from_utf8_lossy(wire.body());
    let body = redactor.show(&body);
    let body = body.as_str();
    let url = wire.url();
    let lengths = || wire.headers().chain(wire.secret_headers()).map(|(_, value)| value.len());
    // Quoting makes of one character four at most; room for it all keeps the line from moving.
    let room = 4 * (lengths().sum::<usize>() + url.len() + body.len()) + 64 * (lengths().count() + 2);
    let mut line = Zeroizing::new(String::with_capacity(room));
    line.push_str("curl -X ");
    line.push_str(wire.method().as_str());
    line.push(' ');
    push_quoted(&mut line, &[redactor.show(&url).as_str()]);
    for (name, value) in wire.headers() {
        line.push_str(" -H ");
        push_quoted(&mut line, &[name, ": ", redactor.show(value).as_str()]);
    }
    for (name, value) in wire.secret_headers() {
        line.push_str(" -H ");
        push_quoted(&mut line, &[name, ": ", if show_secrets { value } else { HIDDEN }]);
    }
    if !body.is_empty() {
        line.push_str(" --data-raw ");
        push_quoted(&mut line, &[body]);
    }
    line
}

/// Appends the parts as one word of a POSIX shell.
fn push_quoted(line: &mut String, parts: &[&str]) {
    line.push('\'');
    for character in parts.iter().flat_map(|part| part.chars()) {
        if character == '\'' {
            line.push_str(r"'\''");
        } else {
            line.push(character);
        }
    }
    line.push('\'');
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::http::{Method, Precondition, Quota, Repeat, Request, RequestDefaults};
    use crate::secrets::Authorization;

    fn wire(path: &str, if_match: Option<&str>, body: &str) -> WireRequest {
        let request = Request {
            method: Method::Post,
            path: path.to_owned().into(),
            precondition: if_match.map(|etag| Precondition::IfMatch(etag.to_owned())),
            body: Some(body.to_owned()),
            repeat: Repeat::Always,
            quota: Quota::Requests,
        };
        let defaults = RequestDefaults::new("https://example.com", vec![("Accept", "application/json".to_owned())]);
        let wire = WireRequest::new(Arc::new(defaults), Arc::new(request), "abc.1".to_owned());
        wire.authorization.set(Authorization::new("XBL3.0 x=1;secret", Some("signed")).unwrap()).unwrap();
        wire
    }

    #[test]
    fn secrets_are_hidden_unless_asked_for() {
        let wire = wire("/handles", None, r#"{"name":"Ann's"}"#);
        let hidden = command(&wire, false);
        assert_eq!(
            *hidden,
            "curl -X POST 'https://example.com/handles' -H 'Accept: application/json' -H 'MS-CV: abc.1' \
             -H 'Content-Type: application/json; charset=utf-8' -H 'Authorization: ***' -H 'Signature: ***' --data-raw '{\"name\":\"Ann'\\''s\"}'"
        );
        let shown = command(&wire, true);
        assert!(shown.contains("'Authorization: XBL3.0 x=1;secret'") && shown.contains("'Signature: signed'"));
    }

    #[test]
    fn a_request_that_repeats_what_the_service_echoed_hides_it_too() {
        let echo = "XBL3.0 x=1;secret";
        let echoing = wire("/XBL3.0%20x%3D1%3Bsecret", Some(echo), echo);
        let hidden = command(&echoing, false);
        assert!(!hidden.contains("secret"), "{}", *hidden);
        assert!(command(&echoing, true).contains("'If-Match: XBL3.0 x=1;secret'"));
    }

    #[test]
    fn a_shell_reads_back_what_was_quoted() {
        for text in ["plain", "it's", "$HOME `x` \\ \"y\" \n z", "''"] {
            let mut echo = String::from("printf %s ");
            push_quoted(&mut echo, &[text]);
            let output = std::process::Command::new("sh").args(["-c", &echo]).output().unwrap();
            assert_eq!(String::from_utf8(output.stdout).unwrap(), text);
        }
    }
}
