//! Objects as C sees them: keys into a table, never addresses.
//!
//! A key names its type, a slot and the slot's generation. It is odd, so no aligned pointer of the caller is one, and
//! below 2^47 on 64-bit, so it passes wherever a pointer does. A destroyed object's slot gets the next generation, and
//! a slot whose generations are used up is retired: a stale key never finds another object. Generations begin at 1, so
//! that no small number is a key. Look-ups read-lock one slot and no more.

use std::ptr;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use crate::error::{Code, Error};

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
}

const TAG_BITS: u32 = 4;
const INDEX_BITS: u32 = if usize::BITS >= 64 { 20 } else { 14 };
const GENERATION_BITS: u32 = if usize::BITS >= 64 { 22 } else { 13 };
/// Slots of the first segment; each further one has twice as many as the one before.
const FIRST_SEGMENT: usize = 64;
const SEGMENTS: usize = (INDEX_BITS - FIRST_SEGMENT.ilog2()) as usize;
const SLOTS: usize = FIRST_SEGMENT * ((1 << SEGMENTS) - 1);
const LAST_GENERATION: usize = (1 << GENERATION_BITS) - 1;

/// The live objects of one type.
pub(super) struct Table<T> {
    tag: Tag,
    segments: [OnceLock<Box<[Slot<T>]>>; SEGMENTS],
    free: Mutex<FreeList>,
}

type Slot<T> = RwLock<Entry<T>>;

struct Entry<T> {
    generation: usize,
    object: Option<Arc<T>>,
}

struct FreeList {
    recycled: Vec<usize>,
    never_used: usize,
}

#[derive(Clone, Copy)]
struct Key {
    index: usize,
    generation: usize,
}

impl<T> Table<T> {
    pub(super) const fn new(tag: Tag) -> Table<T> {
        let free = Mutex::new(FreeList { recycled: Vec::new(), never_used: 0 });
        Table { tag, segments: [const { OnceLock::new() }; SEGMENTS], free }
    }

    /// Takes an object in and gives the pointer that stands for it.
    pub(super) fn insert<P>(&self, object: Arc<T>) -> Result<*mut P, Error> {
        let index = self.take_index()?;
        let (segment, offset) = place(index);
        let mut entry = self.segment(segment)[offset].write().unwrap_or_else(PoisonError::into_inner);
        entry.object = Some(object);
        Ok(self.pointer(Key { index, generation: entry.generation }))
    }

    /// The object a pointer stands for; `name` is the argument it came in.
    pub(super) fn get<P>(&self, pointer: *mut P, name: &str) -> Result<Arc<T>, Error> {
        self.find(pointer).ok_or_else(|| {
            let reason = if pointer.is_null() { "is NULL" } else { "is no live object of this type" };
            Error::new(Code::InvalidHandle, format!("{name}: {reason}"))
        })
    }

    /// Takes the object out; the pointer is stale from now on.
    pub(super) fn remove<P>(&self, pointer: *mut P) -> Option<Arc<T>> {
        let key = self.key(pointer)?;
        let mut entry = self.slot(key.index)?.write().unwrap_or_else(PoisonError::into_inner);
        if entry.generation != key.generation {
            return None;
        }
        let object = entry.object.take()?;
        entry.generation += 1;
        if entry.generation <= LAST_GENERATION {
            self.free.lock().unwrap_or_else(PoisonError::into_inner).recycled.push(key.index);
        }
        Some(object)
    }

    fn find<P>(&self, pointer: *mut P) -> Option<Arc<T>> {
        let key = self.key(pointer)?;
        let entry = self.slot(key.index)?.read().unwrap_or_else(PoisonError::into_inner);
        if entry.generation == key.generation { entry.object.clone() } else { None }
    }

