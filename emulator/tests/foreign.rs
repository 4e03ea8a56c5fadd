//! Clients that are not made for the emulator: their tokens, certificates to trust, other machines.

mod support;

use std::fs;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::path::PathBuf;

use mpsd_emulator::{Emulator, Options, Settings, Tls};
use serde_json::json;
use support::*;

/// A directory that is removed when dropped.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let directory = std::env::temp_dir().join(format!("mpsd-emulator-{name}-{}", std::process::id()));
        fs::create_dir(&directory).unwrap();
        Self(directory)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

fn sends<'a>(world: &'a World, token: &str) -> User<'a> {
    User { world, xuid: 0, token: token.to_owned() }
}

#[test]
fn a_foreign_token_is_a_user_of_its_own() {
    let world = World::with(Settings { accept_any_token: true, ..Settings::default() });
    let host = sends(&world, "XBL3.0 x=2535428463985367;eyJlbmMiOiJBMTI4Q0JDK0hTMjU2In0.part;two");
    let document = host.join("s").gives(201);
    assert_eq!(document["members"]["0"]["constants"]["system"]["xuid"], "2787279065185288");
    host.activity("s").gives(201);
    sends(&world, "XBL3.0 x=2535428463985367;renewed").get(&path("s")).gives(200);
    assert_eq!(world.user(7).activities(&[2_787_279_065_185_288]).len(), 1, "made-up tokens go on working");
    let guest = sends(&world, "XBL3.0 x=2535428463985368;x");
    assert_eq!(guest.join("s").gives(200)["membersInfo"]["count"], 2);

    let revoke = json!({"token": guest.token});
    world.control("POST", "/tokens/revoke", &revoke).is_empty(204);
    guest.get(&path("s")).refuses(401, "revoked");
    sends(&world, "XBL3.0 x=;x").get(&path("s")).refuses(401, "user hash \"\"");
    sends(&world, "XBL3.0 x=1").get(&path("s")).refuses(401, "no token after the user hash");
    sends(&world, "Bearer x").get(&path("s")).refuses(401, "does not begin with \"XBL3.0 \"");
}

#[test]
fn a_foreign_token_is_refused_by_default() {
    let world = World::new();
    sends(&world, "XBL3.0 x=2535428463985367;x").get(&path("s")).refuses(401, "--accept-any-token");
}

fn secured(tls: Tls) -> std::io::Result<Emulator> {
    Emulator::start(Options { tls: Some(tls), ..Options::default() })
}

#[test]
fn an_authority_in_a_file_is_trusted_once() {
    let scratch = Scratch::new("authority");
    let (file, key_file) = (scratch.0.join("ca.pem"), scratch.0.join("ca.key"));
    let kept = || secured(Tls { authority: Some(file.clone()), names: vec![] });
    let first = kept().unwrap();
    assert!(first.url().starts_with("https://127.0.0.1:"));
    let pem = first.authority_pem().unwrap().to_owned();
    assert_eq!(fs::read_to_string(&file).unwrap(), pem);
    assert_eq!(kept().unwrap().authority_pem().unwrap(), pem);
    // As an editor may save them.
    for file in [&file, &file.with_extension("key")] {
        fs::write(file, format!("\u{feff}{}", fs::read_to_string(file).unwrap())).unwrap();
    }
    assert_eq!(kept().unwrap().authority_pem().unwrap(), pem);
    let another = secured(Tls::default()).unwrap().authority_pem().unwrap().to_owned();
    assert_ne!(another, pem);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&key_file).unwrap().permissions().mode() & 0o777, 0o600);
    }

    let refused = |why: &str| {
        let error = kept().unwrap_err();
        assert!(error.kind() == ErrorKind::InvalidInput && error.to_string().contains(why), "{error}");
    };
    fs::write(&file, another).unwrap();
    refused("ca.pem is not an authority made by mpsd-emulator with the key");
    fs::write(&file, "no certificate").unwrap();
    refused("ca.pem is not an authority");
    fs::write(&key_file, "no key").unwrap();
    refused("ca.key holds no key in PEM");
    fs::remove_file(&key_file).unwrap();
    refused("ca.key is missing");
    let error = secured(Tls { authority: Some(key_file.clone()), names: vec![] }).unwrap_err();
    assert!(error.to_string().contains("the extension of its key"), "{error}");
    let error = secured(Tls { authority: Some(scratch.0.join("none/ca.pem")), names: vec![] }).unwrap_err();
    assert!(error.to_string().contains("none/ca.key"), "{error}");
}

#[test]
fn certificates_are_for_names() {
    for wrong in ["*.example", "", "a b", "http://a"] {
        let error = secured(Tls { names: vec![wrong.to_owned()], ..Tls::default() }).unwrap_err();
        assert!(error.kind() == ErrorKind::InvalidInput && error.to_string().contains(wrong), "{error}");
    }
}

#[test]
fn other_machines_are_let_in_only_when_told_twice() {
    let listen = |listen: Option<std::net::IpAddr>, allow_remote| {
        Emulator::start(Options { listen, allow_remote, ..Options::default() })
    };
    for beyond in [Ipv4Addr::UNSPECIFIED.into(), Ipv6Addr::UNSPECIFIED.into(), [10, 0, 0, 1].into()] {
        let error = listen(Some(beyond), false).unwrap_err();
        assert!(error.kind() == ErrorKind::InvalidInput && error.to_string().contains("--allow-remote"), "{error}");
    }
    for loopback in [None, Some(Ipv4Addr::LOCALHOST.into())] {
        let error = listen(loopback, true).unwrap_err();
        assert!(error.kind() == ErrorKind::InvalidInput && error.to_string().contains("--listen"), "{error}");
        assert!(listen(loopback, false).unwrap().url().starts_with("http://127.0.0.1:"));
    }
}

#[test]
fn a_remote_emulator_is_asked_by_address() {
    let options = Options { listen: Some(Ipv4Addr::UNSPECIFIED.into()), allow_remote: true, ..Options::default() };
    let world = World::of(Emulator::start(options).unwrap());
    assert!(world.emulator.url().starts_with("http://127.0.0.1:"));
    let health = |host: &str| world.send("GET", "/emulator/health", &[("Host", host)], b"");
    for host in ["localhost", "192.0.2.7:80", "[2001:db8::1]:80"] {
        health(host).gives(200);
    }
    health("evil.example").refuses(421, "evil.example");
}
