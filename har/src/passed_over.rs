//! The entries that could not be used, and why.

use std::fmt;

/// Entries that were passed over, by their numbers in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PassedOver(Vec<(usize, String)>);

impl PassedOver {
    /// Adds an entry; `why` completes "entry 7 …".
    pub fn add(&mut self, entry: usize, why: impl Into<String>) {
        self.0.push((entry, why.into()));
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The entries' numbers with the reasons.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &str)> {
        self.0.iter().map(|(entry, why)| (*entry, why.as_str()))
    }
}

/// Their count, with the reasons of the first few.
impl fmt::Display for PassedOver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 5;
        let count = self.count();
        write!(f, "{count} {} passed over", if count == 1 { "entry was" } else { "entries were" })?;
        for (index, (entry, why)) in self.iter().take(SHOWN).enumerate() {
            write!(f, "{} entry {entry} {why}", if index == 0 { ":" } else { "," })?;
        }
        if count > SHOWN { f.write_str(", …") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::PassedOver;

    #[test]
    fn the_first_few_are_named() {
        let mut passed_over = PassedOver::default();
        for entry in 1..=6 {
            passed_over.add(entry, "is null");
        }
        let names = (1..=5).map(|entry| format!("entry {entry} is null")).collect::<Vec<_>>().join(", ");
        assert_eq!(passed_over.to_string(), format!("6 entries were passed over: {names}, …"));
    }
}
