#![no_main]

libfuzzer_sys::fuzz_target!(
    init: nomenclature_fuzz::seeds::plant("spec_loader"),
    |data: &[u8]| nomenclature_fuzz::run("spec_loader", data)
);
