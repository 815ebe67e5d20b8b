#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dungchung_fuzz::config(bytes));
