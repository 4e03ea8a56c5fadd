//! What is read of activation URIs, and what is refused with which reason.

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

/// The query of an accepted invite.
fn of_invite(query: &str) -> String {
    format!("ms-xbl-multiplayer://inviteHandleAccept?{query}")
}

#[test]
fn documented_and_damaged_uris_are_read() {
    let shouted = HANDLE.to_ascii_uppercase();
    let [plain, no_sender] = [(HANDLE, Some(3210), Some(3212)), (HANDLE, Some(3210), None)];
    for (uri, (handle, xuid, other)) in [
        // As the documentation has them.
        (of_invite(&format!("handle={HANDLE}&invitedXuid=3210&senderXuid=3212")), plain),
        (format!("ms-xbl-0012d687://inviteHandleAccept/?invitedXuid=3210&handle={HANDLE}&senderXuid=3212"), plain),
        (format!("ms-xbl-0012D687://activityHandleJoin/?joinerXuid=3210&handle={HANDLE}&joineeXuid=3212"), plain),
        // Empty and zero.
        (of_invite(&format!("handle={HANDLE}&invitedXuid=3210&senderXuid=")), no_sender),
        (of_invite(&format!("handle={HANDLE}&invitedXuid=3210&senderXuid")), no_sender),
        (of_invite(&format!("handle={HANDLE}&invitedXuid=3210&senderXuid=0")), no_sender),
        (of_invite(&format!("handle={HANDLE}&invitedXuid=3210&senderXuid=000")), no_sender),
        (of_invite(&format!("handle={HANDLE}&invitedXuid=&senderXuid=0&context=")), (HANDLE, None, None)),
        (of_invite(&format!("handle={HANDLE}&invitedXuid=3210&senderXuid=3212&context=")), plain),
        (of_invite(&format!("handle={HANDLE}&invitedXuid=3210&senderXuid=3212&context")), plain),
        (
            format!("ms-xbl-multiplayer://activityHandleJoin?handle={HANDLE}&joinerXuid=0&joineeXuid="),
            (HANDLE, None, None),
        ),
        // Case and braces.
        (
            format!("ms-xbl-multiplayer://invitehandleaccept/?handle={shouted}&invitedxuid=3210&senderxuid=3212"),
            (&shouted, Some(3210), Some(3212)),
        ),
        (of_invite(&format!("handle={{{HANDLE}}}&invitedXuid=3210")), no_sender),
        (of_invite(&format!("handle=%7B{HANDLE}%7D&invitedXuid=3210")), no_sender),
        (of_invite(&format!("handle=%7b{HANDLE}%7d&invitedXuid=3210")), no_sender),
        // What is left of command lines and web pages.
        (format!("\"{}\"", of_invite(&format!("handle={HANDLE}&invitedXuid=3210"))), no_sender),
        (format!("'{}'", of_invite(&format!("handle={HANDLE}&invitedXuid=3210"))), no_sender),
        (format!("{}\"", of_invite(&format!("handle={HANDLE}&invitedXuid=3210"))), no_sender),
        (format!(" \t{} \r\n", of_invite(&format!("handle={HANDLE}&invitedXuid=3210"))), no_sender),
        (format!("\" {} \"", of_invite(&format!("handle={HANDLE}&invitedXuid=3210"))), no_sender),
        (of_invite(&format!("handle={HANDLE}&amp;invitedXuid=3210&amp;senderXuid=3212")), plain),
        (format!("ms-xbl-multiplayer:inviteHandleAccept?handle={HANDLE}&invitedXuid=3210"), no_sender),
        (format!("ms-xbl-multiplayer:/inviteHandleAccept?handle={HANDLE}&invitedXuid=3210"), no_sender),
        (format!("ms-xbl-multiplayer:///inviteHandleAccept?handle={HANDLE}&invitedXuid=3210"), no_sender),
        (format!("ms-xbl-multiplayer://inviteHandleAccept/?handle={HANDLE}&invitedXuid=3210/"), no_sender),
        (of_invite(&format!("invitedXuid=3210&handle={HANDLE}/")), no_sender),
        // The same again.
        (of_invite(&format!("handle={HANDLE}&HANDLE={HANDLE}&invitedXuid=3210&invitedXuid=03210")), no_sender),
        (of_invite(&format!("handle={HANDLE}&handle=&invitedXuid=&invitedXuid=3210&invitedXuid=")), no_sender),
    ] {
        let read = Activation::parse(&uri).unwrap();
        assert_eq!(
            (read.handle_id.as_str(), read.xuid, read.other_xuid, read.context),
            (handle, xuid, other, None),
            "{uri}"
        );
    }
}

