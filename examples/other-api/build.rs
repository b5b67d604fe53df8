//! Generates the client from `specs/`.

use nomenclature_codegen::{build_script, emit::Target};

fn main() -> std::process::ExitCode {
    build_script::run("specs", &Target::dependent("other_api"))
}
