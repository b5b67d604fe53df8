use super::*;
use crate::descriptors::ServerSpec;

static VENDOR: VendorSpec = VendorSpec {
    name: "sample",
    title: "Sample",
    servers: &[ServerSpec { url: "https://api.sample.example/v1", description: "Production." }],
    variables: &[],
    headers: &[],
    members: &[],
    security: &[],
};

#[test]
fn without_reqwest_a_transport_is_required() {
    let error = ClientConfig::new(&VENDOR).build().expect_err("no transport");
    assert_eq!(error.kind(), crate::error::ErrorKind::Configuration);
    assert_eq!((error.vendor(), error.operation()), ("sample", None));
    assert!(error.to_string().contains("transport()"), "{error}");
}
