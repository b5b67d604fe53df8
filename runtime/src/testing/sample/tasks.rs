//! Tokens; parameters everywhere; the HTTP status decides.

use super::{NO_RETRIES, Row, VENDOR};
use crate as rt;

#[derive(Clone, Debug)]
#[must_use = "a call does nothing until it is sent"]
pub(crate) struct TasksList {
    pub(super) context: rt::Context,
    pub(crate) org: String,
    pub(crate) page_token: Option<String>,
    pub(crate) created_from: Option<rt::DateTime>,
    pub(crate) status: Option<Vec<String>>,
    pub(crate) ids: Option<Vec<i64>>,
    pub(crate) trace: Option<String>,
    pub(crate) features: Option<Vec<String>>,
}

impl TasksList {
    pub(super) fn empty(core: rt::Core) -> Self {
        Self {
            context: rt::Context::new(core),
            org: String::new(),
            page_token: None,
            created_from: None,
            status: None,
            ids: None,
            trace: None,
            features: None,
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct TasksListReply {
    pub(crate) items: Vec<Row>,
    pub(crate) next_page_token: Option<String>,
}

rt::record! {
    TasksListReply {
        0 => items,
        1 => next_page_token,
    }
}

rt::operation_methods!(TasksList);
rt::paged_methods!(TasksList);

static TASKS_ENVELOPE: rt::EnvelopeSpec = rt::EnvelopeSpec {
    success: None,
    success_value: "true",
    failure_value: None,
    payload: None,
    code: &["/code"],
    message: &["/message", "/info"],
    kind: &[],
    request_id: &[],
};

static TASKS_LIST: rt::OperationSpec = rt::OperationSpec {
    id: "tasks_list",
    vendor: &VENDOR,
    method: rt::Method::GET,
    path: "/orgs/{org}/tasks",
    safety: rt::Safety::Read,
    envelope: &TASKS_ENVELOPE,
    paging: Some(rt::PagingSpec { style: rt::PagingStyle::Token, page_size: None }),
    batch: None,
    rate_limit: None,
    retryable: NO_RETRIES,
    unprocessed: rt::UnprocessedSpec { any: true, codes: &[], listed: None },
    evidence: rt::Evidence { any: &["/items"], filled: &["/next_page_token"] },
    client_headers: &["Accept-Language", "X-Extensions", "X-Device"],
};

impl rt::Operation for TasksList {
    type Reply = TasksListReply;
    type Output = TasksListReply;
    const SPEC: &'static rt::OperationSpec = &TASKS_LIST;

    fn context(&self) -> &rt::Context {
        &self.context
    }

    fn context_mut(&mut self) -> &mut rt::Context {
        &mut self.context
    }

    fn write(&self, request: &mut rt::RequestWriter) {
        request.path("org", &self.org);
        request.query("page_token", self.page_token.as_ref());
        request.query("created_from", self.created_from.as_ref());
        request.query_each("status", self.status.as_deref());
        request.query_joined("ids", self.ids.as_deref(), ",");
        request.header("X-Trace", self.trace.as_ref());
        request.header_joined("X-Features", self.features.as_deref());
    }

    fn succeeded(reply: &Self::Reply) -> Option<bool> {
        rt::shown(Some(true), !reply.items.is_empty())
    }

    fn output(reply: Self::Reply) -> Option<Self::Output> {
        Some(reply)
    }
}

impl rt::Paged for TasksList {
    type Item = Row;

    fn cursor(&self) -> rt::Cursor {
        rt::Cursor::token(&self.page_token)
    }

    fn seek(&mut self, cursor: &rt::Cursor) {
        self.page_token = cursor.to_token();
    }

    fn limit(&self) -> Option<u64> {
        None
    }

    fn info(output: &Self::Output) -> rt::PageInfo {
        rt::PageInfo::new(output.items.len()).next_token(output.next_page_token.as_deref())
    }

    fn into_items(output: Self::Output) -> Vec<Self::Item> {
        output.items
    }
}
