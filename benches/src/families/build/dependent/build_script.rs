use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=document.json");
    let document: openapiv3::OpenAPI = serde_json::from_str(&fs::read_to_string("document.json")?)?;
    let tokens = progenitor_impl::Generator::default().generate_tokens(&document)?;
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("stock.rs"), tokens.to_string())?;
    Ok(())
}
