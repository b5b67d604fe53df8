//! No document, whatever its schemas refer to, makes the generator overflow its stack, run without end or write far more than it was
//! given; and what it writes compiles, with the examples in its documentation.

#![allow(clippy::expect_used)]

#[path = "graphs/arguments.rs"]
mod arguments;
#[path = "graphs/names.rs"]
mod names;
#[path = "graphs/random.rs"]
mod random;
#[path = "graphs/steep.rs"]
mod steep;

use std::fmt::Write as _;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use nomenclature_codegen::Output;
use nomenclature_codegen::compile_from;
use nomenclature_codegen::diagnostic::{Code, Diagnostics};
use nomenclature_codegen::load::Loader;
use nomenclature_codegen::{Schemars, Target};

/// As much as a thread of Rust has unless it is asked for more.
const STACK: usize = 2 << 20;

/// Far more than the slowest of these documents takes: what takes longer has no end.
const ENDLESS: Duration = Duration::from_secs(300);

/// How many random documents are tried; `CODEGEN_GRAPHS` asks for more.
const GRAPHS: u64 = 400;

fn target(module: &str) -> Target {
    Target {
        runtime: "::nomenclature_runtime".into(),
        crate_name: module.into(),
        features: false,
        schemars: Schemars::Always,
    }
}

/// What is generated from one document, on a thread with the usual stack; the output is not far larger than the document.
fn generate(name: &str, document: &str, module: &str) -> Result<Output, Diagnostics> {
    let (sender, receiver) = mpsc::channel();
    let (text, target) = (document.as_bytes().to_vec(), target(module));
    let run = move || {
        let mut loader = Loader::in_memory([("shop/openapi.yaml".to_owned(), text)]);
        let outcome = catch_unwind(AssertUnwindSafe(|| compile_from(&mut loader, &target)));
        _ = sender.send(outcome.map_err(|_| ()));
    };
    thread::Builder::new().name(name.to_owned()).stack_size(STACK).spawn(run).expect("a thread");
    let outcome = receiver.recv_timeout(ENDLESS);
    let outcome = outcome.unwrap_or_else(|_| panic!("{name}: there is no end to\n{}", cut(document)));
    let outcome = outcome.unwrap_or_else(|()| panic!("{name}: the generator panicked over\n{}", cut(document)));
    match &outcome {
        Ok(output) => {
            let written: usize = output.files.values().map(String::len).sum();
            let most = 60 * document.len() + 40_000;
            assert!(written < most, "{name}: {written} bytes of output for\n{}", cut(document));
            assert!(output.files.contains_key("shop/types.rs"), "{name}: the vendor is missing for\n{}", cut(document));
        }
        Err(found) => {
            assert!(found.has_errors(), "{name}: neither output nor an error for\n{}", cut(document));
            let vague = found.0.iter().find(|found| found.code == Code::Engine || found.span().is_none());
            assert!(vague.is_none(), "{name}: {vague:?} for\n{}", cut(document));
        }
    }
    outcome
}

fn cut(document: &str) -> &str {
    document.get(..4_000).unwrap_or(document)
}

#[test]
fn steep_schemas_end() {
    for (name, schemas) in steep::all() {
        _ = generate(name, &steep::document(&schemas), "shop");
    }
}

#[test]
fn random_schemas_end() {
    let wanted = std::env::var("CODEGEN_GRAPHS").ok().and_then(|text| text.parse().ok()).unwrap_or(GRAPHS);
    let mut written = 0;
    for seed in 0..wanted {
        let document = random::document(&mut random::Random::new(seed, &[]));
        written += u64::from(generate(&format!("seed {seed}"), &document, "shop").is_ok());
    }
    assert!(written * 5 > wanted, "only {written} of {wanted} documents are generated");
}

