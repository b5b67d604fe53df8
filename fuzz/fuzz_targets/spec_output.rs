#![no_main]

libfuzzer_sys::fuzz_target!(
    init: nomenclature_fuzz::seeds::plant("spec_output"),
    |data: &[u8]| nomenclature_fuzz::run("spec_output", data)
);
