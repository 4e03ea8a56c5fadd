//! The filter language of search queries.
//!
//! OData-like: comparisons of the values of a search handle and its session,
//! joined by `and`, with at most one `or` at the root. `any` looks into
//! collections, `tolower` is the one function. Both shapes that are in use
//! parse: that of the MPSD documentation
//! (`tags/any(d:tolower(d) eq 'x') and numbers/skill ge 5`) and that of the
//! comments in XSAPI's header (`Numbers/skill ge 5 AND Tags/mode eq 'x'`).

mod ast;
mod evaluate;
mod lexer;
mod operands;
mod parse;

#[cfg(test)]
mod round_trip;
#[cfg(test)]
mod tests;

pub(crate) use ast::{Collection, Field, Measure, Operand};
pub(crate) use evaluate::{Found, Subject};
pub(crate) use operands::{field_named, operand};
pub(crate) use parse::{Rules, parse};
