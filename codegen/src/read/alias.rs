//! Other names for values: each is written out where it is used, unless it has no end without a name.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::union;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ir::{Alternative, Docs, Model, ModelKind, Shape};

/// Writes aliases out in each other. A list or map that holds itself, and one that is very deep, becomes a type of its own, with one
/// alternative; a circle of references alone has no meaning, and is told by the lint.
pub(super) fn resolve(models: &mut BTreeMap<String, Model>, broken: &mut BTreeSet<String>, problems: &mut Diagnostics) {
    // What an alias holds is one value, so that each leads to one other at most.
    let next: HashMap<String, String> = models
        .iter()
        .filter_map(|(name, model)| {
            let ModelKind::Alias(shape) = &model.kind else { return None };
            let other = shape.model()?;
            let leads_on = matches!(models.get(other), Some(Model { kind: ModelKind::Alias(_), .. }));
            leads_on.then(|| (name.clone(), other.to_owned()))
        })
        .collect();
    let names: Vec<String> = models.keys().cloned().collect();
    let mut done: BTreeSet<String> = BTreeSet::new();
    for start in names {
        let mut way: Vec<String> = Vec::new();
        let mut at = Some(&start);
        let mut passed: BTreeSet<&str> = BTreeSet::new();
        while let Some(name) = at.filter(|name| !done.contains(*name)) {
            if !passed.insert(name) {
                let circle = way.iter().position(|other| other == name).unwrap_or_default();
                break_up(models, &way[circle..]);
                break;
            }
            way.push(name.clone());
            at = next.get(name);
        }
        // From the end, so that what an alias leads to is written out before it.
        for name in way.into_iter().rev() {
            let Some(Model { kind: ModelKind::Alias(shape), .. }) = models.get(&name) else {
                done.insert(name);
                continue;
            };
            let leads_to = shape.model().and_then(|other| Some((other, &models.get(other)?.kind)));
            let is_circle = matches!(leads_to, Some((other, ModelKind::Alias(_))) if !done.contains(other) || broken.contains(other));
            let flat = flatten(models, shape.clone());
            if is_circle {
                // The circle is told already, once.
                problems.push(Diagnostic::reported());
                broken.insert(name.clone());
            } else if let Some(model) = models.get_mut(&name) {
                let is_deep = flat.depth() > Shape::DEEPEST;
                model.kind = ModelKind::Alias(flat);
                if is_deep {
                    name_it(model);
                }
            }
            done.insert(name);
        }
    }
}

/// Gives the lists and maps of a circle names. There is none where each is but another name for the next.
fn break_up(models: &mut BTreeMap<String, Model>, circle: &[String]) {
    for name in circle {
        let Some(model) = models.get_mut(name) else { continue };
        if matches!(&model.kind, ModelKind::Alias(shape) if shape.depth() > 0) {
            name_it(model);
        }
    }
}

fn name_it(model: &mut Model) {
    let ModelKind::Alias(shape) = &model.kind else { return };
    let (shape, nullable) = shape.clone().split_null();
    model.nullable |= nullable;
    let one = Alternative {
        rust: union::variant(&model.component, &shape),
        shape,
        tags: Vec::new(),
        required: Vec::new(),
        constants: Vec::new(),
        boxed: false,
        undecided: None,
        docs: Docs::default(),
        span: model.span.clone(),
    };
    model.kind = ModelKind::Union { tag: None, alternatives: vec![one] };
}

/// Aliases written out.
pub(super) fn flatten(models: &BTreeMap<String, Model>, shape: Shape) -> Shape {
    match shape {
        Shape::Model(name) => match models.get(&name).map(|model| &model.kind) {
            // Aliases are flat already, so one step suffices.
            Some(ModelKind::Alias(inner)) => inner.clone(),
            Some(_) => {
                let nullable = models.get(&name).is_some_and(|model| model.nullable);
                Shape::Model(name).or_null(nullable)
            }
            None => Shape::Model(name),
        },
        Shape::Nullable(inner) => flatten(models, *inner).or_null(true),
        Shape::Array(inner) => Shape::Array(Box::new(flatten(models, *inner))),
        Shape::Map(inner) => Shape::Map(Box::new(flatten(models, *inner))),
        other => other,
    }
}

/// What is said of the values of another name, which is written out where it is used.
pub(super) fn facts_of_alias(models: &BTreeMap<String, Model>, shape: &Shape) -> Vec<String> {
    match shape.direct_model().and_then(|name| models.get(name)) {
        Some(Model { kind: ModelKind::Alias(_), docs, .. }) => docs.facts.clone(),
        _ => Vec::new(),
    }
}