    fn take_index(&self) -> Result<usize, Error> {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(index) = free.recycled.pop() {
            return Ok(index);
        }
        if free.never_used == SLOTS {
            return Err(Error::new(Code::Internal, "too many objects are alive: destroy those no longer needed"));
        }
        free.never_used += 1;
        Ok(free.never_used - 1)
    }

    fn slot(&self, index: usize) -> Option<&Slot<T>> {
        let (segment, offset) = place(index);
        self.segments.get(segment)?.get().map(|slots| &slots[offset])
    }

    fn segment(&self, segment: usize) -> &[Slot<T>] {
        let slots = FIRST_SEGMENT << segment;
        self.segments[segment]
            .get_or_init(|| (0..slots).map(|_| RwLock::new(Entry { generation: 1, object: None })).collect())
    }

    fn pointer<P>(&self, key: Key) -> *mut P {
        let tagged = (key.generation << INDEX_BITS | key.index) << TAG_BITS | self.tag as usize;
        ptr::without_provenance_mut(tagged << 1 | 1)
    }

    fn key<P>(&self, pointer: *mut P) -> Option<Key> {
        let bits = pointer.addr();
        let rest = bits >> (1 + TAG_BITS);
        let generation = rest >> INDEX_BITS;
        let tag = (bits >> 1) & ((1 << TAG_BITS) - 1);
        let ours = bits & 1 == 1 && tag == self.tag as usize && generation <= LAST_GENERATION;
        ours.then_some(Key { index: rest & ((1 << INDEX_BITS) - 1), generation })
    }
}

/// The segment that a slot is in, and where.
fn place(index: usize) -> (usize, usize) {
    let segment = (index / FIRST_SEGMENT + 1).ilog2() as usize;
    (segment, index - FIRST_SEGMENT * ((1 << segment) - 1))
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
    fn a_stale_pointer_does_not_find_the_slots_next_object() {
        let table = table();
        let first: *mut u8 = table.insert(Arc::new(1)).unwrap();
        table.remove(first);
        let second: *mut u8 = table.insert(Arc::new(2)).unwrap();
        assert!(table.get(first, "x").is_err());
        assert!(table.remove(first).is_none());
        assert_eq!(*table.get(second, "x").unwrap(), 2);
    }

    #[test]
    fn another_types_pointer_is_refused() {
        let other: Table<u32> = Table::new(Tag::Session);
        let pointer: *mut u8 = table().insert(Arc::new(1)).unwrap();
        assert!(other.get(pointer, "x").is_err());
    }

    #[test]
    fn a_slot_whose_generations_are_used_up_is_retired() {
        let table = table();
        let first: *mut u8 = table.insert(Arc::new(0)).unwrap();
        table.slot(0).unwrap().write().unwrap().generation = LAST_GENERATION;
        let last: *mut u8 = table.pointer(Key { index: 0, generation: LAST_GENERATION });
        assert!(table.find(first).is_none());
        assert!(usize::BITS < 64 || last.addr() < 1 << 47);
        assert!(table.remove(last).is_some());
        let next: *mut u8 = table.insert(Arc::new(0)).unwrap();
        assert_eq!(table.key(next).unwrap().index, 1);
    }

    #[test]
    fn every_index_has_a_place_of_its_own() {
        let mut next = (0, 0);
        for index in 0..SLOTS {
            assert_eq!(place(index), next, "{index}");
            next = if next.1 + 1 == FIRST_SEGMENT << next.0 { (next.0 + 1, 0) } else { (next.0, next.1 + 1) };
        }
        assert_eq!(next, (SEGMENTS, 0));
    }

    #[test]
    fn objects_of_several_segments_are_found() {
        let table = table();
        let pointers: Vec<*mut u8> = (0..1000).map(|value| table.insert(Arc::new(value)).unwrap()).collect();
        for (value, pointer) in pointers.iter().enumerate() {
            assert_eq!(*table.get(*pointer, "x").unwrap(), value as u32);
        }
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
        assert!(table.free.lock().unwrap().never_used <= 8);
    }
}
