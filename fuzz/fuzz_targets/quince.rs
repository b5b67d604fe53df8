#![no_main]

libfuzzer_sys::fuzz_target!(
    init: nomenclature_fuzz::seeds::plant("quince"),
    |data: &[u8]| nomenclature_fuzz::run("quince", data)
);
