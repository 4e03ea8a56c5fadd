//! The settings: one table with name, default, meaning and source.
//!
//! Where no source says what the service does, the emulator's choice is a
//! setting, and its source column begins with `INFERRED`.

use std::collections::BTreeMap;
use std::fmt;
use std::num::{NonZeroU16, NonZeroU32};
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// One row of the settings table, with its present value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The name as given to `--set name=value`.
    pub name: &'static str,
    /// The present value as text.
    pub value: String,
    /// What it decides.
    pub meaning: &'static str,
    /// Where the default comes from; `INFERRED` marks our own choice.
    pub source: &'static str,
}

/// Why a setting was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingError(String);

impl fmt::Display for SettingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SettingError {}

/// Milliseconds until something happens by itself; `None`, or `infinite` as
/// text, is never.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeout(pub Option<u64>);

impl fmt::Display for Timeout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(milliseconds) => milliseconds.fmt(f),
            None => f.write_str("infinite"),
        }
    }
}

impl FromStr for Timeout {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(if text == "infinite" { None } else { Some(text.parse()?) }))
    }
}

/// Where made-up GUIDs start from; `None`, or `random` as text, is a start of
/// its own each time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seed(pub Option<u64>);

impl fmt::Display for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(seed) => seed.fmt(f),
            None => f.write_str("random"),
        }
    }
}

impl FromStr for Seed {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(if text == "random" { None } else { Some(text.parse()?) }))
    }
}

