//! How many lines the generators write for an operation, from the same bundles.

use std::fs;
use std::path::{Path, PathBuf};

use nomenclature_codegen::Target as Emitted;
use nomenclature_codegen::{apis, bundle, bundles, compile};
use progenitor_impl::{GenerationSettings, Generator, InterfaceStyle};
use serde_json::Value;

use super::LINES;
use crate::folders::{scratch, workspace};
use crate::row::{Row, Target, Unit};
use crate::{Result, lines, openapi_generator, synthetic};

/// The target: half of what progenitor's builder style writes.
const HALF: Target = Target::AtMost(0.5);

/// Lines of the three generators, and the operations.
#[derive(Clone, Copy, Default)]
struct Written {
    operations: usize,
    ours: usize,
    progenitor: usize,
    openapi_generator: usize,
}

impl Written {
    fn rows(&self, of: &str, target: Target) -> [Row; 2] {
        let each = |lines: usize| lines as f64 / self.operations as f64;
        let row = |peer: &str, lines, target| {
            let name = format!("{LINES}, {of}, against {peer}");
            Row::cost(name, Unit::Lines, each(self.ours), each(lines), target)
        };
        [
            row("progenitor's builder", self.progenitor, target),
            row("openapi-generator", self.openapi_generator, Target::None),
        ]
    }
}

pub(super) fn rows() -> Result<Vec<Row>> {
    let specs = workspace().join("specs");
    let (mut rows, mut all) = (Vec::new(), Written::default());
    for (vendor, _) in bundles(&specs)? {
        let written = of(&specs, &vendor)?;
        all.operations += written.operations;
        all.ours += written.ours;
        all.progenitor += written.progenitor;
        all.openapi_generator += written.openapi_generator;
        rows.extend(written.rows(&vendor, Target::None));
    }
    rows.extend(all.rows("all vendors", HALF));
    let synthetic = scratch("specs").join("100");
    synthetic::fresh(&synthetic, 100)?;
    rows.extend(of(&synthetic, synthetic::VENDOR)?.rows("100 synthetic operations", HALF));
    Ok(rows)
}

fn of(specs: &Path, vendor: &str) -> Result<Written> {
    let documents = bundles(specs)?;
    let api = apis(&documents)?.into_iter().find(|api| api.name == vendor).ok_or("the vendor has no API")?;
    let mut written = Written { operations: api.operations.len(), ..Written::default() };
    for (name, text) in &compile(specs, &Emitted::default())?.files {
        if name.starts_with(&format!("{vendor}/")) && name.ends_with(".rs") {
            written.ours += lines::count(text)?;
        }
    }
    let tokens = builder(&stock_document(specs, vendor)?)?;
    written.progenitor = lines::of_tokens(tokens)?;
    let out = scratch("openapi-generator").join("lines").join(vendor);
    openapi_generator::generate(&openapi_generator::jar()?, &document(specs, vendor)?, &out)?;
    written.openapi_generator = lines::below(&out.join("src"))?;
    Ok(written)
}

/// The file of a vendor's bundle.
pub(in crate::families) fn document(specs: &Path, vendor: &str) -> Result<PathBuf> {
    let documents = bundles(specs)?;
    let (_, document) = documents.iter().find(|(name, _)| name == vendor).ok_or("no such vendor")?;
    let file = scratch("documents").join(format!("{vendor}.json"));
    fs::create_dir_all(scratch("documents"))?;
    fs::write(&file, bundle::published(document).to_json())?;
    Ok(file)
}

/// A vendor's bundle in the words of OpenAPI 3.0, which progenitor reads; every operation is in it.
pub(in crate::families) fn stock_document(specs: &Path, vendor: &str) -> Result<Value> {
    let documents = bundles(specs)?;
    let (_, document) = documents.iter().find(|(name, _)| name == vendor).ok_or("no such vendor")?;
    let stock = nomenclature_stock::document(document)?;
    match stock.left_out.first() {
        Some((operation, why)) => Err(format!("progenitor has no {operation} of {vendor}: {why}").into()),
        None => Ok(stock.document),
    }
}

/// Progenitor's client in its builder style.
fn builder(document: &Value) -> Result<proc_macro2::TokenStream> {
    let document: openapiv3::OpenAPI = serde_json::from_value(document.clone())?;
    let mut settings = GenerationSettings::new();
    settings.with_interface(InterfaceStyle::Builder);
    Ok(Generator::new(&settings).generate_tokens(&document).map_err(|error| error.to_string())?)
}
