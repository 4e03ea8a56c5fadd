//! HAR files, as a replay and the checker read them.

#![no_main]

use mpsd_har::Json;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let text = mpsd_har::text(input);
    if let Ok(har) = mpsd_har::read(&text) {
        for entry in &har.entries {
            let body = entry.body.bytes().unwrap_or_default();
            let answer = entry.answer.as_ref().map(|answer| answer.body.bytes());
            let answer = answer.and_then(Result::ok).unwrap_or_default();
            if let (Ok(one), Ok(other)) = (str::from_utf8(&body), str::from_utf8(&answer)) {
                let means = |one, other| Some(Json::parse(one)?.means(Json::parse(other)?));
                assert_eq!(means(one, other), means(other, one));
            }
        }
        let _ = har.passed_over.to_string();
    }
    let _ = mpsd_emulator::lint::lint(input);
});
