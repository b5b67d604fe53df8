//! The engine's structs as we write them: documentation, derives, members in their order, the table of members.

use std::collections::HashSet;

use super::normalise::{Wrapper, wrapper};
use super::{RustType, Struct, setters};
use crate::format::{INDENT, settled};
use crate::graph::leading_to;
use crate::ir::{Api, Direction, Lenient, Model, ModelKind, Property, Shape};
use crate::rustdoc as docs;
use crate::tables;
use crate::target::Schemars;

/// The final form of a struct, whose members have the engine's types.
pub(super) fn finish(
    model: &Model,
    properties: &[Property],
    mut types: Vec<RustType>,
    defaults: &HashSet<&str>,
    schemars: Schemars,
) -> Result<Struct, String> {
    let (mut fields, mut members) = (String::new(), Vec::new());
    for (property, ty) in properties.iter().zip(&mut types) {
        put_in_wrapper(model, property, ty);
        fields.push_str(&docs::comments(&docs::text(&property.docs), INDENT));
        fields.push_str(&docs::deprecated_line(&property.docs, INDENT));
        fields.push_str(&schemars_attribute(property, ty, schemars));
        fields.push_str(&format!("{INDENT}pub {}: {ty},\n", property.rust));
        members.push(format!("{} => {}", members.len(), row(model.direction, property, ty)?));
    }
    let default = defaults.contains(model.rust.as_str());
    let doc = docs::comments(&docs::text(&model.docs), "");
    let default_derive = if default { "Default, " } else { "" };
    let derives = schemars.attribute("", "derive(schemars::JsonSchema)");
    let body = if fields.is_empty() { "{}".to_owned() } else { format!("{{\n{fields}}}") };
    let code = format!(
        "{doc}#[derive(Clone, Debug, {default_derive}PartialEq)]\n{derives}#[non_exhaustive]\npub struct {} {body}\n{}",
        model.rust,
        setters::methods(model, properties, &types, default)?,
    );
    let code = settled(code)? + &tables::table("record", &model.rust, members);
    let deprecates = properties.iter().any(|property| property.docs.deprecated);
    let types = properties.iter().map(|property| property.rust.clone()).zip(types).collect();
    Ok(Struct { code, default, deprecates, types })
}

/// What the engine sees as a list is a value in a wrapper of the runtime, and needs a pointer where it may hold itself.
fn put_in_wrapper(model: &Model, property: &Property, ty: &mut RustType) {
    if let (Some(wrapper), RustType::Vec(inner)) = (wrapper(model.direction, property), &*ty) {
        let inner = inner.as_ref().clone();
        *ty = match wrapper {
            Wrapper::Field => RustType::Field(Box::new(inner.boxed(property.recurs))),
            Wrapper::Lenient { optional: true } => RustType::Lenient(Box::new(inner)).optional(),
            Wrapper::Lenient { optional: false } => RustType::Lenient(Box::new(inner)),
        };
    }
}

/// A member in the table: what is not said has the name of its field, may be missing, and is read the way of its type.
fn row(direction: Direction, property: &Property, ty: &RustType) -> Result<String, String> {
    let mut row = property.rust.clone();
    row.push_str(need(direction, property, ty));
    if property.wire != property.rust || !property.aliases.is_empty() {
        let names = [&property.wire].into_iter().chain(&property.aliases).map(|name| tables::literal(name));
        row.push_str(" = ");
        row.push_str(&names.collect::<Vec<_>>().join(" | "));
    }
    row.push_str(way(direction, property, ty)?);
    Ok(row)
}

/// Whether a member is always there, or is always written though it may be missing where it is read.
fn need(direction: Direction, property: &Property, ty: &RustType) -> &'static str {
    match ty {
        RustType::Field(_) => "",
        _ if !property.required => "",
        RustType::Option(_) => ": kept",
        RustType::Vec(_) if direction == Direction::Reply => ": kept",
        _ => ": required",
    }
}

/// How a member is read where that is not the way of its type.
fn way(direction: Direction, property: &Property, ty: &RustType) -> Result<&'static str, String> {
    if !property.lenient.iter().any(|lenient| matches!(lenient, Lenient::String | Lenient::Integer)) {
        return Ok("");
    }
    match if let RustType::Option(inner) = ty { inner } else { ty } {
        RustType::Integer(_) => Ok(" as rt::lenient::Integer"),
        RustType::String => Ok(" as rt::lenient::Text"),
        // What is sent has the type of the schema.
        _ if direction == Direction::Reply => {
            Err(format!("`x-lenient` on `{}` needs an integer or a string", property.wire))
        }
        _ => Ok(""),
    }
}

/// What schemars cannot see in the field: its name on the wire, that it may be missing, and a type that it does not know.
fn schemars_attribute(property: &Property, ty: &RustType, schemars: Schemars) -> String {
    let mut parts = Vec::new();
    if property.wire != property.rust {
        parts.push(format!("rename = {}", tables::literal(&property.wire)));
    }
    if matches!(ty, RustType::Field(_)) || !property.required && matches!(ty, RustType::Vec(_)) {
        parts.push("default".to_owned());
    }
    parts.extend(ty.described().map(|described| format!("with = \"{described}\"")));
    if parts.is_empty() {
        return String::new();
    }
    schemars.attribute(INDENT, &format!("schemars({})", parts.join(", ")))
}

/// The structs that can be made without arguments.
pub(super) fn defaults(api: &Api) -> HashSet<&str> {
    let steps: Vec<(&str, Vec<&str>)> = api.models.values().map(|model| (model.rust.as_str(), given(model))).collect();
    let without = api.models.values().filter(|model| needs_arguments(model)).map(|model| model.rust.as_str());
    let without = leading_to(&steps, without);
    let all = api.models.values().map(|model| model.rust.as_str());
    all.filter(|name| !without.contains(name)).collect()
}

/// The members that a value of the struct always has, and that have to have a default.
fn always(model: &Model) -> impl Iterator<Item = &Property> {
    let properties = match &model.kind {
        ModelKind::Object { properties } => properties.as_slice(),
        _ => &[],
    };
    properties.iter().filter(|property| property.required && (!property.nullable || model.is_sent))
}

/// The structs that stand in a struct.
fn given(model: &Model) -> Vec<&str> {
    let models = always(model).map(|property| match &property.shape {
        Shape::Model(name) => Some(name.as_str()),
        _ => None,
    });
    models.flatten().collect()
}

/// Whether something of the model has no default, apart from the structs in it.
fn needs_arguments(model: &Model) -> bool {
    let is_struct = matches!(model.kind, ModelKind::Object { .. });
    // What a request requires has to be given, and the default of a type is not its one value.
    let mut always = always(model);
    let needs = always.any(|property| {
        model.is_sent
            || property.constant.is_some()
            || property.lenient.contains(&Lenient::Any)
            || property.shape == Shape::LocalDateTime
    });
    !is_struct || needs
}
