//! The pages in docs/ and the README name nothing that the headers do not have, and the page for XSAPI's users has a
//! row for each of XSAPI's calls to the directory.
#![cfg(feature = "capi")]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use support::header;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn pages() -> Vec<PathBuf> {
    let docs = fs::read_dir(root().join("docs")).expect("docs/ is there");
    let pages = docs.map(|entry| entry.expect("docs/ is readable").path());
    pages.filter(|path| path.extension().is_some_and(|end| end == "md")).chain([root().join("README.md")]).collect()
}

/// The words of a page that look like names of the C interface, without those that stand for several ("mpsd_filter_…").
fn names(page: &str) -> BTreeSet<&str> {
    let word = |text: char| text.is_ascii_alphanumeric() || text == '_';
    let end = |start: usize| page[start..].find(|text| !word(text)).map_or(page.len(), |length| start + length);
    let starts = page.match_indices("mpsd_").chain(page.match_indices("MPSD_")).map(|(start, _)| start);
    let whole = starts.filter(|start| !page[..*start].ends_with(word)).map(|start| &page[start..end(start)]);
    whole.filter(|name| !name.ends_with('_')).collect()
}

/// Variables of the environment that the example and the bindings read.
const VARIABLES: [&str; 3] = ["MPSD_ENDPOINT", "MPSD_LIBRARY", "MPSD_PLATFORM"];

#[test]
fn every_name_on_a_page_is_in_a_header() {
    let emulator = fs::read_to_string(root().join("include/mpsd_emulator.h")).expect("the header is there");
    let headers = header::text() + &emulator;
    let known = names(&headers);
    for path in pages() {
        let page = fs::read_to_string(&path).expect("the page is readable");
        let unknown: Vec<_> =
            names(&page).into_iter().filter(|name| !known.contains(name) && !VARIABLES.contains(name)).collect();
        assert!(unknown.is_empty(), "{}: {unknown:?} are not in a header of include/", path.display());
    }
}

/// The calls of XSAPI's multiplayer_c.h, release 2510, that reach the session directory or read what it answered.
const XSAPI_CALLS: &[&str] = &[
    "SetActivityAsync",
    "ClearActivityAsync",
    "SendInvitesAsync",
    "SendInvitesResult",
    "SetTransferHandleAsync",
    "SetTransferHandleResult",
    "CreateSearchHandleAsync",
    "CreateSearchHandleResult",
    "DeleteSearchHandleAsync",
    "GetSearchHandlesAsync",
    "GetSearchHandlesResultCount",
    "GetSearchHandlesResult",
    "GetActivitiesForUsersAsync",
    "GetActivitiesForUsersResultCount",
    "GetActivitiesForUsersResult",
    "GetActivitiesWithPropertiesForUsersAsync",
    "GetActivitiesWithPropertiesForUsersResultSize",
    "GetActivitiesWithPropertiesForUsersResult",
    "GetActivitiesForSocialGroupAsync",
    "GetActivitiesForSocialGroupResultCount",
    "GetActivitiesForSocialGroupResult",
    "GetActivitiesWithPropertiesForSocialGroupAsync",
    "GetActivitiesWithPropertiesForSocialGroupResultSize",
    "GetActivitiesWithPropertiesForSocialGroupResult",
    "GetSessionByHandleAsync",
    "GetSessionByHandleResult",
    "WriteSessionByHandleAsync",
    "WriteSessionByHandleResult",
    "GetSessionAsync",
    "GetSessionResult",
    "WriteSessionAsync",
    "WriteSessionResult",
    "QuerySessionsAsync",
    "QuerySessionsResultCount",
    "QuerySessionsResult",
    "SearchHandleGetId",
    "SearchHandleGetSessionReference",
    "SearchHandleGetTags",
    "SearchHandleGetStringAttributes",
    "SearchHandleGetNumberAttributes",
    "SearchHandleGetVisibility",
    "SearchHandleGetJoinRestriction",
    "SearchHandleGetSessionClosed",
    "SearchHandleGetMemberCounts",
    "SearchHandleGetCreationTime",
    "SearchHandleGetSessionOwnerXuids",
    "SearchHandleGetCustomSessionPropertiesJson",
    "SearchHandleDuplicateHandle",
    "SearchHandleCloseHandle",
    "SessionReferenceCreate",
    "SessionReferenceIsValid",
    "SessionReferenceParseFromUriPath",
    "SessionReferenceToUriPath",
    "SetSubscriptionsEnabled",
    "AddSessionChangedHandler",
    "RemoveSessionChangedHandler",
    "AddSubscriptionLostHandler",
    "RemoveSubscriptionLostHandler",
    "AddConnectionIdChangedHandler",
    "RemoveConnectionIdChangedHandler",
];

/// Those of the Multiplayer Manager that use them, and the invites pushed to a game.
const XSAPI_CALLS_OF_OTHERS: &[&str] = &[
    "XblMultiplayerManagerLobbySessionInviteUsers",
    "XblMultiplayerManagerLobbySessionInviteFriends",
    "XblMultiplayerManagerJoinLobby",
    "XblMultiplayerManagerJoinGameFromLobby",
    "XblMultiplayerManagerSetJoinability",
    "XblGameInviteAddNotificationHandler",
    "XblGameInviteRemoveNotificationHandler",
    "XblGameInviteRegisterForEventAsync",
    "XblGameInviteRegisterForEventResult",
    "XblGameInviteUnregisterForEventAsync",
];

#[test]
fn every_call_of_xsapi_has_a_row() {
    let page = fs::read_to_string(root().join("docs/coming-from-xsapi.md")).expect("the page is there");
    let rows: Vec<_> = page.lines().filter(|line| line.starts_with("| ")).collect();
    let of_multiplayer = XSAPI_CALLS.iter().map(|call| format!("XblMultiplayer{call}"));
    let missing: Vec<_> = of_multiplayer
        .chain(XSAPI_CALLS_OF_OTHERS.iter().map(|call| (*call).to_owned()))
        .filter(|call| {
            let name = format!("`{call}`");
            !rows.iter().any(|row| row.split(" | ").next().is_some_and(|first| first.contains(&name)))
        })
        .collect();
    assert!(missing.is_empty(), "no row for {missing:?}");
}

#[test]
fn every_row_for_a_call_of_xsapi_says_ours_or_why_not() {
    let page = fs::read_to_string(root().join("docs/coming-from-xsapi.md")).expect("the page is there");
    let rows = page.lines().filter(|line| line.starts_with("| `Xbl"));
    for row in rows {
        let cells: Vec<_> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let [_, ours, difference] = cells.as_slice() else { panic!("not three columns: {row}") };
        let named = ours.contains("mpsd_") || ours.starts_with("the same") || ours.starts_with("none");
        assert!(named, "neither ours nor none: {row}");
        assert!(difference.len() > 5, "no word on the difference: {row}");
    }
}
