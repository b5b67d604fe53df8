//! A write of at most two records a request.

use super::{NO_RETRIES, VENDOR};
use crate as rt;

#[derive(Clone, Debug)]
#[must_use = "a call does nothing until it is sent"]
pub(crate) struct ThingsAdd {
    pub(super) context: rt::Context,
    pub(super) body: ThingsAddRequest,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ThingsAddRequest {
    pub(super) array: Vec<i64>,
}

rt::record! {
    ThingsAddRequest {
        0 => array: required,
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ThingsAddReply {
    pub(crate) success: Option<bool>,
    pub(crate) data: Vec<i64>,
}

rt::record! {
    ThingsAddReply {
        0 => success,
        1 => data,
    }
}

rt::batch_methods!(ThingsAdd);

static THINGS_ADD: rt::OperationSpec = rt::OperationSpec {
    id: "things_add",
    vendor: &VENDOR,
    method: rt::Method::POST,
    path: "/thing/add",
    safety: rt::Safety::Write,
    envelope: &super::things::THINGS_ENVELOPE,
    paging: None,
    batch: Some(rt::BatchSpec { items: "/array", max_items: 2 }),
    rate_limit: None,
    retryable: NO_RETRIES,
    unprocessed: rt::UnprocessedSpec { any: false, codes: &["Unauthorized"], listed: None },
    evidence: rt::Evidence { any: &["/data"], filled: &[] },
    client_headers: &[],
};

impl rt::Operation for ThingsAdd {
    type Reply = ThingsAddReply;
    type Output = Vec<i64>;
    const SPEC: &'static rt::OperationSpec = &THINGS_ADD;

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
        rt::shown(reply.success, !reply.data.is_empty())
    }

    fn output(reply: Self::Reply) -> Option<Self::Output> {
        Some(reply.data)
    }
}

impl rt::Batched for ThingsAdd {
    type Record = i64;
    type Row = i64;

    fn take_records(&mut self) -> Vec<Self::Record> {
        std::mem::take(&mut self.body.array)
    }

    fn set_records(&mut self, records: Vec<Self::Record>) {
        self.body.array = records;
    }
}
