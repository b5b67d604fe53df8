//! Rust types as values: of fields, parameters, replies, and of what is in them.

use std::fmt;

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};

use crate::ir::Shape;

/// A type that generated code names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RustType {
    /// `bool`
    Bool,
    /// By its name: `i64`.
    Integer(&'static str),
    /// `String`
    String,
    /// A type of the runtime, by its path below `rt`.
    Runtime(&'static str),
    /// A model, as `types.rs` names it.
    Model(String),
    /// The same as another file names it.
    ModelElsewhere(String),
    /// `Option`
    Option(Box<RustType>),
    /// `Vec`
    Vec(Box<RustType>),
    /// A map whose keys are text.
    Map(Box<RustType>),
    /// `Box`
    Box(Box<RustType>),
    /// The runtime's member of three states.
    Field(Box<RustType>),
    /// The runtime's value that may be of another JSON type than documented.
    Lenient(Box<RustType>),
}

impl RustType {
    /// A value that stands by itself, where it reads and writes itself: in a list, map, union or tuple, or as a whole body.
    pub fn of(shape: &Shape) -> Self {
        match shape {
            Shape::Decimal => RustType::Runtime("decimal::Exact"),
            Shape::Any => RustType::Runtime("RawJson"),
            Shape::Array(inner) => Self::of(inner).list(),
            Shape::Map(inner) => RustType::Map(Box::new(Self::of(inner))),
            Shape::Nullable(inner) => Self::of(inner).optional(),
            Shape::Bool => RustType::Bool,
            Shape::I32 => RustType::Integer("i32"),
            Shape::I64 => RustType::Integer("i64"),
            Shape::Int(width) => RustType::Integer(width.rust()),
            Shape::UnixTime => RustType::Runtime("UnixTime"),
            Shape::String => RustType::String,
            Shape::LocalDateTime => RustType::Runtime("LocalDateTime"),
            Shape::DateTime => RustType::Runtime("DateTime"),
            Shape::Uuid => RustType::Runtime("Uuid"),
            Shape::Model(name) => RustType::Model(name.clone()),
        }
    }

    /// A scalar that is written as text: a parameter.
    pub fn scalar(shape: &Shape) -> Result<Self, String> {
        match shape {
            Shape::Any | Shape::Array(_) | Shape::Map(_) | Shape::Nullable(_) => {
                Err("a parameter must be a scalar or a list of scalars".into())
            }
            Shape::Decimal => Ok(RustType::Runtime("Decimal")),
            other => Ok(Self::of(other)),
        }
    }

    /// `Option` of it.
    pub fn optional(self) -> Self {
        RustType::Option(Box::new(self))
    }

    /// `Vec` of it.
    pub fn list(self) -> Self {
        RustType::Vec(Box::new(self))
    }

    /// `Box` of it, where it needs one.
    pub fn boxed(self, boxed: bool) -> Self {
        if boxed { RustType::Box(Box::new(self)) } else { self }
    }

    /// What a list holds.
    pub fn element(&self) -> Option<&Self> {
        match self {
            RustType::Vec(inner) => Some(inner),
            _ => None,
        }
    }

    /// As files other than `types.rs` name it.
    pub fn elsewhere(&self) -> Self {
        self.map(&|leaf| match leaf {
            RustType::Model(name) => RustType::ModelElsewhere(name.clone()),
            other => other.clone(),
        })
    }

    /// The type that describes it to schemars, where a type of another crate is in it, which schemars does not know.
    pub fn described(&self) -> Option<Self> {
        let described = self.map(&|leaf| match leaf {
            RustType::Runtime("Decimal") => RustType::Runtime("schema::Decimal"),
            RustType::Runtime("DateTime") => RustType::Runtime("schema::DateTime"),
            RustType::Runtime("Uuid") => RustType::Runtime("schema::Uuid"),
            other => other.clone(),
        });
        (described != *self).then_some(described)
    }

    /// The same with other types where nothing is in them.
    fn map(&self, leaf: &impl Fn(&Self) -> Self) -> Self {
        let inner = |inner: &Self| Box::new(inner.map(leaf));
        match self {
            RustType::Option(ty) => RustType::Option(inner(ty)),
            RustType::Vec(ty) => RustType::Vec(inner(ty)),
            RustType::Map(ty) => RustType::Map(inner(ty)),
            RustType::Box(ty) => RustType::Box(inner(ty)),
            RustType::Field(ty) => RustType::Field(inner(ty)),
            RustType::Lenient(ty) => RustType::Lenient(inner(ty)),
            other => leaf(other),
        }
    }
}

impl ToTokens for RustType {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match self {
            RustType::Bool => quote!(bool),
            RustType::Integer(name) => format_ident!("{name}").into_token_stream(),
            RustType::String => quote!(String),
            RustType::Runtime(path) => {
                let path = path.split("::").map(|name| format_ident!("{name}"));
                quote!(rt #(::#path)*)
            }
            RustType::Model(name) => format_ident!("{name}").into_token_stream(),
            RustType::ModelElsewhere(name) => {
                let name = format_ident!("{name}");
                quote!(types::#name)
            }
            RustType::Option(inner) => quote!(Option<#inner>),
            RustType::Vec(inner) => quote!(Vec<#inner>),
            RustType::Map(inner) => quote!(BTreeMap<String, #inner>),
            RustType::Box(inner) => quote!(Box<#inner>),
            RustType::Field(inner) => quote!(rt::Field<#inner>),
            RustType::Lenient(inner) => quote!(rt::Lenient<#inner>),
        });
    }
}

/// As people spell it.
impl fmt::Display for RustType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RustType::Bool => f.write_str("bool"),
            RustType::Integer(name) => f.write_str(name),
            RustType::String => f.write_str("String"),
            RustType::Runtime(path) => write!(f, "rt::{path}"),
            RustType::Model(name) => f.write_str(name),
            RustType::ModelElsewhere(name) => write!(f, "types::{name}"),
            RustType::Option(inner) => write!(f, "Option<{inner}>"),
            RustType::Vec(inner) => write!(f, "Vec<{inner}>"),
            RustType::Map(inner) => write!(f, "BTreeMap<String, {inner}>"),
            RustType::Box(inner) => write!(f, "Box<{inner}>"),
            RustType::Field(inner) => write!(f, "rt::Field<{inner}>"),
            RustType::Lenient(inner) => write!(f, "rt::Lenient<{inner}>"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_and_spelling_are_one_type() {
        let all = RustType::Field(Box::new(RustType::Map(Box::new(RustType::Runtime("decimal::Exact").list()))));
        let all = RustType::Lenient(Box::new(all.boxed(true).optional()));
        for ty in [all, RustType::Model("Item".into()), RustType::Model("Item".into()).elsewhere()] {
            let parsed: syn::Type = syn::parse_str(&ty.to_string()).expect("a type");
            assert_eq!(quote!(#ty).to_string(), quote!(#parsed).to_string());
        }
    }

    #[test]
    fn models_are_named_from_elsewhere_and_foreign_types_described_however_deep_they_stand() {
        let ty = |leaf: RustType| RustType::Field(Box::new(RustType::Map(Box::new(leaf.list()))));
        assert_eq!(
            ty(RustType::Model("A".into())).elsewhere().to_string(),
            "rt::Field<BTreeMap<String, Vec<types::A>>>"
        );
        let described = ty(RustType::Runtime("Decimal")).described().expect("a description");
        assert_eq!(described.to_string(), "rt::Field<BTreeMap<String, Vec<rt::schema::Decimal>>>");
        assert_eq!(ty(RustType::Runtime("decimal::Exact")).described(), None);
    }
}
