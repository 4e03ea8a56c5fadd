//! `mpsd_search_attributes`: by what a session is found.

use std::ffi::c_char;

use super::nullable::Nullable;
use super::text;
use super::versioned::{self, POINTER, Versioned};
use crate::error::Error;
use crate::handles::{SearchAttributes, check_attribute_count};

/// Most tags, strings or numbers of a session.
pub const MPSD_MAX_ATTRIBUTES: usize = 1000;
/// Longest JSON of search attributes.
pub const MPSD_MAX_ATTRIBUTES_JSON_BYTES: usize = 65536;

/// A string attribute; see "Names" above.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_string_attribute {
    /// Its name.
    pub name: *const c_char,
    /// At most 99 characters.
    pub value: *const c_char,
}

/// A number attribute; see "Names" above.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_number_attribute {
    /// Its name.
    pub name: *const c_char,
    /// Finite.
    pub value: f64,
}

/// What searches find a session by.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_search_attributes {
    /// sizeof(mpsd_search_attributes).
    pub struct_size: u32,
    /// Zero.
    pub reserved0: u32,
    /// Tags, such as "micrequired", without duplicates (case-insensitive).
    pub tags: Nullable<*const c_char>,
    /// Number of `tags`, at most MPSD_MAX_ATTRIBUTES.
    pub tag_count: usize,
    /// Strings, with distinct names.
    pub strings: Nullable<mpsd_string_attribute>,
    /// Number of `strings`, at most MPSD_MAX_ATTRIBUTES.
    pub string_count: usize,
    /// Numbers, with distinct names.
    pub numbers: Nullable<mpsd_number_attribute>,
    /// Number of `numbers`, at most MPSD_MAX_ATTRIBUTES.
    pub number_count: usize,
    /// A JSON object merged over the attributes above, for what they cannot express, such as
    /// {"achievementIds":["1"],"locale":"en-us","numbers":{"Skill_D":3}}: objects are merged member by member,
    /// everything else is replaced. At most MPSD_MAX_ATTRIBUTES_JSON_BYTES. Only the service checks its contents.
    pub json: Nullable<c_char>,
}

// SAFETY: integers and pointers, laid out without padding (a layout test holds it).
unsafe impl Versioned for mpsd_search_attributes {
    const FIRST_SIZE: usize = 8 + 6 * POINTER;
}

/// The attributes, and the JSON to lay over them.
///
/// # Safety
/// `attributes` is NULL or points to a struct whose arrays and strings are what their types say; the strings stay
/// unchanged for `'a`.
pub(super) unsafe fn read<'a>(
    attributes: *const mpsd_search_attributes,
) -> Result<(SearchAttributes, Option<&'a str>), Error> {
    if attributes.is_null() {
        return Ok(Default::default());
    }
    let required = |pointer, name: String| {
        // SAFETY: the caller's promise is this function's.
        unsafe { text::required(pointer, &name, text::MAX_NAME) }.map(str::to_owned)
    };
    // SAFETY: the caller's promise is this function's.
    let (tags, strings, numbers, json) = unsafe {
        let given = versioned::read(attributes, "attributes")?;
        if given.reserved0 != 0 {
            return Err(Error::argument("attributes->reserved0", "must be 0"));
        }
        for (count, array) in
            [(given.tag_count, "tags"), (given.string_count, "strings"), (given.number_count, "numbers")]
        {
            check_attribute_count(count, array)?;
        }
        (
            text::array(given.tags, given.tag_count, "attributes->tags")?,
            text::array(given.strings, given.string_count, "attributes->strings")?,
            text::array(given.numbers, given.number_count, "attributes->numbers")?,
            text::optional(given.json, "attributes->json", MPSD_MAX_ATTRIBUTES_JSON_BYTES)?,
        )
    };
    let tag = |(index, tag): (usize, &*const c_char)| required(*tag, format!("tags[{index}]"));
    let string = |(index, string): (usize, &mpsd_string_attribute)| {
        let name = required(string.name, format!("strings[{index}].name"))?;
        Ok((name, required(string.value, format!("strings[{index}].value"))?))
    };
    let number = |(index, number): (usize, &mpsd_number_attribute)| {
        Ok((required(number.name, format!("numbers[{index}].name"))?, number.value))
    };
    let attributes = SearchAttributes {
        tags: tags.iter().enumerate().map(tag).collect::<Result<_, Error>>()?,
        strings: strings.iter().enumerate().map(string).collect::<Result<_, Error>>()?,
        numbers: numbers.iter().enumerate().map(number).collect::<Result<_, Error>>()?,
    };
    Ok((attributes, json))
}
