//! Generates the client of the made-up vendor from `specs/`.

use nomenclature_codegen::{Target, build_script};

fn main() -> std::process::ExitCode {
    build_script::run("specs", &Target::dependent("nomenclature_runtime_tests"))
}
