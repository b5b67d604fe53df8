//! A write with a payload deep inside, and a code of two types.

use serde::{Deserialize, Serialize};

use super::{NO_RETRIES, VENDOR};
use crate::runtime as rt;

#[derive(Clone, Debug)]
#[must_use = "a call does nothing until it is sent"]
pub(crate) struct ItemsAdd {
    pub(super) context: rt::Context,
    pub(crate) body: ItemsAddRequest,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(crate) struct ItemsAddRequest {
    pub(crate) tenant: String,
    pub(crate) name: String,
    #[serde(skip_serializing_if = "Option::is_none", with = "rt::decimal::option")]
    pub(crate) price: Option<rt::Decimal>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub(crate) struct ItemsAddReply {
    #[serde(default)]
    pub(crate) processing_result: Option<ProcessingResult>,
    #[serde(default, rename = "Add")]
    pub(crate) add: Option<Frame>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub(crate) struct ProcessingResult {
    #[serde(default)]
    pub(crate) status: Option<String>,
    #[serde(default, deserialize_with = "rt::lenient::option_text")]
    pub(crate) code: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub(crate) struct Frame {
    #[serde(default)]
    pub(crate) response: Option<Added>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub(crate) struct Added {
    #[serde(default)]
    pub(crate) position_id: Option<i64>,
    #[serde(default)]
    pub(crate) price: Option<rt::Lenient<rt::decimal::Exact>>,
}

rt::operation_methods!(ItemsAdd);

static ADD_ENVELOPE: rt::EnvelopeSpec = rt::EnvelopeSpec {
    success: Some("/processing_result/status"),
    success_value: "ok",
    failure_value: None,
    payload: Some("/Add/response"),
    code: &["/processing_result/code"],
    message: &["/processing_result/text"],
    kind: &["/processing_result/type"],
    request_id: &["/processing_result/ctx_id"],
};

static ITEMS_ADD: rt::OperationSpec = rt::OperationSpec {
    id: "items_add",
    vendor: &VENDOR,
    method: rt::Method::POST,
    path: "/Add",
    safety: rt::Safety::Write,
    envelope: &ADD_ENVELOPE,
    paging: None,
    batch: None,
    rate_limit: None,
    retryable: NO_RETRIES,
    unprocessed: rt::UnprocessedSpec { any: true, codes: &[], listed: None },
    evidence: rt::Evidence::NONE,
    client_headers: &[],
};

impl rt::Operation for ItemsAdd {
    type Reply = ItemsAddReply;
    type Output = Added;
    const SPEC: &'static rt::OperationSpec = &ITEMS_ADD;

    fn context(&self) -> &rt::Context {
        &self.context
    }

    fn context_mut(&mut self) -> &mut rt::Context {
        &mut self.context
    }

    fn write(&self, request: &mut rt::RequestWriter) {
        request.json(&self.body);
    }

    fn succeeded(reply: &Self::Reply) -> Option<bool> {
        reply.processing_result.as_ref().and_then(|result| result.status.as_ref()).map(|status| status == "ok")
    }

    fn output(reply: Self::Reply) -> Option<Self::Output> {
        reply.add?.response
    }
}
