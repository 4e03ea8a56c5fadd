//! A real browser for the tests of the emulator's page: headless Chromium, driven over WebDriver.

#![forbid(unsafe_code)]

mod driver;
mod page;

pub use page::{Look, Page};
