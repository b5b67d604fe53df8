//! The credentials that the tests use.

use std::fs::OpenOptions;
use std::io::Write as _;

use nomenclature_sandbox::credentials;

use super::Matcher;

/// The environment variable with the name of a file, to which each test process adds the credentials that it uses, each as a
/// JSON text on a line of its own. `scan-output` reads it.
pub const REGISTRY: &str = "NOMENCLATURE_TEST_SECRETS";

/// Those that are known from the start; the rest is registered by those who use it.
pub(super) const KNOWN: &[&str] = &[
    credentials::LIFE_POS_TOKEN,
    credentials::QUINCE_API_KEY,
    credentials::ZEGOAL_PASSWORD,
    credentials::REGOS_INTEGRATION_KEY,
    credentials::REGOS_ACCESS_TOKEN,
    credentials::REGOS_CLIENT_SECRET,
    // As good as each of the tokens that begin so.
    credentials::REGOS_TOKEN_PREFIX,
    // The key and the password in the unit tests of the runtime.
    "k3y-0f-the-sh0p",
    "passw0rd",
];

/// A set of credentials.
pub(super) struct Known(Vec<String>);

impl Known {
    pub(super) fn of(secrets: &[&str]) -> Self {
        Self(secrets.iter().map(|&secret| secret.to_owned()).collect())
    }

    /// Whether it is new and can be watched.
    pub(super) fn add(&mut self, secret: &str) -> bool {
        let secret = secret.trim();
        if secret.len() < Matcher::SHORTEST || self.0.iter().any(|known| known == secret) {
            return false;
        }
        self.0.push(secret.to_owned());
        write_down(secret);
        true
    }

    pub(super) fn secrets(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

fn write_down(secret: &str) {
    let Some(path) = std::env::var_os(REGISTRY) else { return };
    let line = format!("{}\n", serde_json::Value::from(secret));
    let mut file = OpenOptions::new().append(true).create(true).open(path).expect("the registry can be opened");
    file.write_all(line.as_bytes()).expect("the registry can be written");
}
