//! Pointers that C may leave NULL: the header marks them `MPSD_NULLABLE`.

/// Of an input.
pub type Nullable<T> = *const T;
/// Of an output or an object.
pub type NullableMut<T> = *mut T;
