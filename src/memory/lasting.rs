//! What the libraries below keep for ever, in memory that is no engine's: it would be found there after the last destroy.

use std::alloc::Layout;
use std::cell::{Cell, UnsafeCell};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Room to spare: ureq takes 1.5 KiB.
const BYTES: usize = 4 * 1024;

/// Blocks one after the other; none is used again.
pub(super) struct Lasting {
    taken: AtomicUsize,
    bytes: Bytes,
}

#[repr(align(64))]
struct Bytes(UnsafeCell<[u8; BYTES]>);

// SAFETY: each byte is handed out once, to one owner.
unsafe impl Sync for Bytes {}

/// Whether a thread is `inside`; spares the others the look at their own mark.
static SOMEBODY: AtomicBool = AtomicBool::new(false);

thread_local! {
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// Runs `body`, whose allocations are lasting ones while there is room. One thread at a time.
pub(super) fn inside(body: impl FnOnce()) {
    SOMEBODY.store(true, Ordering::Relaxed);
    INSIDE.set(true);
    body();
    INSIDE.set(false);
    SOMEBODY.store(false, Ordering::Relaxed);
}

impl Lasting {
    pub(super) const fn new() -> Lasting {
        Lasting { taken: AtomicUsize::new(0), bytes: Bytes(UnsafeCell::new([0; BYTES])) }
    }

    /// A block, for a thread that is inside and while there is room.
    pub(super) fn take(&self, layout: Layout) -> Option<*mut u8> {
        if !SOMEBODY.load(Ordering::Relaxed) || !INSIDE.get() || layout.align() > align_of::<Bytes>() {
            return None;
        }
        let end = |start: usize| start.checked_next_multiple_of(layout.align())?.checked_add(layout.size());
        let fitting = |start| end(start).filter(|end| *end <= BYTES);
        let start = self.taken.fetch_update(Ordering::Relaxed, Ordering::Relaxed, fitting).ok()?;
        Some(self.start().wrapping_add(start.next_multiple_of(layout.align())))
    }

    pub(super) fn contains(&self, pointer: *mut u8) -> bool {
        pointer.addr().wrapping_sub(self.start().addr()) < BYTES
    }

    fn start(&self) -> *mut u8 {
        self.bytes.0.get().cast()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ptr;

    #[test]
    fn blocks_are_aligned_apart_and_only_for_who_is_inside() {
        let lasting = Lasting::new();
        let take = |size, align| lasting.take(Layout::from_size_align(size, align).unwrap());
        assert_eq!(take(1, 1), None);
        inside(|| {
            let blocks = [(10, 1), (8, 8), (1, 1), (64, 64)].map(|(size, align)| take(size, align).unwrap());
            let offsets = blocks.map(|block| block.addr() - blocks[0].addr());
            assert_eq!(offsets, [0, 16, 24, 64]);
            assert!(blocks.iter().all(|block| lasting.contains(*block)));
            assert_eq!(take(1, 4096), None);
            assert_eq!(take(BYTES, 1), None);
            assert!(std::thread::scope(|scope| scope.spawn(|| take(1, 1).is_none()).join().unwrap()));
        });
        assert_eq!(take(1, 1), None);
        assert!(
            !lasting.contains(ptr::null_mut()) && !lasting.contains(ptr::from_ref(&lasting.taken).cast_mut().cast())
        );
    }
}
