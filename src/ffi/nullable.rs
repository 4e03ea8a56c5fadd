//! Pointers that C may leave NULL: the header marks them `MPSD_NULLABLE`.

/// Of an input.
pub type Nullable<T> = *const T;
/// Of an output, an object, or what a callback is handed as it is.
pub type NullableMut<T> = *mut T;
/// Of a callback.
pub type NullableCallback<T> = T;
