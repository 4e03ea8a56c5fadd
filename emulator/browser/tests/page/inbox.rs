//! Invites are accepted and declined on the page.

use super::support::*;
use super::{name, open};

#[test]
fn an_accepted_invite_gives_the_activation_uri() {
    let Some((world, page)) = open() else { return };
    name(&world, 1, "Ada");
    world.user(1).join("s").gives(201);
    let first = world.user(1).invite("s", 2).gives(201);
    world.user(1).invite("s", 3).gives(201);
    page.shows(".users", "Ada invites to s");
    page.click("button", "Accept the invite of Ada to 2 for s");
    page.shows(".activation", "ms-xbl-multiplayer://inviteHandleAccept?");
    page.shows(".activation", first["id"].as_str().unwrap());
    page.until("document.activeElement.id === 'users-title'");
    assert!(world.inbox(2).is_empty());
    // The handle in the URI still lets the invitee in.
    world.user(2).put(&by_handle(&first), &active()).gives(200);
    page.shows("main table", "2/100 Ada 2");

    page.click("button", "Decline the invite of Ada to 3 for s");
    page.shows("#notices", "3 declined");
    page.shows_no(".users", "invites to");
    assert!(world.inbox(3).is_empty());
    page.click(".activation button", "Dismiss");
    page.until("document.querySelector('.activation') === null");
}

#[test]
fn a_failure_is_told_in_words() {
    let Some((world, page)) = open() else { return };
    world.user(1).join("s").gives(201);
    world.user(1).invite("s", 2).gives(201);
    page.shows(".users", "invites to s");
    // The page does not hear of it before the button is pressed.
    page.run("window.asked = fetch; fetch = (path, options) => options?.method === 'GET' ? new Promise(() => {}) : asked(path, options)");
    let invite = world.inbox(2)[0].clone();
    world.user(1).delete(&handle_path(&invite)).is_empty(204);
    page.click("button", "Accept the invite");
    page.shows("#notices [role=alert]", "Could not accept the invite of 1 to 2 for s: ");
    page.shows("#notices [role=alert]", invite["id"].as_str().unwrap());
}

#[test]
fn users_are_named_followed_and_blocked() {
    let Some((world, page)) = open() else { return };
    page.go("#/users/7");
    page.fill("input[name=gamertag]", "Grace");
    page.press("\u{e007}");
    page.shows("main h2", "Grace");
    page.fill("[aria-labelledby=blocked-title] input", "8");
    page.click("button", "Block");
    page.shows("[aria-labelledby=blocked-title] ul", "8");
    world.user(8).join("s").gives(201);
    world.user(8).invite("s", 7).refuses(403, "7 has blocked xuid 8");
    page.click("button", "Unblock 8");
    page.shows("main", "Blocks nobody");
    world.user(8).invite("s", 7).gives(201);
    page.fill("[aria-labelledby=people-title] input", "8");
    page.click("button", "Follow");
    page.shows("[aria-labelledby=people-title] ul", "8");
}
