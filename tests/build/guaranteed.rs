//! Part of the build script: which places of a reply cannot be left out, and which objects have data as their keys.

use std::error::Error;
use std::fmt::Write as _;

use nomenclature_codegen::ir::{Api, ContentKind, Direction, ModelKind, Shape};

use super::{json_type, model_type};

/// The places in all types of replies: the type, and a pointer with `*` for a segment.
#[derive(Default)]
pub(crate) struct Places {
    pub(crate) guaranteed: String,
    pub(crate) maps: String,
}

impl Places {
    /// Adds those of every type that a reply may have.
    pub(crate) fn add(&mut self, api: &Api) -> Result<(), Box<dyn Error>> {
        for model in api.models.values().filter(|model| model.direction == Direction::Reply) {
            self.walk(api, &model_type(api, &model.rust), &Shape::Model(model.rust.clone()), "", &mut Vec::new());
        }
        let replies = api.operations.iter().flat_map(|operation| &operation.replies);
        for content in replies.filter_map(|reply| reply.content.as_ref()) {
            if let ContentKind::Json(shape @ (Shape::Array(_) | Shape::Map(_))) = &content.kind {
                self.walk(api, &json_type(api, shape)?, shape, "", &mut Vec::new());
            }
        }
        Ok(())
    }

    fn walk(&mut self, api: &Api, root: &str, shape: &Shape, at: &str, on_the_way: &mut Vec<String>) {
        match shape {
            Shape::Array(inner) => self.walk(api, root, inner, &format!("{at}/*"), on_the_way),
            Shape::Map(inner) => {
                _ = writeln!(self.maps, "({root:?}, {at:?}),");
                self.walk(api, root, inner, &format!("{at}/*"), on_the_way);
            }
            Shape::Nullable(inner) => self.walk(api, root, inner, at, on_the_way),
            Shape::Model(name) if !on_the_way.contains(name) => {
                on_the_way.push(name.clone());
                match api.models.get(name).map(|model| &model.kind) {
                    Some(ModelKind::Object { properties }) => {
                        for property in properties.iter().filter(|property| property.travels(Direction::Reply)) {
                            let place = format!("{at}/{}", property.wire);
                            // A list that is not there is an empty one.
                            if property.required && !property.nullable && !matches!(property.shape, Shape::Array(_)) {
                                _ = writeln!(self.guaranteed, "({root:?}, {place:?}),");
                            }
                            self.walk(api, root, &property.shape, &place, on_the_way);
                        }
                    }
                    Some(ModelKind::Alias(shape)) => self.walk(api, root, shape, at, on_the_way),
                    // What does not fit an alternative is kept, and the places of a tuple are no members.
                    Some(ModelKind::Union { .. } | ModelKind::Tuple { .. } | ModelKind::Enum { .. }) | None => {}
                }
                on_the_way.pop();
            }
            _ => {}
        }
    }
}
