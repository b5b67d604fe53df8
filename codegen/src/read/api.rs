//! A bundle as an [`Api`].

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{alias, body, boxes, names, request_reply, security, servers, union};
use crate::check::item_names::{check_items, check_operation, check_setters};
use crate::check::reading::{Defaults, Document};
use crate::check::{properties, recursion};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{Api, ClientParameter, ClientPlace, Group, Model, ModelKind, Operation, Property, Shape};
use crate::node::Node;
use crate::openapi::references::Components;
use crate::read::alias::{facts_of_alias, flatten};
use crate::read::docs::external;
use crate::read::operation::path_item;
use crate::read::schema::model;
use crate::threads;

/// Reads the simplified bundle of the vendor `name`, if nothing in it is wrong; `problems` has what simplifying it has found.
pub fn read(name: &str, document: &Node, problems: &mut Diagnostics) -> Result<Api, Diagnostics> {
    document.require("openapi").map_err(|found| problems.push(found)).ok();
    let Models { models, aliases, partial, broken } = models(document, problems);
    let mut written_out: BTreeSet<String> = aliases.keys().cloned().collect();
    let known: BTreeMap<String, Model> = models.clone().into_iter().chain(aliases).collect();
    let followed = if partial.is_empty() { None } else { Some(known.clone().into_iter().chain(partial).collect()) };
    let mut api = Api {
        name: name.to_owned(),
        title: String::new(),
        version: String::new(),
        description: String::new(),
        documentation: None,
        servers: problems.keep(servers::servers(document)).unwrap_or_default(),
        client_parameters: Vec::new(),
        groups: problems.keep(groups(document)).unwrap_or_default(),
        operations: Vec::new(),
        models: BTreeMap::new(),
        written_out: BTreeSet::new(),
    };
    problems.keep(info(document, &mut api));
    let mut client = problems.keep(servers::variables(document)).unwrap_or_default();
    client.extend(problems.keep(security::credentials(document)).unwrap_or_default());

    let reader = Document {
        root: document,
        components: Components::of(document),
        defaults: Defaults::read(document),
        models: &known,
        followed: followed.as_ref().unwrap_or(&known),
        broken: &broken,
    };
    let paths = document.require("paths").and_then(Node::object);
    let paths = problems.keep(paths).unwrap_or_default();
    let mut ids = HashMap::new();
    for operation in threads::each(paths, |entry| path_item(&reader, entry)).into_iter().flatten() {
        let Some((operation, headers)) = problems.keep(operation) else { continue };
        problems.keep(check_operation(&mut ids, &operation));
        for header in headers {
            problems.keep(merge(&mut client, header, &operation));
        }
        api.operations.push(operation);
    }
    if let Some(untagged) = api.operations.iter().find(|operation| operation.group == names::UNTAGGED)
        && !api.groups.iter().any(|group| group.name == names::UNTAGGED)
    {
        let (name, rust) = (names::UNTAGGED.to_owned(), names::UNTAGGED.to_owned());
        let (description, span) = ("Operations without a tag.".to_owned(), untagged.span.clone());
        api.groups.push(Group { name, rust, description, span });
    }
    client.extend(client_members(&models, &api));
    api.client_parameters = client;
    api.models = models;
    problems.keep(check_items(&api));
    problems.keep(check_setters(document, &api));
    if !problems.has_errors() {
        properties::check_requests(&api.models, &api.operations, problems);
    }
    if problems.has_errors() {
        return Err(Diagnostics::default());
    }
    let forms = body::form_components(document);
    request_reply::drop_forms(&mut api, &forms);
    written_out.extend(forms);
    api.written_out = written_out;
    mark_replies(&mut api);
    request_reply::split(&mut api)?;
    Ok(api)
}

fn info(document: &Node, api: &mut Api) -> Result<(), Diagnostic> {
    let info = document.require("info")?;
    let text = |key: &str| Ok::<_, Diagnostic>(info.opt_str(key)?.unwrap_or_default().trim().to_owned());
    info.require("title")?;
    api.title = text("title")?;
    api.version = text("version")?;
    api.description = text("description")?;
    api.documentation = external(document)?;
    Ok(())
}

/// A reply without its flag is a failure to report, not to decode: the members on the flag's way are optional. And a
/// payload that is missing is told from an empty one, unless it is the list of a listing too.
fn mark_replies(api: &mut Api) {
    let listed = |reply: &str, pointer: &str| {
        let is_it = |other: &Operation| {
            other.reply.as_deref() == Some(reply) && other.paging.as_ref().is_some_and(|it| it.items() == pointer)
        };
        api.operations.iter().any(is_it)
    };
    for operation in &api.operations {
        if let Some(pointer) = &operation.envelope.success {
            for root in [operation.reply.as_ref(), operation.envelope.failure.as_ref()].into_iter().flatten() {
                along(&mut api.models, root, pointer, |property, _| property.required = false);
            }
        }
        if let (None, Some(pointer), Some(reply)) = (&operation.paging, &operation.envelope.payload, &operation.reply)
            && !listed(reply, pointer)
        {
            along(&mut api.models, reply, pointer, |property, is_last| property.is_payload |= is_last);
        }
    }
}

/// Visits the members that a pointer passes; the last one is told.
fn along(models: &mut BTreeMap<String, Model>, root: &str, pointer: &str, mut visit: impl FnMut(&mut Property, bool)) {
    let mut component = root.to_owned();
    let mut tokens = pointer.split('/').skip(1).peekable();
    while let Some(token) = tokens.next() {
        let Some(Model { kind: ModelKind::Object { properties }, .. }) = models.get_mut(&component) else { break };
        let Some(property) = properties.iter_mut().find(|property| property.wire == token) else { break };
        visit(property, tokens.peek().is_none());
        let Shape::Model(next) = &property.shape else { break };
        component = next.clone();
    }
}

