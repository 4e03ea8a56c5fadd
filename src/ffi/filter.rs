//! `mpsd_filter`: a search filter, built comparison by comparison.

use std::ffi::{CString, c_char};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::error::mpsd_error;
use super::guard::{guarded, guarded_quiet};
use super::nullable::NullableMut;
use super::objects::{self, Opaque, Tag};
use super::out::Out;
use super::result::mpsd_result;
use super::text;
use crate::client::Receipt;
use crate::error::Error;
use crate::handles::{Comparison, Filter, RoleNumber, SessionNumber, SessionPlayer, SessionText, SessionTime};

/// A filter for searches that is always valid for the service. All comparisons must hold; mpsd_filter_or begins a
/// second alternative, the most that the service supports. A search uses the filter's current state; a filter can be
/// used by any number of searches and clients. A function that fails leaves the filter unchanged; TOO_LONG includes a
/// filter above MPSD_MAX_FILTER_BYTES.
pub struct mpsd_filter {
    _opaque: (),
}

impl Opaque for mpsd_filter {
    type Object = Builder;
    const TAG: Tag = Tag::Filter;
}

/// Longest filter.
pub const MPSD_MAX_FILTER_BYTES: usize = 16384;

/// How a value compares: MPSD_COMPARISON_…
pub type mpsd_comparison = u32;

/// Equal.
pub const MPSD_COMPARISON_EQUAL: mpsd_comparison = 0;
/// Not equal.
pub const MPSD_COMPARISON_NOT_EQUAL: mpsd_comparison = 1;
/// Greater.
pub const MPSD_COMPARISON_GREATER: mpsd_comparison = 2;
/// Greater or equal.
pub const MPSD_COMPARISON_GREATER_OR_EQUAL: mpsd_comparison = 3;
/// Less.
pub const MPSD_COMPARISON_LESS: mpsd_comparison = 4;
/// Less or equal.
pub const MPSD_COMPARISON_LESS_OR_EQUAL: mpsd_comparison = 5;

/// A number of a session: MPSD_FILTER_NUMBER_…
pub type mpsd_filter_number = u32;

/// Current members.
pub const MPSD_FILTER_NUMBER_MEMBERS_COUNT: mpsd_filter_number = 0;
/// Target number of members.
pub const MPSD_FILTER_NUMBER_TARGET_MEMBERS_COUNT: mpsd_filter_number = 1;
/// Maximum number of members.
pub const MPSD_FILTER_NUMBER_MAX_MEMBERS_COUNT: mpsd_filter_number = 2;
/// Members missing from the target.
pub const MPSD_FILTER_NUMBER_TARGET_MEMBERS_COUNT_REMAINING: mpsd_filter_number = 3;
/// Members missing from the maximum.
pub const MPSD_FILTER_NUMBER_MAX_MEMBERS_COUNT_REMAINING: mpsd_filter_number = 4;
/// Members missing from the target, or from the maximum if no target is set.
pub const MPSD_FILTER_NUMBER_NEEDS: mpsd_filter_number = 5;
/// The title id.
pub const MPSD_FILTER_NUMBER_TITLE_ID: mpsd_filter_number = 6;

/// A text of a session: MPSD_FILTER_TEXT_…
pub type mpsd_filter_text = u32;

/// A keyword of the session, case-insensitive.
pub const MPSD_FILTER_TEXT_KEYWORD: mpsd_filter_text = 0;
/// The SCID.
pub const MPSD_FILTER_TEXT_SCID: mpsd_filter_text = 1;
/// The template's name.
pub const MPSD_FILTER_TEXT_TEMPLATE_NAME: mpsd_filter_text = 2;
/// The registration state, such as "registered".
pub const MPSD_FILTER_TEXT_REGISTRATION_STATE: mpsd_filter_text = 3;
/// The language, such as "en".
pub const MPSD_FILTER_TEXT_LANGUAGE: mpsd_filter_text = 4;
/// An achievement's id.
pub const MPSD_FILTER_TEXT_ACHIEVEMENT_ID: mpsd_filter_text = 5;

/// A time of a session: MPSD_FILTER_TIME_…
pub type mpsd_filter_time = u32;

/// When the session is scheduled to begin.
pub const MPSD_FILTER_TIME_SCHEDULED: mpsd_filter_time = 0;
/// When the session was posted.
pub const MPSD_FILTER_TIME_POSTED: mpsd_filter_time = 1;

/// A player's part in a session: MPSD_FILTER_PLAYER_…
pub type mpsd_filter_player = u32;

/// The player is a member.
pub const MPSD_FILTER_PLAYER_MEMBER: mpsd_filter_player = 0;
/// The player is an owner.
pub const MPSD_FILTER_PLAYER_OWNER: mpsd_filter_player = 1;

