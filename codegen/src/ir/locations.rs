//! Every pointer of an operation's extensions leads to a member that suits it.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::ir::extensions::Defaults;
use crate::ir::schema::resolve_pointer;
use crate::ir::{EnumBase, Location, Model, ModelKind, Operation, Paging, Property, RequestLocation, Shape};
use crate::names;
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
    if let Some(pointer) = &envelope.success {
        problems.keep(check.flag(pointer));
    }
    if let Some(pointer) = &envelope.payload {
        problems.keep(check.in_reply(&["x-envelope", "payload"], pointer));
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

    /// The flag of a success is true or false, or one of several texts.
    fn flag(&self, pointer: &str) -> Result<(), Diagnostic> {
        let place = ["x-envelope", "success"];
        let path = self.in_reply(&place, pointer)?;
        let is_text = |name: &String| {
            let kind = self.models.get(name).map(|model| &model.kind);
            matches!(kind, Some(ModelKind::Enum { base: EnumBase::Text, .. }))
        };
        match path.last().map(|property| &property.shape) {
            Some(Shape::Bool | Shape::String) => Ok(()),
            Some(Shape::Model(name)) if is_text(name) => Ok(()),
            _ => {
                let message = format!("expected a boolean or a string as the flag `{pointer}`");
                Err(Diagnostic::at(Code::EnvelopeShape, self.at(&place), message)
                    .help("point at the member that tells a success; without one, leave `success` out: the HTTP status decides"))
            }
        }
    }

    fn paging(&self, paging: &Paging, problems: &mut Diagnostics) {
        let items = ["x-pagination", "response", "items"];
        let wrong = |path: &[&str], message: String| Diagnostic::at(Code::PagingShape, self.at(path), message);
        let is_list = |property: &&Property| matches!(property.shape, Shape::Array(_)) && property.lenient.is_empty();
        match problems.keep(self.in_reply(&items, paging.items())).as_deref() {
            Some([row]) if is_list(row) => {}
            Some([.., row]) if is_list(row) => {
                let message = format!("expected the list at the top of the reply, found it at `{}`", paging.items());
                problems.push(wrong(&items, message));
            }
            Some(_) => problems.push(wrong(&items, format!("expected a list at `{}`", paging.items()))),
            None => {}
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
            let Some(pointer) = pointer else { continue };
            let place = ["x-pagination", "response", member];
            let found = problems.keep(self.in_reply(&place, pointer));
            if let Some(shape) = found.and_then(|path| path.last().map(|property| &property.shape))
                && !suits(member, shape)
            {
                problems.push(wrong(&place, format!("expected {} at `{pointer}`", wanted(member))));
            }
        }
        for (member, location) in asked {
            if let Some(location) = location {
                problems.keep(self.in_request(&["x-pagination", "request", member], location));
            }
        }
    }

    fn in_request(&self, path: &[&str], location: &RequestLocation) -> Result<(), Diagnostic> {
        let nowhere = |message| Diagnostic::at(Code::UnresolvedPointer, self.at(path), message);
        let (shape, is_optional) = match location {
            RequestLocation::Query(name) => {
                let is_it = |p: &&crate::ir::Parameter| p.location == Location::Query && p.wire == *name;
                let found = self.operation.parameters.iter().find(is_it);
                let found = found.ok_or_else(|| {
                    let found = nowhere(format!("the operation has no query parameter `{name}`"));
                    let all =
                        self.operation.parameters.iter().filter(|parameter| parameter.location == Location::Query);
                    match names::nearest(name, all.map(|parameter| parameter.wire.as_str())) {
                        Some(near) => found.help(format!("did you mean `query:{near}`?")),
                        None => found,
                    }
                })?;
                (&found.shape, !found.required)
            }
            RequestLocation::Body(name) => {
                let body = self.operation.request.as_deref().unwrap_or_default();
                let found = resolve_pointer(self.models, body, &format!("/{name}"));
                let found =
                    found.map_err(|message| nowhere(format!("`/{name}` leads nowhere in the request: {message}")))?;
                let Some(found) = found.last() else { return Ok(()) };
                (&found.shape, !found.required && !found.nullable)
            }
        };
        let member = path.last().copied().unwrap_or_default();
        if is_optional && suits(member, shape) {
            return Ok(());
        }
        let message = format!("expected {} that is neither required nor null", wanted(member));
        Err(Diagnostic::at(Code::PagingShape, self.at(path), message)
            .help("a listing begins without it, and the client sets it for each page"))
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

/// Whether a value can be a position in a listing, or what a page says about it.
fn suits(member: &str, shape: &Shape) -> bool {
    match member {
        "token" | "next-token" => *shape == Shape::String,
        _ => matches!(shape, Shape::I32 | Shape::I64),
    }
}

fn wanted(member: &str) -> &'static str {
    match member {
        "token" | "next-token" => "a string",
        _ => "an integer",
    }
}
