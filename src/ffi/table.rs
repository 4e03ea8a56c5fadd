//! Objects as C sees them: keys into a table, never addresses.
//!
//! A key names a type and a number that no other object has or will have: a stale key never finds another object. It is
//! odd, so no aligned pointer of the caller is one, and below 2^47 on 64-bit, so it passes wherever a pointer does. Numbers
//! do not begin at 0, so that no small number is a key. Look-ups read-lock the sixteenth of the table that the object is in
//! and no more; a part without objects holds no memory.

use std::any::Any;
use std::collections::BTreeMap;
use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::error::{Code, Error};
use crate::process::PerProcess;

const TAG_BITS: u32 = 4;
const NUMBER_BITS: u32 = if usize::BITS >= 64 { 42 } else { 27 };
const FIRST_NUMBER: usize = 1 << (NUMBER_BITS / 2);
const LAST_NUMBER: usize = (1 << NUMBER_BITS) - 1;
/// Threads that look up different objects seldom meet.
const PARTS: usize = 16;

/// An object of any type.
pub(super) type Object = Arc<dyn Any + Send + Sync>;

/// The live objects, each of a type that its tag names.
pub(super) struct Table {
    next: AtomicUsize,
    /// Smaller numbers are of objects that the parent process has made.
    first_own: AtomicUsize,
    parts: PerProcess<Parts>,
}

type Parts = [Part; PARTS];

/// Tag and number: those of one type are beside each other.
type Key = (usize, usize);

/// A cache line of its own: a look-up in one part does not slow down those in others.
#[repr(align(64))]
struct Part(RwLock<BTreeMap<Key, Object>>);

const fn no_objects() -> Parts {
    [const { Part(RwLock::new(BTreeMap::new())) }; PARTS]
}

impl Table {
    pub(super) const fn new() -> Table {
        let (next, first_own) = (AtomicUsize::new(FIRST_NUMBER), AtomicUsize::new(FIRST_NUMBER));
        Table { next, first_own, parts: PerProcess::new(no_objects()) }
    }

    /// Forgets all objects, which are those of the process that has forked.
    ///
    /// # Safety
    /// No other thread runs, and this one does not use the table.
    #[cfg(unix)]
    pub(super) unsafe fn renew(&self) {
        self.first_own.store(self.next.load(Ordering::Relaxed), Ordering::Relaxed);
        // SAFETY: the caller's promise.
        unsafe { self.parts.renew(no_objects()) };
    }

    /// Takes an object in and gives the pointer that stands for it.
    pub(super) fn insert(&self, tag: usize, object: Object) -> Result<*mut (), Error> {
        let number = self.take_number()?;
        self.part(number).write().insert((tag, number), object);
        let tagged = number << TAG_BITS | tag;
        Ok(ptr::without_provenance_mut(tagged << 1 | 1))
    }

    pub(super) fn find(&self, tag: usize, pointer: *mut ()) -> Option<Object> {
        let number = number(tag, pointer)?;
        self.part(number).read().get(&(tag, number)).cloned()
    }

    /// Takes the object out; the pointer is stale from now on.
    pub(super) fn remove(&self, tag: usize, pointer: *mut ()) -> Option<Object> {
        let number = number(tag, pointer)?;
        self.part(number).take(&(tag, number))
    }

    /// Takes out those with the tag that are not to be kept.
    pub(super) fn retain(&self, tag: usize, keep: impl Fn(&(dyn Any + Send + Sync)) -> bool) {
        for part in self.parts.iter() {
            let dropped = |(key, object): (&Key, &Object)| (!keep(&**object)).then_some(*key);
            let dropped: Vec<Key> = part.read().range((tag, 0)..=(tag, LAST_NUMBER)).filter_map(dropped).collect();
            dropped.iter().for_each(|key| drop(part.take(key)));
        }
    }

    /// Whether the pointer stood for an object of the process that has forked.
    pub(super) fn is_the_parents(&self, tag: usize, pointer: *mut ()) -> bool {
        let parents = FIRST_NUMBER..self.first_own.load(Ordering::Relaxed);
        number(tag, pointer).is_some_and(|number| parents.contains(&number))
    }

    fn take_number(&self) -> Result<usize, Error> {
        let following = |number| (number <= LAST_NUMBER).then_some(number + 1);
        let taken = self.next.fetch_update(Ordering::Relaxed, Ordering::Relaxed, following);
        taken.map_err(|_| Error::new(Code::Internal, "too many objects were made: restart the program"))
    }

    fn part(&self, number: usize) -> &Part {
        &self.parts[number % PARTS]
    }
}

/// The number in a pointer with this tag.
fn number(tag: usize, pointer: *mut ()) -> Option<usize> {
    let bits = pointer.addr();
    let given = (bits >> 1) & ((1 << TAG_BITS) - 1);
    let number = bits >> (1 + TAG_BITS);
    (bits & 1 == 1 && given == tag && number <= LAST_NUMBER).then_some(number)
}

impl Part {
    fn take(&self, key: &Key) -> Option<Object> {
        let mut objects = self.write();
        let object = objects.remove(key);
        if objects.is_empty() {
            // An empty map may keep its last node.
            *objects = BTreeMap::new();
        }
        object
    }

    fn read(&self) -> RwLockReadGuard<'_, BTreeMap<Key, Object>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, BTreeMap<Key, Object>> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TAG: usize = 2;

