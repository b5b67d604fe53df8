//! The compiled example in the documentation of each operation.

use std::cell::Cell;

use crate::emit::full_scan;
use crate::emit::parameters::{parameter_type, whole_body};
use crate::emit::scope::Scope;
use crate::ir::{Model, ModelKind, Operation};
use crate::lower::RustType;

/// How many values an argument is made of at most. One that takes more is given to the example, so that no example is larger than
/// this for each of its arguments, and every one ends.
const ROOM: u32 = 48;

/// How many values are tried for an argument, alternatives of unions included.
const TRIES: u32 = 1_000;

/// A fenced example that sends the operation with everything it requires.
pub(super) fn code(scope: &Scope<'_>, operation: &Operation) -> Result<String, String> {
    let mut writer = Arguments { scope, written: Vec::new(), given: Vec::new() };
    for parameter in operation.parameters.iter().filter(|parameter| parameter.required) {
        writer.add(&parameter.rust, &parameter_type(parameter)?, false);
    }
    if let Some(request) = operation.request.as_deref() {
        for property in scope.properties(request)? {
            if property.is_argument() && property.client_parameter.is_none() {
                writer.add(&property.rust, &scope.qualified(request, &property.rust)?, true);
            }
        }
    }
    if let Some((_, ty)) = whole_body(operation).filter(|(body, _)| body.required) {
        writer.add("body", &ty, false);
    }
    let Arguments { written, given, .. } = writer;
    let (crate_name, vendor) = (&scope.target.crate_name, &scope.api.name);
    let group = scope.api.groups.iter().find(|group| group.name == operation.group);
    let group = group.map_or(&operation.group, |group| &group.rust);
    let call = format!("client.{}().{}({})", group, operation.method, written.join(", "));
    let given: Vec<String> = given.iter().map(|(name, ty)| format!(", {name}: {ty}")).collect();
    let given = given.concat();
    // Who reads the example sees where its values come from.
    let hidden = if given.is_empty() { "# " } else { "" };
    let mut lines = vec!["```no_run".to_owned()];
    if operation.docs.deprecated {
        lines.push("# #![allow(deprecated)]".into());
    }
    let order = if operation.paging.is_some() { full_scan::setters(scope, operation)? } else { String::new() };
    if [&call, &given, &order].iter().any(|part| part.contains("types::")) {
        lines.push(format!("use {crate_name}::{vendor}::types;"));
    }
    lines.push(format!(
        "{hidden}async fn example(client: {crate_name}::{vendor}::Client{given}) -> Result<(), Box<dyn std::error::Error>> {{"
    ));
    if operation.paging.is_some() {
        let order = if order.is_empty() { order } else { format!("\n    {order}\n    ") };
        lines.push(format!("let mut rows = {call}{order}.items();"));
        lines.push("while let Some(row) = rows.try_next().await? {".into());
        lines.push("    println!(\"{row:?}\");".into());
        lines.push("}".into());
    } else {
        lines.push(format!("let done = {call}.send().await?;"));
        lines.push("println!(\"{done:?}\");".into());
    }
    lines.push("# Ok(())".into());
    lines.push(format!("{hidden}}}"));
    lines.push("```".into());
    Ok(lines.join("\n"))
}

/// The arguments of a call.
struct Arguments<'s> {
    scope: &'s Scope<'s>,
    /// As they are written in the call.
    written: Vec<String>,
    /// Those that the example is given, with their types.
    given: Vec<(String, String)>,
}

impl Arguments<'_> {
    /// Adds an argument for a value of this type. Null has to be said for a member that is required.
    fn add(&mut self, name: &str, ty: &RustType, says_null: bool) {
        let attempt = |lists| {
            let values = Values { scope: self.scope, lists, room: Cell::new(ROOM), tries: Cell::new(TRIES) };
            values.argument(ty, says_null, &mut Vec::new())
        };
        // With an element in each list, or without.
        let written = attempt(true).or_else(|| attempt(false)).unwrap_or_else(|| {
            let mut name = name.to_owned();
            while name == "client" || self.given.iter().any(|(other, _)| *other == name) {
                name.push('_');
            }
            self.given.push((name.clone(), path(self.scope, ty)));
            name
        });
        self.written.push(written);
    }
}

/// A type as documentation names it.
fn path(scope: &Scope<'_>, ty: &RustType) -> String {
    let inner = |ty| path(scope, ty);
    match ty {
        RustType::Vec(item) => format!("Vec<{}>", inner(item)),
        RustType::Map(value) => format!("std::collections::BTreeMap<String, {}>", inner(value)),
        RustType::Option(value) => format!("Option<{}>", inner(value)),
        RustType::Box(value) => format!("Box<{}>", inner(value)),
        RustType::Runtime(name) => format!("{}::{name}", scope.target.runtime_for_docs()),
        _ => ty.to_string(),
    }
}

/// Writes values; none where there is no room left.
struct Values<'s> {
    scope: &'s Scope<'s>,
    /// Whether lists and maps have an element.
    lists: bool,
    room: Cell<u32>,
    tries: Cell<u32>,
}

