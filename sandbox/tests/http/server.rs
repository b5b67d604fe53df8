//! What is the same for all vendors: starting, stopping, the journal, scripted answers, unknown paths.

use nomenclature_sandbox::{Sandbox, ScriptedReply, credentials};
use reqwest::Method;

use crate::support::{Lab, regos_path};

#[tokio::test]
async fn starts_on_a_free_or_a_given_port_and_frees_it() {
    let sandbox = Sandbox::start().await.expect("starts");
    let port = sandbox.address().port();
    assert_eq!(sandbox.url(), format!("http://127.0.0.1:{port}"));
    let taken = Sandbox::builder().port(port).start().await.expect_err("the port is taken");
    assert_eq!(taken.kind(), std::io::ErrorKind::AddrInUse);
    sandbox.stop().await;
    let again = Sandbox::builder().port(port).start().await.expect("the port is free again");
    assert_eq!(again.address().port(), port);
}

#[tokio::test]
async fn a_dropped_sandbox_accepts_nothing_more() {
    let lab = Lab::new().await;
    lab.quince("/service/list", "{}").await;
    let url = lab.sandbox.url().to_owned();
    let Lab { sandbox, .. } = lab;
    drop(sandbox);
    // The listener closes on the sandbox's own thread, so a first connection may still get through.
    let client = reqwest::Client::new();
    for _ in 0..10_000 {
        if client.get(&url).header("connection", "close").send().await.is_err() {
            return;
        }
    }
    panic!("{url} still answers");
}

