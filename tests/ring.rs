//! Calls over TLS with the feature `rustls-no-provider`: by ring, and by nothing.
//!
//! The workspace has `rustls` on, so a package outside it is tested by a `cargo test` of its own.

use nomenclature_tests::outside;

#[test]
fn tls_works_with_a_provider_of_the_users() {
    let said = outside::test("ring");
    assert!(said.contains("test a_client_without_cryptography_is_not_built ... ok"), "the tests did not run:\n{said}");
}