macro_rules! settings {
    ($( $field:ident: $type:ty = $default:expr, $name:literal $([$($allowed:literal),*])?,
        $meaning:literal, $source:literal; )*) => {
        /// What the emulator does where the service leaves a choice.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(into = "Values", try_from = "Values")]
        pub struct Settings {
            $(#[doc = $meaning] pub $field: $type,)*
        }

        impl Default for Settings {
            fn default() -> Self {
                Self { $($field: $default,)* }
            }
        }

        impl Settings {
            /// Sets one value by its name, as `--set name=value` does.
            pub fn set(&mut self, name: &str, value: &str) -> Result<(), SettingError> {
                match name {
                    $($name => {
                        let allowed: &[&str] = &[$($($allowed),*)?];
                        self.$field = parse(name, value, allowed)?;
                    })*
                    _ => return Err(SettingError(format!(
                        "unknown setting \"{name}\"; `mpsd-emulator settings` lists them"
                    ))),
                }
                Ok(())
            }

            /// All settings with their present values, in the table's order.
            pub fn list(&self) -> Vec<Setting> {
                vec![$(Setting {
                    name: $name,
                    value: self.$field.to_string(),
                    meaning: $meaning,
                    source: $source,
                },)*]
            }
        }
    };
}

settings! {
    create_status: u16 = 201, "createStatus" ["200", "201"],
        "Status of a successful POST /handles.",
        "INFERRED: live clients accept 200 and 201; 201 is our choice";
    activity_post_body: bool = true, "activityPostBody",
        "Whether POST /handles answers a new activity with the handle, or with an empty body.",
        "observed from live clients (body); the MPSD documentation says no body";
    delete_status: u16 = 204, "deleteStatus" ["200", "204"],
        "Status of a successful DELETE /handles/{id}.",
        "INFERRED: clients take any 2xx; 204 is our choice";
    location_header: bool = true, "locationHeader",
        "Whether the answer to a created handle has the headers Location and Content-Location.",
        "live recording of XSAPI (2016, contract version 105) in microsoft/xbox-live-trace-analyzer";
    handle_changes_session: bool = true, "handleChangesSession",
        "Whether a new activity or transfer handle counts as a change of its session, with a new ETag.",
        "live recording of XSAPI (2016, contract version 105) in microsoft/xbox-live-trace-analyzer: the write behind an activity, and the one behind a transfer, meets 412";
    unknown_delete_status: u16 = 404, "unknownDeleteStatus" ["204", "404"],
        "Status of DELETE /handles/{id} when there is no such handle.",
        "INFERRED: our choice";
    foreign_delete_status: u16 = 403, "foreignDeleteStatus" ["403", "404"],
        "Status of DELETE /handles/{id} by a user who may not delete the handle.",
        "INFERRED: our choice";
    deletable_by_owner: bool = true, "deletableByOwner",
        "Whether an owner of the session may delete its search, invite and transfer handles, besides who made them.",
        "INFERRED: our choice";
    read_handle: String = "handle".to_owned(), "readHandle" ["handle", "session"],
        "What GET /handles/{id} answers: the handle, or its session.",
        "INFERRED: one page of the MPSD documentation says handles, another the session";
    client_handle_id: String = "ignore".to_owned(), "clientHandleId" ["ignore", "refuse"],
        "What an id in the request for a new handle does: nothing, or it answers 400.",
        "INFERRED: MPSD documentation shows one, no client sends it";
    nameless_activity: String = "accept".to_owned(), "namelessActivity" ["accept", "refuse"],
        "What an activity without a session name does: get a GUID for it, or answer 400.",
        "INFERRED: MPSD documentation says that the name is optional; that such a session need not exist is our choice";
    repeated_activity: String = "new".to_owned(), "repeatedActivity" ["new", "same"],
        "What setting the activity that is set already does: a new handle takes the place of the former one, or the former one is the answer.",
        "INFERRED: stale handles are the usual cause of failing joins, says the MPSD documentation";
    activity_scope: String = "scid".to_owned(), "activityScope" ["scid", "session"],
        "Within what a user has at most one activity: a service configuration, or a session.",
        "INFERRED: MPSD documentation binds an activity to a member; XSAPI takes more than one in a scid for an error";
    strict_activity_membership: bool = true, "strictActivityMembership",
        "Only an active member of a session may set it as activity (else 403); a request without a session name is exempt.",
        "INFERRED: MPSD documentation prescribes join, then set; the refusal is our choice";
    strict_invite_membership: bool = true, "strictInviteMembership",
        "Only a member of a session may invite to it (else 403).",
        "INFERRED: our choice";
    invite_lifetime_seconds: u64 = 86_400, "inviteLifetimeSeconds",
        "Seconds from the creation of an invite until it answers 404.",
        "INFERRED: an expiration exists, its length is our choice";
    invite_context_limit: usize = 256, "inviteContextLimit",
        "Most characters of an invite's context once URI-encoded.",
        "MPSD documentation";
    invite_grants_access_by_reference: bool = true, "inviteGrantsAccessByReference",
        "Whether a live invite opens a restricted session by its own path too, not only through the handle.",
        "INFERRED: MPSD documentation says that an invite grants access";
    invite_deletable_by_invitee: bool = true, "inviteDeletableByInvitee",
        "Whether the invitee may delete an invite, besides its sender.",
        "INFERRED: our choice";
    blocked_invites: String = "refuse".to_owned(), "blockedInvites" ["refuse", "deliver"],
        "What an invite to a user who has blocked its sender does: answer 403, or arrive.",
        "INFERRED: our choice";
    user_sender_string: String = "keep".to_owned(), "userSenderString" ["keep", "ignore"],
        "Whether a user's senderString is kept, or left away as one that only services may give.",
        "INFERRED: MPSD documentation says that services give it";
    default_invite_protocol: String = "game".to_owned(), "defaultInviteProtocol",
        "The inviteProtocol in handles of a session that names none.",
        "observed from live clients; the MPSD documentation's default is none";
    search_violation_status: u16 = 400, "searchViolationStatus" ["400", "403"],
        "Status of POST /handles (search) when the session does not exist or lacks the capability searchable, or hasOwners beside userAuthorizationStyle.",
        "INFERRED: the MPSD documentation demands the capabilities; the status is our choice";
    strict_search_membership: bool = true, "strictSearchMembership",
        "Only a member of a session may make it searchable, and only an owner where it has owners (else 403).",
        "INFERRED: our choice";
    strict_search_names: bool = true, "strictSearchNames",
        "Tags and attribute names are ASCII letters and digits; otherwise anything without blanks. They begin with a letter and have less than 100 characters in any case.",
        "XSAPI's header (alphanumeric); the MPSD documentation only forbids blanks";
    second_search_handle: String = "replace".to_owned(), "secondSearchHandle" ["replace", "conflict"],
        "What a second search handle for one session does: replace the first under a new id, or answer 409.",
        "INFERRED: MPSD documentation allows one per session; what becomes of the second is our choice";
    search_handle_changes_session: bool = true, "searchHandleChangesSession",
        "Whether creating or deleting a search handle counts as a change of the session, with a new ETag.",
        "INFERRED: the session document names its search handle";
    search_handle_meets_local: bool = true, "searchHandleMeetsLocal",
        "Whether a search handle meets a joinRestriction or readRestriction of local.",
        "INFERRED: MPSD documentation says that sessions with userAuthorizationStyle default to local and are joined by search handle";
    strict_filter: bool = true, "strictFilter",
        "A search filter must compare tags, strings and keywords through tolower, with lower-case literals, by eq or ne (else 400). The shape of XSAPI's header (Strings/x eq 'y') needs no tolower.",
        "MPSD documentation and XSAPI's header; the strictness is our choice";
    filter_length_limit: usize = 16_384, "filterLengthLimit",
        "Most bytes of a search filter (more: 400).",
        "INFERRED: our choice";
    global_search: String = "ignore".to_owned(), "globalSearch" ["ignore", "scid"],
        "What `global` in a search does: nothing, or it searches all templates of the scid.",
        "INFERRED: XSAPI always sends it, no source says what it does";
    language_source: String = "attributes".to_owned(), "languageSource" ["attributes", "session"],
        "Where a filter's language and achievementIds come from: the handle's searchAttributes, or the session's properties.system.",
        "INFERRED: MPSD documentation names them as operands only";
    strict_transfer_membership: bool = true, "strictTransferMembership",
        "Only a member of the target may create a transfer handle to it (else 403).",
        "INFERRED: our choice";
    transfer_from_reservation: bool = false, "transferFromReservation",
        "Whether a reserved seat in the origin is enough to use a transfer handle.",
        "INFERRED: MPSD documentation speaks of members";
    hide_private_activities: bool = true, "hidePrivateActivities",
        "Queries omit the activities and search handles of private sessions unless the caller is a member.",
        "INFERRED: our choice";
    strict_query_string: bool = false, "strictQueryString",
        "Whether POST /handles/query refuses (400) an unknown include and parameters other than include.",
        "INFERRED: MPSD documentation prints parameters of session queries here";
    missing_owners: String = "refuse".to_owned(), "missingOwners" ["refuse", "empty"],
        "What an activity query without xuids and without people does: answer 400, or find nothing.",
        "INFERRED: our choice";
    case_sensitive_monikers: bool = false, "caseSensitiveMonikers",
        "Whether a moniker must be written in lower case.",
        "live recording of XSAPI (2016, contract version 105) in microsoft/xbox-live-trace-analyzer: `People`";
    unknown_moniker: String = "refuse".to_owned(), "unknownMoniker" ["refuse", "people"],
        "What a moniker other than people and favorites does: answer 400, or mean people.",
        "INFERRED: XSAPI's tests use one more";
    missing_session_info: String = "empty".to_owned(), "missingSessionInfo" ["empty", "omit"],
        "The relatedInfo of a handle whose session does not exist: that of an empty session, or none.",
        "INFERRED: our choice";
    session_query_order: String = "oldest".to_owned(), "sessionQueryOrder" ["oldest", "newest"],
        "Which sessions come first in the answer to a session query.",
        "INFERRED: our choice";
    query_xuid_limit: usize = 100, "queryXuidLimit",
        "Most xuids in one activity query or session batch query (more: 400).",
        "INFERRED: the result limit of MPSD documentation, applied to the request";
    everyone_follows: bool = false, "everyoneFollows",
        "Treats a joinRestriction or readRestriction of \"followed\" as met by everyone, whoever follows whom.",
        "INFERRED: our choice";
    reserved_removal_timeout: Timeout = Timeout(Some(30_000)), "reservedRemovalTimeout",
        "Milliseconds after which a reservation goes, in a session that names no such constant.",
        "MPSD documentation (contract version 107)";
    inactive_removal_timeout: Timeout = Timeout(Some(0)), "inactiveRemovalTimeout",
        "Milliseconds after which an inactive member is removed, in a session that names no such constant. Who joins without active or ready is inactive.",
        "MPSD documentation (contract version 107)";
    ready_removal_timeout: Timeout = Timeout(Some(180_000)), "readyRemovalTimeout",
        "Milliseconds after which a ready member turns inactive, in a session that names no such constant.",
        "MPSD documentation (contract version 107)";
    session_empty_timeout: Timeout = Timeout(Some(0)), "sessionEmptyTimeout",
        "Milliseconds after which a session without members ends, where it names no such constant.",
        "MPSD documentation (contract version 107)";
    session_names: String = "wide".to_owned(), "sessionNames" ["wide", "narrow"],
        "What session names may have: anything but control characters, / and ~, or only letters, digits, '.', '-' and '_' (else 400).",
        "INFERRED: MPSD documentation shows names of the narrow kind; / and ~ separate the parts of a reference";
    list_templates: bool = true, "listTemplates",
        "Whether GET /serviceconfigs/{scid}/sessiontemplates lists the names of the templates, or answers 404.",
        "OpenXbox/xbox-webapi-csharp issue 14, with an answer of the live service";
    unknown_template: String = "accept".to_owned(), "unknownTemplate" ["accept", "refuse"],
        "What a session template that is unknown does: its sessions begin as those of the template `default`, or it answers 404.",
        "INFERRED: MPSD documentation says 404; any name to begin with is our choice";
    capability_violation_status: u16 = 400, "capabilityViolationStatus" ["400", "409"],
        "Status of constants, restrictions and members that the session's capabilities do not allow.",
        "INFERRED: MPSD documentation gives the rules; the status is our choice";
    large_session_members: u32 = 10_000, "largeSessionMembers",
        "Most members of a session with the capability large.",
        "MPSD documentation of large sessions; another of its pages says 1000";
    full_role_status: u16 = 400, "fullRoleStatus" ["400", "403", "409"],
        "Status of taking a role that as many have as its max allows.",
        "INFERRED: MPSD documentation says that the write is rejected; the status is our choice";
    shared_device: bool = false, "sharedDevice",
        "Whether all users whose token names no device share one console, and so are local to each other.",
        "INFERRED: our choice";
    system_defaults: bool = true, "systemDefaults",
        "Whether properties.system always has turn, matchmaking and, with the capability userAuthorizationStyle, joinRestriction and readRestriction.",
        "live recording of XSAPI (2016, contract version 105) in microsoft/xbox-live-trace-analyzer";
    echo_initialize: bool = false, "echoInitialize",
        "Whether documents show initialize among a member's constants.",
        "live recording of XSAPI (2016, contract version 105) in microsoft/xbox-live-trace-analyzer: they do not";
    long_integers: String = "keep".to_owned(), "longIntegers" ["keep", "double"],
        "What becomes of integers beyond 64 bits in what a write says: they stay as written, or turn into the nearest double.",
        "JSON bounds no number, and custom values are the game's; a reader that knows doubles only rounds them";
    custom_merge: String = "deep".to_owned(), "customMerge" ["deep", "shallow"],
        "How a write changes a custom object: by merging objects in depth, or by replacing each field as a whole.",
        "INFERRED: MPSD documentation says merged, and that null removes; the depth is our choice";
    custom_values: String = "any".to_owned(), "customValues" ["any", "object"],
        "What `custom` in constants and properties may be: any JSON value, or an object (else 400).",
        "XSAPI's own tests, which join with a text as custom";
    foreign_me: String = "byToken".to_owned(), "foreignMe" ["byToken", "refuse", "accept"],
        "What another user's xuid in one's own members.me does: answer 400, or nothing; the seat is the caller's in any case. byToken accepts it with a real token (acceptAnyToken), whose user is inferred, and refuses it with the emulator's own.",
        "INFERRED: MCXboxBroadcast writes its parent's xuid into the seats of its sub-sessions, and the live service takes it; in a game it is a bug";
    rewritten_initialize: String = "ignore".to_owned(), "rewrittenInitialize" ["ignore", "conflict"],
        "What another value of initialize by a member who has joined does: nothing, or it answers 409 as other constants do.",
        "INFERRED: initialize speaks about joining";
    default_visibility: String = "open".to_owned(), "defaultVisibility" ["open", "visible", "private"],
        "Visibility of a session that names none.",
        "INFERRED: our choice";
    default_max_members: u32 = 100, "defaultMaxMembers",
        "maxMembersCount of a session that names none.",
        "MPSD documentation (1 to 100 members)";
    closed_join_status: u16 = 403, "closedJoinStatus" ["400", "403"],
        "Status of joining a closed or locked session.",
        "INFERRED: our choice";
    missing_session_status: u16 = 204, "missingSessionStatus" ["204", "404"],
        "Status of GET on a session that does not exist.",
        "MPSD documentation's status table; its FAQ says 404";
    content_location: String = "path".to_owned(), "contentLocation" ["path", "url"],
        "Whether Content-Location is a path or an absolute URL.",
        "path: MPSD documentation and XSAPI's tests; HTTP allows both";
    forbidden_write_body: String = "text".to_owned(), "forbiddenWriteBody" ["text", "session"],
        "What a 403 for a write answers with when the caller may read the session: the reason as text, or the session.",
        "INFERRED: MPSD documentation says the session, live clients have seen text";
    cache_control: bool = true, "cacheControl",
        "Whether answers have the header Cache-Control: max-age=0, must-revalidate with a session, no-cache, no-store otherwise.",
        "live recording of XSAPI (2016, contract version 105) in microsoft/xbox-live-trace-analyzer";
    correlation_id: bool = true, "correlationId",
        "Whether answers have the header X-XblCorrelationId, a new GUID each time.",
        "live recording of XSAPI (2016, contract version 105) in microsoft/xbox-live-trace-analyzer";
    debug_header: bool = true, "debugHeader",
        "Whether answers for which access to a session was judged have the header X-Xbl-Debug.",
        "live recording of XSAPI (2016, contract version 105) in microsoft/xbox-live-trace-analyzer: session-access=write; reason=in-session";
    minimum_contract_version: u32 = 104, "minimumContractVersion",
        "Least x-xbl-contract-version accepted.",
        "MPSD documentation";
    require_signature: bool = false, "requireSignature",
        "Whether a request without the header Signature answers 401.",
        "INFERRED: XSAPI sends it where its platform gives one, live clients do without";
    contract_version_status: u16 = 400, "contractVersionStatus" ["400", "406"],
        "Status of a missing or too low x-xbl-contract-version.",
        "INFERRED: our choice; the general Xbox table has 406";
    rate_limits: bool = true, "rateLimits",
        "Whether a user's requests beyond the limits are dropped (429); they are counted in any case.",
        "MPSD documentation (fine-grained rate limiting)";
    burst_limit: u32 = 30, "burstLimit",
        "Most requests of a user and title in one burst period, refused and dropped ones included.",
        "MPSD documentation (fine-grained rate limiting)";
    sustain_limit: u32 = 300, "sustainLimit",
        "Most requests of a user and title in one sustain period, refused and dropped ones included.",
        "MPSD documentation (fine-grained rate limiting)";
    search_burst_limit: u32 = 1, "searchBurstLimit",
        "Most search queries, and most creations and deletions of search handles, in one burst period.",
        "MPSD documentation (fine-grained rate limiting) for the numbers; which calls are its reads and writes is our choice";
    search_sustain_limit: u32 = 20, "searchSustainLimit",
        "Most search queries, and most creations and deletions of search handles, in one sustain period.",
        "MPSD documentation (fine-grained rate limiting) for the numbers; which calls are its reads and writes is our choice";
    search_counts_as_request: bool = true, "searchCountsAsRequest",
        "Whether what counts to the limits of searches counts to burstLimit and sustainLimit too.",
        "INFERRED: the documentation lists both limits for the same service";
    burst_period_seconds: NonZeroU32 = const { NonZeroU32::new(15).unwrap() }, "burstPeriodSeconds",
        "Length of a burst period; the count starts again from 0 after it.",
        "MPSD documentation (fine-grained rate limiting)";
    sustain_period_seconds: NonZeroU32 = const { NonZeroU32::new(300).unwrap() }, "sustainPeriodSeconds",
        "Length of a sustain period; the count starts again from 0 after it.",
        "MPSD documentation (fine-grained rate limiting)";
    limit_period_start: String = "request".to_owned(), "limitPeriodStart" ["request", "clock"],
        "Whether a period begins with the first request after the last one, or with the clock's multiples of its length.",
        "INFERRED: the documentation says that a period ends and the count starts again, not when it begins";
    limit_type: String = "Rate".to_owned(), "limitType" ["Rate", "rate"],
        "How the body of a 429 spells its limitType.",
        "MPSD documentation: its sample has Rate, its table rate";
    session_history: usize = 8, "sessionHistory",
        "How many former versions of a session the control API shows.",
        "INFERRED: a help of the emulator's; the service has none";
    max_body_bytes: usize = 1_048_576, "maxBodyBytes",
        "Largest request body (more: 413); the control API takes 1 MiB in any case.",
        "INFERRED: our choice";
    max_header_bytes: usize = 16_384, "maxHeaderBytes",
        "Most bytes of a request's first line and headers, at least 512 (more: 431); read at the start.",
        "INFERRED: our choice";
    header_timeout_seconds: u32 = 120, "headerTimeoutSeconds",
        "Seconds, at least 1, within which a connection must send the next request's headers, or it is closed, and then its body, or it gets 408; read at the start.",
        "INFERRED: our choice";
    max_connections: NonZeroU16 = const { NonZeroU16::new(4096).unwrap() }, "maxConnections",
        "Most connections at a time; more wait until one ends; read at the start.",
        "INFERRED: our choice";
    seed: Seed = Seed(None), "seed",
        "Where the made-up GUIDs start from: random, or a number, so that the same requests get the same GUIDs.",
        "INFERRED: a help of the emulator's; the service has none";
    request_log_size: usize = 1000, "requestLogSize",
        "Most requests that /emulator/requests remembers.",
        "INFERRED: our choice";
    accept_any_token: bool = false, "acceptAnyToken",
        "Takes any `XBL3.0 x=<userhash>;<token>` for a user of its own, whose xuid is the one that its requests name, not only the emulator's made-up tokens.",
        "INFERRED: our choice; what is in a real token cannot be read here";
    default_title_id: u32 = 1, "defaultTitleId",
        "Title of a token that names none.",
        "INFERRED: our choice";
    activity_platform: String = "win32".to_owned(), "activityPlatform",
        "The platform key in the gameTypes of new handles.",
        "observed from live clients; the choice among them is ours";
}

/// Settings that a running emulator does not look at any more.
const READ_AT_START: [&str; 3] = ["maxHeaderBytes", "headerTimeoutSeconds", "maxConnections"];

/// Values of settings, as text, by their names.
pub(crate) type Values = BTreeMap<String, String>;

impl Settings {
    /// The defaults of what can be changed while the emulator runs.
    pub(crate) fn running_defaults() -> Values {
        let mut defaults = Values::from(Self::default());
        defaults.retain(|name, _| !READ_AT_START.contains(&name.as_str()));
        defaults
    }

    /// How long a connection may take to send a request.
    pub(crate) fn header_timeout(&self) -> Duration {
        Duration::from_secs(self.header_timeout_seconds.max(1).into())
    }

    /// Whether changes of these settings come into effect while the emulator runs.
    pub(crate) fn check_running(changes: &Values) -> Result<(), SettingError> {
        match READ_AT_START.iter().find(|name| changes.contains_key(**name)) {
            None => Ok(()),
            Some(name) => Err(SettingError(format!("setting {name}: is read at the start only"))),
        }
    }

    /// The values that are not the defaults.
    pub(crate) fn given(&self) -> Values {
        let defaults = Values::from(Self::default());
        Values::from(self.clone()).into_iter().filter(|(name, value)| defaults.get(name) != Some(value)).collect()
    }

    /// Makes all of these changes, or none.
    pub(crate) fn change(&mut self, changes: &Values) -> Result<(), SettingError> {
        let mut changed = self.clone();
        for (name, value) in changes {
            changed.set(name, value)?;
        }
        *self = changed;
        Ok(())
    }
}

impl From<Settings> for Values {
    fn from(settings: Settings) -> Self {
        settings.list().into_iter().map(|row| (row.name.to_owned(), row.value)).collect()
    }
}

impl TryFrom<Values> for Settings {
    type Error = SettingError;

    fn try_from(values: Values) -> Result<Self, Self::Error> {
        let mut settings = Self::default();
        settings.change(&values)?;
        Ok(settings)
    }
}

fn parse<T>(name: &str, value: &str, allowed: &[&str]) -> Result<T, SettingError>
where
    T: FromStr,
{
    if !allowed.is_empty() && !allowed.contains(&value) {
        return Err(SettingError(format!("setting {name}: \"{value}\" is not one of {}", allowed.join(", "))));
    }
    value.parse().map_err(|_| SettingError(format!("setting {name}: \"{value}\" is not a {}", type_name::<T>())))
}

fn type_name<T>() -> &'static str {
    match std::any::type_name::<T>() {
        "bool" => "true or false",
        "alloc::string::String" => "text",
        "mpsd_emulator::settings::Seed" => "64-bit number or random",
        "mpsd_emulator::settings::Timeout" => "number of milliseconds or infinite",
        _ => "number in range",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_can_be_set_by_name() {
        let mut settings = Settings::default();
        for row in Settings::default().list() {
            settings.set(row.name, &row.value).unwrap();
            assert!(!row.meaning.is_empty() && !row.source.is_empty());
        }
        assert_eq!(settings, Settings::default());
    }

    #[test]
    fn values_are_parsed_and_bounded() {
        let mut settings = Settings::default();
        settings.set("createStatus", "200").unwrap();
        settings.set("strictActivityMembership", "false").unwrap();
        assert_eq!(settings.create_status, 200);
        assert!(!settings.strict_activity_membership);
        let refused = |name, value| Settings::default().set(name, value).unwrap_err().to_string();
        assert!(refused("createStatus", "500").contains("200, 201"));
        assert!(refused("strictActivityMembership", "yes").contains("true or false"));
        assert!(refused("inviteLifetimeSeconds", "-1").contains("number"));
        assert!(refused("sessionEmptyTimeout", "never").contains("milliseconds or infinite"));
        settings.set("sessionEmptyTimeout", "infinite").unwrap();
        assert_eq!(settings.session_empty_timeout, Timeout(None));
        assert!(refused("nonsense", "1").contains("unknown setting"));
    }

    #[test]
    fn a_change_is_all_or_nothing() {
        let mut settings = Settings::default();
        let changes = |last| {
            Values::from(
                [("createStatus", "200"), (last, "1")].map(|(name, value)| (name.to_owned(), value.to_owned())),
            )
        };
        for (wrong, why) in [("nonsense", "unknown"), ("deleteStatus", "200, 204")] {
            assert!(settings.change(&changes(wrong)).unwrap_err().to_string().contains(why));
        }
        assert!(settings.given().is_empty());
        settings.change(&changes("seed")).unwrap();
        assert_eq!(settings.given(), changes("seed"));
        assert_eq!(Settings::try_from(settings.given()).unwrap(), settings);
        assert!(Settings::check_running(&changes("seed")).is_ok());
        assert!(Settings::check_running(&changes("maxConnections")).unwrap_err().to_string().contains("at the start"));
    }

    #[test]
    fn what_is_read_at_the_start_says_so() {
        let rows = Settings::default().list();
        let told = rows.iter().filter(|row| row.meaning.ends_with("read at the start."));
        assert!(told.map(|row| row.name).eq(READ_AT_START));
    }

    #[test]
    fn the_readme_lists_every_setting_with_its_default() {
        let readme = include_str!("../README.md");
        for row in Settings::default().list() {
            let cells = format!("| `{}` | `{}` | {}", row.name, row.value, row.meaning);
            assert!(readme.contains(&cells), "README.md lacks: {cells}");
        }
    }
}
