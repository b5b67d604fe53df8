//! Listings that go round in a circle.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::contract::{Operation, Pagination};
use crate::http::Reply;
use crate::json::Json;

/// The first page of each listing that was struck, given again and again.
#[derive(Clone, Debug)]
pub(super) struct PageLoop {
    /// Whether the mark of the next page moves on.
    moves: bool,
    seen: Arc<Mutex<HashMap<String, Circle>>>,
}

#[derive(Debug)]
struct Circle {
    page: Json,
    status: u16,
    rows: i64,
    /// The offset of the page after the latest one.
    next_offset: i64,
    pages: u64,
}

impl PageLoop {
    pub(super) fn new(moves: bool) -> Self {
        Self { moves, seen: Arc::default() }
    }

    pub(super) fn fresh(&self) -> Self {
        Self::new(self.moves)
    }

    /// The page for a request; `process` is called for the first one only. `offset` is what the request asks for.
    pub(super) fn answer(
        &self,
        operation: &Operation,
        pagination: &Pagination,
        offset: Option<i64>,
        process: impl FnOnce() -> Result<Reply, Reply>,
    ) -> Reply {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if !seen.contains_key(&operation.id) {
            let reply = match process() {
                Ok(reply) => reply,
                Err(refusal) => return refusal,
            };
            let Some(page) = std::str::from_utf8(&reply.body).ok().and_then(|text| Json::parse(text).ok()) else {
                return reply;
            };
            let rows = page.pointer(&pagination.items).map_or(0, |rows| rows.items().len());
            let rows = i64::try_from(rows).unwrap_or(i64::MAX).max(1);
            let next_offset = offset.unwrap_or(0).max(0).saturating_add(rows);
            let circle = Circle { page, status: reply.status, rows, next_offset, pages: 0 };
            seen.insert(operation.id.clone(), circle);
        }
        match seen.get_mut(&operation.id) {
            Some(circle) => circle.turn(pagination, offset, self.moves),
            None => Reply::text(500, "no page was kept"),
        }
    }
}

impl Circle {
    fn turn(&mut self, pagination: &Pagination, offset: Option<i64>, moves: bool) -> Reply {
        self.pages += 1;
        if moves {
            self.next_offset = offset.unwrap_or(0).max(0).saturating_add(self.rows);
        }
        if let Some(pointer) = &pagination.next_offset {
            self.page.set(pointer, Json::from(self.next_offset));
        }
        if let Some(pointer) = &pagination.next_token {
            let has_token = self.page.pointer(pointer).and_then(Json::as_str).is_some_and(|token| !token.is_empty());
            if moves || !has_token {
                let number = if moves { self.pages } else { 0 };
                self.page.set(pointer, Json::String(format!("circle-{number}")));
            }
        }
        if let (Some(pointer), true) = (&pagination.total, moves) {
            self.page.set(pointer, Json::from(0));
        }
        Reply::json(self.status, &self.page)
    }
}
