//! The emulator's page in a browser: looking at it, and using it as people do.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use thirtyfour::prelude::*;
use tokio::runtime::Runtime;

use crate::driver::Driver;

/// How the page is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Whether the system prefers dark colours.
    pub dark: bool,
}

impl Look {
    /// A desktop's window.
    pub const WIDE: Self = Self { width: 1440, height: 900, dark: false };
    /// The narrowest telephone.
    pub const NARROW: Self = Self { width: 360, height: 740, dark: false };

    /// The same in dark colours.
    pub const fn dark(self) -> Self {
        Self { dark: true, ..self }
    }
}

/// Longest wait for something to appear.
const PATIENCE: Duration = Duration::from_secs(15);
const AGAIN: Duration = Duration::from_millis(40);

/// A page in a browser of its own. All calls wait for what they need; what does not come fails the test, with what is
/// there instead.
pub struct Page {
    url: String,
    runtime: Runtime,
    browser: Option<WebDriver>,
    _driver: Driver,
}

impl Page {
    /// Opens the page of the emulator at `url`.
    pub fn open(url: &str) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime starts");
        let driver = Driver::start();
        let browser = runtime.block_on(driver.open()).expect("Chromium starts");
        let page = Self { url: url.to_owned(), runtime, browser: Some(browser), _driver: driver };
        page.look(Look::WIDE);
        page.go("");
        page.until("document.body.dataset.connection === 'live'");
        page
    }

    fn browser(&self) -> &WebDriver {
        self.browser.as_ref().expect("it is open until it is dropped")
    }

    /// Waits for an answer of the browser.
    #[track_caller]
    fn wait<T>(&self, answer: impl Future<Output = WebDriverResult<T>>) -> T {
        match self.runtime.block_on(answer) {
            Ok(value) => value,
            Err(error) => panic!("the browser answers: {error}"),
        }
    }

    /// Goes to a view such as `#/faults`.
    #[track_caller]
    pub fn go(&self, view: &str) {
        self.wait(self.browser().goto(format!("{}/{view}", self.url)));
        self.until("document.querySelector('main h2') !== null");
    }

    /// Sets size and colours; nothing moves, so that a picture shows no state in between.
    #[track_caller]
    pub fn look(&self, look: Look) {
        let Look { width, height, dark } = look;
        let cdp = self.browser().cdp();
        let size = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.wait(cdp.send_raw("Emulation.setDeviceMetricsOverride", size));
        let scheme = if dark { "dark" } else { "light" };
        let media = json!({"features": [
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]});
        self.wait(cdp.send_raw("Emulation.setEmulatedMedia", media));
    }

    /// What a script returns.
    #[track_caller]
    pub fn run(&self, script: &str) -> Value {
        self.wait(self.browser().execute(script, vec![])).json().clone()
    }

    /// Waits until an expression is true.
    #[track_caller]
    pub fn until(&self, expression: &str) {
        let script = format!("return Boolean({expression})");
        if !self.in_time(|| self.run(&script) == true) {
            panic!("never true: {expression}\n{}", self.text("body"));
        }
    }

    /// Whether something becomes true before patience ends.
    fn in_time(&self, mut is_true: impl FnMut() -> bool) -> bool {
        let started = Instant::now();
        loop {
            if is_true() {
                return true;
            }
            if started.elapsed() > PATIENCE {
                return false;
            }
            std::thread::sleep(AGAIN);
        }
    }

    /// The visible text of the first element that the selector finds, with single spaces.
    #[track_caller]
    pub fn text(&self, selector: &str) -> String {
        let text = self.run(&format!("return document.querySelector({})?.innerText ?? ''", json!(selector)));
        text.as_str().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Waits until an element shows a text.
    #[track_caller]
    pub fn shows(&self, selector: &str, text: &str) {
        if !self.in_time(|| self.text(selector).contains(text)) {
            panic!("{selector} never shows {text:?}:\n{}", self.text(selector));
        }
    }

    /// Waits until an element does not show a text any more.
    #[track_caller]
    pub fn shows_no(&self, selector: &str, text: &str) {
        if !self.in_time(|| !self.text(selector).contains(text)) {
            panic!("{selector} goes on showing {text:?}:\n{}", self.text(selector));
        }
    }

    /// Waits for a visible element whose name for people contains `name`: its label, or else its text.
    #[track_caller]
    fn named(&self, selector: &str, name: &str) -> WebElement {
        let script = format!(
            "return [...document.querySelectorAll({})].find((one) => one.checkVisibility() && \
             (one.ariaLabel ?? one.innerText).includes({})) ?? null",
            json!(selector),
            json!(name)
        );
        let mut found = None;
        self.in_time(|| {
            let answer = self.wait(self.browser().execute(script.as_str(), vec![]));
            found = if answer.json().is_null() { None } else { Some(answer) };
            found.is_some()
        });
        match found {
            Some(answer) => answer.element().expect("a script that returns an element"),
            None => panic!("no {selector} is named {name:?}:\n{}", self.text("body")),
        }
    }

    /// Clicks on a visible element by its name.
    #[track_caller]
    pub fn click(&self, selector: &str, name: &str) {
        let element = self.named(selector, name);
        self.wait(element.click());
    }

    /// Replaces what a field of a form contains.
    #[track_caller]
    pub fn fill(&self, selector: &str, text: &str) {
        self.until(&format!("document.querySelector({})", json!(selector)));
        let field = self.wait(self.browser().find(By::Css(selector.to_owned())));
        self.wait(field.clear());
        self.wait(field.send_keys(text));
    }

    /// Presses keys, wherever the focus is.
    #[track_caller]
    pub fn press(&self, keys: impl Into<TypingData>) {
        let focused = self.wait(self.browser().active_element());
        self.wait(focused.send_keys(keys));
    }

    /// What the focused element is named, as far as its tag, label or text tells.
    #[track_caller]
    pub fn focused(&self) -> String {
        let script = "const one = document.activeElement; return `${one.localName} ${one.ariaLabel ?? one.innerText}`";
        self.run(script).as_str().unwrap_or_default().trim().to_owned()
    }

    /// What the browser complains of since it was last asked: scripts that fail, parts that are missing or forbidden.
    #[track_caller]
    pub fn complaints(&self) -> Vec<String> {
        self.wait(self.browser().browser_log()).into_iter().map(|entry| entry.message).collect()
    }

    /// Takes a picture of what is in view.
    #[track_caller]
    pub fn picture(&self, file: &Path) {
        self.wait(self.browser().screenshot(file));
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        if let Some(browser) = self.browser.take() {
            // The driver ends in any case, and the browser with it.
            let _ = self.runtime.block_on(browser.quit());
        }
    }
}
