//! Looks into finished structs and their types.

/// The final type of a field of a finished struct.
pub fn field_type<'a>(item: &'a syn::ItemStruct, rust: &str) -> Option<&'a syn::Type> {
    item.fields.iter().find(|field| field.ident.as_ref().is_some_and(|name| name == rust)).map(|field| &field.ty)
}

/// `Vec<T>` is ("Vec", T).
pub fn outer(ty: &syn::Type) -> (String, Option<&syn::Type>) {
    let syn::Type::Path(path) = ty else { return (String::new(), None) };
    let Some(last) = path.path.segments.last() else { return (String::new(), None) };
    let inner = match &last.arguments {
        syn::PathArguments::AngleBracketed(arguments) => match arguments.args.last() {
            Some(syn::GenericArgument::Type(ty)) => Some(ty),
            _ => None,
        },
        _ => None,
    };
    (last.ident.to_string(), inner)
}
