//! Generates the client from `specs/`.

use nomenclature_codegen::{Target, build_script};

fn main() -> std::process::ExitCode {
    build_script::run("specs", &Target::dependent("other_api"))
}
