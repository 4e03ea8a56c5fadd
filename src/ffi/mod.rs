//! The C API: conversion, null and UTF-8 checks, the panic guard and the object tables. No protocol knowledge.
//!
//! One file per noun of the API; `guard`, `table`, `text`, `out` and `options` are what they share.
//! `include/mpsd.h` is generated from here.

// The names are those of the C API.
#![allow(non_camel_case_types)]
// The comments are the text of the C header.
#![allow(rustdoc::invalid_html_tags, rustdoc::bare_urls)]
// A panic must become MPSD_ERROR_INTERNAL, which needs unwinding.
#[cfg(panic = "abort")]
compile_error!("the C library of mpsd must be built with panic = \"unwind\"");

mod guard;
mod lent;
mod out;
mod skipped;
mod start;
mod table;
mod text;
mod wire;

// In the order of the header.
mod result;

mod error;

#[cfg(feature = "memory-hooks")]
mod memory;

mod options;

mod network;

mod transport;

mod http_request;

mod token;

mod signer;

mod client;

mod watch;

mod operation;

mod attempt;

mod reference;

mod handle;

mod attributes;

mod handle_list;

mod include;

mod activity;

mod invite;

mod session;

mod session_contents;

mod session_document;

mod session_document_parts;

mod session_exchange;

mod session_query;

mod session_read;

mod session_write;

mod session_join;

mod filter;

mod search;

mod transfer;

mod activation;

pub use activation::*;
pub use activity::*;
pub use attempt::*;
pub use attributes::*;
pub use client::*;
pub use error::*;
pub use filter::*;
pub use handle::*;
pub use handle_list::*;
pub use http_request::*;
pub use include::*;
pub use invite::*;
#[cfg(feature = "memory-hooks")]
pub use memory::*;
pub use network::*;
pub use operation::*;
pub use options::{MPSD_PACING_FAIL, MPSD_PACING_OFF, MPSD_PACING_WAIT, mpsd_call_options, mpsd_call_options_init};
pub use reference::*;
pub use result::*;
pub use search::*;
pub use session::*;
pub use session_contents::*;
pub use session_document::*;
pub use session_document_parts::*;
pub use session_join::*;
pub use session_query::*;
pub use session_read::*;
pub use session_write::*;
pub use signer::*;
pub use token::*;
pub use transfer::*;
pub use transport::*;
pub use watch::*;
