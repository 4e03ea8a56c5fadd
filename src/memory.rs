//! Where the memory of the C library comes from: the system, or the engine's hooks where it gave them before the first
//! allocation. Whichever it is stays it: memory goes back where it came from.

use std::alloc::{GlobalAlloc, Layout, System};
use std::ffi::c_void;
use std::ptr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU8, Ordering};

#[global_allocator]
static MEMORY: Memory = Memory::new();

/// Makes all memory come from these hooks; fine when it does already.
pub(crate) fn set_hooks(hooks: Hooks) -> Result<(), Refused> {
    MEMORY.set_hooks(hooks)
}

/// The engine's functions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hooks {
    pub(crate) allocate: unsafe extern "C" fn(usize, usize, *mut c_void) -> *mut c_void,
    pub(crate) reallocate: unsafe extern "C" fn(*mut c_void, usize, usize, usize, *mut c_void) -> *mut c_void,
    pub(crate) free: unsafe extern "C" fn(*mut c_void, usize, usize, *mut c_void),
    pub(crate) user_data: *mut c_void,
}

// SAFETY: user_data is only handed back to the hooks, which the engine promised to be callable from any thread.
unsafe impl Send for Hooks {}
// SAFETY: as for Send.
unsafe impl Sync for Hooks {}

impl PartialEq for Hooks {
    fn eq(&self, other: &Hooks) -> bool {
        ptr::fn_addr_eq(self.allocate, other.allocate)
            && ptr::fn_addr_eq(self.reallocate, other.reallocate)
            && ptr::fn_addr_eq(self.free, other.free)
            && self.user_data == other.user_data
    }
}

/// Why hooks are refused.
#[derive(Debug, PartialEq)]
pub(crate) enum Refused {
    /// Others are in use.
    Others,
    /// Memory of the system's is in use.
    Late,
}

struct Memory {
    source: AtomicU8,
    hooks: OnceLock<Hooks>,
}

/// What `source` says. It changes once, from OPEN.
const OPEN: u8 = 0;
const SYSTEM: u8 = 1;
const HOOKS: u8 = 2;

impl Memory {
    const fn new() -> Memory {
        Memory { source: AtomicU8::new(OPEN), hooks: OnceLock::new() }
    }

    fn set_hooks(&self, given: Hooks) -> Result<(), Refused> {
        if self.source.load(Ordering::Acquire) == SYSTEM {
            return Err(Refused::Late);
        }
        if *self.hooks.get_or_init(|| given) != given {
            return Err(Refused::Others);
        }
        if self.decide(HOOKS) == HOOKS { Ok(()) } else { Err(Refused::Late) }
    }

    /// The hooks, or nothing where memory is the system's. Takes no lock and waits for nobody.
    fn hooks(&self) -> Option<&Hooks> {
        let mut source = self.source.load(Ordering::Acquire);
        if source == OPEN {
            source = self.decide(SYSTEM);
        }
        if source == HOOKS { self.hooks.get() } else { None }
    }

    /// Decides, if nobody has; gives what was decided.
    fn decide(&self, source: u8) -> u8 {
        let decided = self.source.compare_exchange(OPEN, source, Ordering::AcqRel, Ordering::Acquire);
        decided.map_or_else(|earlier| earlier, |_| source)
    }
}