/// A number of a role: MPSD_FILTER_ROLE_…
pub type mpsd_filter_role = u32;

/// Members with the role.
pub const MPSD_FILTER_ROLE_COUNT: mpsd_filter_role = 0;
/// Target number.
pub const MPSD_FILTER_ROLE_TARGET: mpsd_filter_role = 1;
/// Members missing from the target.
pub const MPSD_FILTER_ROLE_NEEDS: mpsd_filter_role = 2;

/// Creates an empty filter.
///
/// # Safety
/// `filter` and `error` are NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_filter_create(
    filter: *mut *mut mpsd_filter,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        let filter = Out::required(filter, "filter")?;
        filter.set(objects::insert(Builder::default().into())?);
        Ok(Receipt::default())
    })
}

/// Requires a tag (MPSD_COMPARISON_EQUAL), or a tag other than this (_NOT_EQUAL), case-insensitive.
///
/// # Safety
/// `tag` is NULL or NUL-terminated; `error` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_filter_add_tag(
    filter: *mut mpsd_filter,
    comparison: mpsd_comparison,
    tag: *const c_char,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    change(filter, error, |filter| unsafe {
        let tag = text::required(tag, "tag", text::MAX_NAME)?;
        filter.tag(read_comparison(comparison)?, tag)
    })
}

/// Compares a string attribute: MPSD_COMPARISON_EQUAL or _NOT_EQUAL, case-insensitive.
///
/// # Safety
/// Strings are NULL or NUL-terminated; `error` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_filter_add_string(
    filter: *mut mpsd_filter,
    name: *const c_char,
    comparison: mpsd_comparison,
    value: *const c_char,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    change(filter, error, |filter| unsafe {
        let name = text::required(name, "name", text::MAX_NAME)?;
        filter.string(name, read_comparison(comparison)?, text::required(value, "value", text::MAX_NAME)?)
    })
}

/// Compares a number attribute with `value`, which must be finite.
///
/// # Safety
/// `name` is NULL or NUL-terminated; `error` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_filter_add_number(
    filter: *mut mpsd_filter,
    name: *const c_char,
    comparison: mpsd_comparison,
    value: f64,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    change(filter, error, |filter| unsafe {
        let name = text::required(name, "name", text::MAX_NAME)?;
        filter.number(name, read_comparison(comparison)?, value)
    })
}

/// Compares a number of the session, MPSD_FILTER_NUMBER_…, with `value`.
///
/// # Safety
/// `error` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_filter_add_session_number(
    filter: *mut mpsd_filter,
    number: mpsd_filter_number,
    comparison: mpsd_comparison,
    value: u32,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    const NUMBERS: [SessionNumber; 7] = [
        SessionNumber::MembersCount,
        SessionNumber::TargetMembersCount,
        SessionNumber::MaxMembersCount,
        SessionNumber::TargetMembersCountRemaining,
        SessionNumber::MaxMembersCountRemaining,
        SessionNumber::Needs,
        SessionNumber::TitleId,
    ];
    change(filter, error, |filter| {
        let number = choice(&NUMBERS, number, "number", "an MPSD_FILTER_NUMBER_ constant")?;
        filter.session_number(number, read_comparison(comparison)?, value)
    })
}

/// Requires a text of the session, MPSD_FILTER_TEXT_…, to equal `value`: 1 to 100 bytes without control characters.
///
/// # Safety
/// `value` is NULL or NUL-terminated; `error` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_filter_add_session_text(
    filter: *mut mpsd_filter,
    which: mpsd_filter_text,
    value: *const c_char,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    const TEXTS: [SessionText; 6] = [
        SessionText::Keyword,
        SessionText::Scid,
        SessionText::TemplateName,
        SessionText::RegistrationState,
        SessionText::Language,
        SessionText::AchievementId,
    ];
    // SAFETY: the caller's promise is this function's.
    change(filter, error, |filter| unsafe {
        let which = choice(&TEXTS, which, "which", "an MPSD_FILTER_TEXT_ constant")?;
        filter.session_text(which, text::required(value, "value", text::MAX_NAME)?)
    })
}

/// Compares a time of the session, MPSD_FILTER_TIME_SCHEDULED or _POSTED, with `unix_ms`, in the years 1 to 9999.
///
/// # Safety
/// `error` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_filter_add_session_time(
    filter: *mut mpsd_filter,
    time: mpsd_filter_time,
    comparison: mpsd_comparison,
    unix_ms: i64,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    const TIMES: [SessionTime; 2] = [SessionTime::Scheduled, SessionTime::Posted];
    change(filter, error, |filter| {
        let time = choice(&TIMES, time, "time", "MPSD_FILTER_TIME_SCHEDULED or _POSTED")?;
        filter.session_time(time, read_comparison(comparison)?, unix_ms)
    })
}

