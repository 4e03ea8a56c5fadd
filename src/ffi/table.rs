//! Objects as C sees them: keys into a table, never addresses.
//!
//! A key names its type and a number that no other object of that type has or will have: a stale key never finds another
//! object. It is odd, so no aligned pointer of the caller is one, and below 2^47 on 64-bit, so it passes wherever a
//! pointer does. Numbers do not begin at 0, so that no small number is a key. Look-ups read-lock the sixteenth of the
//! table that the object is in and no more; a part without objects holds no memory. After a `fork()` the child's tables are
//! empty, and the parent's keys are stale there.

use std::collections::BTreeMap;
use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::fork;
use crate::error::{Code, Error};
use crate::process::PerProcess;

/// The type of object a key stands for.
#[derive(Clone, Copy)]
#[repr(usize)]
pub(super) enum Tag {
    Network = 1,
    Client = 2,
    TokenRequest = 3,
    HandleList = 4,
    Session = 5,
    HttpRequest = 6,
    Filter = 7,
    SessionList = 8,
    SessionDocument = 9,
    Operation = 10,
    Signer = 11,
}

const TAG_BITS: u32 = 4;
const NUMBER_BITS: u32 = if usize::BITS >= 64 { 42 } else { 27 };
const FIRST_NUMBER: usize = 1 << (NUMBER_BITS / 2);
const LAST_NUMBER: usize = (1 << NUMBER_BITS) - 1;
/// Threads that look up different objects seldom meet.
const PARTS: usize = 16;

/// The live objects of one type.
pub(super) struct Table<T> {
    tag: Tag,
    next: AtomicUsize,
    /// Smaller numbers are of objects that the parent process has made.
    first_own: AtomicUsize,
    parts: PerProcess<Parts<T>>,
}

type Parts<T> = [Part<T>; PARTS];

/// A cache line of its own: a look-up in one part does not slow down those in others.
#[repr(align(64))]
struct Part<T>(RwLock<BTreeMap<usize, Arc<T>>>);

impl<T> Table<T> {
    pub(super) const fn new(tag: Tag) -> Table<T> {
        let (next, first_own) = (AtomicUsize::new(FIRST_NUMBER), AtomicUsize::new(FIRST_NUMBER));
        Table { tag, next, first_own, parts: PerProcess::new(Table::no_objects()) }
    }

    const fn no_objects() -> Parts<T> {
        [const { Part(RwLock::new(BTreeMap::new())) }; PARTS]
    }

    /// Forgets all objects, which are those of the process that has forked.
    ///
    /// # Safety
    /// No other thread runs, and this one does not use the table.
    #[cfg(unix)]
    pub(super) unsafe fn renew(&self) {
        self.first_own.store(self.next.load(Ordering::Relaxed), Ordering::Relaxed);
        // SAFETY: the caller's promise.
        unsafe { self.parts.renew(Table::no_objects()) };
    }

    /// Takes an object in and gives the pointer that stands for it.
    pub(super) fn insert<P>(&self, object: Arc<T>) -> Result<*mut P, Error> {
        fork::watch();
        let number = self.take_number()?;
        self.part(number).write().insert(number, object);
        Ok(self.pointer(number))
    }

    /// The object a pointer stands for; `name` is the argument it came in.
    pub(super) fn get<P>(&self, pointer: *mut P, name: &str) -> Result<Arc<T>, Error> {
        self.find(pointer).ok_or_else(|| {
            let reason = match self.number(pointer) {
                _ if pointer.is_null() => "is NULL",
                Some(number) if self.is_the_parents(number) => {
                    "was made before fork(), in the parent process: make a new one"
                }
                _ => "is no live object of this type",
            };
            Error::new(Code::InvalidHandle, format!("{name}: {reason}"))
        })
    }

    fn is_the_parents(&self, number: usize) -> bool {
        (FIRST_NUMBER..self.first_own.load(Ordering::Relaxed)).contains(&number)
    }

    /// Takes the object out; the pointer is stale from now on.
    pub(super) fn remove<P>(&self, pointer: *mut P) -> Option<Arc<T>> {
        let number = self.number(pointer)?;
        let mut objects = self.part(number).write();
        let object = objects.remove(&number);
        if objects.is_empty() {
            // An empty map may keep its last node.
            *objects = BTreeMap::new();
        }
        object
    }

    fn find<P>(&self, pointer: *mut P) -> Option<Arc<T>> {
        let number = self.number(pointer)?;
        self.part(number).read().get(&number).cloned()
    }

    fn take_number(&self) -> Result<usize, Error> {
        let following = |number| (number <= LAST_NUMBER).then_some(number + 1);
        let taken = self.next.fetch_update(Ordering::Relaxed, Ordering::Relaxed, following);
        taken.map_err(|_| Error::new(Code::Internal, "too many objects were made: restart the program"))
    }

    fn part(&self, number: usize) -> &Part<T> {
        &self.parts[number % PARTS]
    }

    fn pointer<P>(&self, number: usize) -> *mut P {
        let tagged = number << TAG_BITS | self.tag as usize;
        ptr::without_provenance_mut(tagged << 1 | 1)
    }

