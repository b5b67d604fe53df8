//! Which way each model travels. A model that requests and replies share and that would differ is split in two.
//!
//! Afterwards models are keyed by their Rust names, and every reference holds a Rust name.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::graph::leading_to;
use crate::ir::{Api, Body, ClientPlace, Content, ContentKind, Direction, Model, ModelKind, Operation, Shape};

impl Operation {
    /// The types of what requests hold.
    fn sent(&self) -> impl Iterator<Item = &Shape> {
        let body = match &self.body {
            Some(Body { content: Content { kind: ContentKind::Json(shape), .. }, .. }) => Some(shape),
            _ => None,
        };
        body.into_iter().chain(self.parameters.iter().map(|parameter| &parameter.shape))
    }

    /// The types of what replies hold.
    fn received(&self) -> impl Iterator<Item = &Shape> {
        let replies = self.replies.iter().filter_map(|reply| match &reply.content {
            Some(Content { kind: ContentKind::Json(shape), .. }) => Some(shape),
            _ => None,
        });
        replies.chain(self.errors.iter().map(|error| &error.shape))
    }
}

/// Components that are nothing but the members of a form are no types.
pub(super) fn drop_forms(api: &mut Api, forms: &BTreeSet<String>) {
    let used = api.operations.iter().flat_map(|operation| operation.sent().chain(operation.received()));
    let mut roots: Vec<String> = used.filter_map(|shape| shape.model().map(str::to_owned)).collect();
    roots.extend(api.models.keys().filter(|name| !forms.contains(*name)).cloned());
    let used = reach(api, roots.into_iter());
    api.models.retain(|name, _| used.contains(name));
}

pub(super) fn split(api: &mut Api) -> Result<(), Diagnostics> {
    let sent = api.operations.iter().flat_map(Operation::sent).filter_map(|shape| shape.model().map(str::to_owned));
    let requests = reach(api, sent);
    let roots =
        api.operations.iter().flat_map(Operation::received).filter_map(|shape| shape.model().map(str::to_owned));
    let failures = api.operations.iter().filter_map(|operation| operation.envelope.failure.clone());
    let mut replies = reach(api, roots.chain(failures));
    // What nothing refers to, and the bodies of HTTP errors, are read.
    let rest: Vec<_> = api.models.keys().filter(|name| !requests.contains(*name)).cloned().collect();
    replies.extend(reach(api, rest.into_iter()));

    let different = different(api);
    let split: BTreeSet<String> =
        requests.intersection(&replies).filter(|name| different.contains(name.as_str())).cloned().collect();
    let reply_names: BTreeMap<String, String> =
        api.models.values().map(|model| (model.component.clone(), model.rust.clone())).collect();
    let request_names: BTreeMap<String, String> = reply_names
        .iter()
        .map(|(component, rust)| {
            let name = if split.contains(component) { format!("{rust}Input") } else { rust.clone() };
            (component.clone(), name)
        })
        .collect();

    mark_built(api, &requests);
    let mut models = BTreeMap::new();
    let mut problems = Diagnostics::default();
    let mut add = |model: &Model, direction, names: &BTreeMap<String, String>| {
        problems.keep(add(&mut models, model, direction, names));
    };
    for (component, model) in std::mem::take(&mut api.models) {
        let only_request = requests.contains(&component) && !replies.contains(&component);
        if split.contains(&component) {
            add(&model, Direction::Request, &request_names);
            add(&Model { is_sent: false, is_built: false, ..model }, Direction::Reply, &reply_names);
        } else if only_request {
            add(&model, Direction::Request, &request_names);
        } else {
            add(&model, Direction::Reply, &reply_names);
        }
    }
    api.models = models;
    problems.finish(())?;
    for operation in &mut api.operations {
        operation.reply = operation.reply.as_ref().map(|name| reply_names[name].clone());
        operation.request = operation.request.as_ref().map(|name| request_names[name].clone());
        if let Some(Body { content: Content { kind: ContentKind::Json(shape), .. }, .. }) = &mut operation.body {
            *shape = rename(shape, &request_names);
        }
        for reply in &mut operation.replies {
            if let Some(Content { kind: ContentKind::Json(shape), .. }) = &mut reply.content {
                *shape = rename(shape, &reply_names);
            }
        }
        for error in &mut operation.errors {
            error.shape = rename(&error.shape, &reply_names);
        }
        for parameter in &mut operation.parameters {
            parameter.shape = rename(&parameter.shape, &request_names);
        }
    }
    for parameter in &mut api.client_parameters {
        if let ClientPlace::Header { shape, .. } = &mut parameter.place {
            *shape = rename(shape, &request_names);
        }
    }
    Ok(())
}

