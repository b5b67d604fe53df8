//! Offset paging; a flag, and errors in the payload.

use super::{Row, VENDOR};
use crate as rt;

#[derive(Clone, Debug)]
#[must_use = "a call does nothing until it is sent"]
pub(crate) struct RowsGet {
    pub(super) context: rt::Context,
    pub(crate) body: RowsGetRequest,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct RowsGetRequest {
    pub(crate) limit: Option<i32>,
    pub(crate) offset: Option<i32>,
    pub(crate) ids: Option<Vec<i64>>,
    pub(crate) folder: rt::Field<i64>,
    pub(crate) price: rt::Field<rt::Decimal>,
}

rt::record! {
    RowsGetRequest {
        0 => limit,
        1 => offset,
        2 => ids,
        3 => folder,
        4 => price,
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct RowsGetReply {
    pub(crate) ok: Option<bool>,
    pub(crate) result: Vec<Row>,
    pub(crate) next_offset: Option<i32>,
    pub(crate) total: Option<i64>,
}

rt::record! {
    RowsGetReply {
        0 => ok,
        1 => result,
        2 => next_offset,
        3 => total,
    }
}

rt::operation_methods!(RowsGet);
rt::paged_methods!(RowsGet);

static ROWS_ENVELOPE: rt::EnvelopeSpec = rt::EnvelopeSpec {
    success: Some("/ok"),
    success_value: "true",
    failure_value: None,
    payload: Some("/result"),
    code: &["/result/error"],
    message: &["/result/description"],
    kind: &[],
    request_id: &[],
};

static ROWS_GET: rt::OperationSpec = rt::OperationSpec {
    id: "rows_get",
    vendor: &VENDOR,
    method: rt::Method::POST,
    path: "/Rows/Get",
    safety: rt::Safety::Read,
    envelope: &ROWS_ENVELOPE,
    paging: Some(rt::PagingSpec { style: rt::PagingStyle::Offset, page_size: Some(10_000) }),
    batch: None,
    rate_limit: Some(rt::RateLimitSpec { requests_per_second: 2, burst: 50, exceeded: &["8213"] }),
    retryable: rt::RetrySpec { codes: &["8213", "1018"], never: &[] },
    unprocessed: rt::UnprocessedSpec { any: true, codes: &[], listed: None },
    evidence: rt::Evidence::NONE,
    client_headers: &[],
};

impl rt::Operation for RowsGet {
    type Reply = RowsGetReply;
    type Output = RowsGetReply;
    const SPEC: &'static rt::OperationSpec = &ROWS_GET;

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
        rt::shown(reply.ok, !reply.result.is_empty())
    }

    fn output(reply: Self::Reply) -> Option<Self::Output> {
        Some(reply)
    }
}

impl rt::Paged for RowsGet {
    type Item = Row;

    fn cursor(&self) -> rt::Cursor {
        rt::Cursor::offset(self.body.offset)
    }

    fn seek(&mut self, cursor: &rt::Cursor) {
        self.body.offset = cursor.to_offset();
    }

    fn limit(&self) -> Option<u64> {
        rt::count(self.body.limit)
    }

    fn info(output: &Self::Output) -> rt::PageInfo {
        rt::PageInfo::new(output.result.len()).next_offset(output.next_offset).total(output.total)
    }

    fn into_items(output: Self::Output) -> Vec<Self::Item> {
        output.result
    }
}
