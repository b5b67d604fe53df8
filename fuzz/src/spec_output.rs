//! Bytes as a document, all the way to the files that are generated from it.

use std::collections::BTreeMap;

use nomenclature_codegen::Target;
use nomenclature_codegen::compile_from;
use nomenclature_codegen::diagnostic::Code;
use nomenclature_codegen::load::Loader;

use super::spec_loader::SHOP;

#[path = "../../codegen/tests/graphs/random.rs"]
mod random;

/// The first byte says what the others are: a file of the shop, or the choices that make a document of schemas.
pub(super) const CHOICES: u8 = SHOP.len() as u8;

/// Ends with files that are not far larger than the document, or with an error that has a place.
pub(super) fn generate(data: &[u8]) {
    let Some((&chosen, rest)) = data.split_first() else { return };
    let chosen = chosen % (CHOICES + 1);
    let mut files: BTreeMap<String, Vec<u8>> = match chosen {
        CHOICES => {
            let document = random::document(&mut random::Random::new(1, rest));
            BTreeMap::from([("shop/openapi.yaml".to_owned(), document.into_bytes())])
        }
        _ => SHOP.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect(),
    };
    if let Some((path, _)) = SHOP.get(usize::from(chosen)) {
        files.insert((*path).to_owned(), rest.to_vec());
    }
    let size: usize = files.values().map(Vec::len).sum();
    match compile_from(&mut Loader::in_memory(files), &Target::default()) {
        Ok(output) => {
            let written: usize = output.files.values().map(String::len).sum();
            assert!(written < 60 * size + 40_000, "{written} bytes of output for {size}");
            assert!(output.files.contains_key("shop/operations.rs") && !output.warnings.has_errors());
        }
        Err(found) => {
            assert!(found.has_errors() && !found.render(false).is_empty());
            let fault = found.0.iter().find(|found| matches!(found.code, Code::Engine | Code::Lost));
            assert!(fault.is_none(), "{fault:?}");
        }
    }
}
