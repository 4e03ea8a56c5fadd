//! Reading a filter.
//!
//! Nothing here calls itself, so that no input can exhaust the stack.

use std::fmt;

use jiff::Timestamp;
use winnow::prelude::*;
use winnow::stream::Location;

use super::ast::{Collection, Field, Filter, Kind, Literal, Operand, Operator, Term};
use super::lexer::{self, Input};
use super::operands::{collection, free_of_tolower, operand};

/// What is asked of a filter besides its grammar.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rules {
    /// Whether texts must be compared as the MPSD documentation prescribes.
    pub(crate) strict: bool,
    /// Most bytes.
    pub(crate) length_limit: usize,
}

/// Where a filter is wrong, and which rule it breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Counted in characters, from 1.
    pub(crate) at: usize,
    pub(crate) rule: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "filter, character {}: {}", self.at, self.rule)
    }
}

pub(crate) fn parse(text: &str, rules: Rules) -> Result<Filter, Fault> {
    let limit = rules.length_limit;
    if text.len() > limit {
        let rule = format!("the filter has {} bytes; at most {limit} are allowed", text.len());
        return Err(Fault { at: 1, rule });
    }
    Reader { text, input: Input::new(text), strict: rules.strict }.filter()
}

const COLLECTIONS: &str = "tags, session/memberXuids, session/ownerXuids, session/keywords or achievementIds";

struct Reader<'a> {
    text: &'a str,
    input: Input<'a>,
    strict: bool,
}

/// A text comparison, as far as the strict rules look at it.
struct TextTest<'a> {
    at: usize,
    literal_at: usize,
    /// What has to go through `tolower`, if it has to.
    needs_tolower: Option<&'static str>,
    lowered: bool,
    operator: Operator,
    text: &'a str,
}

impl<'a> Reader<'a> {
    /// Where the next word begins.
    fn at(&mut self) -> usize {
        self.take(lexer::blank);
        self.input.current_token_start()
    }

    fn fault(&self, at: usize, rule: impl Into<String>) -> Fault {
        let before = self.text.get(..at).unwrap_or(self.text);
        Fault { at: before.chars().count() + 1, rule: rule.into() }
    }

    /// Reads something if it is there, and else stays where it is.
    fn take<T>(&mut self, mut parser: impl ModalParser<Input<'a>, T, winnow::error::ContextError>) -> Option<T> {
        winnow::combinator::opt(parser.by_ref()).parse_next(&mut self.input).ok().flatten()
    }

    fn expect<T>(
        &mut self,
        parser: impl ModalParser<Input<'a>, T, winnow::error::ContextError>,
        rule: &str,
    ) -> Result<T, Fault> {
        let at = self.at();
        self.take(parser).ok_or_else(|| self.fault(at, rule))
    }

    fn filter(mut self) -> Result<Filter, Fault> {
        let (mut terms, mut former) = (Vec::new(), None);
        let mut open = 0_usize;
        loop {
            while self.take(lexer::sign('(')).is_some() {
                open += 1;
            }
            terms.push(self.term()?);
            while open > 0 && self.take(lexer::sign(')')).is_some() {
                open -= 1;
            }
            let at = self.at();
            if at == self.text.len() {
                break;
            }
            if self.take(lexer::keyword("and")).is_some() {
                continue;
            }
            self.expect(lexer::keyword("or"), "\"and\", \"or\" or the end is expected")?;
            if open > 0 {
                return Err(self.fault(at, "\"or\" may stand only at the root, not inside parentheses"));
            }
            if former.replace(std::mem::take(&mut terms)).is_some() {
                return Err(self.fault(at, "only one \"or\" is allowed"));
            }
        }
        if open > 0 {
            return Err(self.fault(self.text.len(), "a parenthesis is not closed"));
        }
        Ok(match former {
            Some(first) => Filter { first, second: Some(terms) },
            None => Filter { first: terms, second: None },
        })
    }

    fn term(&mut self) -> Result<Term, Fault> {
        let at = self.at();
        let lowered = self.take(lexer::open_tolower).is_some();
        let path_at = self.at();
        let path = self.expect(lexer::path, "an operand such as numbers/skill is expected")?;
        if lowered {
            self.expect(lexer::sign(')'), "\")\" is expected to close tolower")?;
        } else if self.take(lexer::sign('(')).is_some() {
            return self.any(path, at);
        }
        let operand = operand(path).map_err(|why| self.fault(path_at, why))?;
        if lowered && operand.kind() != Kind::Text {
            return Err(self.fault(at, format!("tolower takes text, and {operand} is not text")));
        }
        let operator = self.operator()?;
        let literal_at = self.at();
        let literal = self.literal(&operand)?;
        if let Literal::Text(text) = &literal {
            let bound = matches!(operand, Operand::Tag(_) | Operand::Text(_)) && !free_of_tolower(path);
            let needs_tolower = bound.then_some("tags and strings");
            self.check(&TextTest { at, literal_at, needs_tolower, lowered, operator, text })?;
        }
        Ok(Term::Compare { operand, lowered, operator, literal })
    }

