//! A test against a server: the sandbox keeps state, checks requests and can fail on demand.

use nomenclature::quince::{self, types::NewService};
use nomenclature_sandbox::{Fault, Sandbox, credentials};

fn client(sandbox: &Sandbox) -> quince::Client {
    let builder = quince::Client::builder().base_url(sandbox.url()).api_key(credentials::QUINCE_API_KEY);
    builder.build().expect("all is set")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_added_is_listed() {
    let sandbox = Sandbox::builder().rows(0).start().await.expect("a sandbox");
    let client = client(&sandbox);
    client.services().add(["Tea", "Coffee"].map(|name| NewService::new().name(name))).send().await.expect("added");
    let page = client.services().list().send().await.expect("a page");
    let mut names: Vec<_> = page.data.into_iter().filter_map(|service| service.name).collect();
    names.sort();
    assert_eq!(names, ["Coffee", "Tea"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_is_sent_again_after_a_passing_failure() {
    let sandbox = Sandbox::builder().rows(3).start().await.expect("a sandbox");
    sandbox.fault(Fault::status(503).on("services_list"));
    let page = client(&sandbox).services().list().send().await.expect("a page");
    assert_eq!((page.data.len(), sandbox.requests().total()), (3, 2));
}
