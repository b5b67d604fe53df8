//! Constructors and chained setters.

use super::RustType;
use crate::format::{INDENT, function, structure};
use crate::ir::{Docs, Model, Property, Shape};
use crate::names;
use crate::rustdoc as docs;

/// How a value is taken as an argument, in Rust.
#[derive(Debug)]
pub struct Argument {
    /// Type of the argument.
    pub ty: String,
    /// The field's value, made from the argument.
    pub value: String,
}

/// The most convenient argument for a field of this type; `optional` is what a setter of an `Option` stores.
pub fn argument(ty: &RustType, name: &str) -> Argument {
    match ty {
        RustType::Option(inner) => {
            let Argument { ty, value } = argument(inner, name);
            Argument { ty, value: format!("Some({value})") }
        }
        RustType::Vec(inner) => Argument {
            ty: format!("impl IntoIterator<Item = impl Into<{inner}>>"),
            value: format!("{name}.into_iter().map(Into::into).collect()"),
        },
        RustType::Bool | RustType::Integer(_) => Argument { ty: ty.to_string(), value: name.to_owned() },
        _ => Argument { ty: format!("impl Into<{ty}>"), value: format!("{name}.into()") },
    }
}

/// The argument for a field that has to be given.
pub fn required_argument(ty: &RustType, name: &str) -> Argument {
    match ty {
        // Required and nullable: null has to be said.
        RustType::Option(_) => Argument { ty: ty.to_string(), value: name.to_owned() },
        _ => argument(ty, name),
    }
}

/// `name: value`, or `name` alone where they are the same.
pub fn initialiser(name: &str, value: &str) -> String {
    if name == value { name.to_owned() } else { format!("{name}: {value}") }
}

/// The one value of a member.
fn constant(property: &Property, json: &str) -> Result<String, String> {
    let value = match &property.shape {
        _ if json == "null" => return Ok("None".to_owned()),
        Shape::Decimal => {
            let (whole, fraction) = json.split_once('.').unwrap_or((json, ""));
            let digits = format!("{whole}{fraction}").parse::<i64>();
            let digits = digits.map_err(|_| format!("the constant {json} of `{}` is too long", property.wire))?;
            format!("rt::Decimal::new({digits}, {})", fraction.len())
        }
        Shape::String | Shape::Model(_) => format!("{json}.into()"),
        Shape::Bool | Shape::I32 | Shape::I64 | Shape::Int(_) => json.to_owned(),
        other => return Err(format!("`{}` of type {other:?} cannot have the constant {json}", property.wire)),
    };
    Ok(if property.nullable { format!("Some({value})") } else { value })
}

/// `new` for what must be given, and setters where users build the struct themselves. The types are those of the properties.
pub(super) fn methods(
    model: &Model,
    properties: &[Property],
    types: &[RustType],
    default: bool,
) -> Result<String, String> {
    if default && !model.is_built {
        return Ok(String::new());
    }
    let (mut arguments, mut values, mut setters) = (Vec::new(), Vec::new(), String::new());
    for (property, ty) in properties.iter().zip(types) {
        let name = &property.rust;
        if let (true, Some(json)) = (property.required, &property.constant) {
            values.push(format!("{name}: {}", constant(property, json)?));
        } else if property.required {
            let Argument { ty: taken, value } = required_argument(ty, name);
            arguments.push(format!("{name}: {taken}"));
            values.push(initialiser(name, &value));
        } else {
            values.push(format!("{name}: Default::default()"));
            if model.is_built {
                let name = names::model_setter(&property.rust);
                setters.push_str(&setter(&property.docs, "#[must_use]", &name, ty, &property.rust));
            }
        }
    }
    let fixed: Vec<String> =
        properties.iter().filter(|p| p.required && p.constant.is_some()).map(|p| format!("`{}`", p.rust)).collect();
    let doc = match (arguments.is_empty(), fixed.is_empty()) {
        (true, true) => "One with nothing set.".to_owned(),
        (false, true) => "One with what is required and nothing else set.".to_owned(),
        (true, false) => format!("One with {} and nothing else set.", fixed.join(", ")),
        (false, false) => format!("One with what is required, {}, and nothing else set.", fixed.join(", ")),
    };
    let doc = docs::comments(&doc, INDENT);
    let head = function("pub fn new(", &arguments, ") -> Self {");
    let made = match default {
        true => format!("{INDENT}{INDENT}Default::default()\n"),
        false => structure("Self", &values),
    };
    Ok(format!("impl {} {{\n{doc}{INDENT}#[must_use]\n{head}{made}{INDENT}}}\n{setters}}}\n", model.rust))
}

/// A chained setter, which stores its value at a path below `self`. What is built elsewhere may have an attribute for all of it.
pub fn setter(about: &Docs, attribute: &str, name: &str, ty: &RustType, path: &str) -> String {
    let Argument { ty, value } = argument(ty, "value");
    let doc = docs::comments(&docs::text(about), INDENT);
    let deprecated = docs::deprecated_line(about, INDENT);
    let attribute = if attribute.is_empty() { String::new() } else { format!("{INDENT}{attribute}\n") };
    let head = function(&format!("pub fn {name}("), &["mut self".to_owned(), format!("value: {ty}")], ") -> Self {");
    let body = format!("{INDENT}{INDENT}self.{path} = {value};\n{INDENT}{INDENT}self\n{INDENT}}}\n");
    format!("{doc}{deprecated}{attribute}{head}{body}")
}
