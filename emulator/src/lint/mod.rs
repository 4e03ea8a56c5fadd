//! Looks in a HAR file for patterns of calls that the service punishes, or that cost more than they bring.

mod call;
mod har;
mod rules;

use std::fmt;

use call::Call;

/// One thing to mend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's name.
    pub rule: &'static str,
    /// The entry where it shows, from 1 on, in the file's order.
    pub entry: usize,
    /// What is wrong.
    pub text: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "entry {}: {}: {}", self.entry, self.rule, self.text)
    }
}

/// What a trace has to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// How many calls of the session directory were looked at.
    pub calls: usize,
    /// What to mend, in the order of the entries.
    pub findings: Vec<Finding>,
}

/// Looks at a HAR file's text; an error says why it is none.
pub fn lint(har: &str) -> Result<Report, String> {
    let calls = har::calls(har)?;
    let mut findings: Vec<Finding> = rules::ALL.iter().flat_map(|rule| rule(&calls)).collect();
    findings.sort_by(|one, other| (one.entry, one.rule).cmp(&(other.entry, other.rule)));
    Ok(Report { calls: calls.len(), findings })
}

#[cfg(test)]
mod tests;