#[tokio::test]
async fn a_blocked_runtime_does_not_block_the_sandbox() {
    let sandbox = Sandbox::start().await.expect("starts");
    let address = sandbox.address();
    // No await from here on: the only thread of this runtime is busy.
    let mut stream = std::net::TcpStream::connect(address).expect("connects");
    std::io::Write::write_all(&mut stream, b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").expect("sends");
    let mut reply = String::new();
    std::io::Read::read_to_string(&mut stream, &mut reply).expect("an answer");
    assert!(reply.starts_with("HTTP/1.1 404 "), "{reply}");
}

#[tokio::test]
async fn the_journal_holds_requests_as_they_were_sent() {
    let lab = Lab::new().await;
    let body = "{\"array\" : [ {\"Name\":\"Чай\\u0020№1\"} ] }";
    lab.quince("/service/add?x=%D0%A7&y=a+b&y=", body).await;
    let request = lab.sandbox.requests().last().expect("a request");
    assert_eq!(request.method(), "POST");
    assert_eq!(request.target(), "/api/v2/service/add?x=%D0%A7&y=a+b&y=");
    assert_eq!((request.path(), request.query()), ("/api/v2/service/add", "x=%D0%A7&y=a+b&y="));
    assert_eq!(request.body(), body.as_bytes());
    assert_eq!(request.header("Authorization"), Some(credentials::QUINCE_API_KEY));
    assert!(request.headers().any(|(name, value)| name == "content-type" && value.starts_with(b"application/json")));
}

#[tokio::test]
async fn the_journal_is_bounded_and_clearable() {
    let lab = Lab::with(Sandbox::builder().journal(2)).await;
    for path in ["/a", "/b", "/c"] {
        lab.send(lab.request(Method::GET, path)).await;
    }
    let journal = lab.sandbox.requests();
    let targets: Vec<String> = journal.all().iter().map(|request| request.target().to_owned()).collect();
    assert_eq!((targets.as_slice(), journal.total()), (["/b", "/c"].map(str::to_owned).as_slice(), 3));
    journal.clear();
    assert!(journal.all().is_empty() && journal.last().is_none() && journal.total() == 0);
}

#[tokio::test]
async fn scripted_answers_come_first_and_are_not_processed() {
    let lab = Lab::new().await;
    let page = ScriptedReply::new(502).header("content-type", "text/html").body("<h1>Bad Gateway</h1>");
    lab.sandbox.script(page.on("/SERVICE/add"));
    lab.sandbox.script(ScriptedReply::new(200).header("content-type", "application/json").body("{\"succ"));
    assert_eq!(lab.quince("/service/list", "{}").await.text, "{\"succ");
    let refused = lab.quince("/service/add", r#"{"array":[{"Name":"lost"}]}"#).await;
    assert_eq!((refused.status, refused.content_type.as_str()), (502, "text/html"));
    let added = lab.quince("/service/add", r#"{"array":[{"Name":"kept"}]}"#).await;
    let first_id = added.at("/data/0/id");
    let next = lab.quince("/service/add", r#"{"array":[{"Name":"next"}]}"#).await.at("/data/0/id");
    assert_eq!(next.as_i64(), first_id.as_i64().map(|id| id + 1));
    assert_eq!(lab.sandbox.requests().total(), 4);
    lab.sandbox.script(ScriptedReply::new(500));
    lab.sandbox.clear_script();
    assert_eq!(lab.quince("/service/list", "{}").await.status, 200);
}

#[tokio::test]
async fn an_unknown_path_is_named_with_what_exists() {
    let lab = Lab::new().await;
    let answer = lab.send(lab.request(Method::GET, "/nothing?x=1")).await;
    assert_eq!((answer.status, answer.content_type.as_str()), (404, "application/json; charset=utf-8"));
    assert_eq!(answer.at("/path"), "/nothing");
    let exists = answer.at("/exists");
    let exists: Vec<&str> = exists.as_array().expect("a list").iter().filter_map(|path| path.as_str()).collect();
    assert!(exists.contains(&"POST /api/v2/service/folder/update"), "{exists:?}");
    assert!(exists.contains(&"POST /gateway/out/{integrationKey}/v1/ItemOperation/Get"), "{exists:?}");
    assert!(exists.contains(&"GET /v5/orgs/{org_guid}/async/imports/nomenclature"), "{exists:?}");
    assert!(exists.contains(&"POST /ti_api/json/AddCatalogPosition"), "{exists:?}");
}

#[tokio::test]
async fn an_unknown_path_does_not_repeat_the_key_in_it() {
    let lab = Lab::new().await;
    let answer = lab.regos("/No/Such", "{}").await;
    assert_eq!(answer.status, 404);
    assert_eq!(answer.at("/path"), "/gateway/out/{integrationKey}/v1/No/Such");
    assert!(!answer.text.contains(credentials::REGOS_INTEGRATION_KEY));
}

#[tokio::test]
async fn another_method_is_told_which_one_there_is() {
    let lab = Lab::new().await;
    let answer = lab.send(lab.request(Method::GET, &regos_path("/DocSetPrice/Get"))).await;
    assert_eq!(answer.status, 405);
    assert_eq!(answer.headers.get("allow").and_then(|value| value.to_str().ok()), Some("POST"));
}

#[tokio::test]
async fn equal_sandboxes_hold_equal_data() {
    let one = Lab::with(Sandbox::builder().rows(30)).await;
    let other = Lab::with(Sandbox::builder().rows(30)).await;
    assert_eq!(one.quince("/service/list", "{}").await.text, other.quince("/service/list", "{}").await.text);
    assert_eq!(one.regos("/DocSetPrice/Get", "{}").await.text, other.regos("/DocSetPrice/Get", "{}").await.text);
    let item = r#"{"item_id":7}"#;
    assert_eq!(one.regos("/ItemOperation/Get", item).await.text, other.regos("/ItemOperation/Get", item).await.text);
    assert_eq!(one.life_pos("").await.text, other.life_pos("").await.text);
}

#[tokio::test]
async fn a_sandbox_without_rows_is_empty() {
    let lab = Lab::with(Sandbox::builder().rows(0)).await;
    assert_eq!(lab.quince("/service/list", "{}").await.text, r#"{"success":true,"data":[]}"#);
    assert_eq!(lab.quince("/service/folder/list", "{}").await.text, r#"{"success":true,"data":[]}"#);
    let empty = r#"{"ok":true,"result":[],"next_offset":0,"total":0}"#;
    assert_eq!(lab.regos("/DocSetPrice/Get", "{}").await.text, empty);
    assert_eq!(lab.regos("/ItemOperation/Get", r#"{"item_id":1}"#).await.text, empty);
    assert_eq!(lab.life_pos("").await.at("/items_total"), 0);
}
