//! Every pointer of an operation's extensions leads to a member that suits it.

mod batch;

use super::reading::{Document, Unread, only_model};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::ir::{
    Body, Content, ContentKind, Direction, EnumBase, Lenient, Location, Model, ModelKind, Operation, Paging, Property,
    RequestLocation, Shape, resolve_pointer,
};
use crate::names;
use crate::node::{Node, Value};
use crate::openapi::letters::meant;
use serde_json::Value as Json;

/// An operation, its node, and what of it could not be read.
struct Check<'a> {
    document: &'a Document<'a>,
    operation: &'a Operation,
    node: &'a Node,
    unread: Unread,
}

pub(crate) fn check(
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
        problems.keep(check.full_scan());
    }
    problems.keep(check.batch());
    problems.keep(check.listed());
    problems.finish(())
}

impl<'a> Check<'a> {
    /// Where a member of an extension was written: on the operation, or on the document as default.
    fn at(&self, path: &[&str]) -> &'a Span {
        let down = |from: Option<&'a Node>| path.iter().skip(1).try_fold(from?, |node, key| node.get(key));
        let own = down(self.node.get(path[0]));
        let default = || {
            let defaults = &self.document.defaults;
            down(match path[0] {
                "x-envelope" => defaults.envelope,
                "x-unprocessed" => defaults.unprocessed,
                _ => None,
            })
        };
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
        if self.operation.body.is_none() {
            let message = format!("`{pointer}` leads nowhere in the request: the operation has no `requestBody`");
            let found = Diagnostic::at(Code::UnresolvedPointer, place, message);
            let found = found.cause(format!("no body of {}", self.operation.id));
            return Err(found.help("describe the body, or write `query:<name>` for a parameter in the query"));
        }
        self.follow(body.map_or("", String::as_str), pointer, "request", place)
    }

    /// The members that a pointer passes, unless it passes something that could not be read.
    fn follow(&self, from: &str, pointer: &str, what: &str, place: &Span) -> Result<Vec<&'a Property>, Diagnostic> {
        let path = resolve_pointer(self.document.followed, from, pointer).map_err(|message| {
            if self.is_lost(from, pointer) {
                return Diagnostic::reported();
            }
            let message = format!("`{pointer}` leads nowhere in the {what}: {message}");
            Diagnostic::at(Code::UnresolvedPointer, place, message)
        })?;
        let (keyword, direction) =
            if what == "reply" { ("writeOnly", Direction::Reply) } else { ("readOnly", Direction::Request) };
        match path.iter().find(|property| !property.travels(direction)) {
            None => Ok(path),
            Some(property) => {
                let message = format!("`{pointer}` leads nowhere in the {what}: `{}` is `{keyword}`", property.wire);
                let found = Diagnostic::at(Code::UnresolvedPointer, place, message).also(&property.span, "the member");
                Err(found.help(format!("remove `{keyword}`, or point at another member")))
            }
        }
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
        if let Some(flag) = path.last().filter(|flag| flag.lenient.contains(&Lenient::Any)) {
            let message = format!("the flag `{pointer}` is read as anything, so it tells nothing");
            let found = Diagnostic::at(Code::EnvelopeShape, self.at(&place), message);
            return Err(found.also(&flag.span, "the flag").help("remove its `x-lenient`"));
        }
        match path.last().map(|property| &property.shape) {
            Some(Shape::Bool | Shape::String) => self.flag_values(pointer, path.last().copied()),
            Some(shape) if self.is_broken(shape) => Err(Diagnostic::reported()),
            Some(Shape::Model(name)) if is_text(name) => self.flag_values(pointer, path.last().copied()),
            _ => {
                let message = format!("expected a boolean or a string as the flag `{pointer}`");
                Err(Diagnostic::at(Code::EnvelopeShape, self.at(&place), message)
                    .help("point at the member that tells a success; without one, leave `success` out: the HTTP status decides"))
            }
        }
    }

    /// The values that tell a success from a failure are values of the flag. A wrong one would turn each of them into the other.
    fn flag_values(&self, pointer: &str, flag: Option<&Property>) -> Result<(), Diagnostic> {
        let Some(flag) = flag else { return Ok(()) };
        let envelope = &self.operation.envelope;
        let known: Vec<String> = match (&flag.shape, &flag.constant) {
            (_, Some(constant)) => {
                vec![serde_json::from_str::<String>(constant).unwrap_or_else(|_| constant.clone())]
            }
            (Shape::Bool, None) => vec!["true".to_owned(), "false".to_owned()],
            (Shape::Model(name), None) => match self.document.models.get(name).map(|model| &model.kind) {
                Some(ModelKind::Enum { values, .. }) => values.iter().map(|value| value.wire.clone()).collect(),
                _ => Vec::new(),
            },
            _ => Vec::new(),
        };
        let said = &envelope.success_value;
        let envelopes = [self.node.get("x-envelope"), self.document.defaults.envelope];
        let is_written = |member: &str| envelopes.iter().flatten().any(|envelope| envelope.get(member).is_some());
        let wrong = |member: &str, message: String| {
            let place = ["x-envelope", if is_written(member) { member } else { "success" }];
            Diagnostic::at(Code::EnvelopeShape, self.at(&place), message)
        };
        if !known.is_empty() && !known.contains(said) {
            let known = known.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(" or ");
            let message = format!("no success has `{said}` at `{pointer}`: it is {known} there");
            return Err(wrong("success-value", message).help("write the value of a success as `success-value`"));
        }
        match &envelope.failure_value {
            Some(failure) if failure == said => {
                Err(wrong("failure-value", format!("`{said}` is the value of a success and of a failure"))
                    .help("write the value that only a failure has, or leave `failure-value` out"))
            }
            Some(failure) if flag.shape == Shape::Bool && !["true", "false"].contains(&failure.as_str()) => {
                let message = format!("no failure has `{failure}` at `{pointer}`: it is `true` or `false` there");
                Err(wrong("failure-value", message).help("write the value of a failure as `failure-value`"))
            }
            _ => Ok(()),
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
        let mut said: Vec<([&str; 3], String)> = Vec::new();
        for (member, pointer) in answered {
            let Some(pointer) = pointer else { continue };
            let place = ["x-pagination", "response", member];
            let found = problems.keep(self.in_reply(&place, pointer));
            let Some(property) = found.and_then(|path| path.last().copied()) else { continue };
            if property.lenient.contains(&Lenient::Any) {
                let message = format!("`{pointer}` is read as anything, so it tells no page from another");
                problems.push(wrong(&place, message).also(&property.span, "the member").help("remove its `x-lenient`"));
            } else if !suits(member, &property.shape) && !self.is_broken(&property.shape) {
                problems.push(wrong(&place, format!("expected {} at `{pointer}`", wanted(member))));
            }
            said.push((place, pointer.clone()));
        }
        for (index, (place, pointer)) in said.iter().enumerate() {
            if let Some((other, _)) = said[..index].iter().find(|(_, other)| other == pointer) {
                let message = format!("`{pointer}` cannot be both, `{}` and `{}`", other[2], place[2]);
                problems.push(wrong(place, message).also(self.at(other), "the other one").help("correct one of them"));
            }
        }
        if let [(one, Some(first)), (other, Some(second))] = asked.as_slice()
            && first == second
        {
            let places = [one, other].map(|member| ["x-pagination", "request", *member]);
            let message = format!("one member of the request cannot be both, `{one}` and `{other}`");
            let found = wrong(&places[1], message).also(self.at(&places[0]), "the other one");
            problems.push(found.help("correct one of them"));
        }
        for (member, location) in asked {
            if let Some(location) = location {
                problems.keep(self.in_request(&["x-pagination", "request", member], location));
            }
        }
    }

    /// What is set at a location: its shape, and whether it may be left out and is not null.
    fn set_at(&self, place: &Span, location: &RequestLocation) -> Result<(&'a Shape, bool, bool), Diagnostic> {
        match location {
            RequestLocation::Query(_) if self.unread.parameters => Err(Diagnostic::reported()),
            RequestLocation::Query(name) => {
                let is_it = |p: &&crate::ir::Parameter| p.location == Location::Query && p.wire == *name;
                let found = self.operation.parameters.iter().find(is_it);
                let found = found.ok_or_else(|| {
                    let message = format!("the operation has no query parameter `{name}`");
                    let found = Diagnostic::at(Code::UnresolvedPointer, place, message);
                    let all =
                        self.operation.parameters.iter().filter(|parameter| parameter.location == Location::Query);
                    match names::nearest(name, all.map(|parameter| parameter.wire.as_str())) {
                        Some(near) => found.help(format!("did you mean `query:{near}`?")),
                        None => found,
                    }
                })?;
                Ok((&found.shape, !found.required, false))
            }
            RequestLocation::Body(name) => {
                let found = self.in_body(&format!("/{name}"), place)?;
                let found = found.last().ok_or_else(Diagnostic::reported)?;
                Ok((&found.shape, !found.required, found.nullable))
            }
        }
    }

    /// The values of a full scan fit what they are set at.
    fn full_scan(&self) -> Result<(), Diagnostic> {
        let path = ["x-pagination", "full-scan"];
        for (location, value) in &self.operation.full_scan {
            let (shape, is_optional, _) = self.set_at(self.at(&path), location)?;
            if !self.is_broken(shape) && (!is_optional || !self.fits(shape, value)) {
                let message =
                    format!("expected an optional member of the request and a value that fits it, found {value}");
                return Err(Diagnostic::at(Code::PagingShape, self.at(&path), message)
                    .help("give the member as a request would have it, with values that the document names"));
            }
        }
        Ok(())
    }

    /// Whether a value can be written as one of a shape.
    fn fits(&self, shape: &Shape, value: &Json) -> bool {
        match (shape, value) {
            (Shape::Bool, value) => value.is_boolean(),
            (Shape::I32, value) => value.as_i64().is_some_and(|value| i32::try_from(value).is_ok()),
            (Shape::I64, value) => value.is_i64(),
            (Shape::String, value) => value.is_string(),
            (Shape::Nullable(inner), value) => self.fits(inner, value),
            (Shape::Array(inner), Json::Array(items)) => items.iter().all(|item| self.fits(inner, item)),
            (Shape::Model(name), value) => match (self.document.models.get(name).map(|model| &model.kind), value) {
                (Some(ModelKind::Enum { values, .. }), Json::String(text)) => {
                    values.iter().any(|known| known.wire == *text)
                }
                (Some(ModelKind::Object { properties }), Json::Object(members)) => {
                    let known = |name: &String| properties.iter().any(|property| property.wire == *name);
                    members.keys().all(known)
                        && properties.iter().all(|property| match members.get(&property.wire) {
                            Some(value) => property.constant.is_none() && self.fits(&property.shape, value),
                            None => !property.is_argument(),
                        })
                }
                _ => false,
            },
            _ => false,
        }
    }

    fn in_request(&self, path: &[&str], location: &RequestLocation) -> Result<(), Diagnostic> {
        let (shape, is_optional, is_nullable) = self.set_at(self.at(path), location)?;
        let is_optional = is_optional && !is_nullable;
        let member = path.last().copied().unwrap_or_default();
        if self.is_broken(shape) || is_optional && suits(member, shape) {
            return Ok(());
        }
        let message = format!("expected {} that is neither required nor null", wanted(member));
        Err(Diagnostic::at(Code::PagingShape, self.at(path), message)
            .help("a listing begins without it, and the client sets it for each page"))
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
