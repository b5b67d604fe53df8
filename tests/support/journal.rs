//! What the sandbox received of a call.

use std::fmt::Debug;

use nomenclature_sandbox::{ReceivedRequest, Sandbox};

use crate::scan;

/// The one request that a call made; the sandbox may refuse it, what counts is what arrived.
pub async fn sent<T, E: Debug>(sandbox: &Sandbox, call: impl Future<Output = Result<T, E>>) -> ReceivedRequest {
    sandbox.requests().clear();
    let error = call.await.err();
    assert_eq!(sandbox.requests().total(), 1, "one request should have arrived; the call says {error:?}");
    scan::shown(sandbox.requests().last().expect("it was counted"))
}

/// The body of the one request that a call made, as text.
pub async fn sent_body<T, E: Debug>(sandbox: &Sandbox, call: impl Future<Output = Result<T, E>>) -> String {
    text(&sent(sandbox, call).await)
}

/// The body of a request as text.
pub fn text(request: &ReceivedRequest) -> String {
    String::from_utf8(request.body().to_vec()).expect("the body is UTF-8")
}
