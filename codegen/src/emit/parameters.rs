//! Parameters and bodies: their types, and the calls that write them.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::emit::scope::Scope;
use crate::ir::{Body, Content, ContentKind, Location, ModelKind, Operation, Parameter, Shape, Style};
use crate::lower::RustType;

/// The Rust type of a parameter.
pub(super) fn parameter_type(parameter: &Parameter) -> Result<RustType, String> {
    let ty = match (&parameter.shape, parameter.style) {
        (Shape::Array(_), Style::File) => RustType::Runtime("FilePart").list(),
        (_, Style::File) => RustType::Runtime("FilePart"),
        (shape, Style::Json) => RustType::of(shape),
        (Shape::Array(inner), _) => RustType::scalar(inner)?.list(),
        (other, _) => RustType::scalar(other)?,
    };
    Ok(ty.elsewhere())
}

/// The type of a body that is one argument or setter.
fn body_type(body: &Body) -> Option<RustType> {
    match &body.content.kind {
        ContentKind::Json(shape) => Some(RustType::of(shape).elsewhere()),
        ContentKind::Text => Some(RustType::String),
        ContentKind::Binary => Some(RustType::Runtime("Bytes")),
        ContentKind::Form | ContentKind::Multipart => None,
    }
}

/// The body that is one argument or setter, with its type.
pub(super) fn whole_body(operation: &Operation) -> Option<(&Body, RustType)> {
    let body = operation.body.as_ref().filter(|_| operation.request.is_none())?;
    Some((body, body_type(body)?))
}

