#![no_main]

libfuzzer_sys::fuzz_target!(
    init: nomenclature_fuzz::seeds::plant("life_pos"),
    |data: &[u8]| nomenclature_fuzz::run("life_pos", data)
);
