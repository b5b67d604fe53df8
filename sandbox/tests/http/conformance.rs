//! What the sandbox says keeps the bundles it was made from: documented requests are understood, and every reply, good
//! or bad, is valid under the schema of its operation.

use jsonschema::{Draft, Registry, Validator};
use nomenclature_sandbox::{Sandbox, credentials, fixtures};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Lab, life_pos_headers, regos_path};

const URI: &str = "urn:test:bundle";

/// A bundle with the validators of its replies.
struct Bundle {
    document: Value,
    registry: Registry<'static>,
}

impl Bundle {
    fn new(text: &str) -> Self {
        let document: Value = serde_json::from_str(text).expect("a bundle is JSON");
        let registry = Registry::new().draft(Draft::Draft202012).add(URI, document.clone());
        let registry = registry.and_then(|builder| builder.prepare()).expect("a registry");
        Self { document, registry }
    }

    /// The place of a value after following references.
    fn follow(&self, pointer: String) -> String {
        match self.document.pointer(&pointer).and_then(|value| value.get("$ref")).and_then(Value::as_str) {
            Some(reference) => self.follow(reference.trim_start_matches('#').to_owned()),
            None => pointer,
        }
    }

    fn reply(&self, path: &str, method: &str, status: u16) -> Validator {
        let path = path.replace('/', "~1");
        let response = self.follow(format!("/paths/{path}/{method}/responses/{status}"));
        let pointer = format!("{response}/content/application~1json/schema");
        assert!(self.document.pointer(&pointer).is_some(), "{pointer} is not documented");
        let fragment = pointer.replace('{', "%7B").replace('}', "%7D");
        let options = jsonschema::options().with_draft(Draft::Draft202012).with_registry(&self.registry);
        let options = options.should_validate_formats(true).offline();
        options.build(&json!({ "$ref": format!("{URI}#{fragment}") })).expect("a usable schema")
    }

