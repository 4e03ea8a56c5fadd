//! What came of it all: system call × error × outcomes.

use std::collections::BTreeMap;
use std::fmt;

use super::calls::Fate;

/// How often each fate met a system call that failed.
#[derive(Default)]
pub struct Table {
    rows: BTreeMap<String, BTreeMap<String, usize>>,
    runs: usize,
    wrong: Vec<String>,
}

impl Fate {
    /// As the table says it.
    pub fn text(&self) -> String {
        match self {
            Fate::LeftOut(why) => format!("left out: {why}"),
            Fate::NotReached => "not reached".to_owned(),
            Fate::Survived => "OK".to_owned(),
            Fate::Failed { told, .. } => told.clone(),
            Fate::Wrong(what) => format!("WRONG: {what}"),
        }
    }
}

impl Table {
    /// Adds what one call came to.
    pub fn add(&mut self, kind: &str, fates: Vec<(String, Fate)>) {
        for (failing, fate) in fates {
            self.runs += usize::from(!matches!(fate, Fate::LeftOut(_)));
            if let Fate::Wrong(what) = &fate {
                self.wrong.push(format!("{kind}, {failing}: {what}"));
            }
            let outcomes = self.rows.entry(failing).or_default();
            match fate {
                Fate::LeftOut(_) => outcomes.insert(fate.text(), 0),
                fate => outcomes.insert(fate.text(), outcomes.get(&fate.text()).unwrap_or(&0) + 1),
            };
        }
    }

    /// What must not be.
    pub fn wrong(&self) -> &[String] {
        &self.wrong
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} runs in which a system call failed:", self.runs)?;
        for (failing, outcomes) in &self.rows {
            let count = |(text, count): (&String, &usize)| match count {
                0 => text.clone(),
                count => format!("{text} × {count}"),
            };
            let outcomes: Vec<_> = outcomes.iter().map(count).collect();
            writeln!(f, "{failing:<28} {}", outcomes.join("; "))?;
        }
        Ok(())
    }
}
