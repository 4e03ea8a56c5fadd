//! The emulator over HTTPS, asked by the real library and by curl: as who has the live service's host hard-coded.

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use mpsd::{
    ActivityHandle, ActivityQuery, CallOptions, Client, ClientOptions, Code, Delivery, Network, NetworkOptions,
    Prepared, SessionReference, SessionTarget, WriteError, WriteMode, WriteRequest,
};
use mpsd_emulator::{Emulator, Options, Settings, Tls};

const SCID: &str = "8dfb0100-ebe0-42da-885f-033860a818f6";
const LIVE: &str = "sessiondirectory.xboxlive.com";

/// An emulator for clients that know nothing of it.
fn foreign() -> Emulator {
    let settings = Settings { accept_any_token: true, content_location: "url".to_owned(), ..Settings::default() };
    let tls = Tls { names: vec!["play.example".to_owned()], ..Tls::default() };
    Emulator::start(Options { settings, tls: Some(tls), ..Options::default() }).unwrap()
}

fn client(emulator: &Emulator, trusted: Option<&str>) -> Arc<Client> {
    let network = NetworkOptions { root_certificates_pem: trusted.map(str::to_owned), ..NetworkOptions::default() };
    let mut options = ClientOptions::new();
    options.endpoint = Some(emulator.url().to_owned());
    options.network = Some(Network::new(network).unwrap());
    options.xuid = 2_787_279_065_185_288;
    options.title_id = 1;
    options.max_attempts = Some(1);
    options.set_authorization(Some("XBL3.0 x=2535428463985367;eyJ.a-real.token")).unwrap();
    Client::new(options).unwrap()
}

#[test]
fn the_library_plays_over_https() {
    let emulator = foreign();
    let client = client(&emulator, emulator.authority_pem());
    let call = CallOptions::default();
    let session = SessionTarget::from(SessionReference::new(SCID, "deathmatch", "s").unwrap());
    let join = r#"{"members":{"me":{"properties":{"system":{"active":true}}}}}"#;
    let created = WriteRequest::new(WriteMode::CreateNew, join).unwrap();
    assert_eq!(
        client
            .write_session(&session, &created, &call)
            .map_err(WriteError::from)
            .and_then(Prepared::run)
            .unwrap()
            .receipt
            .http_status,
        201
    );
    let activity = ActivityHandle::new(SCID, "deathmatch", Some("s")).unwrap();
    let set = client.set_activity(&activity, &call).and_then(Prepared::run).unwrap();
    let query = ActivityQuery::new(SCID, &[2_787_279_065_185_288]).unwrap();
    let found = client.query_activities(&query, &call).and_then(Prepared::run).unwrap().value.handles;
    assert_eq!(found[0].handle.id, set.value.handle.id);
    let by_handle = SessionTarget::Handle(mpsd::HandleId::new(&set.value.handle.id).unwrap());
    let read = client.read_session(&by_handle, &call).and_then(Prepared::run).unwrap();
    assert_eq!(read.value.reference.unwrap().name(), "s", "from a Content-Location that is a URL");
}

#[test]
fn the_library_refuses_without_the_certificate() {
    let emulator = foreign();
    let other = foreign();
    let call = CallOptions::default();
    let query = ActivityQuery::new(SCID, &[1]).unwrap();
    for trusted in [None, other.authority_pem()] {
        let refused = client(&emulator, trusted).query_activities(&query, &call).and_then(Prepared::run).unwrap_err();
        assert_eq!((refused.code, refused.delivery), (Code::Tls, Delivery::NotSent), "{refused}");
    }
}

/// A certificate in a file that is removed when dropped.
struct Trusted(PathBuf);

impl Trusted {
    fn new(pem: &str, name: &str) -> Self {
        let file = std::env::temp_dir().join(format!("mpsd-trusted-{name}-{}.pem", std::process::id()));
        fs::write(&file, pem).unwrap();
        Self(file)
    }
}

impl Drop for Trusted {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// Asks as if `host` led to the emulator; gives curl's exit code and what it printed, the headers first.
fn curl(emulator: &Emulator, host: &str, trusted: Option<&Path>, path: &str, more: &[&str]) -> (Option<i32>, String) {
    let port = emulator.url().rsplit(':').next().unwrap();
    let mut curl = Command::new("curl");
    curl.args(["--silent", "--include", "--max-time", "20", "--noproxy", "*"])
        .args(["--resolve", &format!("{host}:{port}:127.0.0.1")])
        .args(more)
        .arg(format!("https://{host}:{port}{path}"));
    if let Some(file) = trusted {
        curl.arg("--cacert").arg(file);
    }
    let output = curl.output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn a_hard_coded_host_leads_to_the_emulator() {
    if !support::tools::has("curl", "the live service's host over TLS is not tested") {
        return;
    }
    let emulator = foreign();
    let trusted = Trusted::new(emulator.authority_pem().unwrap(), "hard-coded");
    for host in [LIVE, "client-sessiondirectory.xboxlive.com", "play.example", "localhost"] {
        for version in ["--tlsv1.3", "--tls-max=1.2"] {
            let (code, answer) = curl(
                &emulator,
                host,
                Some(&trusted.0),
                "/emulator/health",
                version.split('=').collect::<Vec<_>>().as_slice(),
            );
            assert!(code == Some(0) && answer.starts_with("HTTP/1.1 200"), "{host} {version}: {code:?} {answer}");
        }
        const UNTRUSTED: i32 = 60;
        assert_eq!(curl(&emulator, host, None, "/emulator/health", &[]).0, Some(UNTRUSTED));
    }
    let (_, answer) = curl(&emulator, LIVE, Some(&trusted.0), "/emulator/health", &["--header", "Host: evil.example"]);
    assert!(answer.starts_with("HTTP/1.1 421"), "{answer}");

    let user = ["--header", "Authorization: XBL3.0 x=123;token", "--header", "x-xbl-contract-version: 107"];
    let send = |path: &str, more: &[&str]| curl(&emulator, LIVE, Some(&trusted.0), path, &[&user, more].concat()).1;
    let session = format!("/serviceconfigs/{SCID}/sessionTemplates/lobby/sessions/s");
    let join = r#"{"members":{"me":{"properties":{"system":{"active":true}}}}}"#;
    assert!(send(&session, &["--request", "PUT", "--data", join]).starts_with("HTTP/1.1 201"));
    let activity = format!(
        r#"{{"type":"activity","version":1,"sessionRef":{{"scid":"{SCID}","templateName":"lobby","name":"s"}}}}"#
    );
    let set = send("/handles", &["--data", &activity]);
    let (_, body) = set.split_once("\r\n\r\n").unwrap();
    let handle: serde_json::Value = serde_json::from_str(body).unwrap();
    let read = send(&format!("/handles/{}/session", handle["id"].as_str().unwrap()), &[]);
    let port = emulator.url().rsplit(':').next().unwrap();
    assert!(read.contains(&format!("content-location: https://{LIVE}:{port}{session}\r\n")), "{read}");
}
