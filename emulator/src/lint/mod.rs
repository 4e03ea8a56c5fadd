//! Looks in a HAR file for patterns of calls that the service punishes, or that cost more than they bring.

mod call;
mod har;
mod rules;

use std::fmt;

pub use mpsd_har::PassedOver;

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

/// A line of numbers, and one of what was passed over.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} findings in {} calls", self.findings.len(), self.calls)?;
        if self.others > 0 {
            write!(f, ", beside {} requests that are no calls of the session directory", self.others)?;
        }
        if self.passed_over.count() > 0 { write!(f, "\n{}", self.passed_over) } else { Ok(()) }
    }
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
    /// Calls of the session directory that cannot be judged, and what is no entry at all.
    pub passed_over: PassedOver,
    /// How many entries are no calls of the session directory.
    pub others: usize,
}

/// Looks at a HAR file; an error says why it is none.
pub fn lint(har: impl AsRef<[u8]>) -> Result<Report, String> {
    let har::Calls { calls, passed_over, others } = har::calls(har.as_ref())?;
    let mut findings: Vec<Finding> = rules::ALL.iter().flat_map(|rule| rule(&calls)).collect();
    findings.sort_by(|one, other| (one.entry, one.rule).cmp(&(other.entry, other.rule)));
    Ok(Report { calls: calls.len(), findings, passed_over, others })
}

#[cfg(test)]
mod tests;
