//! What a game is started or called with when its player accepts an invite or joins a friend: an activation URI.

use percent_encoding::percent_decode_str;

use crate::error::Error;
use crate::handles::HandleId;
use crate::http::encode_segment;

/// The scheme of Microsoft's documentation; games of the GDK get `ms-xbl-` and their title id in hexadecimal digits.
const SCHEME: &str = "ms-xbl-multiplayer";
const GDK_SCHEME: &str = "ms-xbl-";
/// Most characters of an encoded context, as for invites.
const MOST_CONTEXT: usize = 256;

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

impl Activation {
    /// Reads a URI. Case does not matter in its scheme, action and parameter names; parameters come in any order, and
    /// unknown ones are passed over.
    pub fn parse(uri: &str) -> Result<Activation, Error> {
        let (scheme, rest) = uri.split_once("://").ok_or_else(|| refused("has no \"://\""))?;
        if !is_scheme(scheme) {
            return Err(refused("is not of the scheme ms-xbl-multiplayer or ms-xbl-<title id>"));
        }
        let rest = rest.split('#').next().unwrap_or_default();
        let (action, query) = rest.split_once('?').unwrap_or((rest, ""));
        // Whatever normalizes URIs puts a slash after the host, which the action is.
        let action = action.strip_suffix('/').unwrap_or(action);
        let kind = ActivationKind::from_action(action)
            .ok_or_else(|| refused("is neither inviteHandleAccept nor activityHandleJoin"))?;
        Activation::from_query(kind, query)
    }