impl Values<'_> {
    /// What is written for an argument.
    fn argument(&self, ty: &RustType, says_null: bool, on_the_way: &mut Vec<String>) -> Option<String> {
        match ty {
            RustType::Option(_) if says_null => Some("None".into()),
            RustType::Option(inner) => self.argument(inner, false, on_the_way),
            RustType::Vec(item) => self.element(item, |item| self.convertible(item, on_the_way)).map_or_else(
                || Some(format!("Vec::<{}>::new()", path(self.scope, item))),
                |item| Some(format!("[{item}]")),
            ),
            RustType::Integer(_) => self.take().map(|()| "1".into()),
            _ => self.convertible(ty, on_the_way),
        }
    }

    /// An expression of a type that becomes this one by `into`.
    fn convertible(&self, ty: &RustType, on_the_way: &mut Vec<String>) -> Option<String> {
        match ty {
            RustType::String => self.take().map(|()| "\"example\"".into()),
            // An integer literal of no type becomes `i32`, which not every type is made of.
            RustType::Integer("i32" | "i64") | RustType::Runtime("Decimal") => self.take().map(|()| "1".into()),
            RustType::Runtime("UnixTime") => self.take().map(|()| "1_700_000_000".into()),
            RustType::Runtime("decimal::Exact") => {
                self.take().map(|()| format!("{}::Decimal::ONE", self.scope.target.runtime_for_docs()))
            }
            RustType::Runtime("Bytes" | "FilePart") => self.take().map(|()| "b\"example\".to_vec()".into()),
            RustType::Box(inner) => self.exact(inner, on_the_way),
            _ => self.exact(ty, on_the_way),
        }
    }

    /// An expression of this type, whatever stands around it.
    fn exact(&self, ty: &RustType, on_the_way: &mut Vec<String>) -> Option<String> {
        self.take()?;
        let runtime = self.scope.target.runtime_for_docs();
        Some(match ty {
            RustType::Bool => "true".into(),
            RustType::Integer(name) => format!("1_{name}"),
            RustType::String => "\"example\".to_owned()".into(),
            RustType::Vec(item) => match self.element(item, |item| self.exact(item, on_the_way)) {
                Some(item) => format!("vec![{item}]"),
                None => format!("Vec::<{}>::new()", path(self.scope, item)),
            },
            RustType::Map(value) => match self.element(value, |value| self.exact(value, on_the_way)) {
                Some(value) => format!("std::collections::BTreeMap::from([(\"example\".to_owned(), {value})])"),
                None => format!("std::collections::BTreeMap::<String, {}>::new()", path(self.scope, value)),
            },
            RustType::Option(inner) => format!("None::<{}>", path(self.scope, inner)),
            RustType::Box(inner) => format!("Box::new({})", self.exact(inner, on_the_way)?),
            RustType::Runtime(name) => match *name {
                "Decimal" => format!("{runtime}::Decimal::ONE"),
                "decimal::Exact" => format!("{runtime}::decimal::Exact::from({runtime}::Decimal::ONE)"),
                "UnixTime" => format!("{runtime}::UnixTime::from(1_700_000_000)"),
                "LocalDateTime" => format!("\"2024-01-31 08:30:00\".parse::<{runtime}::LocalDateTime>()?"),
                "DateTime" => format!("\"2024-01-31T08:30:00Z\".parse::<{runtime}::DateTime>()?"),
                "Uuid" => format!("\"16d1f9cd-4d1b-459b-9b8a-1f8f6e3bee3e\".parse::<{runtime}::Uuid>()?"),
                "RawJson" => format!("{runtime}::RawJson::default()"),
                _ => return None,
            },
            RustType::ModelElsewhere(name) => self.model(name, on_the_way)?,
            RustType::Model(_) | RustType::Field(_) | RustType::Lenient(_) => return None,
        })
    }

    fn model(&self, name: &str, on_the_way: &mut Vec<String>) -> Option<String> {
        let Model { kind, rust, .. } = self.scope.api.models.get(name)?;
        // A value that has an end has one in which no model holds another one of itself.
        if on_the_way.iter().any(|other| other == name) {
            return None;
        }
        on_the_way.push(name.to_owned());
        let written = match kind {
            ModelKind::Enum { values, .. } => values.first().map(|value| format!("types::{rust}::{}", value.rust)),
            ModelKind::Object { properties } => {
                let required = properties.iter().filter(|property| property.is_argument());
                let arguments = required.map(|property| {
                    let ty = self.scope.qualified(name, &property.rust).ok()?;
                    self.argument(&ty, true, on_the_way)
                });
                let arguments: Option<Vec<_>> = arguments.collect();
                arguments.map(|arguments| format!("types::{rust}::new({})", arguments.join(", ")))
            }
            ModelKind::Tuple { elements } => {
                let required = elements.iter().filter(|element| element.required);
                let arguments = required.map(|element| {
                    let ty = RustType::of(&element.shape).elsewhere();
                    self.convertible(&ty, on_the_way)
                });
                let arguments: Option<Vec<_>> = arguments.collect();
                arguments.map(|arguments| format!("types::{rust}::new({})", arguments.join(", ")))
            }
            ModelKind::Union { alternatives, .. } => {
                // First those that do not lead back to the union.
                let (ends, leads_back): (Vec<_>, Vec<_>) = alternatives.iter().partition(|one| !one.boxed);
                let room = self.room.get();
                ends.into_iter().chain(leads_back).find_map(|one| {
                    self.room.set(room);
                    let ty = RustType::of(&one.shape).elsewhere();
                    let value = self.exact(&ty, on_the_way)?;
                    let value = if one.boxed { format!("Box::new({value})") } else { value };
                    Some(format!("types::{rust}::{}({value})", one.rust))
                })
            }
            ModelKind::Alias(_) => None,
        };
        on_the_way.pop();
        written
    }

    /// The element of a list or map; none where lists have none, or where it cannot be written.
    fn element(&self, ty: &RustType, write: impl FnOnce(&RustType) -> Option<String>) -> Option<String> {
        let room = self.room.get();
        let written = if self.lists { write(ty) } else { None };
        if written.is_none() {
            self.room.set(room);
        }
        written
    }

    /// Room for one value more.
    fn take(&self) -> Option<()> {
        self.tries.set(self.tries.get().checked_sub(1)?);
        self.room.set(self.room.get().checked_sub(1)?);
        Some(())
    }
}
