//! `mpsd_emulator_options`: how an emulator is started. `struct_size` says which fields the caller knows.

use std::ffi::c_char;
use std::mem::zeroed;
use std::ptr;

use emulator::{Options, Settings};

use crate::nullable::Nullable;
use crate::outcome::{Failure, MPSD_ERROR_UNSUPPORTED_VERSION};
use crate::text;

/// Settings of an emulator.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_emulator_options {
    /// sizeof(mpsd_emulator_options).
    pub struct_size: u32,
    /// The TCP port on 127.0.0.1, at most 65535; 0: a free one.
    pub port: u32,
    /// Settings that differ from their defaults: lines of "name=value", such as
    /// "inviteLifetimeSeconds=60\nstrictFilter=false". Blank lines are skipped. At most 64 KiB.
    pub settings: Nullable<c_char>,
    /// Its initial users, sessions, handles and faults, as TOML (see emulator/README.md). Settings above override those
    /// in it. At most 1 MiB.
    pub scenario: Nullable<c_char>,
}

/// sizeof in the first release.
const FIRST_SIZE: usize = 8 + size_of::<usize>();
/// A larger surplus than any future struct has is an uninitialised field, not a newer caller.
const LARGEST_SURPLUS: usize = 1024;
const MAX_SETTINGS: usize = 64 * 1024;
const MAX_SCENARIO: usize = 1024 * 1024;

/// What the caller asks for.
///
/// # Safety
/// `options` is NULL or points to as many readable bytes as its `struct_size` says; strings are NUL-terminated.
pub(crate) unsafe fn read(options: *const mpsd_emulator_options) -> Result<Options, Failure> {
    let mut result = Options::default();
    if options.is_null() {
        return Ok(result);
    }
    // SAFETY: the caller's promise is this function's.
    let (given, lines, scenario) = unsafe {
        let given = known_fields(options)?;
        (
            given,
            text::optional(given.settings, "options->settings", MAX_SETTINGS)?,
            text::optional(given.scenario, "options->scenario", MAX_SCENARIO)?,
        )
    };
    result.port = given.port.try_into().map_err(|_| Failure::argument("options->port", "must be at most 65535"))?;
    result.settings = settings(lines.unwrap_or_default())?;
    result.scenario = scenario.map(str::to_owned);
    Ok(result)
}

/// A copy of the struct as this library knows it: fields the caller does not know are zero.
///
/// # Safety
/// `options` points to as many readable bytes as its `struct_size` says.
unsafe fn known_fields(options: *const mpsd_emulator_options) -> Result<mpsd_emulator_options, Failure> {
    // SAFETY: a struct the caller vouches for begins with struct_size.
    let given = unsafe { options.cast::<u32>().read() } as usize;
    let known = size_of::<mpsd_emulator_options>();
    if given < FIRST_SIZE || given > known + LARGEST_SURPLUS || !given.is_multiple_of(align_of::<usize>()) {
        let rule = format!("is {given}; set it to sizeof, {known} here");
        return Err(Failure::argument("options->struct_size", &rule));
    }
    // SAFETY: min(given, known) bytes are readable there and fit here; zeros are a value of the struct.
    let copy = unsafe {
        let mut copy: mpsd_emulator_options = zeroed();
        ptr::copy_nonoverlapping(options.cast::<u8>(), ptr::from_mut(&mut copy).cast::<u8>(), given.min(known));
        copy
    };
    // SAFETY: the offsets are below `given`, which the caller vouches for.
    if (known..given).any(|offset| unsafe { options.cast::<u8>().add(offset).read() } != 0) {
        let text = format!("options: uses fields of a newer header (struct_size {given}, this library knows {known})");
        return Err(Failure::new(MPSD_ERROR_UNSUPPORTED_VERSION, text));
    }
    Ok(copy)
}

fn settings(lines: &str) -> Result<Settings, Failure> {
    let mut settings = Settings::default();
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let refused = |why: &str| Failure::argument("options->settings", &format!("\"{line}\": {why}"));
        let (name, value) = line.split_once('=').ok_or_else(|| refused("write name=value"))?;
        settings.set(name.trim(), value.trim()).map_err(|error| refused(&error.to_string()))?;
    }
    Ok(settings)
}
