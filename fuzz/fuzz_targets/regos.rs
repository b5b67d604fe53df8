#![no_main]

libfuzzer_sys::fuzz_target!(
    init: nomenclature_fuzz::seeds::plant("regos"),
    |data: &[u8]| nomenclature_fuzz::run("regos", data)
);
