//! JSON pointers over models.

use std::collections::BTreeMap;

use super::{Model, ModelKind, Property, Shape};
use crate::names;

/// The properties that a JSON pointer passes, from a component down.
pub fn resolve_pointer<'m>(
    models: &'m BTreeMap<String, Model>,
    from: &str,
    pointer: &str,
) -> Result<Vec<&'m Property>, String> {
    let mut path = Vec::new();
    let mut component = Some(from.to_owned());
    for token in pointer.split('/').skip(1) {
        let name = component.take().ok_or_else(|| format!("`{token}` lies below a member that is not an object"))?;
        let Some(Model { kind: ModelKind::Object { properties }, .. }) = models.get(&name) else {
            let what = if name.is_empty() { "the body".to_owned() } else { format!("`{name}`") };
            return Err(format!("{what} is not an object, so it has no member `{token}`"));
        };
        let property = properties.iter().find(|property| property.wire == token);
        let property = property.ok_or_else(|| {
            let names: Vec<_> = properties.iter().map(|property| property.wire.as_str()).collect();
            match names::nearest(token, names.iter().copied()) {
                Some(near) => format!("`{name}` has no member `{token}`; did you mean `{near}`?"),
                None => format!("`{name}` has no member `{token}`; it has: {}", names.join(", ")),
            }
        })?;
        if let Shape::Model(name) = &property.shape {
            component = Some(name.clone());
        }
        path.push(property);
    }
    Ok(path)
}
