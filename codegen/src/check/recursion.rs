//! Types that contain themselves, and of which no value can be.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::graph::Circles;
use crate::ir::{Model, ModelKind, Shape};

/// Finds types without a finite value.
pub(crate) fn check(models: &BTreeMap<String, Model>, problems: &mut Diagnostics) {
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
    if told.is_empty() {
        depth(models, problems);
    }
}

/// How many types within types the compiler follows, less what an async call adds around them: it gives up at 128, with pointers
/// too, when it asks whether a value may go to another thread.
const DEPTH: usize = 100;

/// Refuses models whose types hold more types within types than the compiler follows; a circle counts as one step, as the compiler
/// ends where it meets a type again.
fn depth(models: &BTreeMap<String, Model>, problems: &mut Diagnostics) {
    let parts: Vec<(&str, Vec<(&str, usize)>)> =
        models.values().map(|model| (model.component.as_str(), held(model))).collect();
    let steps: Vec<(&str, Vec<&str>)> =
        parts.iter().map(|(name, held)| (*name, held.iter().map(|(part, _)| *part).collect())).collect();
    let circles = Circles::of(&steps);
    let of: HashMap<&str, &[(&str, usize)]> = parts.iter().map(|(name, held)| (*name, held.as_slice())).collect();
    // What is on a circle counts for itself alone: the way along it has no length of its own.
    let outside = |name: &str| {
        of.get(name)
            .copied()
            .unwrap_or_default()
            .iter()
            .filter(|(part, _)| !circles.are_mutual(name, part))
            .copied()
            .collect::<Vec<_>>()
    };
    let mut depths: HashMap<&str, usize> = HashMap::new();
    for (start, _) in &parts {
        let mut way = vec![*start];
        while let Some(name) = way.last().copied() {
            let next = outside(name);
            let open = next.iter().find(|(part, _)| of.contains_key(part) && !depths.contains_key(part));
            if let (Some((part, _)), false) = (open, depths.contains_key(name)) {
                way.push(*part);
                continue;
            }
            let below = next.iter().map(|(part, cost)| cost + depths.get(part).copied().unwrap_or_default());
            depths.insert(name, below.max().unwrap_or_default());
            way.pop();
        }
    }
    for (name, model) in models {
        let is_deep = |name: &str| depths.get(name).is_some_and(|depth| *depth > DEPTH);
        // What leads to one that is too deep is not at fault.
        if is_deep(name) && !outside(name).iter().any(|(part, _)| is_deep(part)) {
            let message = format!("`{name}` holds more types within types than the Rust compiler follows");
            let found = Diagnostic::at(Code::SchemaGrowth, &model.name_span, message);
            let found = found
                .note("a list or map counts for four of a hundred steps, an optional member for two, others for one");
            problems.push(found.help("let one of the members on the way down be of any type: `{}`"));
        }
    }
}

/// The models that a type holds, and how many steps lead there.
fn held(model: &Model) -> Vec<(&str, usize)> {
    fn steps(shape: &Shape) -> Option<(&str, usize)> {
        match shape {
            Shape::Model(name) => Some((name, 1)),
            Shape::Nullable(inner) => steps(inner).map(|(name, count)| (name, count + 1)),
            Shape::Array(inner) | Shape::Map(inner) => steps(inner).map(|(name, count)| (name, count + 3)),
            _ => None,
        }
    }
    match &model.kind {
        ModelKind::Object { properties } => {
            let optional = |property: &crate::ir::Property| usize::from(!property.required || property.nullable);
            let held = properties
                .iter()
                .filter_map(|one| steps(&one.shape).map(|(name, count)| (name, count + optional(one))));
            held.collect()
        }
        kind => kind.shapes().into_iter().filter_map(steps).collect(),
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
    let models = shapes.into_iter().map(|shape| match shape {
        Shape::Model(name) => Some(name.as_str()),
        _ => None,
    });
    models.flatten().collect()
}