    fn operator(&mut self) -> Result<Operator, Fault> {
        self.expect(lexer::operator, "an operator is expected: eq, ne, gt, ge, lt or le")
    }

    fn literal(&mut self, operand: &Operand) -> Result<Literal, Fault> {
        let at = self.at();
        match operand.kind() {
            Kind::Number => {
                let rule = format!("{operand} is a number: a number without quotes is expected");
                self.expect(lexer::number, &rule).map(Literal::Number)
            }
            // Clients write titles as numbers too.
            Kind::Text if *operand == Operand::Field(Field::TitleId) => {
                let rule = format!("{operand} is a title: its number, with or without quotes, is expected");
                self.expect(lexer::title, &rule).map(Literal::Text)
            }
            Kind::Text => {
                let rule = format!("{operand} is text: text in single quotes is expected");
                self.expect(lexer::text, &rule).map(Literal::Text)
            }
            Kind::Time => {
                let rule =
                    format!("{operand} is a time: a quoted time such as '2009-06-15T13:45:30.0900000Z' is expected");
                let text = self.expect(lexer::text, &rule)?;
                text.parse::<Timestamp>().map(Literal::Time).map_err(|_| self.fault(at, rule))
            }
        }
    }

    /// The rest of `<collection>/any(<variable>:<test>)`, behind the bracket.
    fn any(&mut self, path: &'a str, at: usize) -> Result<Term, Fault> {
        let named = path.rsplit_once('/').filter(|(_, function)| function.eq_ignore_ascii_case("any"));
        let (named, _) = named.ok_or_else(|| {
            self.fault(at, format!("\"{path}\" is not a function: only tolower and <collection>/any are known"))
        })?;
        let known = collection(named);
        let collection =
            known.ok_or_else(|| self.fault(at, format!("\"{named}\" is not a collection: {COLLECTIONS}")))?;
        let variable =
            self.expect((lexer::blank, lexer::name), "any needs a variable, such as d in any(d:d eq 'x')")?.1;
        self.expect(lexer::sign(':'), "\":\" is expected after the variable of any")?;
        let test_at = self.at();
        let lowered = self.take(lexer::open_tolower).is_some();
        let used = self.expect(lexer::name, &format!("the variable \"{variable}\" is expected"))?;
        if used != variable {
            let rule = format!("the variable is \"{variable}\", not \"{used}\"");
            return Err(self.fault(test_at, rule));
        }
        if lowered {
            self.expect(lexer::sign(')'), "\")\" is expected to close tolower")?;
        }
        let operator = self.operator()?;
        let literal_at = self.at();
        let text = self.expect(lexer::text, "text in single quotes is expected")?;
        self.expect(lexer::sign(')'), "\")\" is expected to close any")?;
        let bound = matches!(collection, Collection::Tags | Collection::Keywords) && !free_of_tolower(path);
        let needs_tolower = bound.then_some("tags and keywords");
        self.check(&TextTest { at: test_at, literal_at, needs_tolower, lowered, operator, text: &text })?;
        let holds = self.truth_of_any()?;
        Ok(Term::Any { collection, lowered, operator, text, holds })
    }

    /// `eq true` behind `any(…)`, which may be left away.
    fn truth_of_any(&mut self) -> Result<bool, Fault> {
        let at = self.at();
        match self.take(lexer::operator) {
            None => Ok(true),
            Some(operator @ (Operator::Equal | Operator::NotEqual)) => {
                let truth = self.expect(lexer::truth, "any(…) is compared with true or false")?;
                Ok(truth == (operator == Operator::Equal))
            }
            Some(_) => Err(self.fault(at, "any(…) takes only eq and ne")),
        }
    }

    fn check(&self, test: &TextTest<'_>) -> Result<(), Fault> {
        if !self.strict {
            return Ok(());
        }
        if let Some(what) = test.needs_tolower
            && !test.lowered
        {
            let rule = format!("{what} are compared through tolower(…) (setting strictFilter)");
            return Err(self.fault(test.at, rule));
        }
        if !matches!(test.operator, Operator::Equal | Operator::NotEqual) {
            return Err(self.fault(test.at, "text is compared with eq or ne only (setting strictFilter)"));
        }
        // Not `is_uppercase`: some capitals have no small letter.
        if test.lowered && test.text.to_lowercase() != test.text {
            let rule =
                format!("'{}' is compared with tolower(…): write it in lower case (setting strictFilter)", test.text);
            return Err(self.fault(test.literal_at, rule));
        }
        Ok(())
    }
}
