#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| mpsd_fuzz::traces(input));
