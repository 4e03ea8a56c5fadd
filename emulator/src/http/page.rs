//! The page that shows the emulator live: `/` and its parts below `/page/`.

use axum::http::Method;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};

use super::answer::{self, Answer, Outcome, wrong_verb};
use super::request::Call;
use crate::directory::Refusal;

/// A file that is part of the program.
struct File {
    /// Below `/page/`.
    path: &'static str,
    text: &'static str,
}

macro_rules! files {
    ($($path:literal)*) => {
        &[$(File { path: $path, text: include_str!(concat!("../page/", $path)) }),*]
    };
}

const INDEX: &str = include_str!("../page/index.html");

const FILES: &[File] = files! {
    "act.js"
    "announce.js"
    "api.js"
    "base.css"
    "changes.js"
    "clock.js"
    "curl.js"
    "demo.js"
    "diff.js"
    "fault_form.js"
    "fault_words.js"
    "faults.js"
    "handles.js"
    "header.js"
    "icon.svg"
    "inbox.js"
    "layout.css"
    "limits.js"
    "live.js"
    "main.js"
    "names.js"
    "notices.js"
    "overview.js"
    "parts.js"
    "requests.css"
    "render.js"
    "route.js"
    "session.js"
    "sessions.js"
    "store.js"
    "summary.js"
    "time.js"
    "timeline.js"
    "tools.css"
    "user.js"
    "users.js"
    "views.css"
    "views.js"
    "welcome.js"
};

/// Whatever a name or a body contains, nothing but the page's own scripts runs, and nothing leaves for elsewhere.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Whether a request is for the page, not for the directory.
pub(super) fn is_asked(call: &Call) -> bool {
    match &call.segments[..] {
        [root] => root.is_empty(),
        [first, ..] => first == "page",
        [] => false,
    }
}

pub(super) fn answer(call: &Call) -> Outcome {
    let path = call.segments.join("/");
    if ![Method::GET, Method::HEAD].contains(call.method()) {
        return Ok(wrong_verb(call.method().as_str(), call.parts.uri.path(), "GET, HEAD"));
    }
    let Some(name) = path.strip_prefix("page/") else {
        return if path.is_empty() { Ok(file("index.html", INDEX)) } else { Err(nothing_at(&path)) };
    };
    let found = FILES.iter().find(|file| file.path == name).ok_or_else(|| nothing_at(&path))?;
    Ok(file(found.path, found.text))
}

fn nothing_at(path: &str) -> Refusal {
    Refusal::not_found(format!("there is nothing at /{path}; the page is at /"))
}

fn file(name: &str, content: &'static str) -> Answer {
    let mut answer = answer::file(kind(name), content);
    let headers: [(HeaderName, &'static str); 4] = [
        // Another emulator may listen at this port tomorrow.
        (CACHE_CONTROL, "no-store"),
        (CONTENT_SECURITY_POLICY, POLICY),
        (REFERRER_POLICY, "no-referrer"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    for (name, value) in headers {
        answer.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    answer
}

fn kind(name: &str) -> &'static str {
    match name.rsplit_once('.') {
        Some((_, "html")) => "text/html; charset=utf-8",
        Some((_, "css")) => "text/css; charset=utf-8",
        Some((_, "js")) => "text/javascript; charset=utf-8",
        Some((_, "svg")) => "image/svg+xml",
        _ => "text/plain; charset=utf-8",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::*;

    /// The files below a folder, without those that are only for people who read the source.
    fn below(folder: &Path, prefix: &str, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let path = format!("{prefix}{}", entry.file_name().to_str().unwrap());
            if entry.path().is_dir() {
                below(&entry.path(), &format!("{path}/"), found);
            } else if !path.ends_with("LICENSE") && path != "index.html" {
                found.insert(path);
            }
        }
    }

    #[test]
    fn every_file_of_the_folder_is_served() {
        let mut there = BTreeSet::new();
        below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/page"), "", &mut there);
        let served: BTreeSet<String> = FILES.iter().map(|file| file.path.to_owned()).collect();
        assert_eq!(served, there);
    }

    #[test]
    fn kinds_go_by_the_extension() {
        assert_eq!(kind("a/b.js"), "text/javascript; charset=utf-8");
        assert!(FILES.iter().all(|file| !kind(file.path).starts_with("text/plain")));
    }
}
