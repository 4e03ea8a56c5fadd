//! A local Multiplayer Session Directory (MPSD) on loopback.
//!
//! Games and tests talk to it as they talk to Xbox Live's session directory:
//! they create and join sessions, set activities, send invites, and query.
//! Any number of users sign in with made-up tokens, so that one person on one
//! machine can play all sides.
//!
//! ```
//! use mpsd_emulator::{Emulator, Options};
//!
//! let emulator = Emulator::start(Options::default())?;
//! println!("listening on {}", emulator.url());
//! emulator.stop();
//! # std::io::Result::Ok(())
//! ```
//!
//! The behaviour lives in the `directory` module as plain, synchronous values
//! without I/O; the `http` module is a thin layer over it. What others have
//! written is read by the `json` module alone.

#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod clock;
mod connections;
mod directory;
mod faults;
mod filter;
#[cfg(fuzzing)]
pub mod fuzzing;
mod http;
mod ids;
mod json;
mod limits;
mod line;
pub mod lint;
mod listening;
mod names;
mod options;
mod scenario;
mod server;
mod settings;
mod sign_in;
mod snapshot;
mod state;
mod state_file;
mod tls;

pub use directory::{SessionTemplate, TemplateError};
pub use options::Options;
pub use server::Emulator;
pub use settings::{Seed, Setting, SettingError, Settings, Timeout};
pub use tls::Tls;

/// Compiles the examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
