//! Runs progenitor's generator over the normalised document and takes the structs from its type space (typify).

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use proc_macro2::{TokenStream, TokenTree};
use progenitor_impl::{CrateVers, GenerationSettings, Generator, TypeImpl};

use super::items;
use crate::ir::{Api, ModelKind};
use crate::lower::normalise::{RUNTIME_CRATE, normalise};

/// The structs that the engine emits, by name, without what stands before the keyword. Tokens stay on the thread that makes
/// them, so they are text.
pub(super) fn lower(api: &Api) -> Result<BTreeMap<String, String>, String> {
    let document: openapiv3::OpenAPI = serde_json::from_value(normalise(api))
        .map_err(|error| format!("the normalised document is not OpenAPI 3.0: {error}"))?;
    let settings = settings(api);
    // The engine reports most of what it dislikes by a panic.
    let run = catch_unwind(AssertUnwindSafe(|| {
        let mut generator = Generator::new(&settings);
        let tokens = generator.generate_tokens(&document).map_err(|error| error.to_string())?;
        let names: BTreeSet<String> = generator.get_type_space().iter_types().map(|ty| ty.name()).collect();
        Ok::<_, String>((tokens, names))
    }));
    let (tokens, names) = run.map_err(|panic| format!("the engine gave up: {}", message(&panic)))??;
    for model in api.models.values() {
        if matches!(model.kind, ModelKind::Object { .. }) && !names.contains(&model.rust) {
            return Err(format!("the engine knows no type `{}`", model.rust));
        }
    }
    // The client around the types has no operations. The type space could give the types alone, by making them once more.
    let mut structs = BTreeMap::new();
    for item in items::of(items::types(tokens).ok_or("the engine emitted no module `types`")?) {
        match items::kind(&item).as_deref() {
            Some("struct") => {
                let item =
                    item.into_iter().skip_while(|token| !matches!(token, TokenTree::Ident(word) if word == "struct"));
                let item: Vec<TokenTree> = item.collect();
                let name = item.get(1).map(ToString::to_string).unwrap_or_default();
                structs.insert(name, item.into_iter().collect::<TokenStream>().to_string());
            }
            // Conversions of structs to themselves, the engine's error type, and functions for defaults (there are none).
            Some("impl" | "mod") => {}
            _ => {
                let item: TokenStream = item.into_iter().collect();
                return Err(format!("the engine emitted an unexpected item: {item}"));
            }
        }
    }
    Ok(structs)
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
