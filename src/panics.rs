//! Defects of ours: caught where they happen, with their text, and without a word on the game's stderr.

use std::any::Any;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
#[cfg(feature = "capi")]
use std::{panic::PanicHookInfo, sync::OnceLock};

#[cfg(feature = "capi")]
type Hook = Box<dyn Fn(&PanicHookInfo<'_>) + Send + Sync>;

thread_local! {
    /// Whether this thread runs code of ours that catches its panics. `const` and without a destructor: nothing to run
    /// at a thread's end.
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// Runs `body`; a panic in it becomes its text.
pub(crate) fn caught<T>(body: impl FnOnce() -> T) -> Result<T, String> {
    let (mut body, mut value) = (Some(body), None);
    run(&mut || value = body.take().map(|body| body()))?;
    value.ok_or_else(|| "the body did not run".to_owned())
}

/// Once for all bodies, as every function of the library has one.
#[inline(never)]
fn run(body: &mut dyn FnMut()) -> Result<(), String> {
    let outer = INSIDE.replace(true);
    let outcome = panic::catch_unwind(AssertUnwindSafe(body));
    INSIDE.set(outer);
    outcome.map_err(|panic| text(&*panic))
}

/// Keeps the default hook from printing what `caught` reports. For the C library: a Rust program's hook is its own.
#[cfg(feature = "capi")]
pub(crate) fn silence_caught() {
    // Kept here and not in the hook, which takes no memory so.
    static PREVIOUS: OnceLock<Hook> = OnceLock::new();
    PREVIOUS.get_or_init(|| {
        let previous = panic::take_hook();
        panic::set_hook(Box::new(|info| {
            if !INSIDE.get()
                && let Some(previous) = PREVIOUS.get()
            {
                previous(info);
            }
        }));
        previous
    });
}

fn text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("a defect in mpsd: {}", text.unwrap_or("a panic without text"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_its_text_and_leaves_no_mark() {
        for outer in [false, true] {
            INSIDE.set(outer);
            // Not `panic!`: its hook would print.
            let text = caught(|| panic::resume_unwind(Box::new(String::from("the widget broke"))));
            assert_eq!(text, Err::<(), _>("a defect in mpsd: the widget broke".to_owned()));
            assert_eq!(INSIDE.replace(false), outer);
        }
        assert_eq!(caught(|| 5), Ok(5));
    }
}
