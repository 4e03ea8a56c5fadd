//! Rows of an answer that could not be read.

/// Rows that were passed over, as they could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Skipped {
    /// How many.
    pub count: usize,
    /// Why, of the first 100: the row's place in the answer and the rule, such as `results[1].id: is missing in the
    /// answer`.
    pub reasons: Vec<String>,
}

impl Skipped {
    const MAX_REASONS: usize = 100;

    pub(super) fn add(&mut self, reason: String) {
        self.count += 1;
        if self.reasons.len() < Skipped::MAX_REASONS {
            self.reasons.push(reason);
        }
    }

    /// Adds the rows of another answer.
    pub(crate) fn append(&mut self, other: Skipped) {
        self.count += other.count;
        self.reasons.extend(other.reasons);
        self.reasons.truncate(Skipped::MAX_REASONS);
    }
}
