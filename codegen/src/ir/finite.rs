//! Types that contain themselves: where a pointer is needed, and which of them no value can have.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{Model, ModelKind};

/// Finds types without a finite value, and marks the parts of models that stand behind a pointer. The engine finds those of
/// objects, unless they stand in a wrapper of the runtime.
pub(super) fn check(models: &mut BTreeMap<String, Model>, problems: &mut Diagnostics) {
    let mut finite: BTreeSet<String> = BTreeSet::new();
    loop {
        let before = finite.len();
        for model in models.values() {
            if ends(model, models, &finite) {
                finite.insert(model.component.clone());
            }
        }
        if finite.len() == before {
            break;
        }
    }
    let mut told: Vec<&str> = Vec::new();
    for model in models.values().filter(|model| !finite.contains(&model.component)) {
        // A circle is told once, and what leads to one is not at fault.
        let leads = |from: &str, to: &str| needs(models, &finite, from, to);
        let name = model.component.as_str();
        if !leads(name, name) || told.iter().any(|told| leads(told, name) && leads(name, told)) {
            continue;
        }
        told.push(name);
        let message = format!("every value of `{}` would contain another one of it", model.component);
        let found = Diagnostic::at(Code::CyclicReference, &model.name_span, message);
        problems.push(found.help("let what leads back be optional, null, a list or a map"));
    }
    let all = models.clone();
    for model in models.values_mut() {
        let name = model.component.clone();
        match &mut model.kind {
            ModelKind::Union { alternatives, .. } => {
                for one in alternatives {
                    one.boxed = one.shape.direct_model().is_some_and(|from| reaches(&all, from, &name));
                }
            }
            ModelKind::Tuple { elements } => {
                for one in elements {
                    one.boxed = one.shape.direct_model().is_some_and(|from| reaches(&all, from, &name));
                }
            }
            ModelKind::Object { properties } => {
                for one in properties {
                    one.recurs = one.shape.direct_model().is_some_and(|from| reaches(&all, from, &name));
                }
            }
            ModelKind::Enum { .. } | ModelKind::Alias(_) => {}
        }
    }
}

/// Whether a value of the model can end, given the models of which that is known.
fn ends(model: &Model, models: &BTreeMap<String, Model>, finite: &BTreeSet<String>) -> bool {
    // What is null ends there, and what could not be read is another finding.
    let ended = |shape: &crate::ir::Shape| match shape {
        crate::ir::Shape::Model(name) => finite.contains(name) || !models.contains_key(name),
        _ => true,
    };
    match &model.kind {
        ModelKind::Object { properties } => {
            properties.iter().all(|property| !property.required || property.nullable || ended(&property.shape))
        }
        ModelKind::Tuple { elements } => elements.iter().all(|element| !element.required || ended(&element.shape)),
        ModelKind::Union { alternatives, .. } => alternatives.iter().any(|one| ended(&one.shape)),
        ModelKind::Enum { .. } | ModelKind::Alias(_) => true,
    }
}

/// Whether every value of one model needs one of another, by way of models without an end.
fn needs(models: &BTreeMap<String, Model>, finite: &BTreeSet<String>, from: &str, to: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut queue = vec![from];
    while let Some(name) = queue.pop() {
        let Some(model) = models.get(name) else { continue };
        let shapes: Vec<&crate::ir::Shape> = match &model.kind {
            ModelKind::Object { properties } => {
                let needed = properties.iter().filter(|property| property.required && !property.nullable);
                needed.map(|property| &property.shape).collect()
            }
            ModelKind::Tuple { elements } => {
                elements.iter().filter(|element| element.required).map(|element| &element.shape).collect()
            }
            _ => model.kind.shapes(),
        };
        for shape in shapes {
            let crate::ir::Shape::Model(next) = shape else { continue };
            if next == to {
                return true;
            }
            if !finite.contains(next) && seen.insert(next.as_str()) {
                queue.push(next);
            }
        }
    }
    false
}

/// Whether a value of one model has a value of another as a part of itself.
fn reaches(models: &BTreeMap<String, Model>, from: &str, to: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut queue = vec![from.to_owned()];
    while let Some(name) = queue.pop() {
        if name == to {
            return true;
        }
        let Some(model) = models.get(&name) else { continue };
        if seen.insert(name) {
            queue.extend(model.kind.shapes().into_iter().filter_map(|shape| shape.direct_model()).map(str::to_owned));
        }
    }
    false
}
