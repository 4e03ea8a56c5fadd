//! HAR files, as a replay and the checker read them.

#![no_main]

use mpsd_har::{File, same_meaning};

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    if let Ok(file) = File::new(input)
        && let Ok(har) = file.read()
    {
        for entry in &har.entries {
            let body = entry.body.bytes().unwrap_or_default();
            let answer = entry.answer.as_ref().map(|answer| answer.body.bytes());
            let answer = answer.and_then(Result::ok).unwrap_or_default();
            assert_eq!(same_meaning(&body, &answer), same_meaning(&answer, &body));
        }
        let _ = har.passed_over.to_string();
    }
    let _ = mpsd_emulator::lint::lint(input);
});