impl Scope<'_> {
    /// The calls that write parameters and body.
    pub(super) fn writes(&self, operation: &Operation) -> Result<TokenStream, String> {
        let is_member = |parameter: &&Parameter| matches!(parameter.location, Location::Form | Location::Part);
        let parameters = operation.parameters.iter().filter(|parameter| !is_member(parameter));
        let parameters = parameters.map(|parameter| self.write(parameter)).collect::<Result<Vec<_>, _>>()?;
        let members = operation.parameters.iter().filter(is_member);
        let members = members.map(|parameter| self.write(parameter)).collect::<Result<Vec<_>, _>>()?;
        let body = operation.body.as_ref().map(|body| self.write_body(operation, body));
        Ok(quote! { #(#parameters)* #body #(#members)* })
    }

    fn write(&self, parameter: &Parameter) -> Result<TokenStream, String> {
        let name = format_ident!("{}", parameter.rust);
        let wire = &parameter.wire;
        let list = matches!(parameter.shape, Shape::Array(_)) && parameter.style != Style::Json;
        let value = match (parameter.required, list) {
            (true, true) => quote!(Some(self.#name.as_slice())),
            (true, false) => quote!(Some(&self.#name)),
            (false, true) => quote!(self.#name.as_deref()),
            (false, false) => quote!(self.#name.as_ref()),
        };
        let separator = match parameter.style {
            Style::Space => " ",
            Style::Pipe => "|",
            _ => ",",
        };
        let media = parameter.media.as_ref().map_or_else(|| quote!(None), |media| quote!(Some(#media)));
        let explode = parameter.explode;
        Ok(match (parameter.location, parameter.style, list) {
            (Location::Path, Style::Json, _) => quote!(request.path_json(#wire, &self.#name);),
            (Location::Path, Style::Simple, false) => quote!(request.path(#wire, &self.#name);),
            (Location::Path, style, _) => {
                let style = match style {
                    Style::Label => quote!(Label),
                    Style::Matrix => quote!(Matrix),
                    _ => quote!(Simple),
                };
                let values = if list { quote!(&self.#name) } else { quote!(::std::slice::from_ref(&self.#name)) };
                quote!(request.path_styled(#wire, #values, rt::PathStyle::#style, #explode);)
            }
            (Location::Query, Style::Json, _) => quote!(request.query_json(#wire, #value);),
            (Location::Query, _, true) if explode => quote!(request.query_each(#wire, #value);),
            (Location::Query, _, true) => quote!(request.query_joined(#wire, #value, #separator);),
            (Location::Query, ..) if parameter.allow_reserved => quote!(request.query_reserved(#wire, #value);),
            (Location::Query, ..) => match &parameter.shape {
                Shape::Model(model) if self.is_object(model) => self.object(parameter, model)?,
                _ => quote!(request.query(#wire, #value);),
            },
            (Location::Header, Style::Json, _) => quote!(request.header_json(#wire, #value);),
            (Location::Header, _, true) => quote!(request.header_joined(#wire, #value);),
            (Location::Header, ..) => quote!(request.header(#wire, #value);),
            (Location::Cookie, Style::Json, _) => quote!(request.cookie_json(#wire, #value);),
            (Location::Cookie, ..) => quote!(request.cookie(#wire, #value);),
            (Location::Form, Style::Json, _) => quote!(request.field_json(#wire, #value);),
            (Location::Form, _, true) if explode => quote!(request.field_each(#wire, #value);),
            (Location::Form, _, true) => quote!(request.field_joined(#wire, #value, #separator);),
            (Location::Form, ..) => quote!(request.field(#wire, #value);),
            (Location::Part, Style::File, true) => quote!(request.part_file_each(#wire, #media, #value);),
            (Location::Part, Style::File, false) => quote!(request.part_file(#wire, #media, #value);),
            (Location::Part, Style::Json, _) => quote!(request.part_json(#wire, #media, #value);),
            (Location::Part, _, true) => quote!(request.part_each(#wire, #media, #value);),
            (Location::Part, ..) => quote!(request.part(#wire, #media, #value);),
        })
    }

    fn is_object(&self, model: &str) -> bool {
        matches!(self.api.models.get(model).map(|model| &model.kind), Some(ModelKind::Object { .. }))
    }

    /// The members of an object in the query, one by one.
    fn object(&self, parameter: &Parameter, model: &str) -> Result<TokenStream, String> {
        let name = format_ident!("{}", parameter.rust);
        let mut writes = Vec::new();
        for property in self.properties(model)? {
            let field = format_ident!("{}", property.rust);
            let value = match (parameter.required, property.required) {
                (true, true) => quote!(Some(&self.#name.#field)),
                (true, false) => quote!(self.#name.#field.as_ref()),
                (false, true) => quote!(self.#name.as_ref().map(|object| &object.#field)),
                (false, false) => quote!(self.#name.as_ref().and_then(|object| object.#field.as_ref())),
            };
            let member = match parameter.style {
                Style::DeepObject => format!("{}[{}]", parameter.wire, property.wire),
                _ => property.wire.clone(),
            };
            writes.push(match parameter.explode {
                true => quote!(request.query(#member, #value);),
                false => quote!((#member, rt::text(#value))),
            });
        }
        let wire = &parameter.wire;
        Ok(match parameter.explode {
            true => quote!(#(#writes)*),
            false => quote!(request.query_members(#wire, &[#(#writes),*]);),
        })
    }

    fn write_body(&self, operation: &Operation, body: &Body) -> TokenStream {
        let Content { media, kind } = &body.content;
        let optional = !body.required;
        if let (Some(request), ContentKind::Json(_)) = (&operation.request, kind) {
            let write = match media == "application/json" {
                true => quote!(request.json(&self.body);),
                false => quote!(request.json_as(#media, Some(&self.body));),
            };
            // What is not required is not sent until a member of it is set.
            let is_bare = optional && self.structs.get(request).is_some_and(|item| item.default);
            return if is_bare { quote!(if self.body != Default::default() { #write }) } else { write };
        }
        let value = if optional { quote!(self.body.as_ref()) } else { quote!(Some(&self.body)) };
        match kind {
            ContentKind::Json(_) => quote!(request.json_as(#media, #value);),
            ContentKind::Text => quote!(request.text(#media, #value);),
            ContentKind::Binary => quote!(request.binary(#media, #value);),
            ContentKind::Form => quote!(request.form(#media, #optional);),
            ContentKind::Multipart => quote!(request.multipart(#optional);),
        }
    }
}
