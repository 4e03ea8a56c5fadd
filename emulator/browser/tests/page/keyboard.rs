//! Everything is done without a pointer.

use super::open;

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const SPACE: &str = " ";
const ESCAPE: &str = "\u{e00c}";

#[test]
fn an_evening_by_keyboard() {
    let Some((world, page)) = open() else { return };
    world.user(1).join("s").gives(201);
    world.user(1).invite("s", 2).gives(201);
    page.shows(".users", "invites to s");

    page.press(TAB);
    assert_eq!(page.focused(), "a Skip to the state");
    page.press(ENTER);
    page.until("document.activeElement.id === 'main'");
    let tab_to = |wanted: &str| {
        for _ in 0..40 {
            page.press(TAB);
            if page.focused().starts_with("body") {
                continue;
            }
            let seen = page.run("const style = getComputedStyle(document.activeElement); return style.outlineStyle");
            assert_eq!(seen, "solid", "{} shows that it has the focus", page.focused());
            if page.focused().starts_with(wanted) {
                return;
            }
        }
        panic!("the tabulator never comes to {wanted}");
    };
    tab_to("button Accept the invite of 1 to 2 for s");
    page.press(SPACE);
    page.shows(".activation", "inviteHandleAccept");
    page.until("document.activeElement.id === 'users-title'");

    tab_to("a s");
    page.press(ENTER);
    page.shows("main h2", "s");
    page.until("document.activeElement.localName === 'h2'");
    page.shows(".changes", "#1");
    tab_to("summary");
    page.press(ENTER);
    page.until("document.querySelector('.changes details').open");

    page.go("#/faults");
    tab_to("button The next answer is lost");
    page.press(ENTER);
    page.shows("main table", "processed, then connection reset");

    page.go("#/");
    tab_to("button Reset…");
    page.press(ENTER);
    page.until("document.querySelector('dialog').open && document.activeElement.closest('dialog')");
    page.press(ESCAPE);
    page.until("!document.querySelector('dialog').open");
    assert_eq!(page.focused(), "button Reset…");
}