// SAFETY: every function hands its caller's promises on to the system's allocator or to the engine's hooks, which promise
// what `GlobalAlloc` does. Which of them it is does not change once it was asked for.
unsafe impl GlobalAlloc for Memory {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let Some(hooks) = self.hooks() else {
            // SAFETY: see the impl.
            return unsafe { System.alloc(layout) };
        };
        // SAFETY: see the impl.
        unsafe { (hooks.allocate)(layout.size(), layout.align(), hooks.user_data).cast() }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if self.hooks().is_none() {
            // SAFETY: see the impl.
            return unsafe { System.alloc_zeroed(layout) };
        }
        // SAFETY: see the impl.
        let pointer = unsafe { self.alloc(layout) };
        if !pointer.is_null() {
            // SAFETY: so many bytes have just been allocated there.
            unsafe { pointer.write_bytes(0, layout.size()) };
        }
        pointer
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        let Some(hooks) = self.hooks() else {
            // SAFETY: see the impl.
            return unsafe { System.realloc(pointer, layout, new_size) };
        };
        // SAFETY: see the impl.
        unsafe { (hooks.reallocate)(pointer.cast(), layout.size(), layout.align(), new_size, hooks.user_data).cast() }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        let Some(hooks) = self.hooks() else {
            // SAFETY: see the impl.
            return unsafe { System.dealloc(pointer, layout) };
        };
        // SAFETY: see the impl.
        unsafe { (hooks.free)(pointer.cast(), layout.size(), layout.align(), hooks.user_data) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    unsafe extern "C" fn allocate(size: usize, alignment: usize, _: *mut c_void) -> *mut c_void {
        // SAFETY: the size is not 0.
        unsafe { System.alloc(Layout::from_size_align(size, alignment).unwrap()).cast() }
    }

    unsafe extern "C" fn reallocate(
        pointer: *mut c_void,
        old_size: usize,
        alignment: usize,
        new_size: usize,
        _: *mut c_void,
    ) -> *mut c_void {
        // SAFETY: the block is one of `allocate`.
        unsafe {
            System.realloc(pointer.cast(), Layout::from_size_align(old_size, alignment).unwrap(), new_size).cast()
        }
    }

    unsafe extern "C" fn free(pointer: *mut c_void, size: usize, alignment: usize, _: *mut c_void) {
        // SAFETY: the block is one of `allocate`.
        unsafe { System.dealloc(pointer.cast(), Layout::from_size_align(size, alignment).unwrap()) }
    }

    fn hooks(user_data: usize) -> Hooks {
        Hooks { allocate, reallocate, free, user_data: ptr::without_provenance_mut(user_data) }
    }

    #[test]
    fn the_first_hooks_stay_and_the_same_again_are_fine() {
        let memory = Memory::new();
        assert_eq!(memory.set_hooks(hooks(1)), Ok(()));
        assert_eq!(memory.set_hooks(hooks(1)), Ok(()));
        assert_eq!(memory.set_hooks(hooks(2)), Err(Refused::Others));
        assert_eq!(memory.hooks(), Some(&hooks(1)));
    }

    #[test]
    fn hooks_after_the_first_allocation_are_refused_for_ever() {
        let memory = Memory::new();
        assert_eq!(memory.hooks(), None);
        for _ in 0..2 {
            assert_eq!(memory.set_hooks(hooks(1)), Err(Refused::Late));
            assert_eq!(memory.hooks(), None);
        }
    }

    #[test]
    fn whoever_is_first_of_many_threads_decides_for_all() {
        for _ in 0..200 {
            let memory = Memory::new();
            std::thread::scope(|scope| {
                let set = scope.spawn(|| memory.set_hooks(hooks(1)).is_ok());
                let others: Vec<_> = (0..3).map(|_| scope.spawn(|| memory.hooks().is_some())).collect();
                let set = set.join().unwrap();
                assert!(others.into_iter().all(|other| other.join().unwrap() == set));
            });
        }
    }

    #[test]
    fn zeroed_memory_is_zero_and_keeps_its_content_when_it_grows() {
        for hooked in [false, true] {
            let memory = Memory::new();
            if hooked {
                memory.set_hooks(hooks(1)).unwrap();
            }
            let layout = Layout::from_size_align(48, 64).unwrap();
            // SAFETY: the layouts are those of the block.
            unsafe {
                let block = memory.alloc_zeroed(layout);
                assert!(block.addr().is_multiple_of(64) && (0..48).all(|index| *block.add(index) == 0));
                block.write_bytes(7, 48);
                let block = memory.realloc(block, layout, 4000);
                assert!(block.addr().is_multiple_of(64) && (0..48).all(|index| *block.add(index) == 7));
                memory.dealloc(block, Layout::from_size_align(4000, 64).unwrap());
            }
        }
    }
}
