//! Tokens, headers, connections, and what the emulator keeps for itself.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};

use super::handles::active_host;
use super::support::*;
use super::{Case, case};

pub(crate) fn cases() -> Vec<Case> {
    vec![
        case("contractVersionStatus", "406", [json!(400), json!(406)], |world| {
            let token = world.user(1).token;
            json!(world.send("GET", "/handles/x", &[("Authorization", &token)], b"").status)
        }),
        case("requireSignature", "true", [json!([404, 404]), json!([401, 404])], |world| {
            let user = world.user(1);
            let signed = user.send_with("GET", "/handles/x", &[("Signature", "AAAA")], b"");
            json!([user.get("/handles/x").status, signed.status])
        }),
        case("defaultTitleId", "7", [json!("1"), json!("7")], |world| {
            active_host(world);
            let user = User { token: "XBL3.0 x=emulator;xuid=1".to_owned(), ..world.user(1) };
            user.activity("s").gives(201)["titleId"].clone()
        }),
        case("maxBodyBytes", "10", [json!(201), json!(413)], |world| json!(world.user(1).join("s").status)),
        case("maxHeaderBytes", "1000", [json!(404), json!(431)], |world| {
            json!(world.user(1).send_with("GET", "/handles/x", &[("X-Long", &"x".repeat(2000))], b"").status)
        }),
        case("headerTimeoutSeconds", "1", [json!(false), json!(true)], |world| {
            json!(is_closed_within(&mut connect(world), Duration::from_millis(1500)))
        }),
        case("maxConnections", "1", [json!(true), json!(false)], |world| {
            let mut first = connect(world);
            assert!(is_answered(&mut first));
            json!(is_answered(&mut connect(world)))
        }),
        case("requestLogSize", "0", [json!(1), json!(0)], |world| {
            world.user(1).join("s").gives(201);
            let log = world.control("GET", "/requests", &Value::Null).gives(200);
            json!(log["requests"].as_array().unwrap().len())
        }),
    ]
}

fn connect(world: &World) -> TcpStream {
    TcpStream::connect(world.emulator.url().strip_prefix("http://").unwrap()).unwrap()
}

fn is_closed_within(stream: &mut TcpStream, time: Duration) -> bool {
    stream.set_read_timeout(Some(time)).unwrap();
    let waits = |kind| matches!(kind, ErrorKind::WouldBlock | ErrorKind::TimedOut);
    stream.read_exact(&mut [0]).is_err_and(|error| !waits(error.kind()))
}

fn is_answered(stream: &mut TcpStream) -> bool {
    stream.write_all(b"GET /emulator/health HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    stream.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
    stream.read_exact(&mut [0]).is_ok()
}
