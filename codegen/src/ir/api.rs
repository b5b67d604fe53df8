//! A bundle as an [`Api`].

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::ir::extensions::{self, Defaults, client_parameter};
use crate::ir::operation::{Document, flatten, path_item};
use crate::ir::schema::{docs, model};
use crate::ir::{
    Api, ClientParameter, ClientPlace, Group, Model, ModelKind, Property, Shape, alias, body, direction, finite,
    members, names, parameter, servers, union,
};
use crate::node::Node;
use crate::refs::Components;
use crate::simplify::simplify;
use crate::threads;

/// Reads the bundle of the vendor `name`, if nothing in it is wrong, and tells what is.
pub fn read(name: &str, document: &Node) -> (Option<Api>, Diagnostics) {
    let mut found = Diagnostics::default();
    let api = api(name, document, &mut found);
    let api = match found.has_errors() {
        true => None,
        false => found.keep(api),
    };
    (api, found)
}

fn api(name: &str, document: &Node, problems: &mut Diagnostics) -> Result<Api, Diagnostics> {
    let document = &simplify(document, problems);
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
        servers: problems.keep(servers::servers(document)).unwrap_or_default(),
        client_parameters: Vec::new(),
        groups: problems.keep(groups(document)).unwrap_or_default(),
        operations: Vec::new(),
        models: BTreeMap::new(),
        written_out: BTreeSet::new(),
    };
    problems.keep(info(document, &mut api));
    let mut client = problems.keep(servers::variables(document)).unwrap_or_default();
    client.extend(problems.keep(credentials(document)).unwrap_or_default());

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
    problems.keep(names::check_items(&api));
    problems.keep(check_setters(document, &api));
    if !problems.has_errors() {
        members::check_requests(&api.models, &api.operations, problems);
    }
    if problems.has_errors() {
        return Err(Diagnostics::default());
    }
    let forms = body::form_components(document);
    direction::drop_forms(&mut api, &forms);
    written_out.extend(forms);
    api.written_out = written_out;
    mark_replies(&mut api);
    direction::split(&mut api)?;
    Ok(api)
}

fn info(document: &Node, api: &mut Api) -> Result<(), Diagnostic> {
    let info = document.require("info")?;
    let text = |key: &str| Ok::<_, Diagnostic>(info.opt_str(key)?.unwrap_or_default().trim().to_owned());
    info.require("title")?;
    api.title = text("title")?;
    api.version = text("version")?;
    api.description = text("description")?;
    Ok(())
}

