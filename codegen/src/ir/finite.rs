//! Types that contain themselves: where a pointer is needed, and which of them no value can have.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::graph::Circles;
use crate::ir::{Model, ModelKind, Shape};

/// Finds types without a finite value, and marks the parts of models that stand behind a pointer. The engine finds those of
/// objects, unless they stand in a wrapper of the runtime.
pub(super) fn check(models: &mut BTreeMap<String, Model>, problems: &mut Diagnostics) {
    let finite = finite(models);
    let is_endless = |name: &str| models.contains_key(name) && !finite.contains(name);
    let needs: Vec<(&str, Vec<&str>)> = models
        .values()
        .filter(|model| is_endless(&model.component))
        .map(|model| (model.component.as_str(), needed(model).into_iter().filter(|name| is_endless(name)).collect()))
        .collect();
    let circles = Circles::of(&needs);
    let mut told = BTreeSet::new();
    for (name, _) in &needs {
        // A circle is told once, and what leads to one is not at fault.
        let Some(model) = models.get(*name).filter(|_| circles.on(name).is_some_and(|circle| told.insert(circle)))
        else {
            continue;
        };
        let message = format!("every value of `{name}` would contain another one of it");
        let found = Diagnostic::at(Code::CyclicReference, &model.name_span, message);
        problems.push(found.help("let what leads back be optional, null, a list or a map"));
    }
    mark(models);
}

/// Marks the parts that may hold another value of the model that they are parts of.
fn mark(models: &mut BTreeMap<String, Model>) {
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

/// The models of which some value ends. What could not be read is another finding.
fn finite(models: &BTreeMap<String, Model>) -> BTreeSet<String> {
    let mut waits: HashMap<&str, Vec<&str>> = HashMap::new();
    let mut left: HashMap<&str, usize> = HashMap::new();
    let mut queue: Vec<&str> = Vec::new();
    for model in models.values() {
        let name = model.component.as_str();
        let needed: BTreeSet<&str> = needed(model).into_iter().collect();
        let all = needed.len();
        let open: Vec<&str> = needed.into_iter().filter(|name| models.contains_key(*name)).collect();
        let count = match &model.kind {
            // One alternative that ends suffices.
            ModelKind::Union { alternatives, .. } => {
                let ends = alternatives.iter().any(|one| !matches!(one.shape, Shape::Model(_))) || open.len() < all;
                usize::from(!ends)
            }
            _ => open.len(),
        };
        for other in open {
            waits.entry(other).or_default().push(name);
        }
        left.insert(name, count);
        if count == 0 {
            queue.push(name);
        }
    }
    let mut found = BTreeSet::new();
    while let Some(name) = queue.pop() {
        if !found.insert(name.to_owned()) {
            continue;
        }
        for waiting in waits.get(name).into_iter().flatten() {
            if let Some(count) = left.get_mut(waiting).filter(|count| **count > 0) {
                *count -= 1;
                if *count == 0 {
                    queue.push(waiting);
                }
            }
        }
    }
    found
}

/// The models that a value cannot do without, or of which a union has one. What is null ends there.
fn needed(model: &Model) -> Vec<&str> {
    let shapes: Vec<&Shape> = match &model.kind {
        ModelKind::Object { properties } => {
            let needed = properties.iter().filter(|property| property.required && !property.nullable);
            needed.map(|property| &property.shape).collect()
        }
        ModelKind::Tuple { elements } => {
            elements.iter().filter(|element| element.required).map(|element| &element.shape).collect()
        }
        ModelKind::Union { alternatives, .. } => alternatives.iter().map(|one| &one.shape).collect(),
        ModelKind::Enum { .. } | ModelKind::Alias(_) => Vec::new(),
    };
    let model = |shape| match shape {
        &Shape::Model(ref name) => Some(name.as_str()),
        _ => None,
    };
    shapes.into_iter().filter_map(model).collect()
}
