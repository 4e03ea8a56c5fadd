//! A Rust program with an allocator of its own: it takes the crate without default features, and so without
//! `mpsd_set_memory_hooks`, which needs the program's one global allocator.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

#[cfg(not(feature = "memory-hooks"))]
#[global_allocator]
static COUNTING: Counting = Counting(AtomicUsize::new(0));

#[cfg_attr(feature = "memory-hooks", allow(dead_code))]
struct Counting(AtomicUsize);

// SAFETY: all is left to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        self.0.fetch_add(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller's promise is this function's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise is this function's.
        unsafe { System.dealloc(block, layout) }
    }
}

fn main() -> Result<(), mpsd::Error> {
    let mut filter = mpsd::Filter::new();
    filter.tag(mpsd::Comparison::Equal, "mic")?;
    println!("{filter:?}");
    #[cfg(not(feature = "memory-hooks"))]
    println!("{} bytes were allocated", COUNTING.0.load(Ordering::Relaxed));
    Ok(())
}