#[test]
fn a_context_is_decoded_exactly_once() {
    for (context, read) in [
        ("mode%3Dctf+x", "mode=ctf+x"),
        ("kv1:AAAA+BBBB/CCCC=", "kv1:AAAA+BBBB/CCCC="),
        ("kv1:AAAA/", "kv1:AAAA/"),
        ("mode%253Dctf", "mode%3Dctf"),
        ("caf%C3%A9", "café"),
        ("café", "café"),
        ("a=b=c", "a=b=c"),
        ("ab#cd", "ab"),
        ("ab%23cd", "ab#cd"),
        ("100%", "100%"),
        ("%zz", "%zz"),
        ("%c3%", "%c3%"),
        ("it's'", "it's'"),
        ("%20x%20", " x "),
    ] {
        let parsed = Activation::parse(&of_invite(&format!("handle={HANDLE}&context={context}")));
        match parsed {
            Ok(activation) => assert_eq!(activation.context.as_deref(), Some(read), "{context}"),
            // Bytes that are no text.
            Err(error) => assert!(context == "%c3%" && error.message.contains("context is not UTF-8"), "{context}"),
        }
    }
}

#[test]
fn what_is_no_activation_is_refused_with_the_reason() {
    let query = of_invite;
    for (uri, reason) in [
        (String::new(), "has no scheme"),
        ("inviteHandleAccept".to_owned(), "has no scheme"),
        ("C:\\game.exe".to_owned(), "is not of the scheme"),
        (format!("https://inviteHandleAccept?handle={HANDLE}"), "scheme"),
        (format!("ms-xbl-://inviteHandleAccept?handle={HANDLE}"), "scheme"),
        (format!("ms-xbl-7a970eag://inviteHandleAccept?handle={HANDLE}"), "scheme"),
        (format!("ms-xbl-multiplayer://?handle={HANDLE}"), "neither"),
        (format!("ms-xbl-multiplayer://inviteHandleAccept/x?handle={HANDLE}"), "neither"),
        // Other services' activations under the same schemes.
        (
            "ms-xbl-0012D687://inviteAccept?invitedUser=1&sender=2&connectionString=cv2%3A7f94".to_owned(),
            "inviteAccept, an activation of another service: Multiplayer Activity",
        ),
        ("ms-xbl-multiplayer://inviteaccept/?invitedUser=1".to_owned(), "Multiplayer Activity"),
        (
            "ms-xbl-multiplayer://activityJoin?joinerXuid=1&joineeXuid=2&connectionString=x".to_owned(),
            "activityJoin, an activation of another service: Multiplayer Activity",
        ),
        (
            "ms-xbl-multiplayer://tournament?action=joinGame&joinerXuid=1&scid=s&templateName=duel&name=s1".to_owned(),
            "tournament, an activation of another service: tournaments",
        ),
        ("ms-xbl-multiplayer://inviteHandleAccept".to_owned(), "no parameter handle"),
        (query("invitedXuid=1"), "no parameter handle"),
        (query("handle="), "no parameter handle"),
        (query("handle=a%2Fb"), "the parameter handle is no handle's id"),
        (query(&format!("handle={}", "x".repeat(40))), "the parameter handle is no handle's id"),
        (query("handle=%ff"), "the parameter handle is not UTF-8"),
        (query("handle=%zz"), "the parameter handle holds a percent sign"),
        (query("handle=100%"), "the parameter handle holds a percent sign"),
        (query("handle=x&HANDLE=y"), "handle twice"),
        (query("handle=x&invitedXuid=1&invitedXuid=2"), "invitedXuid twice"),
        (query("handle=x&invitedXuid=me"), "uri: the parameter invitedXuid is no decimal XUID"),
        (query("handle=x&invitedXuid=+5"), "decimal"),
        (query("handle=x&invitedXuid=18446744073709551616"), "decimal"),
        (query("handle=x&senderXuid=%zz"), "senderXuid is no decimal"),
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
        let context = context.filter(|context| !context.is_empty());
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
        ":",
        "{",
        "}",
        "\"",
        "&amp;",
        "inviteAccept",
        "tournament",
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
            let context_is_short = activation.context.as_ref().is_none_or(|context| context.len() <= MAX_CONTEXT);
            assert!(context_is_short, "{text}");
        }
    }
}