/// Requires a player to be MPSD_FILTER_PLAYER_MEMBER or _OWNER of the session. `xuid` is not 0.
///
/// # Safety
/// `error` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_filter_add_session_player(
    filter: *mut mpsd_filter,
    player: mpsd_filter_player,
    xuid: u64,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    const PLAYERS: [SessionPlayer; 2] = [SessionPlayer::Member, SessionPlayer::Owner];
    change(filter, error, |filter| {
        filter.session_player(choice(&PLAYERS, player, "player", "MPSD_FILTER_PLAYER_MEMBER or _OWNER")?, xuid)
    })
}

/// Compares a number of a role, MPSD_FILTER_ROLE_COUNT, _TARGET or _NEEDS, with `value`.
///
/// # Safety
/// Strings are NULL or NUL-terminated; `error` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_filter_add_role_number(
    filter: *mut mpsd_filter,
    role_type: *const c_char,
    role: *const c_char,
    number: mpsd_filter_role,
    comparison: mpsd_comparison,
    value: u32,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    const NUMBERS: [RoleNumber; 3] = [RoleNumber::Count, RoleNumber::Target, RoleNumber::Needs];
    // SAFETY: the caller's promise is this function's.
    change(filter, error, |filter| unsafe {
        let role_type = text::required(role_type, "role_type", text::MAX_NAME)?;
        let role = text::required(role, "role", text::MAX_NAME)?;
        let number = choice(&NUMBERS, number, "number", "MPSD_FILTER_ROLE_COUNT, _TARGET or _NEEDS")?;
        filter.role_number(role_type, role, number, read_comparison(comparison)?, value)
    })
}

/// Begins the second alternative: a session matches the comparisons before or those after. INVALID_ARGUMENT if there
/// is no comparison yet, or it has begun already.
///
/// # Safety
/// `error` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_filter_or(filter: *mut mpsd_filter, error: NullableMut<mpsd_error>) -> mpsd_result {
    change(filter, error, Filter::or)
}

/// Gets the filter in the service's language. The text does not change with the filter: each distinct text is kept
/// until the filter is destroyed. INVALID_ARGUMENT if the filter, or its second alternative, is empty.
///
/// # Safety
/// `text` and `error` are NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_filter_get_text(
    filter: *mut mpsd_filter,
    text: *mut *const c_char,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        let text = Out::required(text, "text")?;
        text.set(objects::get(filter, "filter")?.lend_text()?);
        Ok(Receipt::default())
    })
}

/// Destroys the filter and its texts.
#[unsafe(no_mangle)]
pub extern "C" fn mpsd_filter_destroy(filter: NullableMut<mpsd_filter>) {
    guarded_quiet(|| {
        objects::remove(filter);
    });
}

fn change(
    filter: *mut mpsd_filter,
    error: *mut mpsd_error,
    change: impl FnOnce(&mut Filter) -> Result<(), Error>,
) -> mpsd_result {
    guarded(error, || {
        let builder = objects::get(filter, "filter")?;
        change(&mut builder.state().filter)?;
        Ok(Receipt::default())
    })
}

fn read_comparison(value: mpsd_comparison) -> Result<Comparison, Error> {
    const COMPARISONS: [Comparison; 6] = [
        Comparison::Equal,
        Comparison::NotEqual,
        Comparison::Greater,
        Comparison::GreaterOrEqual,
        Comparison::Less,
        Comparison::LessOrEqual,
    ];
    choice(&COMPARISONS, value, "comparison", "MPSD_COMPARISON_EQUAL to _LESS_OR_EQUAL")
}

/// The value that one of a family of constants, numbered from 0, stands for.
fn choice<T: Copy>(values: &[T], constant: u32, name: &str, family: &str) -> Result<T, Error> {
    let value = values.get(constant as usize).copied();
    value.ok_or_else(|| Error::argument(name, format_args!("must be {family}")))
}

/// A filter that is being built.
#[derive(Default)]
pub(super) struct Builder {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    filter: Filter,
    /// The texts lent; a caller may hold any of them.
    lent: Vec<CString>,
}

impl Builder {
    pub(super) fn current(&self) -> Filter {
        self.state().filter.clone()
    }

    fn lend_text(&self) -> Result<*const c_char, Error> {
        let mut state = self.state();
        let text = text::answer_text(state.filter.text()?);
        if state.lent.last() != Some(&text) {
            state.lent.push(text);
        }
        Ok(state.lent.last().map_or(std::ptr::null(), |text| text.as_ptr()))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
