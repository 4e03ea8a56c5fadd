//! Scenarios: a text that says what an emulator holds at its start.
//!
//! What it creates goes through the directory's own operations, so that no
//! scenario makes what requests could not.

mod play;
mod script;

use std::ops::Range;

use toml::Spanned;

use crate::settings::{Settings, Values};
use script::{Script, plain_text};

/// A scenario that has been read.
#[derive(Debug)]
pub(crate) struct Scenario<'a> {
    text: &'a str,
    script: Script,
    settings: Values,
}

impl<'a> Scenario<'a> {
    /// Reads TOML; the error names the line and the key.
    pub(crate) fn read(text: &'a str) -> Result<Self, String> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let script: Script = toml::from_str(text).map_err(|error| {
            let message = error.message();
            error.span().map_or_else(|| message.to_owned(), |span| format!("line {}: {message}", line(text, &span)))
        })?;
        let settings = settings(&script).map_err(|(span, why)| format!("line {}: {why}", line(text, &span)))?;
        Ok(Self { text, script, settings })
    }

    /// The settings it changes.
    pub(crate) fn settings(&self) -> &Values {
        &self.settings
    }

    /// A refusal with the place of the entry that is refused.
    fn refused<T>(&self, entry: &Spanned<T>, name: &str, why: &str) -> String {
        format!("line {}: {name}: {why}", line(self.text, &entry.span()))
    }
}

fn line(text: &str, span: &Range<usize>) -> usize {
    let before = &text.as_bytes()[..span.start.min(text.len())];
    1 + before.iter().filter(|byte| **byte == b'\n').count()
}

fn settings(script: &Script) -> Result<Values, (Range<usize>, String)> {
    let mut values = Values::new();
    for (name, given) in &script.settings {
        let refused = |why: String| (given.span(), why);
        let value = plain_text(given.get_ref())
            .ok_or_else(|| refused(format!("settings.{name} must be a string, a whole number, true or false")))?;
        if name == "seed" {
            return Err(refused("settings.seed: write seed at the top".to_owned()));
        }
        Settings::default().set(name, &value).map_err(|error| refused(error.to_string()))?;
        values.insert(name.clone(), value);
    }
    if let Some(seed) = script.seed {
        values.insert("seed".to_owned(), seed.to_string());
    }
    Ok(values)
}
