//! The same in C: what was read must be converted, too, and a game's threads may be small.

use std::io::{Read, Write};
use std::net::TcpStream;

use mpsd_emulator::Emulator;
use serde_json::Value;

use super::kinds::KINDS;
use super::service::{Answer, Service};
use super::stack_factor;
use crate::support::every_call::SCID;
use crate::support::program::{Language, Linkage, Program};
use crate::support::{emulator, mutations};

/// Of the mutants of a kind, C reads one in so many.
const SAMPLE: usize = 3;
/// The kinds whose answers C reads, by their first call.
const READ_IN_C: [&str; 8] = [
    "an activity created",
    "an invite sent",
    "a handle read",
    "activities found",
    "search handles found",
    "sessions found",
    "a session",
    "a refusal with the session",
];

fn program(name: &str) -> Program {
    let own = format!("c/{name}.c");
    let support = ["platform", "check", "fixture", "touch"].map(|part| format!("c/support/{part}.c"));
    let sources: Vec<&str> = [own.as_str()].into_iter().chain(support.iter().map(String::as_str)).collect();
    Program::build(name, Language::C99, Linkage::Shared, &sources)
}

#[test]
fn mutated_answers_in_c() {
    let mut program = program("mutated_answers");
    let service = Service::start();
    program = program.set("SERVICE", service.url());
    for kind in KINDS.iter().filter(|kind| READ_IN_C.contains(&kind.name)) {
        let valid = kind.answer();
        let mutants = mutations::of_fields(kind.body).into_iter().chain(mutations::of_document(kind.body));
        let answers: Vec<_> = mutants.step_by(SAMPLE).map(|it| Answer { body: it.body, ..valid.clone() }).collect();
        let cells = answers.len();
        service.each(&answers);
        program = program.set("CALL", kind.calls[0].name).set("CELLS", cells.to_string());
        program.run();
        println!("{:<40} {cells:>7} cells in C", kind.name);
    }
}

/// What another player may write into a custom property.
fn poisons() -> Vec<String> {
    let in_band =
        |name: &str, text: &str| format!(r#"{{"a":{{"$serde_json::private::{name}":{}}}}}"#, Value::from(text));
    let bomb = (0..4).fold("1".to_owned(), |inner, _| {
        let opened = format!(r#"{{"$serde_json::private::RawValue":{}}}"#, Value::from(inner));
        format!("{}{opened}{}", "[".repeat(60), "]".repeat(60))
    });
    vec![
        in_band("Number", "x"),
        in_band("RawValue", "]"),
        in_band("RawValue", &"[".repeat(1000)),
        format!(r#"{{"a":{bomb}}}"#),
        format!(r#"{{"a":{}1{}}}"#, "[".repeat(90), "]".repeat(90)),
        r#"{"b\u0000":"\u0000"}"#.to_owned(),
        r#"{"a":1,"a":{"$serde_json::private::RawValue":"{"}}"#.to_owned(),
        r#"{"$serde_json::private::Number":"1"}"#.to_owned(),
    ]
}

#[test]
fn what_another_player_writes_harms_nobody() {
    const FIRST: u64 = 2_533_274_790_000_100;
    let service = emulator::start();
    let poisons = poisons();
    for (number, poison) in poisons.iter().enumerate() {
        let xuid = FIRST + number as u64;
        let name = format!("poison-{number}");
        let session = format!(
            r#"{{"constants":{{"system":{{"version":1,"maxMembersCount":8,"visibility":"open"}}}},
                "properties":{{"custom":{poison}}},
                "members":{{"me":{{"constants":{{"system":{{"xuid":"{xuid}","initialize":true}},"custom":{poison}}},
                    "properties":{{"system":{{"active":true}},"custom":{poison}}}}}}}}}"#
        );
        let path = format!("/serviceconfigs/{SCID}/sessionTemplates/lobby/sessions/{name}");
        foreign(&service, xuid, "PUT", &path, &session);
        let reference = format!(r#"{{"scid":"{SCID}","templateName":"lobby","name":"{name}"}}"#);
        let activity = format!(r#"{{"version":1,"type":"activity","sessionRef":{reference}}}"#);
        foreign(&service, xuid, "POST", "/handles", &activity);
    }
    let program = program("poison").set("EMULATOR", service.url());
    let program = program.set("FACTOR", stack_factor().to_string());
    program.set("FIRST", FIRST.to_string()).set("POISONS", poisons.len().to_string()).run();
    service.stop();
}

/// A request of a player who uses another client.
fn foreign(service: &Emulator, xuid: u64, method: &str, path: &str, body: &str) {
    let address = service.url().strip_prefix("http://").expect("the emulator speaks plain HTTP");
    let mut stream = TcpStream::connect(address).expect("the emulator listens");
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\
         Authorization: XBL3.0 x=emulator;xuid={xuid};title=1234567\r\nx-xbl-contract-version: 107\r\n\
         Connection: close\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).expect("the emulator reads");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("the emulator answers");
    let answer = String::from_utf8_lossy(&answer);
    assert!(answer.starts_with("HTTP/1.1 20"), "{method} {path} {body}: {answer}");
}
