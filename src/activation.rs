//! What a game is started or called with when its player accepts an invite or joins a friend: an activation URI.

use percent_encoding::percent_decode_str;
use uuid::Uuid;

use crate::error::Error;
use crate::http::encode_segment;
use crate::names::HandleId;

/// The scheme of Microsoft's documentation; games of the GDK get `ms-xbl-` and their title id in hexadecimal digits.
const SCHEME: &str = "ms-xbl-multiplayer";
const GDK_SCHEME: &str = "ms-xbl-";
/// Most characters of an encoded context, as for invites.
const MAX_CONTEXT: usize = 256;

/// A player wants to join.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activation {
    /// By an invite, or by a friend's activity.
    pub kind: ActivationKind,
    /// The handle to join through.
    pub handle_id: HandleId,
    /// The player who wants to join: the invited one, or the joiner. `None`: not told.
    pub xuid: Option<u64>,
    /// The player who is joined: the sender of the invite, or the friend. `None`: not told.
    pub other_xuid: Option<u64>,
    /// What the sender put into the invite.
    pub context: Option<String>,
}

/// How a player wants to join.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActivationKind {
    /// An invite was accepted: `inviteHandleAccept`.
    InviteAccepted,
    /// A friend's activity is to be joined: `activityHandleJoin`.
    ActivityJoined,
}

impl ActivationKind {
    fn from_action(action: &str) -> Option<ActivationKind> {
        [ActivationKind::InviteAccepted, ActivationKind::ActivityJoined]
            .into_iter()
            .find(|kind| kind.action().eq_ignore_ascii_case(action))
    }

    fn action(self) -> &'static str {
        match self {
            ActivationKind::InviteAccepted => "inviteHandleAccept",
            ActivationKind::ActivityJoined => "activityHandleJoin",
        }
    }

    /// The names of `xuid` and `other_xuid`.
    fn xuid_names(self) -> [&'static str; 2] {
        match self {
            ActivationKind::InviteAccepted => ["invitedXuid", "senderXuid"],
            ActivationKind::ActivityJoined => ["joinerXuid", "joineeXuid"],
        }
    }
}

/// The actions of other services under the same schemes, and whose they are.
const ACTIONS_OF_OTHERS: [(&str, &str); 3] = [
    ("inviteAccept", "Multiplayer Activity, which brings a connectionString and no handle"),
    ("activityJoin", "Multiplayer Activity, which brings a connectionString and no handle"),
    ("tournament", "tournaments (Arena), which name a session and no handle"),
];

impl Activation {
    /// Reads a URI. Case does not matter in its scheme, action and parameter names; parameters come in any order, and
    /// unknown ones are passed over, as are optional ones that are empty or 0. What command lines and web pages leave of
    /// a URI is read, too: white space and quotes around it, `&amp;` for `&`, braces around the handle's GUID, a scheme
    /// without slashes. Values are percent-decoded once.
    pub fn parse(uri: &str) -> Result<Activation, Error> {
        let (scheme, rest) = unquoted(uri)
            .split_once(':')
            .ok_or_else(|| refused("has no scheme: must begin with ms-xbl-multiplayer: or ms-xbl-<title id>:"))?;
        if !is_scheme(scheme) {
            return Err(refused("is not of the scheme ms-xbl-multiplayer or ms-xbl-<title id, 8 hexadecimal digits>"));
        }
        let rest = rest.trim_start_matches('/').split('#').next().unwrap_or_default();
        let (action, query) = rest.split_once('?').unwrap_or((rest, ""));
        // Whatever normalizes URIs puts a slash after the host, which the action is.
        let action = action.strip_suffix('/').unwrap_or(action);
        match ActivationKind::from_action(action) {
            Some(kind) => Activation::from_query(kind, query),
            None => Err(of_no_handle(action)),
        }
    }

    fn from_query(kind: ActivationKind, query: &str) -> Result<Activation, Error> {
        let [xuid_name, other_name] = kind.xuid_names();
        let (mut handle, mut xuid, mut other_xuid, mut context) = (None, None, None, None);
        for parameter in query.split('&') {
            // Of "&amp;", as a web page writes the "&".
            let parameter = parameter.strip_prefix("amp;").unwrap_or(parameter);
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            let name = percent_decode_str(name).decode_utf8_lossy();
            let is = |known: &str| name.eq_ignore_ascii_case(known);
            if is("handle") {
                set("handle", &mut handle, parse_handle(value))?;
            } else if is(xuid_name) {
                set(xuid_name, &mut xuid, parse_xuid(value))?;
            } else if is(other_name) {
                set(other_name, &mut other_xuid, parse_xuid(value))?;
            } else if is("context") && kind == ActivationKind::InviteAccepted {
                set("context", &mut context, parse_context(value))?;
            }
        }
        let handle_id = handle.ok_or_else(|| refused("has no parameter handle, or an empty one"))?;
        Ok(Activation { kind, handle_id, xuid, other_xuid, context })
    }