/// A reply without its flag is a failure to report, not to decode: the members on the flag's way are optional. And a
/// payload that is missing is told from an empty one.
fn mark_replies(api: &mut Api) {
    for operation in &api.operations {
        if let Some(pointer) = &operation.envelope.success {
            for root in [operation.reply.as_ref(), operation.envelope.failure.as_ref()].into_iter().flatten() {
                along(&mut api.models, root, pointer, |property, _| property.required = false);
            }
        }
        if let (None, Some(pointer), Some(reply)) = (&operation.paging, &operation.envelope.payload, &operation.reply) {
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
    finite::check(&mut models, problems);
    members::check(&models, problems);
    Models { models, aliases, partial, broken }
}

/// What is said of the values of another name, which is written out where it is used.
pub(super) fn facts_of_alias(models: &BTreeMap<String, Model>, shape: &Shape) -> Vec<String> {
    match shape.direct_model().and_then(|name| models.get(name)) {
        Some(Model { kind: ModelKind::Alias(_), docs, .. }) => docs.facts.clone(),
        _ => Vec::new(),
    }
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

fn credentials(document: &Node) -> Result<Vec<ClientParameter>, Diagnostic> {
    let alternatives = document.get("security").map(Node::array).transpose()?.unwrap_or_default();
    let schemes = document.get("components").and_then(|components| components.get("securitySchemes"));
    let mut found = Vec::new();
    for entry in schemes.map(Node::entries).unwrap_or_default() {
        let node = &entry.value;
        let place = match (node.opt_str("type")?, node.opt_str("scheme")?, node.opt_str("in")?) {
            // The names of schemes know no case.
            (Some("http"), Some(scheme), _) if scheme.eq_ignore_ascii_case("bearer") => ClientPlace::Bearer,
            (Some("http"), Some(scheme), _) if scheme.eq_ignore_ascii_case("basic") => ClientPlace::Basic,
            (Some("apiKey"), _, Some("header")) => {
                let name = node.require("name")?;
                parameter::check_transport(name)?;
                ClientPlace::HeaderKey { name: name.str()?.to_owned() }
            }
            (Some("oauth2"), _, _) => ClientPlace::ClientCredentials { token_url: token_url(node)? },
            _ => return Err(unsupported_scheme(node)),
        };
        let Some((setter, _)) = client_parameter(node)? else {
            return Err(Diagnostic::at(
                Code::SecurityScheme,
                &node.span,
                "expected `x-client-parameter` on the security scheme",
            )
            .help("name the setter of the client's builder: `x-client-parameter: {name: key, secret: true}`"));
        };
        let required = !alternatives.is_empty() && alternatives.iter().all(|one| one.get(&entry.key).is_some());
        found.push(ClientParameter { setter, secret: true, required, docs: docs(node)?, place });
    }
    Ok(found)
}

/// A security scheme of another sort, at the member that makes it one.
fn unsupported_scheme(node: &Node) -> Diagnostic {
    const KNOWN: &str = "expected http bearer, http basic, oauth2 or an apiKey in a header";
    let text = |key: &str| node.get(key).and_then(|value| value.str().ok());
    let at = |key: &str, message: &str| {
        Diagnostic::at(Code::SecurityScheme, node.get(key).map_or(&node.span, |value| &value.span), message)
    };
    let lacks = |key: &str, help: &str| {
        let message = format!("the security scheme has no `{key}`");
        Diagnostic::at(Code::SecurityScheme, &node.span, message).help(help)
    };
    let nearest = |found: Diagnostic, key: &str, known: &[&'static str]| {
        let value = text(key).unwrap_or_default();
        let alike = known.iter().find(|name| name.eq_ignore_ascii_case(value)).copied();
        match (alike.or_else(|| crate::names::nearest(value, known.iter().copied())), node.get(key)) {
            (Some(near), Some(node)) => {
                found.help(format!("did you mean `{near}`?")).suggest(&node.span, node.quoted(near))
            }
            _ => found.help(KNOWN),
        }
    };
    match (text("type"), text("scheme"), text("in")) {
        (Some("http"), None, _) => lacks("scheme", "write `scheme: bearer` or `scheme: basic`"),
        (Some("http"), Some(scheme), _) => {
            let message = format!("the scheme `{scheme}` is not supported");
            nearest(at("scheme", &message), "scheme", &["bearer", "basic"])
        }
        (Some("apiKey"), _, None) => lacks("in", "write `in: header`, and the name of the header as `name`"),
        (Some("apiKey"), _, Some("query")) => at("in", "a key in the query is not supported")
            .note("an address stands in the logs of every server and proxy on the way, and so would the key")
            .help("write `in: header`, if the vendor takes the key there too"),
        (Some("apiKey"), _, Some(place)) => {
            let message = format!("a key in `{place}` is not supported");
            nearest(at("in", &message), "in", &["header"])
        }
        (Some("bearer" | "basic"), ..) => {
            at("type", "the type of this security scheme is `http`").help("write `type: http` and this as its `scheme`")
        }
        (Some(kind), ..) => {
            let message = format!("security schemes of the type `{kind}` are not supported");
            nearest(at("type", &message), "type", &["http", "apiKey", "oauth2"])
        }
        (None, ..) => lacks("type", KNOWN),
    }
}

/// Where the client-credentials flow of an OAuth scheme gives tokens.
fn token_url(scheme: &Node) -> Result<String, Diagnostic> {
    let flows = scheme.require("flows")?;
    if let Some(other) = flows.object()?.iter().find(|flow| flow.key != "clientCredentials") {
        let message = format!("expected the flow `clientCredentials` only, found `{}`", other.key);
        return Err(Diagnostic::at(Code::SecurityScheme, &other.key_span, message)
            .help("the other flows need a person at a browser"));
    }
    let flow = flows.require("clientCredentials")?;
    if let Some(other) = flow.object()?.iter().find(|entry| !["tokenUrl", "scopes"].contains(&entry.key.as_str())) {
        let message = format!("expected `tokenUrl` and `scopes`, found `{}`", other.key);
        return Err(Diagnostic::at(Code::SecurityScheme, &other.key_span, message));
    }
    let scopes = flow.require("scopes")?;
    if !scopes.object()?.is_empty() {
        return Err(Diagnostic::at(Code::SecurityScheme, &scopes.span, "expected no scopes: the client asks for none"));
    }
    let url = flow.require("tokenUrl")?;
    let text = url.str()?;
    let path = text.strip_prefix("https://").and_then(|rest| rest.find('/').map(|at| &rest[at..]));
    match path {
        Some(path) if path.len() > 1 && !text.contains(['{', '}', '?', '#']) => Ok(text.to_owned()),
        _ => Err(Diagnostic::at(
            Code::SecurityScheme,
            &url.span,
            format!("expected an https address with a path, found `{text}`"),
        )),
    }
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

/// The first operation has the id.
fn check_operation(ids: &mut HashMap<String, Span>, operation: &crate::ir::Operation) -> Result<(), Diagnostic> {
    match ids.entry(operation.id.clone()) {
        Entry::Vacant(free) => {
            free.insert(operation.span.clone());
            Ok(())
        }
        Entry::Occupied(twin) => {
            let message = format!("two operations are called `{}`", operation.id);
            let found = Diagnostic::at(Code::DuplicateOperation, &operation.span, message);
            Err(found.also(twin.get(), "the other one"))
        }
    }
}

/// A builder has one method a name.
fn check_setters(document: &Node, api: &Api) -> Result<(), Diagnostic> {
    let mut seen = BTreeSet::new();
    for parameter in &api.client_parameters {
        for setter in parameter.setters() {
            if !seen.insert(setter) {
                let message =
                    format!("the client-wide value `{}` has the name of another builder method", parameter.setter);
                let place = extensions::place_of_client_parameter(document, &parameter.setter);
                return Err(Diagnostic::at(Code::ClientParameter, place.unwrap_or(&document.span), message)
                    .help("give it another `x-client-parameter.name`"));
            }
        }
    }
    Ok(())
}
