# The commands of everyday work; `just` lists them.

_list:
    @just --list

# Starts the sandbox, calls each operation, prints an account.
tour:
    cargo run --example tour

# Everything that guards the project.
ci:
    .ci/run

# All tests.
test:
    cargo test

# Formats Rust, and writes the generated files that differ.
fix:
    cargo fmt --all
    cargo run -q -p nomenclature-codegen -- generate

# What is wrong with the specs, or could be better.
lint:
    cargo run -q -p nomenclature-codegen -- lint

# The files of one more operation, such as `just new quince /price_type/list`.
new vendor path:
    cargo run -q -p nomenclature-codegen -- new {{vendor}} {{path}}

# The documentation of the crate, in a browser.
docs:
    cargo doc --open --no-deps -p nomenclature --features blocking,mock,schemars

# Licences and advisories of the dependencies; needs `cargo-deny`.
deny:
    cargo deny check
