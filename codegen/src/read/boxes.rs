//! Where a pointer is needed in types that contain themselves.

use std::collections::{BTreeMap, HashMap};

use crate::graph::Circles;
use crate::ir::{Model, ModelKind, Shape};

/// Marks the parts that may hold another value of the model that they are parts of. The engine finds those of objects, unless
/// they stand in a wrapper of the runtime.
pub(super) fn mark(models: &mut BTreeMap<String, Model>) {
    let names: Vec<String> = models.keys().cloned().collect();
    let index: HashMap<&str, usize> = names.iter().enumerate().map(|(index, name)| (name.as_str(), index)).collect();
    let holds = |model: &Model| {
        let direct = model.kind.shapes().into_iter().filter_map(Shape::direct_model);
        direct.filter_map(|name| index.get(name).copied()).collect()
    };
    let steps: Vec<(usize, Vec<usize>)> =
        models.values().enumerate().map(|(index, model)| (index, holds(model))).collect();
    let circles = Circles::of(&steps);
    for (own, model) in models.values_mut().enumerate() {
        let leads_back = |shape: &Shape| {
            let part = shape.direct_model().and_then(|name| index.get(name));
            part.is_some_and(|part| circles.are_mutual(own, *part))
        };
        match &mut model.kind {
            ModelKind::Union { alternatives, .. } => {
                alternatives.iter_mut().for_each(|one| one.boxed = leads_back(&one.shape));
            }
            ModelKind::Tuple { elements } => elements.iter_mut().for_each(|one| one.boxed = leads_back(&one.shape)),
            ModelKind::Object { properties } => {
                properties.iter_mut().for_each(|one| one.recurs = leads_back(&one.shape));
            }
            ModelKind::Enum { .. } | ModelKind::Alias(_) => {}
        }
    }
}
