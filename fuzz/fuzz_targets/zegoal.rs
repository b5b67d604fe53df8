#![no_main]

libfuzzer_sys::fuzz_target!(
    init: nomenclature_fuzz::seeds::plant("zegoal"),
    |data: &[u8]| nomenclature_fuzz::run("zegoal", data)
);