/// Tells the models that requests hold, and which of them users make: bodies are made by the call.
fn mark_built(api: &mut Api, requests: &BTreeSet<String>) {
    let inside = requests.iter().filter_map(|name| api.models.get(name)).flat_map(|model| model.kind.shapes());
    let beside = api.operations.iter().flat_map(|operation| operation.parameters.iter().map(|one| &one.shape));
    let mut parts: BTreeSet<String> = inside.chain(beside).filter_map(Shape::model).map(str::to_owned).collect();
    for operation in &api.operations {
        let body = operation.sent().next().filter(|_| operation.request.is_none() && operation.body.is_some());
        parts.extend(body.and_then(Shape::model).map(str::to_owned));
    }
    let bodies: BTreeSet<String> = api.operations.iter().filter_map(|operation| operation.request.clone()).collect();
    for name in requests {
        if let Some(model) = api.models.get_mut(name) {
            model.is_sent = true;
            model.is_built = parts.contains(name) || !bodies.contains(name);
        }
    }
}

fn add(
    models: &mut BTreeMap<String, Model>,
    model: &Model,
    direction: Direction,
    names: &BTreeMap<String, String>,
) -> Result<(), Diagnostic> {
    let mut model = model.clone();
    model.rust = names[&model.component].clone();
    model.direction = direction;
    if let ModelKind::Object { properties } = &mut model.kind {
        properties.retain(|property| property.travels(direction));
    }
    for shape in model.kind.shapes_mut() {
        *shape = rename(shape, names);
    }
    if let Some(twin) = models.get(&model.rust) {
        let message = format!("`{}` and `{}` both become the type `{}`", model.component, twin.component, model.rust);
        return Err(Diagnostic::at(Code::NameCollision, &model.span, message).help("give one of them an `x-rust-name`"));
    }
    models.insert(model.rust.clone(), model);
    Ok(())
}

/// The components reached from some others, those included.
fn reach(api: &Api, roots: impl Iterator<Item = String>) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut queue: Vec<String> = roots.collect();
    while let Some(name) = queue.pop() {
        let Some(model) = api.models.get(&name) else { continue };
        if seen.insert(name) {
            queue.extend(model.kind.shapes().into_iter().filter_map(Shape::model).map(str::to_owned));
        }
    }
    seen
}

/// The components whose request side and reply side need different Rust types, by themselves or by what they hold.
fn different(api: &Api) -> HashSet<&str> {
    let steps: Vec<(&str, Vec<&str>)> = api
        .models
        .iter()
        .map(|(name, model)| (name.as_str(), model.kind.shapes().into_iter().filter_map(Shape::model).collect()))
        .collect();
    let own = api.models.iter().filter(|(_, model)| differs(model)).map(|(name, _)| name.as_str());
    leading_to(&steps, own)
}

fn differs(model: &Model) -> bool {
    let ModelKind::Object { properties } = &model.kind else { return false };
    properties.iter().any(|property| {
        let optional_list = !property.required && matches!(property.shape, Shape::Array(_));
        let three_states = !property.required && property.nullable;
        let one_way = property.read_only || property.write_only;
        optional_list || three_states || one_way || !property.lenient.is_empty()
    })
}

/// The Rust names of the components, for shapes that still hold component names.
fn rename(shape: &Shape, names: &BTreeMap<String, String>) -> Shape {
    shape.with_model(&|name| names.get(name).cloned().unwrap_or_else(|| name.to_owned()))
}