/// One package with a module for each document: `cargo test` compiles it, and the examples in its documentation.
#[test]
fn what_is_generated_compiles_with_its_examples() {
    let mut package = Package::new("graphs");
    for (index, (name, schemas)) in steep::all().into_iter().enumerate() {
        let document = steep::document(&schemas);
        // The large ones are like the small ones.
        if document.len() < 20_000 {
            package.add(name, &format!("steep{index}"), &document);
        }
    }
    let arguments = generate("arguments", &arguments::document(), "graphs::arguments");
    package.write("arguments", &arguments.unwrap_or_else(|found| panic!("{}", found.render(false))));
    let refused = |document: &str| generate("a name", document, "shop").is_err();
    for (place, document) in names::all(refused) {
        assert!(
            package.add(place, &format!("names_{place}"), &document),
            "{place} is refused as a whole, but not in parts"
        );
    }
    let mut wanted = COMPILED;
    for seed in 0.. {
        let document = random::document(&mut random::Random::new(seed, &[]));
        wanted -= usize::from(package.add(&format!("seed {seed}"), &format!("random{seed}"), &document));
        if wanted == 0 {
            break;
        }
    }
    for folder in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/corpus")).expect("the corpus") {
        let path = folder.expect("a folder").path();
        let shape = path.file_name().expect("a name").to_string_lossy().into_owned();
        if path.join("specs").is_dir() {
            let output = nomenclature_codegen::compile(&path.join("specs"), &target(&format!("graphs::{shape}")));
            package.write(&shape, &output.expect("a document of the corpus"));
        }
    }
    package.test();
}

/// How many random documents are compiled.
const COMPILED: usize = 12;

/// A package outside the workspace.
struct Package {
    root: PathBuf,
    name: &'static str,
    modules: String,
}

impl Package {
    fn new(name: &'static str) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        if root.exists() {
            fs::remove_dir_all(&root).expect("removed");
        }
        fs::create_dir_all(root.join("src")).expect("a folder");
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\nnomenclature-runtime = \
             {{ path = {:?}, features = [\"schemars\", \"uuid\"] }}\nschemars = \"1\"\nserde = \
             {{ version = \"1\", features = [\"derive\"] }}\n",
            workspace.join("runtime").display().to_string()
        );
        fs::write(root.join("Cargo.toml"), manifest).expect("written");
        // The versions that the workspace has tried, which are also there already.
        fs::copy(workspace.join("Cargo.lock"), root.join("Cargo.lock")).expect("the lock file");
        Self { root, name, modules: String::from("#![deny(warnings)]\n") }
    }

    /// Adds a document unless it is refused.
    fn add(&mut self, name: &str, module: &str, document: &str) -> bool {
        let output = generate(name, document, &format!("{}::{module}", self.name));
        output.as_ref().is_ok_and(|output| {
            self.write(module, output);
            true
        })
    }

    fn write(&mut self, module: &str, output: &Output) {
        for (file, text) in &output.files {
            let path = self.root.join("src").join(module).join(file);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("written");
        }
        _ = writeln!(self.modules, "pub mod {module};");
    }

    fn test(&self) {
        fs::write(self.root.join("src/lib.rs"), &self.modules).expect("written");
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder");
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["test", "--offline", "--quiet", "--doc", "--target-dir"]).arg(target).current_dir(&self.root);
        // As the workspace builds its dependencies, so that they are there already, and nothing that is not needed here.
        cargo.args(["--config", "profile.dev.debug=0", "--config", "profile.dev.incremental=false"]);
        let output = cargo.output().expect("cargo can be run");
        let said = [output.stdout.as_slice(), output.stderr.as_slice()].map(String::from_utf8_lossy).join("\n");
        assert!(output.status.success(), "`{cargo:?}` in {} failed:\n{said}", self.root.display());
        let examples =
            said.lines().find_map(|line| line.strip_prefix("test result: ok. ")?.split(' ').next()?.parse().ok());
        assert!(examples.is_some_and(|examples: usize| examples > 200), "{said}");
    }
}
