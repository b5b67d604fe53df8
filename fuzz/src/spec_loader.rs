//! Bytes as a file of the specs.

use nomenclature_codegen::load::Loader;
use nomenclature_codegen::{apis, bundle, bundles_of};

/// A small vendor that compiles.
pub const SHOP: [(&str, &str); 4] = [
    ("shop/openapi.yaml", include_str!("../../codegen/tests/shop/openapi.yaml")),
    ("shop/paths/goods_get.yaml", include_str!("../../codegen/tests/shop/goods_get.yaml")),
    ("shop/schemas/goods.yaml", include_str!("../../codegen/tests/shop/goods.yaml")),
    ("shop/examples/one.json", "{\"limit\": 1}\n"),
];

/// The first byte says which file of the shop the others replace.
pub fn load(data: &[u8]) {
    let Some((&chosen, text)) = data.split_first() else { return };
    let replaced = usize::from(chosen) % SHOP.len();
    let files = SHOP.iter().enumerate().map(|(index, (path, original))| {
        let text = if index == replaced { text } else { original.as_bytes() };
        ((*path).to_owned(), text.to_vec())
    });
    let outcome = bundles_of(&mut Loader::in_memory(files)).and_then(|documents| {
        for (_, document) in &documents {
            let json = bundle::published(document).to_json();
            assert!(serde_json::from_str::<serde::de::IgnoredAny>(&json).is_ok(), "{json}");
        }
        apis(&documents)
    });
    match outcome {
        Ok(apis) => drop(format!("{apis:?}")),
        Err(problems) => assert!(!problems.0.is_empty() && !problems.to_string().is_empty()),
    }
}
