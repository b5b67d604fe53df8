//! Runs progenitor's generator over the normalised document and takes the types of members from its type space (typify).

use std::collections::{BTreeMap, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};

use progenitor_impl::{CrateVers, GenerationSettings, Generator, TypeImpl};
use typify::{Type, TypeDetails, TypeId, TypeSpace};

use super::rust_type::RustType;
use crate::ir::{Api, ModelKind};
use crate::lower::normalise::{INTEGERS, RUNTIME_CRATE, RUNTIME_TYPES, member_names, normalise, runtime_path};

/// The types that the engine gives to the members of each struct, in the order of the members.
pub(super) fn lower(api: &Api) -> Result<BTreeMap<&str, Vec<RustType>>, String> {
    let document = normalise(api);
    let settings = settings(api);
    // The engine reports most of what it dislikes by a panic.
    let run = catch_unwind(AssertUnwindSafe(|| {
        let mut generator = Generator::new(&settings);
        // The types are in the space; how the engine would write them is not wanted.
        generator.generate_tokens(&document).map_err(|error| error.to_string())?;
        structs(api, generator.get_type_space())
    }));
    run.map_err(|panic| format!("the engine gave up: {}", message(&panic)))?
}

fn structs<'a>(api: &'a Api, space: &TypeSpace) -> Result<BTreeMap<&'a str, Vec<RustType>>, String> {
    let lowered: HashMap<String, Type<'_>> = space.iter_types().map(|ty| (ty.name(), ty)).collect();
    let mut structs = BTreeMap::new();
    for model in api.models.values() {
        let ModelKind::Object { properties } = &model.kind else { continue };
        let made: HashMap<String, TypeId> = match lowered.get(&model.rust).map(Type::details) {
            Some(TypeDetails::Struct(made)) => made.properties().map(|(name, id)| (name.to_owned(), id)).collect(),
            // An object without members is a map to the engine.
            Some(_) if properties.is_empty() => HashMap::new(),
            _ => return Err(format!("the engine made no struct `{}`", model.rust)),
        };
        let types = properties.iter().zip(member_names(properties)).map(|(property, name)| {
            let id = made.get(&name);
            let id = id.ok_or_else(|| format!("the engine made no field of `{}.{}`", model.rust, property.wire))?;
            let of = |why: String| format!("the engine lowered `{}.{}` to {why}", model.rust, property.wire);
            rust_type(api, space, id).map_err(of)
        });
        structs.insert(model.rust.as_str(), types.collect::<Result<_, _>>()?);
    }
    Ok(structs)
}

/// What is no struct, enum or union of the API and not of the runtime is not wanted: floats, the engine's own JSON.
fn rust_type(api: &Api, space: &TypeSpace, id: &TypeId) -> Result<RustType, String> {
    let ty = space.get_type(id).map_err(|error| error.to_string())?;
    let inner = |id: &TypeId| rust_type(api, space, id).map(Box::new);
    Ok(match ty.details() {
        // An object without members is a map of its own name to the engine.
        TypeDetails::Struct(_) | TypeDetails::Newtype(_) if api.models.contains_key(&ty.name()) => {
            RustType::Model(ty.name())
        }
        TypeDetails::Option(id) => RustType::Option(inner(&id)?),
        TypeDetails::Vec(id) => RustType::Vec(inner(&id)?),
        TypeDetails::Map(_, id) => RustType::Map(inner(&id)?),
        TypeDetails::Box(id) => RustType::Box(inner(&id)?),
        TypeDetails::String => RustType::String,
        TypeDetails::Builtin("bool") => RustType::Bool,
        TypeDetails::Builtin(name) => {
            let integer = INTEGERS.into_iter().find(|known| *known == name).map(RustType::Integer);
            let runtime = || RUNTIME_TYPES.into_iter().find(|known| runtime_path(known) == name).map(RustType::Runtime);
            let model = || api.models.contains_key(name).then(|| RustType::Model(name.to_owned()));
            integer.or_else(runtime).or_else(model).ok_or_else(|| format!("`{name}`"))?
        }
        _ => return Err(format!("`{}`", ty.ident())),
    })
}

fn settings(api: &Api) -> GenerationSettings {
    let mut settings = GenerationSettings::new();
    settings.with_map_type("::std::collections::BTreeMap");
    settings.with_crate(RUNTIME_CRATE, CrateVers::Any, None);
    for model in api.models.values() {
        let impls: &[TypeImpl] = match model.kind {
            ModelKind::Enum { .. } => &[TypeImpl::Display, TypeImpl::FromStr],
            ModelKind::Union { .. } | ModelKind::Tuple { .. } => &[],
            ModelKind::Object { .. } | ModelKind::Alias(_) => continue,
        };
        settings.with_replacement(&model.rust, &model.rust, impls.iter().cloned());
    }
    settings
}

/// What a panic said.
fn message(panic: &Box<dyn std::any::Any + Send>) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .unwrap_or_else(|| "without a message".into())
}
