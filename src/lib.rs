//! Xbox Live's Multiplayer Session Directory (MPSD) for game engines: set the player's current activity, invite
//! players, query activities, search sessions, and read, write, join and leave the sessions behind them.
//!
//! The product is the C library that `ffi` makes of this crate (`include/mpsd.h`); Rust programs use [`Client`].
//!
//! A datum travels: C arguments → checked values (`ffi`) → [`handles`] and [`sessions`], the protocol as values without
//! I/O →
//! `calls`, one call as a step machine without clock or threads → `drive`, which turns its steps → [`http`], which
//! sends → and back.

#![deny(missing_docs)]
#![cfg_attr(not(feature = "capi"), forbid(unsafe_code))]

mod activation;
pub mod auth;
mod calls;
pub mod client;
mod drive;
mod error;
#[cfg(feature = "capi")]
pub mod ffi;
mod gate;
pub mod handles;
pub mod http;
mod json;
#[cfg(feature = "memory-hooks")]
mod memory;
mod names;
mod network;
mod pacing;
mod panics;
mod process;
mod random;
mod secrets;
mod service_clock;
pub mod sessions;
mod thread_key;
mod threads;
mod watch;

pub use activation::{Activation, ActivationKind};
pub use calls::{Attempt, Journal, Reason};
pub use client::{
    CallOptions, Client, ClientOptions, InviteOutcome, InviteRows, Operation, OperationOptions, Prepared, Progress,
    Receipt, Reply,
};
pub use drive::{ThreadHook, ThreadKind};
pub use error::{Code, Delivery, Error};
pub use handles::{
    ActivityHandle, ActivityQuery, Comparison, Filter, Handle, HandleDetails, HandleId, HandleList, Include, Invite,
    SearchAttributes, SearchHandle, SearchQuery, SocialGroup, TransferHandle,
};
pub use http::direct::{LookUp, Proxy, Trust};
pub use http::trace::TraceOptions;
pub use json::{Skipped, Text};
pub use network::{Network, NetworkMode, NetworkOptions};
pub use pacing::Pacing;
pub use sessions::{
    Capabilities, ChangeTypes, FoundSession, JoinRequest, MemberJoin, Outcome, SeatStatus, Session, SessionConstants,
    SessionContents, SessionDocument, SessionFilter, SessionList, SessionMember, SessionQuery, SessionReference,
    SessionTarget, Subscription, WriteError, WriteMode, WriteRequest,
};
pub use watch::{Counters, LATENCY_BUCKETS, LogLevel, LogRecord, LogSink};