    fn number<P>(&self, pointer: *mut P) -> Option<usize> {
        let bits = pointer.addr();
        let tag = (bits >> 1) & ((1 << TAG_BITS) - 1);
        let number = bits >> (1 + TAG_BITS);
        (bits & 1 == 1 && tag == self.tag as usize && number <= LAST_NUMBER).then_some(number)
    }
}

impl<T> Part<T> {
    fn read(&self) -> RwLockReadGuard<'_, BTreeMap<usize, Arc<T>>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, BTreeMap<usize, Arc<T>>> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> &'static Table<u32> {
        Box::leak(Box::new(Table::new(Tag::Client)))
    }

    #[test]
    fn a_pointer_finds_its_object_until_it_is_removed() {
        let table = table();
        let pointer: *mut u8 = table.insert(Arc::new(7)).unwrap();
        assert_eq!(*table.get(pointer, "x").unwrap(), 7);
        assert_eq!(pointer.addr() & 1, 1);
        assert!(usize::BITS < 64 || pointer.addr() < 1 << 47);
        assert_eq!(table.remove(pointer).as_deref(), Some(&7));
        assert_eq!(table.get(pointer, "x").unwrap_err().code, Code::InvalidHandle);
        assert!(table.remove(pointer).is_none());
    }

    #[test]
    fn a_stale_pointer_finds_no_later_object() {
        let table = table();
        let first: *mut u8 = table.insert(Arc::new(1)).unwrap();
        table.remove(first);
        let later: Vec<*mut u8> = (0..40).map(|value| table.insert(Arc::new(value)).unwrap()).collect();
        assert!(table.get(first, "x").is_err());
        assert!(table.remove(first).is_none());
        assert_eq!(*table.get(later[7], "x").unwrap(), 7);
    }

    #[test]
    #[cfg(unix)]
    fn after_a_fork_the_parents_pointers_are_stale_and_numbers_go_on() {
        let table = table();
        let inherited: *mut u8 = table.insert(Arc::new(1)).unwrap();
        // Another thread of the parent's was about to insert, and is not there to end that.
        std::mem::forget(table.part(FIRST_NUMBER).write());
        // SAFETY: the only thread that knows the table.
        unsafe { table.renew() };
        let error = table.get(inherited, "x").unwrap_err();
        assert_eq!(error.code, Code::InvalidHandle);
        assert!(error.message.starts_with("x: was made before fork()"), "{error}");
        assert!(table.remove(inherited).is_none());
        let own: *mut u8 = table.insert(Arc::new(2)).unwrap();
        assert_ne!(own, inherited);
        assert_eq!(*table.get(own, "x").unwrap(), 2);
        table.remove(own);
        assert!(!table.get(own, "x").unwrap_err().message.contains("fork"));
    }

    #[test]
    fn another_types_pointer_is_refused() {
        let other: Table<u32> = Table::new(Tag::Session);
        let pointer: *mut u8 = table().insert(Arc::new(1)).unwrap();
        assert!(other.get(pointer, "x").is_err());
    }

    #[test]
    fn no_number_is_used_twice() {
        let table = table();
        table.next.store(LAST_NUMBER, Ordering::Relaxed);
        let last: *mut u8 = table.insert(Arc::new(5)).unwrap();
        assert!(usize::BITS < 64 || last.addr() < 1 << 47);
        assert_eq!(*table.get(last, "x").unwrap(), 5);
        for _ in 0..3 {
            let refused = table.insert::<u8>(Arc::new(6)).unwrap_err();
            assert!(refused.message.contains("too many objects"), "{refused}");
        }
        assert!(table.remove(last).is_some());
    }

    #[test]
    fn many_objects_are_found_and_leave_nothing_behind() {
        let table = table();
        let pointers: Vec<*mut u8> = (0..1000).map(|value| table.insert(Arc::new(value)).unwrap()).collect();
        for (value, pointer) in pointers.iter().enumerate() {
            assert_eq!(*table.get(*pointer, "x").unwrap(), value as u32);
        }
        for pointer in pointers {
            assert!(table.remove(pointer).is_some());
        }
        assert!(table.parts.iter().all(|part| part.read().is_empty()));
    }

    #[test]
    fn arbitrary_numbers_find_nothing() {
        let table = table();
        let _live: *mut u8 = table.insert(Arc::new(1)).unwrap();
        let mut bits: usize = 0x9e37;
        for _ in 0..100_000 {
            bits = bits.wrapping_mul(0x5851_f42d_4c95_7f2d_u64 as usize).wrapping_add(1);
            let pointer: *mut u8 = ptr::without_provenance_mut(bits & !0xffff | 0x8);
            assert!(table.find(pointer).is_none());
        }
        for number in (0..100_000).chain([usize::MAX]) {
            assert!(table.find(ptr::without_provenance_mut::<u8>(number)).is_none(), "{number}");
        }
    }

    #[test]
    fn many_threads_insert_look_up_and_remove() {
        let table = table();
        std::thread::scope(|scope| {
            for thread in 0..8u32 {
                scope.spawn(move || {
                    for round in 0..2000 {
                        let value = thread * 10_000 + round;
                        let pointer: *mut u8 = table.insert(Arc::new(value)).unwrap();
                        assert_eq!(*table.get(pointer, "x").unwrap(), value);
                        assert_eq!(table.remove(pointer).as_deref(), Some(&value));
                    }
                });
            }
        });
        assert!(table.parts.iter().all(|part| part.read().is_empty()));
    }
}