    /// Writes the URI, with the scheme ms-xbl-multiplayer.
    pub fn format(&self) -> Result<String, Error> {
        let [xuid_name, other_name] = self.kind.xuid_names();
        let mut uri = format!("{SCHEME}://{}?handle={}", self.kind.action(), encode_segment(self.handle_id.as_str()));
        for (name, xuid) in [(xuid_name, self.xuid), (other_name, self.other_xuid)] {
            match xuid {
                Some(0) => return Err(Error::argument(format_args!("activation.{name}"), "must not be 0")),
                Some(xuid) => uri += &format!("&{name}={xuid}"),
                None => {}
            }
        }
        let Some(context) = &self.context else {
            return Ok(uri);
        };
        if self.kind != ActivationKind::InviteAccepted {
            return Err(Error::argument("activation.context", "belongs to an invite, not to an activity"));
        }
        if context.contains('\0') {
            return Err(Error::argument("activation.context", "must not hold NUL"));
        }
        let context = encode_segment(context);
        if context.len() > MAX_CONTEXT {
            let rule = format_args!("has {} characters once encoded, at most {MAX_CONTEXT} are allowed", context.len());
            return Err(Error::too_long("activation.context", rule));
        }
        Ok(format!("{uri}&context={context}"))
    }
}

fn is_scheme(scheme: &str) -> bool {
    let scheme = scheme.to_ascii_lowercase();
    let title = scheme.strip_prefix(GDK_SCHEME).unwrap_or_default();
    scheme == SCHEME || title.len() == 8 && title.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Without what a command line leaves around an argument.
fn unquoted(uri: &str) -> &str {
    let uri = uri.trim();
    let uri = uri.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')).unwrap_or(uri);
    // No URI holds this one.
    uri.trim_matches('"').trim()
}

fn refused(rule: &str) -> Error {
    Error::argument("uri", rule)
}

/// Why an action brings no handle: it is another service's, or nobody's.
fn of_no_handle(action: &str) -> Error {
    match ACTIONS_OF_OTHERS.iter().find(|(known, _)| known.eq_ignore_ascii_case(action)) {
        Some((known, service)) => refused(&format!("is {known}, an activation of another service: {service}")),
        None => refused("is neither inviteHandleAccept nor activityHandleJoin"),
    }
}

/// Takes a parameter's value, `None` where it is empty. What came before with another value might be meant as well.
fn set<T: PartialEq>(name: &str, slot: &mut Option<T>, value: Result<Option<T>, String>) -> Result<(), Error> {
    match (value.map_err(|rule| refused(&format!("the parameter {name} {rule}")))?, &slot) {
        (None, _) => {}
        (Some(value), Some(before)) if value != *before => {
            return Err(refused(&format!("has the parameter {name} twice, with different values")));
        }
        (value, _) => *slot = value,
    }
    Ok(())
}

fn decoded(value: &str) -> Result<String, String> {
    let text = percent_decode_str(value).decode_utf8().map_err(|_| "is not UTF-8".to_owned())?;
    Ok(text.into_owned())
}

/// Whether a percent sign stands for itself, as it is not followed by two hexadecimal digits.
fn has_bare_percent(value: &str) -> bool {
    let is_code = |rest: &str| rest.len() >= 2 && rest.bytes().take(2).all(|byte| byte.is_ascii_hexdigit());
    value.split('%').skip(1).any(|rest| !is_code(rest))
}

fn parse_handle(value: &str) -> Result<Option<HandleId>, String> {
    let value = value.trim_end_matches('/');
    if has_bare_percent(value) {
        return Err("holds a percent sign that two hexadecimal digits do not follow".to_owned());
    }
    let text = decoded(value)?;
    let in_braces = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    let text = in_braces.filter(|guid| Uuid::try_parse(guid).is_ok()).unwrap_or(&text);
    if text.is_empty() {
        return Ok(None);
    }
    HandleId::new(text).map(Some).map_err(|_| "is no handle's id".to_owned())
}

fn parse_xuid(value: &str) -> Result<Option<u64>, String> {
    let text = decoded(value.trim_end_matches('/'))?;
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse() {
        _ if text.is_empty() => Ok(None),
        Ok(xuid) if digits => Ok(Some(xuid).filter(|xuid| *xuid != 0)),
        _ => Err("is no decimal XUID".to_owned()),
    }
}

fn parse_context(value: &str) -> Result<Option<String>, String> {
    let text = decoded(value)?;
    if text.contains('\0') {
        return Err("holds NUL".to_owned());
    }
    if text.len() > MAX_CONTEXT {
        return Err(format!("has {} bytes, at most {MAX_CONTEXT} are allowed", text.len()));
    }
    Ok(Some(text).filter(|text| !text.is_empty()))
}

#[cfg(test)]
mod tests;
