//! Every pointer of an operation's extensions leads to a member that suits it.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::ir::extensions::Defaults;
use crate::ir::schema::resolve_pointer;
use crate::ir::{Location, Model, Operation, Paging, Property, RequestLocation, Shape};
use crate::node::Node;

/// An operation, its node, and where its extensions come from.
struct Check<'a> {
    models: &'a BTreeMap<String, Model>,
    defaults: &'a Defaults<'a>,
    operation: &'a Operation,
    node: &'a Node,
}

pub(super) fn check(
    models: &BTreeMap<String, Model>,
    defaults: &Defaults<'_>,
    operation: &Operation,
    node: &Node,
) -> Result<(), Diagnostics> {
    let check = Check { models, defaults, operation, node };
    let mut problems = Diagnostics::default();
    let envelope = &operation.envelope;
    for (member, pointer) in [("success", &envelope.success), ("payload", &envelope.payload)] {
        if let Some(pointer) = pointer {
            problems.keep(check.in_reply(&["x-envelope", member], pointer));
        }
    }
    if let Some(paging) = &operation.paging {
        check.paging(paging, &mut problems);
    }
    problems.keep(check.batch());
    problems.finish(())
}

impl<'a> Check<'a> {
    /// Where a member of an extension was written: on the operation, or on the document as default.
    fn at(&self, path: &[&str]) -> &'a Span {
        let down = |from: Option<&'a Node>| path.iter().skip(1).try_fold(from?, |node, key| node.get(key));
        let own = down(self.node.get(path[0]));
        let default = || down(self.defaults.envelope.filter(|_| path[0] == "x-envelope"));
        let whole = || self.node.get(path[0]);
        own.or_else(default).or_else(whole).map_or(&self.operation.span, |node| &node.span)
    }

    fn in_reply(&self, path: &[&str], pointer: &str) -> Result<Vec<&'a Property>, Diagnostic> {
        let reply = self.operation.reply.as_deref().unwrap_or_default();
        resolve_pointer(self.models, reply, pointer).map_err(|message| {
            let message = format!("`{pointer}` leads nowhere in the reply: {message}");
            Diagnostic::at(Code::UnresolvedPointer, self.at(path), message)
        })
    }

    fn paging(&self, paging: &Paging, problems: &mut Diagnostics) {
        let items = ["x-pagination", "response", "items"];
        if let Some(rows) = problems.keep(self.in_reply(&items, paging.items()))
            && !matches!(rows.last().map(|property| &property.shape), Some(Shape::Array(_)))
        {
            let message = format!("expected a list at `{}`", paging.items());
            problems.push(Diagnostic::at(Code::PagingShape, self.at(&items), message));
        }
        let (asked, answered) = match paging {
            Paging::Offset { offset, limit, next_offset, total, .. } => (
                vec![("offset", Some(offset)), ("limit", limit.as_ref())],
                vec![("next-offset", next_offset.as_ref()), ("total", total.as_ref())],
            ),
            Paging::Page { page, .. } => (vec![("page", Some(page))], vec![]),
            Paging::Token { token, next_token, .. } => {
                (vec![("token", Some(token))], vec![("next-token", Some(next_token))])
            }
        };
        for (member, pointer) in answered {
            if let Some(pointer) = pointer {
                problems.keep(self.in_reply(&["x-pagination", "response", member], pointer));
            }
        }
        for (member, location) in asked {
            if let Some(location) = location {
                problems.keep(self.in_request(&["x-pagination", "request", member], location));
            }
        }
    }

    fn in_request(&self, path: &[&str], location: &RequestLocation) -> Result<(), Diagnostic> {
        let message = match location {
            RequestLocation::Query(name) => {
                let is_it = |p: &crate::ir::Parameter| p.location == Location::Query && p.wire == *name;
                let found = self.operation.parameters.iter().any(is_it);
                (!found).then(|| format!("the operation has no query parameter `{name}`"))
            }
            RequestLocation::Body(name) => {
                let body = self.operation.request.as_deref().unwrap_or_default();
                let found = resolve_pointer(self.models, body, &format!("/{name}"));
                found.err().map(|message| format!("`/{name}` leads nowhere in the request: {message}"))
            }
        };
        message.map_or(Ok(()), |message| Err(Diagnostic::at(Code::UnresolvedPointer, self.at(path), message)))
    }

    fn batch(&self) -> Result<(), Diagnostic> {
        let Some(batch) = &self.operation.batch else { return Ok(()) };
        let place = self.at(&["x-batch", "items"]);
        let body = self.operation.request.as_deref().unwrap_or_default();
        let found = resolve_pointer(self.models, body, &batch.items).map_err(|message| {
            let message = format!("`{}` leads nowhere in the request: {message}", batch.items);
            Diagnostic::at(Code::UnresolvedPointer, place, message)
        })?;
        let [Property { shape: Shape::Array(_), required: true, nullable: false, .. }] = found[..] else {
            let message = format!("expected a required list at the top of the request at `{}`", batch.items);
            return Err(Diagnostic::at(Code::BatchShape, place, message));
        };
        let payload = self.operation.envelope.payload.as_deref().unwrap_or_default();
        let rows = self.in_reply(&["x-batch"], payload).ok();
        let rows = rows.and_then(|path| path.last().map(|property| &property.shape));
        if self.operation.paging.is_some() || !matches!(rows, Some(Shape::Array(_))) {
            let message = format!("expected a list as the payload of the reply, found something else at `{payload}`");
            return Err(Diagnostic::at(Code::BatchShape, self.at(&["x-batch"]), message)
                .help("each request of a batch adds its rows to it"));
        }
        Ok(())
    }
}
