//! `mpsd-emulator lint` as a program: what it prints, and how it exits.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn lint(file: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_mpsd-emulator")).arg("lint").arg(file).output().unwrap()
}

fn text(output: &[u8]) -> String {
    String::from_utf8_lossy(output).into_owned()
}

fn trace(entries: &str) -> String {
    format!(r#"{{"log":{{"version":"1.2","creator":{{"name":"x","version":"1"}},"entries":[{entries}]}}}}"#)
}

fn read(second: u32) -> String {
    format!(
        r#"{{"startedDateTime":"2024-01-01T00:00:{second:02}.000Z","time":12.5,"request":{{"method":"GET","url":"https://sessiondirectory.xboxlive.com/handles/a"}},"response":{{"status":200,"headers":[]}}}}"#
    )
}

#[test]
fn findings_are_lines_and_the_exit_status_tells_whether_there_are_any() {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("lint-{}.har", std::process::id()));
    fs::write(&file, trace(&[read(0), read(1), read(10)].join(","))).unwrap();
    let output = lint(&file);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let name = file.display();
    let expected = format!(
        "{name}: entry 2: repeat: GET /handles/a repeats entry 1, which had succeeded\n1 findings in 3 calls\n"
    );
    assert_eq!(text(&output.stdout), expected);

    fs::write(&file, trace(&[read(0), read(10)].join(","))).unwrap();
    let output = lint(&file);
    assert_eq!((output.status.code(), text(&output.stdout).as_str()), (Some(0), "0 findings in 2 calls\n"));

    fs::write(&file, "no trace").unwrap();
    let output = lint(&file);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("is no HAR"), "{}", text(&output.stderr));
    fs::remove_file(&file).unwrap();
    assert_eq!(lint(&file).status.code(), Some(2));
}

#[test]
fn without_a_file_the_usage_is_told() {
    let output = Command::new(env!("CARGO_BIN_EXE_mpsd-emulator")).arg("lint").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("--help"), "{}", text(&output.stderr));
}
