//! Writes the golden files of the corpus, without compiling them: `UPDATE_GOLDEN=1 cargo test -p nomenclature-codegen --test
//! golden`. Without the variable it compares, as the corpus itself does.

#[path = "corpus/golden.rs"]
mod golden;
mod support;
