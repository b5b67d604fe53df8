//! Where fuzzing begins: the documented examples.

use std::fs;
use std::path::Path;

use super::replies::{NEXT_BODY, SECRET, STATUSES};
use super::spec_loader::SHOP;
use super::spec_output::CHOICES;
use super::vendors::operations;

/// The seeds of a target, by name.
pub fn of(target: &str) -> Vec<(String, Vec<u8>)> {
    if ["spec_loader", "spec_output"].contains(&target) {
        let shop = SHOP.iter().enumerate();
        let shop = shop.map(|(index, (_, text))| (format!("shop-{index}"), input(&[index as u8], text)));
        // Some choices, so that each byte may be another one.
        let choices = "a long text, any of whose letters may choose another sort of schema or another one to refer to";
        let schemas = (0..4).map(|index| (format!("schemas-{index}"), input(&[CHOICES, index], choices)));
        return shop.chain(schemas.filter(|_| target == "spec_output")).collect();
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs").join(target).join("examples");
    let mut seeds = Vec::new();
    for entry in fs::read_dir(folder).expect("the examples") {
        let path = entry.expect("an example").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("an example");
        let operation = operations(target).iter().position(|one| name.starts_with(&format!("{}.", one.spec.id)));
        let status = if operation.is_some() { 200 } else { 403 };
        let status = STATUSES.iter().position(|known| *known == status).unwrap_or_default() as u8;
        let operation = operation.unwrap_or_default() as u8;
        // Twice: the first of two pages, and with retries; once more with the credential in it.
        let both = format!("{text}{}{text}", char::from(NEXT_BODY));
        let echo = text.replacen(": \"", &format!(": \"{SECRET} "), 1);
        seeds.push((format!("{name}-1"), input(&[operation, status, 0], &text)));
        seeds.push((format!("{name}-2"), input(&[operation, status, 0b11_1000], &both)));
        seeds.push((format!("{name}-3"), input(&[operation, status, 3], &echo)));
    }
    seeds.sort();
    seeds
}

fn input(choices: &[u8], text: &str) -> Vec<u8> {
    [choices, text.as_bytes()].concat()
}

/// Writes the seeds of a target to where its corpus is read from.
pub fn plant(target: &str) {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
    fs::create_dir_all(&corpus).expect("a folder for the corpus");
    for (name, bytes) in of(target) {
        fs::write(corpus.join(name), bytes).expect("a seed");
    }
}