    fn check(&self, path: &str, method: &str, answer: &Answer) {
        assert_eq!(answer.content_type, "application/json; charset=utf-8");
        let body = answer.json();
        let errors: Vec<String> = self
            .reply(path, method, answer.status)
            .iter_errors(&body)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{method} {path}: {errors:#?}\n{}", answer.text);
    }

    /// A refusal whose body no page documents has a documented status all the same.
    fn check_status(&self, path: &str, method: &str, answer: &Answer, status: u16) {
        assert_eq!(answer.status, status, "{method} {path}: {}", answer.text);
        let responses = &self.document["paths"][path][method]["responses"];
        assert!(responses.get(status.to_string()).is_some(), "{method} {path}: {status} is not documented");
    }

    /// Path and documented request bodies of every operation that has some.
    fn examples(&self) -> Vec<(String, Vec<Value>)> {
        let paths = self.document["paths"].as_object().expect("paths");
        let operations = paths.iter().filter_map(|(path, item)| {
            let examples = item["post"]["requestBody"]["content"]["application/json"]["examples"].as_object()?;
            Some((path.clone(), examples.values().map(|example| example["value"].clone()).collect()))
        });
        operations.collect()
    }
}

#[tokio::test]
async fn quince_replies_are_valid() {
    let bundle = Bundle::new(nomenclature::quince::OPENAPI);
    let lab = Lab::with(Sandbox::builder().rows(300)).await;
    let examples = bundle.examples();
    assert!(!examples.is_empty());
    for (path, bodies) in &examples {
        for body in bodies {
            let answer = lab.quince(path, &body.to_string()).await;
            bundle.check(path, "post", &answer);
            assert_ne!(answer.at("/error/code"), "InvalidRequest", "{path} {body}: {}", answer.text);
        }
        for body in ["{}", "", r#"{"page":0}"#, r#"{"page":2}"#, r#"{"array":[]}"#, r#"{"array":[{}]}"#] {
            bundle.check(path, "post", &lab.quince(path, body).await);
        }
    }
}

#[tokio::test]
async fn zegoal_replies_are_valid() {
    let bundle = Bundle::new(nomenclature::zegoal::OPENAPI);
    let lab = Lab::new().await;
    let path = "/AddCatalogPosition";
    let examples = bundle.examples();
    let (_, bodies) = examples.iter().find(|(name, _)| name == path).expect("examples");
    for body in bodies {
        let answer = lab.zegoal(&body.to_string()).await;
        bundle.check(path, "post", &answer);
        assert_eq!(answer.at("/processing_result/status"), "ok", "{body}");
    }
    for body in ["{}", "", r#"{"tenant":1,"name":"n","type":"Goods"}"#] {
        bundle.check(path, "post", &lab.zegoal(body).await);
    }
    let refused = lab.send(lab.post(&format!("/ti_api/json{path}"), "{}").basic_auth("nobody", Some("wrong"))).await;
    bundle.check_status(path, "post", &refused, 401);
}

#[tokio::test]
async fn regos_replies_are_valid() {
    let bundle = Bundle::new(nomenclature::regos::OPENAPI);
    let lab = Lab::with(Sandbox::builder().rows(300)).await;
    let demanding = Lab::with(Sandbox::builder().replicable()).await;
    for (path, bodies) in &bundle.examples() {
        for body in bodies {
            let answer = lab.regos(path, &body.to_string()).await;
            bundle.check(path, "post", &answer);
            assert_eq!(answer.at("/ok"), true, "{path} {body}: {}", answer.text);
        }
        for body in [r#"{"item_id":1}"#, "{}", "", r#"{"limit":[]}"#, r#"{"ids":{}}"#] {
            bundle.check(path, "post", &lab.regos(path, body).await);
        }
        let unknown = lab.send(lab.post(&format!("/gateway/out/unknown/v1{path}"), "{}")).await;
        bundle.check(path, "post", &unknown);
        let refused = demanding.regos(path, "{}").await;
        bundle.check_status(path, "post", &refused, 401);
    }
}

#[tokio::test]
async fn seeded_rows_show_every_documented_member() {
    let lab = Lab::with(Sandbox::builder().rows(300)).await;
    for (path, row, text) in [
        ("/DocSetPrice/Get", "DocSetPrice", nomenclature::regos::OPENAPI),
        ("/ItemOperation/Get", "ItemOperation", nomenclature::regos::OPENAPI),
    ] {
        let bundle = Bundle::new(text);
        let answer = lab.regos(path, r#"{"item_id":1}"#).await;
        let rows = answer.at("/result");
        for name in bundle.document["components"]["schemas"][row]["properties"].as_object().expect("members").keys() {
            assert!(rows[0].get(name).is_some(), "{path}: no {name}");
            assert!(
                rows.as_array().expect("rows").iter().any(|row| !row[name].is_null()),
                "{path}: {name} is always null"
            );
        }
    }
}

#[tokio::test]
async fn life_pos_replies_are_valid() {
    let bundle = Bundle::new(nomenclature::life_pos::OPENAPI);
    let path = "/v5/orgs/{org_guid}/async/imports/nomenclature";
    let lab = Lab::with(Sandbox::builder().rows(200).life_pos_page_size(150)).await;
    for query in ["", "?presentation=full", "?presentation=compact", "?task_status=Completed&order_by=updated_at_asc"] {
        let answer = lab.life_pos(query).await;
        assert_eq!(answer.status, 200, "{query}");
        bundle.check(path, "get", &answer);
    }
    bundle.check(path, "get", &lab.life_pos("?order_by=x").await);
    for organization in [fixtures::LIFE_POS_FOREIGN_ORGANIZATION, "00000000-0000-4000-8000-000000000000"] {
        bundle.check(path, "get", &lab.send(life_pos_headers(lab.life_pos_request(organization, ""))).await);
    }
    let unauthorized = lab.request(Method::GET, &path.replace("{org_guid}", fixtures::LIFE_POS_ORGANIZATION));
    bundle.check(path, "get", &lab.send(unauthorized).await);
}

#[tokio::test]
async fn replies_hold_no_credential() {
    let lab = Lab::new().await;
    let answers = [
        lab.quince("/service/list", "{").await,
        lab.zegoal("{").await,
        lab.regos("/DocSetPrice/Get", "{").await,
        lab.life_pos("?order_by=x").await,
        lab.send(lab.request(Method::GET, &regos_path("/DocSetPrice/Get"))).await,
    ];
    for answer in answers {
        for secret in [
            credentials::QUINCE_API_KEY,
            credentials::ZEGOAL_PASSWORD,
            credentials::REGOS_INTEGRATION_KEY,
            credentials::LIFE_POS_TOKEN,
        ] {
            assert!(!answer.text.contains(secret), "{}", answer.text);
        }
    }
}
