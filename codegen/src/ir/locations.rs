//! Every pointer of an operation's extensions leads to a member that suits it.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::ir::operation::{Document, Unread, only_model};
use crate::ir::schema::resolve_pointer;
use crate::ir::{
    Body, Content, ContentKind, EnumBase, Location, Model, ModelKind, Operation, Paging, Property, RequestLocation,
    Shape,
};
use crate::lint::meant;
use crate::names;
use crate::node::{Node, Value};

/// An operation, its node, and what of it could not be read.
struct Check<'a> {
    document: &'a Document<'a>,
    operation: &'a Operation,
    node: &'a Node,
    unread: Unread,
}

pub(super) fn check(
    document: &Document<'_>,
    operation: &Operation,
    node: &Node,
    unread: Unread,
) -> Result<(), Diagnostics> {
    let check = Check { document, operation, node, unread };
    let mut problems = Diagnostics::default();
    let envelope = &operation.envelope;
    if let (Some(pointer), false) = (&envelope.success, document.is_union(&operation.replies)) {
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
        let default = || down(self.document.defaults.envelope.filter(|_| path[0] == "x-envelope"));
        let whole = || self.node.get(path[0]);
        own.or_else(default).or_else(whole).map_or(&self.operation.span, |node| &node.span)
    }

    fn in_reply(&self, path: &[&str], pointer: &str) -> Result<Vec<&'a Property>, Diagnostic> {
        if self.unread.reply {
            return Err(Diagnostic::reported());
        }
        let from = only_model(&self.operation.replies).unwrap_or_default();
        self.follow(from, pointer, "reply", self.at(path))
    }

    fn in_body(&self, pointer: &str, place: &Span) -> Result<Vec<&'a Property>, Diagnostic> {
        if self.unread.request {
            return Err(Diagnostic::reported());
        }
        let body = match &self.operation.body {
            Some(Body { content: Content { kind: ContentKind::Json(Shape::Model(name)), .. }, .. })
                if self.document.broken.contains(name) =>
            {
                Some(name)
            }
            _ => self.operation.request.as_ref(),
        };
        self.follow(body.map_or("", String::as_str), pointer, "request", place)
    }

    /// The members that a pointer passes, unless it passes something that could not be read.
    fn follow(&self, from: &str, pointer: &str, what: &str, place: &Span) -> Result<Vec<&'a Property>, Diagnostic> {
        resolve_pointer(self.document.followed, from, pointer).map_err(|message| {
            if self.is_lost(from, pointer) {
                return Diagnostic::reported();
            }
            let message = format!("`{pointer}` leads nowhere in the {what}: {message}");
            Diagnostic::at(Code::UnresolvedPointer, place, message)
        })
    }

    /// Whether a pointer ends where something could not be read, or at a name whose letters have a finding.
    fn is_lost(&self, from: &str, pointer: &str) -> bool {
        let mut component = from;
        for token in pointer.split('/').skip(1) {
            let is_broken = self.document.broken.contains(component);
            let Some(Model { kind: ModelKind::Object { properties }, .. }) = self.document.followed.get(component)
            else {
                return is_broken;
            };
            match properties.iter().find(|property| property.wire == token) {
                Some(Property { shape: Shape::Model(next), .. }) => component = next,
                Some(_) => return false,
                None => {
                    let schema = self.document.components.get(("schemas", component));
                    return match schema.and_then(|schema| schema.get("properties")).map(|named| &named.value) {
                        Some(Value::Object(named)) => named.iter().any(|entry| {
                            (is_broken && entry.key == token) || meant(&entry.key).as_deref() == Some(token)
                        }),
                        _ => is_broken,
                    };
                }
            }
        }
        false
    }

    /// Whether nothing is known of a value but that its schema is wrong.
    fn is_broken(&self, shape: &Shape) -> bool {
        shape.direct_model().is_some_and(|name| self.document.broken.contains(name))
    }

    /// The flag of a success is true or false, or one of several texts.
    fn flag(&self, pointer: &str) -> Result<(), Diagnostic> {
        let place = ["x-envelope", "success"];
        let path = self.in_reply(&place, pointer)?;
        let is_text = |name: &String| {
            let kind = self.document.models.get(name).map(|model| &model.kind);
            matches!(kind, Some(ModelKind::Enum { base: EnumBase::Text, .. }))
        };
        match path.last().map(|property| &property.shape) {
            Some(Shape::Bool | Shape::String) => Ok(()),
            Some(shape) if self.is_broken(shape) => Err(Diagnostic::reported()),
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
            Some([.., row]) if self.is_broken(&row.shape) => {}
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
                && !self.is_broken(shape)
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
            RequestLocation::Query(_) if self.unread.parameters => return Err(Diagnostic::reported()),
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
                let found = self.in_body(&format!("/{name}"), self.at(path))?;
                let Some(found) = found.last() else { return Ok(()) };
                (&found.shape, !found.required && !found.nullable)
            }
        };
        let member = path.last().copied().unwrap_or_default();
        if self.is_broken(shape) || is_optional && suits(member, shape) {
            return Ok(());
        }
        let message = format!("expected {} that is neither required nor null", wanted(member));
        Err(Diagnostic::at(Code::PagingShape, self.at(path), message)
            .help("a listing begins without it, and the client sets it for each page"))
    }

    fn batch(&self) -> Result<(), Diagnostic> {
        let Some(batch) = &self.operation.batch else { return Ok(()) };
        let place = self.at(&["x-batch", "items"]);
        let found = self.in_body(&batch.items, place)?;
        if found.last().is_some_and(|property| self.is_broken(&property.shape)) {
            return Err(Diagnostic::reported());
        }
        let [Property { shape: Shape::Array(_), required: true, nullable: false, .. }] = found[..] else {
            let message = format!("expected a required list at the top of the request at `{}`", batch.items);
            return Err(Diagnostic::at(Code::BatchShape, place, message));
        };
        let payload = self.operation.envelope.payload.as_deref().unwrap_or_default();
        let rows = self.in_reply(&["x-envelope", "payload"], payload)?;
        let rows = rows.last().map(|property| &property.shape);
        if rows.is_some_and(|shape| self.is_broken(shape)) {
            return Err(Diagnostic::reported());
        }
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
        _ => matches!(shape, Shape::I32 | Shape::I64 | Shape::Int(_)),
    }
}

fn wanted(member: &str) -> &'static str {
    match member {
        "token" | "next-token" => "a string",
        _ => "an integer",
    }
}
