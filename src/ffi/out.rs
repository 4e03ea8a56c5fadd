//! Output parameters: what is not set is zeroed at the end, after the inputs were read, which may lie in the same
//! struct.

use std::ffi::c_char;

use crate::error::{Code, Error};

/// Where one output goes.
pub(super) struct Out<T> {
    target: *mut T,
}

impl<T> Out<T> {
    /// An output the caller may leave out.
    ///
    /// # Safety
    /// `target` is NULL or valid for writes, and all zero bytes are a value of `T`.
    pub(super) unsafe fn optional(target: *mut T) -> Out<T> {
        Out { target }
    }

    /// An output that must be there.
    ///
    /// # Safety
    /// As for `optional`.
    pub(super) unsafe fn required(target: *mut T, name: &str) -> Result<Out<T>, Error> {
        if target.is_null() {
            return Err(Error::argument(name, "must not be NULL"));
        }
        Ok(Out { target })
    }

    pub(super) fn is_wanted(&self) -> bool {
        !self.target.is_null()
    }

    pub(super) fn set(mut self, value: T) {
        if !self.target.is_null() {
            // SAFETY: not NULL, and `optional`'s caller vouched for the rest.
            unsafe { self.target.write(value) };
        }
        self.target = std::ptr::null_mut();
    }
}

impl<T> Drop for Out<T> {
    fn drop(&mut self) {
        if !self.target.is_null() {
            // SAFETY: not NULL, and `optional`'s caller vouched for the rest.
            unsafe { self.target.write_bytes(0, 1) };
        }
    }
}

/// Where rows go: an array of the caller with room for `capacity` of them.
pub(super) struct OutArray<T> {
    target: *mut T,
    capacity: usize,
}

impl<T> OutArray<T> {
    /// # Safety
    /// `target` is NULL or valid for writes of `capacity` elements.
    pub(super) unsafe fn new(target: *mut T, capacity: usize, name: &str) -> Result<OutArray<T>, Error> {
        if target.is_null() && capacity > 0 {
            return Err(Error::argument(name, "must not be NULL when the capacity is not 0"));
        }
        Ok(OutArray { target, capacity })
    }

    /// Fails unless there is room for `count` rows, or rows are not wanted at all.
    pub(super) fn require(&self, count: usize) -> Result<(), Error> {
        if self.target.is_null() || self.capacity >= count {
            return Ok(());
        }
        let text = format!("results: has room for {} rows, {count} are needed", self.capacity);
        Err(Error::new(Code::BufferTooSmall, text))
    }

    /// Writes a row; rows beyond the capacity are dropped.
    pub(super) fn set(&mut self, index: usize, row: T) {
        if index < self.capacity {
            // SAFETY: within the capacity that `new`'s caller vouched for; not NULL as the capacity is not 0.
            unsafe { self.target.add(index).write(row) };
        }
    }
}

/// Where a text goes, with its NUL: a buffer of the caller, empty until it is written. NULL with capacity 0: not wanted.
pub(super) struct OutText {
    target: *mut c_char,
    capacity: usize,
}

impl OutText {
    /// # Safety
    /// `target` is NULL or valid for writes of `capacity` bytes.
    pub(super) unsafe fn new(target: *mut c_char, capacity: usize) -> Result<OutText, Error> {
        if target.is_null() && capacity > 0 {
            return Err(Error::argument("buffer", "must not be NULL when the capacity is not 0"));
        }
        if capacity > 0 {
            // SAFETY: not NULL, and the caller vouches for the capacity.
            unsafe { target.write(0) };
        }
        Ok(OutText { target, capacity })
    }

    /// Writes all of the text, or nothing.
    pub(super) fn write(self, text: &str) -> Result<(), Error> {
        if self.capacity == 0 {
            return Ok(());
        }
        if self.capacity <= text.len() {
            let text = format!("buffer: has room for {} bytes, {} are needed", self.capacity, text.len() + 1);
            return Err(Error::new(Code::BufferTooSmall, text));
        }
        // SAFETY: the capacity, which `new`'s caller vouched for, is above the text's length.
        unsafe {
            self.target.cast::<u8>().copy_from_nonoverlapping(text.as_ptr(), text.len());
            self.target.add(text.len()).write(0);
        }
        Ok(())
    }
}