/// The schemas of a document.
struct Models {
    models: BTreeMap<String, Model>,
    /// Those that are other names for a shape.
    aliases: BTreeMap<String, Model>,
    /// What can be read of those that have errors.
    partial: BTreeMap<String, Model>,
    /// The names of those that have errors.
    broken: BTreeSet<String>,
}

fn models(document: &Node, problems: &mut Diagnostics) -> Models {
    let mut models = BTreeMap::new();
    let mut partial = BTreeMap::new();
    let mut broken = BTreeSet::new();
    let schemas = document.get("components").and_then(|components| components.get("schemas"));
    let schemas = schemas.map(Node::entries).unwrap_or_default();
    let named = schemas.iter().filter(|entry| {
        entry.key_span != entry.value.span
            && entry.value.get("x-rust-name").is_none()
            && crate::names::pascal(&entry.key) != entry.key
    });
    let refused: Vec<&str> = named.map(|entry| entry.key.as_str()).collect();
    let read = threads::each(schemas, |entry| {
        let mut found = Diagnostics::default();
        (model(&entry.key, &entry.key_span, &entry.value, &mut found), found)
    });
    for (entry, (model, mut found)) in schemas.iter().zip(read) {
        let is_broken = model.is_none() || found.has_errors();
        let place = if is_broken { &mut partial } else { &mut models };
        place.extend(model.map(|model| (entry.key.clone(), model)));
        if is_broken {
            broken.insert(entry.key.clone());
        }
        // The name of an inner schema is made of the name that is refused.
        let is_inner = entry.key_span == entry.value.span;
        if is_inner && refused.iter().any(|outer| entry.key.starts_with(outer)) {
            found.0.retain(|one| one.code != Code::ModelName);
        }
        problems.extend(found);
    }
    alias::resolve(&mut models, &mut broken, problems);
    let aliases = models.clone();
    for model in models.values_mut().chain(partial.values_mut()) {
        if let ModelKind::Object { properties } = &mut model.kind {
            for property in properties {
                property.docs.facts.extend(facts_of_alias(&aliases, &property.shape));
            }
        }
        for shape in model.kind.shapes_mut() {
            *shape = flatten(&aliases, shape.clone());
        }
        match &mut model.kind {
            ModelKind::Object { properties } => {
                for property in properties {
                    let (shape, nullable) = property.shape.clone().split_null();
                    property.shape = shape;
                    property.nullable |= nullable;
                }
            }
            // Null is beside the union, not in it.
            ModelKind::Union { alternatives, .. } => {
                for one in alternatives {
                    let (shape, nullable) = one.shape.clone().split_null();
                    one.shape = shape;
                    model.nullable |= nullable;
                }
            }
            _ => {}
        }
    }
    let (aliases, mut models): (BTreeMap<_, _>, BTreeMap<_, _>) =
        models.into_iter().partition(|(_, model)| matches!(model.kind, ModelKind::Alias(_)));
    union::resolve(&mut models, problems);
    recursion::check(&models, problems);
    boxes::mark(&mut models);
    properties::check(&models, problems);
    Models { models, aliases, partial, broken }
}

fn groups(document: &Node) -> Result<Vec<Group>, Diagnostics> {
    let mut problems = Diagnostics::default();
    let mut groups: Vec<Group> = Vec::new();
    for node in document.get("tags").map(Node::array).transpose()?.unwrap_or_default() {
        let name = node.require("name")?.str()?.to_owned();
        let description = node.opt_str("description")?.unwrap_or_default().trim().to_owned();
        let Some(rust) = problems.keep(names::group_name(node)) else { continue };
        if groups.iter().any(|group| group.rust == rust) {
            let span = node.get("x-rust-name").or(node.get("name")).map_or(&node.span, |name| &name.span);
            let message = format!("two tags are called `{rust}`");
            let found = Diagnostic::at(Code::NameCollision, span, message);
            problems.push(found.help("remove one of them, or give it an `x-rust-name`"));
        }
        groups.push(Group { name, rust, description, span: node.span.clone() });
    }
    problems.finish(groups)
}

/// Client-wide members of request bodies.
fn client_members(models: &BTreeMap<String, Model>, api: &Api) -> Vec<ClientParameter> {
    let mut found: Vec<ClientParameter> = Vec::new();
    for request in api.operations.iter().filter_map(|operation| operation.request.as_ref()) {
        let Some(Model { kind: ModelKind::Object { properties }, .. }) = models.get(request) else { continue };
        for property in properties {
            let Some(setter) = &property.client_parameter else { continue };
            if !found.iter().any(|parameter| parameter.setter == *setter) {
                let place = ClientPlace::Member { name: setter.clone() };
                found.push(ClientParameter {
                    setter: setter.clone(),
                    secret: false,
                    required: property.required,
                    docs: property.docs.clone(),
                    place,
                });
            }
        }
    }
    found
}

fn merge(
    client: &mut Vec<ClientParameter>,
    header: ClientParameter,
    operation: &crate::ir::Operation,
) -> Result<(), Diagnostic> {
    let Some(twin) = client.iter_mut().find(|parameter| parameter.setter == header.setter) else {
        client.push(header);
        return Ok(());
    };
    match (&twin.place, &header.place) {
        (ClientPlace::Header { name: a, shape: s }, ClientPlace::Header { name: b, shape: t }) if a == b && s == t => {
            twin.required |= header.required;
            Ok(())
        }
        _ => Err(Diagnostic::at(
            Code::ClientParameter,
            &operation.span,
            format!("two client-wide values are called `{}`", header.setter),
        )
        .help("give one of them another `x-client-parameter.name`")),
    }
}