    fn table() -> &'static Table {
        Box::leak(Box::new(Table::new()))
    }

    fn insert(table: &Table, value: u32) -> *mut () {
        table.insert(TAG, Arc::new(value)).unwrap()
    }

    fn value(object: Option<Object>) -> Option<u32> {
        object?.downcast_ref().copied()
    }

    fn find(table: &Table, pointer: *mut ()) -> Option<u32> {
        value(table.find(TAG, pointer))
    }

    #[test]
    fn a_pointer_finds_its_object_until_it_is_removed() {
        let table = table();
        let pointer = insert(table, 7);
        assert_eq!(find(table, pointer), Some(7));
        assert_eq!(pointer.addr() & 1, 1);
        assert!(usize::BITS < 64 || pointer.addr() < 1 << 47);
        assert_eq!(value(table.remove(TAG, pointer)), Some(7));
        assert_eq!(find(table, pointer), None);
        assert!(table.remove(TAG, pointer).is_none());
    }

    #[test]
    fn a_stale_pointer_finds_no_later_object() {
        let table = table();
        let first = insert(table, 1);
        table.remove(TAG, first);
        let later: Vec<_> = (0..40).map(|value| insert(table, value)).collect();
        assert!(table.find(TAG, first).is_none());
        assert!(table.remove(TAG, first).is_none());
        assert_eq!(find(table, later[7]), Some(7));
    }

    #[test]
    #[cfg(unix)]
    fn after_a_fork_the_parents_pointers_are_stale_and_numbers_go_on() {
        let table = table();
        let inherited = insert(table, 1);
        // Another thread of the parent's was about to insert, and is not there to end that.
        std::mem::forget(table.part(FIRST_NUMBER).write());
        // SAFETY: the only thread that knows the table.
        unsafe { table.renew() };
        assert!(table.find(TAG, inherited).is_none());
        assert!(table.is_the_parents(TAG, inherited));
        assert!(table.remove(TAG, inherited).is_none());
        let own = insert(table, 2);
        assert_ne!(own, inherited);
        assert_eq!(find(table, own), Some(2));
        table.remove(TAG, own);
        assert!(!table.is_the_parents(TAG, own));
    }

    #[test]
    fn another_types_pointer_is_refused() {
        let table = table();
        let pointer = insert(table, 1);
        assert!(table.find(TAG + 1, pointer).is_none());
        let forged = ptr::without_provenance_mut(pointer.addr() ^ (TAG ^ (TAG + 1)) << 1);
        assert!(table.find(TAG + 1, forged).is_none());
        assert!(table.remove(TAG + 1, forged).is_none());
        assert_eq!(find(table, pointer), Some(1));
    }

    #[test]
    fn what_is_not_to_be_kept_is_taken_out_and_other_types_stay() {
        let table = table();
        let pointers: Vec<_> = (0..40).map(|value| insert(table, value)).collect();
        let other = table.insert(TAG + 1, Arc::new(1_u32)).unwrap();
        table.retain(TAG, |object| object.downcast_ref::<u32>().is_some_and(|value| value % 2 == 0));
        for (value, pointer) in pointers.iter().enumerate() {
            assert_eq!(find(table, *pointer), (value % 2 == 0).then_some(value as u32));
        }
        assert_eq!(value(table.find(TAG + 1, other)), Some(1));
    }

    #[test]
    fn no_number_is_used_twice() {
        let table = table();
        table.next.store(LAST_NUMBER, Ordering::Relaxed);
        let last = insert(table, 5);
        assert!(usize::BITS < 64 || last.addr() < 1 << 47);
        assert_eq!(find(table, last), Some(5));
        for _ in 0..3 {
            let refused = table.insert(TAG, Arc::new(6_u32)).unwrap_err();
            assert!(refused.message.contains("too many objects"), "{refused}");
        }
        assert!(table.remove(TAG, last).is_some());
    }

    #[test]
    fn many_objects_are_found_and_leave_nothing_behind() {
        let table = table();
        let pointers: Vec<_> = (0..1000).map(|value| insert(table, value)).collect();
        for (value, pointer) in pointers.iter().enumerate() {
            assert_eq!(find(table, *pointer), Some(value as u32));
        }
        for pointer in pointers {
            assert!(table.remove(TAG, pointer).is_some());
        }
        assert!(table.parts.iter().all(|part| part.read().is_empty()));
    }

    #[test]
    fn arbitrary_numbers_find_nothing() {
        let table = table();
        let _live = insert(table, 1);
        let mut bits: usize = 0x9e37;
        for _ in 0..100_000 {
            bits = bits.wrapping_mul(0x5851_f42d_4c95_7f2d_u64 as usize).wrapping_add(1);
            assert!(table.find(TAG, ptr::without_provenance_mut(bits & !0xffff | 0x8)).is_none());
        }
        for number in (0..100_000).chain([usize::MAX]) {
            assert!(table.find(TAG, ptr::without_provenance_mut(number)).is_none(), "{number}");
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
                        let pointer = insert(table, value);
                        assert_eq!(find(table, pointer), Some(value));
                        assert!(table.remove(TAG, pointer).is_some());
                    }
                });
            }
        });
        assert!(table.parts.iter().all(|part| part.read().is_empty()));
    }
}
