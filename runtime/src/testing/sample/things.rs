//! Numbered pages of two rows.

use super::{NO_RETRIES, Row, VENDOR};
use crate as rt;

#[derive(Clone, Debug)]
#[must_use = "a call does nothing until it is sent"]
pub(crate) struct ThingsList {
    pub(super) context: rt::Context,
    pub(crate) body: ThingsListRequest,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ThingsListRequest {
    pub(crate) page: Option<i32>,
}

rt::record! {
    ThingsListRequest {
        0 => page,
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ThingsListReply {
    pub(crate) success: Option<bool>,
    pub(crate) data: Vec<Row>,
}

rt::record! {
    ThingsListReply {
        0 => success,
        1 => data,
    }
}

rt::operation_methods!(ThingsList);
rt::paged_methods!(ThingsList);

pub(super) static THINGS_ENVELOPE: rt::EnvelopeSpec = rt::EnvelopeSpec {
    success: Some("/success"),
    success_value: "true",
    failure_value: None,
    payload: Some("/data"),
    code: &["/error/code"],
    message: &["/error/text", "/error"],
    kind: &[],
    request_id: &[],
};

static THINGS_LIST: rt::OperationSpec = rt::OperationSpec {
    id: "things_list",
    vendor: &VENDOR,
    method: rt::Method::POST,
    path: "/thing/list",
    safety: rt::Safety::Read,
    envelope: &THINGS_ENVELOPE,
    paging: Some(rt::PagingSpec { style: rt::PagingStyle::Page, page_size: Some(2) }),
    batch: None,
    rate_limit: None,
    retryable: NO_RETRIES,
    unprocessed: rt::UnprocessedSpec { any: true, codes: &[], listed: None },
    evidence: rt::Evidence::NONE,
    client_headers: &[],
};

impl rt::Operation for ThingsList {
    type Reply = ThingsListReply;
    type Output = ThingsListReply;
    const SPEC: &'static rt::OperationSpec = &THINGS_LIST;

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
        Some(reply)
    }
}

impl rt::Paged for ThingsList {
    type Item = Row;

    fn cursor(&self) -> rt::Cursor {
        rt::Cursor::page(self.body.page)
    }

    fn seek(&mut self, cursor: &rt::Cursor) {
        self.body.page = cursor.to_page();
    }

    fn limit(&self) -> Option<u64> {
        None
    }

    fn info(output: &Self::Output) -> rt::PageInfo {
        rt::PageInfo::new(output.data.len())
    }

    fn into_items(output: Self::Output) -> Vec<Self::Item> {
        output.data
    }
}
