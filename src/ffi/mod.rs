//! The C API: conversion, null and UTF-8 checks, the panic guard and the object tables. No protocol knowledge.
//!
//! One idea a file: what all share, the nouns of the API, and above them the calls. `include/mpsd.h` is generated from here,
//! in sections that each take some of the files.

// The names are those of the C API.
#![allow(non_camel_case_types)]
// The comments are the text of the C header.
#![allow(rustdoc::invalid_html_tags, rustdoc::bare_urls)]
// A panic must become MPSD_ERROR_INTERNAL, which needs unwinding.
#[cfg(panic = "abort")]
compile_error!("the C library of mpsd must be built with panic = \"unwind\"");

// What all files share.
mod guard;
mod lent;
#[cfg(windows)]
mod module;
mod nullable;
mod objects;
mod out;
mod skipped;
mod table;
mod text;
mod versioned;
mod wire;

// Results.
mod error;
mod result;

// Network.
mod network;
mod transport;

// Client and tokens.
mod call_options;
mod client;
mod prewarm;
mod signer;
mod token_polling;
mod token_request;

// Activity.
mod activity;
mod handle_info;
mod include;
mod session_reference;

// Invites.
mod activation;
mod invite;
mod invite_result;

// Handles and search.
mod access;
mod filter;
mod handle_calls;
mod handle_exchange;
mod handle_list;
mod search;
mod search_attributes;
mod transfer;

// Sessions.
mod session;
mod session_contents;
mod session_exchange;
mod session_list;
mod session_membership;
mod session_query;
mod session_read;
mod session_write;

// Documents.
mod session_constants;
mod session_document;
mod session_join;
mod session_properties;

// Operations.
mod attempts;
mod finished;
mod operation;
mod outcomes;
mod start;

// Traces and counters.
mod counters;
mod log;
mod log_polling;

// Own HTTP.
mod http_polling;
mod http_request;

// Memory.
#[cfg(feature = "memory-hooks")]
mod memory;

pub use access::*;
pub use activation::*;
pub use activity::*;
pub use attempts::*;
pub use call_options::*;
pub use client::*;
pub use counters::*;
pub use error::*;
pub use filter::*;
pub use finished::*;
pub use handle_calls::*;
pub use handle_info::*;
pub use handle_list::*;
pub use http_polling::*;
pub use http_request::*;
pub use include::*;
pub use invite::*;
pub use invite_result::*;
pub use log::*;
pub use log_polling::*;
#[cfg(feature = "memory-hooks")]
pub use memory::*;
pub use network::*;
pub use operation::*;
pub use outcomes::*;
pub use prewarm::*;
pub use result::*;
pub use search::*;
pub use search_attributes::*;
pub use session::*;
pub use session_constants::*;
pub use session_contents::*;
pub use session_document::*;
pub use session_join::*;
pub use session_list::*;
pub use session_membership::*;
pub use session_properties::*;
pub use session_query::*;
pub use session_read::*;
pub use session_reference::*;
pub use session_write::*;
pub use signer::*;
pub use token_polling::*;
pub use token_request::*;
pub use transfer::*;
pub use transport::*;
