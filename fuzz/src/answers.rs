//! A body of an answer, into every reader of one.

use mpsd::http::Response;
use mpsd::{
    ActivityHandle, ActivityQuery, Code, Error, HandleDetails, HandleList, Invite, SearchAttributes, SearchHandle,
    SearchQuery, Session, SessionContents, SessionList, SessionReference, TransferHandle,
};

use super::{SCID, check_text};

/// Reads it as each kind of answer, with each status that has a meaning.
pub fn answers(body: &[u8]) {
    let reference = || SessionReference::new(SCID, "death match", "49 é").expect("a valid reference");
    let activity = ActivityHandle::new(SCID, "death match", Some("49 é")).expect("a valid activity");
    let invite = Invite::new(reference(), &[7]).expect("a valid invite");
    let search = SearchHandle::new(reference(), SearchAttributes::default()).expect("a valid search handle");
    let transfer = TransferHandle::new(reference(), reference());
    for status in [200, 201, 412] {
        let answer = Response { status, body: body.to_vec(), ..Response::default() };
        handle(activity.from_response(&answer));
        handle(invite.from_response(7, &answer));
        handle(search.from_response(&answer));
        handle(transfer.from_response(&answer));
        handle(HandleDetails::from_response(&answer));
        handles(ActivityQuery::from_response(&answer));
        handles(SearchQuery::from_response(&answer));
        sessions(SessionList::from_response(&answer));
        session(Session::read(&answer, &reference().into()));
        session(Session::written(&answer, &reference().into()));
    }
}

/// What was read; `None`: it was refused, as it may be.
fn read<T>(outcome: Result<T, Error>) -> Option<T> {
    outcome.map_err(|error| assert_eq!(error.code, Code::Protocol, "{error}")).ok()
}

fn handle(outcome: Result<HandleDetails, Error>) {
    if let Some(details) = read(outcome) {
        check_details(&details);
    }
}

fn handles(outcome: Result<HandleList, Error>) {
    let list = read(outcome).unwrap_or_default();
    list.handles.iter().for_each(check_details);
    list.skipped.reasons.iter().chain(&list.unread).for_each(|note| check_text(note));
}

fn check_details(details: &HandleDetails) {
    let texts = [&details.handle.id, &details.handle.session.name, &details.json].map(Some);
    let optional = [&details.invite_protocol, &details.game_types, &details.custom_properties, &details.role_info];
    let texts = texts.into_iter().chain(optional.map(Option::as_ref)).flatten();
    texts.for_each(|text| check_text(text));
    details.search_attributes.tags.iter().for_each(|tag| check_text(tag));
}

fn sessions(outcome: Result<SessionList, Error>) {
    for found in read(outcome).into_iter().flat_map(|list| list.sessions) {
        [&found.scid, &found.template_name, &found.name]
            .into_iter()
            .chain(&found.keywords)
            .for_each(|text| check_text(text));
    }
}

fn session(outcome: Result<Session, Error>) {
    let Some(document) = read(outcome).and_then(|session| session.document) else { return };
    let contents = read(SessionContents::parse(&document, 3212)).expect("what is a document can be read");
    for member in &contents.members {
        let texts = [&member.gamertag, &member.custom_constants, &member.custom_properties];
        texts.into_iter().flatten().chain([&member.json]).for_each(|text| check_text(text));
    }
    contents.custom_properties.iter().chain(&contents.branch).for_each(|text| check_text(text));
}
