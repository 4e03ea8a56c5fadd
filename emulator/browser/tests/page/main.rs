//! The emulator's page in headless Chromium, while users play.

mod accessible;
mod crowded;
mod evening;
mod faults;
mod hostile;
mod inbox;
mod keyboard;
mod live;
mod sessions;
#[path = "../../../tests/support/mod.rs"]
mod support;
#[path = "../../../../tests/support/tools.rs"]
#[allow(dead_code)]
mod tools;

use mpsd_emulator_browser::Page;
use serde_json::{Value, json};
use support::World;

/// Whether a browser and its driver are there. If not, says so loudly, or fails where all tools are required.
fn has_browser() -> bool {
    let skipped = "the emulator's page is not tested in a browser";
    tools::has("chromedriver", skipped) && tools::has("chromium", skipped)
}

/// A new emulator with its page, if there is a browser.
fn open() -> Option<(World, Page)> {
    has_browser().then(|| {
        let world = World::new();
        let page = Page::open(world.emulator.url());
        (world, page)
    })
}

/// Gives a user a gamertag.
fn name(world: &World, xuid: u64, gamertag: &str) {
    world.control("PUT", &format!("/users/{xuid}"), &json!({ "gamertag": gamertag })).is_empty(204);
}

/// The state as the control API tells it.
fn look(world: &World, path: &str) -> Value {
    world.control("GET", path, &Value::Null).gives(200)
}

/// The address of a session's view.
fn session_view(name: &str) -> String {
    format!("#/sessions/{}/deathmatch/{name}", support::SCID)
}
