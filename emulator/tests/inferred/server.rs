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
        case("acceptAnyToken", "true", [json!(401), json!(404)], |world| {
            let user = User { token: "XBL3.0 x=2535428463985367;token".to_owned(), ..world.user(1) };
            json!(user.get("/handles/x").status)
        }),
        case("searchCountsAsRequest", "false", [json!(["requests", "searchRead"]), json!(["searchRead"])], |world| {
            world.user(1).search(&json!({})).gives(200);
            let limits = world.control("GET", "/limits", &Value::Null).gives(200);
            limits["meters"].as_array().unwrap().iter().map(|meter| meter["bucket"].clone()).collect()
        }),
        case(
            "limitPeriodStart",
            "clock",
            [json!("2100-01-01T00:00:22.0000000Z"), json!("2100-01-01T00:00:15.0000000Z")],
            |world| {
                world.control("PUT", "/clock", &json!({"frozen": true, "now": "2100-01-01T00:00:07Z"})).gives(200);
                world.user(1).get("/handles/x").refuses(404, "does not exist");
                let limits = world.control("GET", "/limits", &Value::Null).gives(200);
                limits["meters"][0]["burst"]["endsAt"].clone()
            },
        ),
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