    fn from_query(kind: ActivationKind, query: &str) -> Result<Activation, Error> {
        let [xuid_name, other_name] = kind.xuid_names();
        let (mut handle, mut xuid, mut other_xuid, mut context) = (None, None, None, None);
        for parameter in query.split('&') {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            let name = percent_decode_str(name).decode_utf8_lossy();
            let is = |known: &str| name.eq_ignore_ascii_case(known);
            if is("handle") {
                once("handle", &mut handle, parse_handle(value))?;
            } else if is(xuid_name) {
                once(xuid_name, &mut xuid, parse_xuid(value))?;
            } else if is(other_name) {
                once(other_name, &mut other_xuid, parse_xuid(value))?;
            } else if is("context") && kind == ActivationKind::InviteAccepted {
                once("context", &mut context, parse_context(value))?;
            }
        }
        let handle_id = handle.ok_or_else(|| refused("has no parameter handle"))?;
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
        if context.len() > MOST_CONTEXT {
            let rule =
                format_args!("has {} characters once encoded, at most {MOST_CONTEXT} are allowed", context.len());
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

fn refused(rule: &str) -> Error {
    Error::argument("uri", rule)
}

/// Takes a parameter's value; a parameter that came before might be meant as well, so it is refused.
fn once<T>(name: &str, slot: &mut Option<T>, value: Result<T, String>) -> Result<(), Error> {
    if slot.is_some() {
        return Err(refused(&format!("has the parameter {name} twice")));
    }
    *slot = Some(value.map_err(|rule| refused(&format!("the parameter {name} {rule}")))?);
    Ok(())
}

fn decoded(value: &str) -> Result<String, String> {
    let text = percent_decode_str(value).decode_utf8().map_err(|_| "is not UTF-8".to_owned())?;
    Ok(text.into_owned())
}

fn parse_handle(value: &str) -> Result<HandleId, String> {
    HandleId::new(&decoded(value)?).map_err(|_| "is no handle's id".to_owned())
}

fn parse_xuid(value: &str) -> Result<u64, String> {
    let text = decoded(value)?;
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let xuid = text.parse().ok().filter(|xuid| digits && *xuid != 0);
    xuid.ok_or_else(|| "is no decimal XUID".to_owned())
}

fn parse_context(value: &str) -> Result<String, String> {
    let text = decoded(value)?;
    if text.contains('\0') {
        return Err("holds NUL".to_owned());
    }
    if text.len() > MOST_CONTEXT {
        return Err(format!("has {} bytes, at most {MOST_CONTEXT} are allowed", text.len()));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    const HANDLE: &str = "d7853aa1-6500-4fa8-a744-e093e77a4ba8";

    fn invite(context: Option<&str>) -> Activation {
        Activation {
            kind: ActivationKind::InviteAccepted,
            handle_id: HandleId::new(HANDLE).unwrap(),
            xuid: Some(3210),
            other_xuid: Some(3212),
            context: context.map(str::to_owned),
        }
    }

    #[test]
    fn an_invite_and_a_join_are_formatted_and_read_back() {
        let uri = format!(
            "ms-xbl-multiplayer://inviteHandleAccept?handle={HANDLE}&invitedXuid=3210&senderXuid=3212&context=mode%3Dctf%20%26"
        );
        assert_eq!(invite(Some("mode=ctf &")).format().unwrap(), uri);
        assert_eq!(Activation::parse(&uri).unwrap(), invite(Some("mode=ctf &")));
        let join = Activation { kind: ActivationKind::ActivityJoined, other_xuid: None, ..invite(None) };
        let uri = format!("ms-xbl-multiplayer://activityHandleJoin?handle={HANDLE}&joinerXuid=3210");
        assert_eq!(join.format().unwrap(), uri);
        assert_eq!(Activation::parse(&uri).unwrap(), join);
    }

    #[test]
    fn case_order_and_unknown_parameters_do_not_matter() {
        for uri in [
            format!("MS-XBL-Multiplayer://INVITEHANDLEACCEPT?SenderXUID=3212&HANDLE={HANDLE}&invitedxuid=3210"),
            format!("ms-xbl-7a970ea1://inviteHandleAccept/?invitedXuid=3210&handle={HANDLE}&senderXuid=3212"),
            format!(
                "ms-xbl-7A970EA1://invitehandleaccept/?a&&b=1&x=%ff&invitedXuid=32%310&%68andle={HANDLE}&senderXuid=3212#x?y"
            ),
            format!(
                "ms-xbl-multiplayer://inviteHandleAccept?joinerXuid=x&handle={}&invitedXuid=3210&senderXuid=3212",
                HANDLE.replace('-', "%2d")
            ),
        ] {
            assert_eq!(Activation::parse(&uri).unwrap(), invite(None), "{uri}");
        }
        let join = format!("ms-xbl-multiplayer://activityHandleJoin?handle={HANDLE}&context=%00&context=x");
        assert_eq!(Activation::parse(&join).unwrap().context, None);
    }

    #[test]
    fn what_is_no_activation_is_refused_with_the_reason() {
        let query = |query: &str| format!("ms-xbl-multiplayer://inviteHandleAccept?{query}");
        for (uri, reason) in [
            (String::new(), "\"://\""),
            ("C:\\game.exe".to_owned(), "\"://\""),
            (format!("https://inviteHandleAccept?handle={HANDLE}"), "scheme"),
            (format!("ms-xbl-://inviteHandleAccept?handle={HANDLE}"), "scheme"),
            (format!("ms-xbl-7a970eag://inviteHandleAccept?handle={HANDLE}"), "scheme"),
            (format!("ms-xbl-multiplayer://inviteAccept?handle={HANDLE}"), "neither"),
            (format!("ms-xbl-multiplayer://?handle={HANDLE}"), "neither"),
            (format!("ms-xbl-multiplayer://inviteHandleAccept/x?handle={HANDLE}"), "neither"),
            ("ms-xbl-multiplayer://inviteHandleAccept".to_owned(), "no parameter handle"),
            (query("invitedXuid=1"), "no parameter handle"),
            (query("handle="), "handle"),
            (query("handle=a%2Fb"), "handle"),
            (query(&format!("handle={}", "x".repeat(40))), "handle"),
            (query("handle=%ff"), "not UTF-8"),
            (query("handle=x&HANDLE=x"), "handle twice"),
            (query("handle=x&invitedXuid=1&invitedXuid=1"), "invitedXuid twice"),
            (query("handle=x&invitedXuid=0"), "uri: the parameter invitedXuid is no decimal XUID"),
            (query("handle=x&invitedXuid=+5"), "decimal"),
            (query("handle=x&invitedXuid=18446744073709551616"), "decimal"),
            (query("handle=x&senderXuid="), "decimal"),
            (query("handle=x&context=a%00b"), "NUL"),
            (query("handle=x&context=%ff"), "not UTF-8"),
            (query(&format!("handle=x&context={}", "c".repeat(257))), "256"),
            (query("handle=x&context=a&context=b"), "context twice"),
        ] {
            let error = Activation::parse(&uri).unwrap_err();
            assert_eq!(error.code, Code::InvalidArgument);
            assert!(error.message.starts_with("uri: ") && error.message.contains(reason), "{uri}: {}", error.message);
        }
    }

    #[test]
    fn a_context_is_measured_once_encoded() {
        assert!(invite(Some(&"c".repeat(256))).format().is_ok());
        assert!(invite(Some(&"é".repeat(42))).format().is_ok());
        assert_eq!(invite(Some(&"c".repeat(257))).format().unwrap_err().code, Code::TooLong);
        assert_eq!(invite(Some(&"é".repeat(43))).format().unwrap_err().code, Code::TooLong);
        assert!(invite(Some("a\0b")).format().is_err());
        let join = Activation { kind: ActivationKind::ActivityJoined, ..invite(Some("x")) };
        assert!(join.format().unwrap_err().message.starts_with("activation.context:"));
        assert!(Activation { xuid: Some(0), ..invite(None) }.format().is_err());
    }

    /// SplitMix64, so that a failure can be repeated.
    struct Random(u64);

    impl Random {
        fn next(&mut self) -> u64 {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ (z >> 31)
        }

        fn below(&mut self, bound: usize) -> usize {
            (self.next() % bound as u64) as usize
        }

        fn text(&mut self, most: usize) -> String {
            let alphabet: Vec<char> = "aZ09-._~ /?#&=%+;:@\"'<>\\\u{1}\u{7f}é€😀".chars().collect();
            (0..self.below(most + 1)).map(|_| alphabet[self.below(alphabet.len())]).collect()
        }

        fn xuid(&mut self) -> Option<u64> {
            let bits = self.below(65) as u32;
            self.next().checked_shr(bits).filter(|xuid| *xuid != 0)
        }
    }

    #[test]
    fn whatever_is_formatted_is_read_back() {
        let mut random = Random(1);
        let mut formatted = 0;
        for round in 0..20_000 {
            let Ok(handle_id) = HandleId::new(&random.text(39)) else { continue };
            let kind = if round % 2 == 0 { ActivationKind::InviteAccepted } else { ActivationKind::ActivityJoined };
            let context = (kind == ActivationKind::InviteAccepted && round % 4 == 0).then(|| random.text(60));
            let activation = Activation { kind, handle_id, xuid: random.xuid(), other_xuid: random.xuid(), context };
            let Ok(uri) = activation.format() else { continue };
            formatted += 1;
            assert_eq!(Activation::parse(&uri).unwrap(), activation, "{uri}");
            assert!(uri.len() < 640 && uri.is_ascii(), "{uri}");
        }
        assert!(formatted > 2000, "{formatted}");
    }

    #[test]
    fn arbitrary_texts_are_read_or_refused() {
        let mut random = Random(2);
        let pieces = [
            "ms-xbl-multiplayer",
            "ms-xbl-7a970ea1",
            "://",
            "inviteHandleAccept",
            "activityHandleJoin",
            "?",
            "/",
            "&",
            "handle=",
            "invitedXuid=",
            "senderXuid=",
            "context=",
            "%",
            "%f",
            "%ff",
            "%00",
            "=",
            "#",
            "1",
            HANDLE,
            "é",
        ];
        for _ in 0..50_000 {
            let count = random.below(14);
            let mut text: String = (0..count).map(|_| pieces[random.below(pieces.len())]).collect();
            text += &random.text(8);
            if let Ok(activation) = Activation::parse(&text) {
                let context_is_short = activation.context.as_ref().is_none_or(|context| context.len() <= MOST_CONTEXT);
                assert!(context_is_short, "{text}");
            }
        }
    }
}
