//! A small client and shorthands.

use nomenclature_sandbox::{Builder, Sandbox, credentials, fixtures};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;

/// A sandbox and a client to talk to it.
pub(crate) struct Lab {
    pub(crate) sandbox: Sandbox,
    client: Client,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) content_type: String,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// The value at a JSON pointer; null if there is none.
    pub(crate) fn at(&self, pointer: &str) -> Value {
        self.json().pointer(pointer).cloned().unwrap_or_default()
    }

    /// The member `key` of every row of the list at `pointer`.
    pub(crate) fn column(&self, pointer: &str, key: &str) -> Vec<Value> {
        let rows = self.at(pointer);
        let rows = rows.as_array().unwrap_or_else(|| panic!("no rows at {pointer}: {}", self.text));
        rows.iter().map(|row| row.get(key).cloned().unwrap_or_default()).collect()
    }
}

impl Lab {
    pub(crate) async fn new() -> Self {
        Self::with(Sandbox::builder()).await
    }

    pub(crate) async fn with(builder: Builder) -> Self {
        let sandbox = builder.start().await.expect("the sandbox starts");
        Self { sandbox, client: Client::new() }
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.sandbox.url()))
    }

    pub(crate) async fn send(&self, request: RequestBuilder) -> Answer {
        let response = request.send().await.expect("an answer");
        let headers = response.headers().clone();
        let content_type = headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
        let content_type = content_type.to_owned();
        let status = response.status().as_u16();
        let text = response.text().await.expect("a readable body");
        Answer { status, content_type, headers, text }
    }

    /// Posts a JSON text with the right content type.
    pub(crate) fn post(&self, path: &str, body: &str) -> RequestBuilder {
        let request = self.request(Method::POST, path).header("content-type", "application/json;charset=utf-8");
        request.body(body.to_owned())
    }

    pub(crate) async fn quince(&self, path: &str, body: &str) -> Answer {
        let request = self.post(&format!("/api/v2{path}"), body);
        self.send(request.header("authorization", credentials::QUINCE_API_KEY)).await
    }

    pub(crate) async fn regos(&self, path: &str, body: &str) -> Answer {
        self.send(self.post(&regos_path(path), body)).await
    }

    pub(crate) async fn zegoal(&self, body: &str) -> Answer {
        let request = self.post("/ti_api/json/AddCatalogPosition", body);
        self.send(request.basic_auth(credentials::ZEGOAL_LOGIN, Some(credentials::ZEGOAL_PASSWORD))).await
    }

    /// Lists the tasks of the organization; `query` begins with a question mark or is empty.
    pub(crate) async fn life_pos(&self, query: &str) -> Answer {
        self.send(life_pos_headers(self.life_pos_request(fixtures::LIFE_POS_ORGANIZATION, query))).await
    }

    /// The same request without its mandatory headers.
    pub(crate) fn life_pos_request(&self, organization: &str, query: &str) -> RequestBuilder {
        let path = format!("/v5/orgs/{organization}/async/imports/nomenclature{query}");
        self.request(Method::GET, &path).bearer_auth(credentials::LIFE_POS_TOKEN)
    }
}

pub(crate) fn regos_path(path: &str) -> String {
    format!("/gateway/out/{}/v1{path}", credentials::REGOS_INTEGRATION_KEY)
}

pub(crate) fn life_pos_headers(request: RequestBuilder) -> RequestBuilder {
    request
        .header("accept-language", "ru-RU")
        .header("x-lp-client-identifier", "16d1f9cd-4d1b-459b-9b8a-1f8f6e3bee3e")
        .header("x-lp-client-type", "Service")
}
