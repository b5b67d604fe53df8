//! Decimals where a build has `serde_json/arbitrary_precision` on.
//!
//! The feature would change the whole workspace, so a package outside it is tested by a `cargo test` of its own.

use nomenclature_tests::outside;

#[test]
fn decimals_are_exact_with_arbitrary_precision_on() {
    let said = outside::test("arbitrary_precision");
    assert!(said.contains("test digits_and_scale_survive ... ok"), "the tests did not run:\n{said}");
}
