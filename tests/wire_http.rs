//! Addresses and headers on the wire, byte for byte as the sandbox received them over HTTP.

use std::collections::BTreeMap;

use nomenclature::life_pos::types::{AsyncTaskOrdering, AsyncTaskStatus, ClientType, PresentationMode};
use nomenclature::{CallOptions, DateTime, Uuid, quince};
use nomenclature_sandbox::{ReceivedRequest, Sandbox, credentials};
use nomenclature_tests::clients::{life_pos, life_pos_builder, organization, start};
use nomenclature_tests::journal::sent;
use nomenclature_tests::operations::{OPERATIONS, Setup};
use nomenclature_tests::{bare, scan};

const TASKS: &str = "/v5/orgs/0b6a3c1d-52f7-4e0b-8a39-6d5c1e7f2a48/async/imports/nomenclature";

async fn sandbox() -> Sandbox {
    start(Sandbox::builder().rows(3)).await
}

/// Every header but those that name the server and the length of the body.
fn headers(request: &ReceivedRequest) -> BTreeMap<String, String> {
    let text = |value: &[u8]| String::from_utf8(value.to_vec()).expect("the header is UTF-8");
    let own = request.headers().filter(|(name, _)| !matches!(*name, "host" | "content-length"));
    own.map(|(name, value)| (name.to_owned(), text(value))).collect()
}

async fn folders(sandbox: &Sandbox, builder: quince::ClientBuilder) -> ReceivedRequest {
    let client = builder.base_url(sandbox.url()).build().expect("everything is set");
    sent(sandbox, client.service_folders().list().send()).await
}

#[tokio::test]
async fn every_operation_has_its_documented_method_and_path() {
    let sandbox = sandbox().await;
    let clients = Setup::of(&sandbox).clients();
    let mut found = Vec::new();
    for operation in OPERATIONS {
        let request = sent(&sandbox, (operation.send)(&clients)).await;
        let (sent, key) = (format!("{} {}", request.method(), request.path()), credentials::REGOS_INTEGRATION_KEY);
        assert_eq!(sent, operation.documented().replace("{integrationKey}", key), "{}", operation.subject());
        found.push(sent);
    }
    let key = credentials::REGOS_INTEGRATION_KEY;
    let expected = [
        &format!("GET {TASKS}"),
        "POST /api/v2/service/list",
        "POST /api/v2/service/add",
        "POST /api/v2/service/update",
        "POST /api/v2/service/folder/list",
        "POST /api/v2/service/folder/add",
        "POST /api/v2/service/folder/update",
        "POST /ti_api/json/AddCatalogPosition",
        &format!("POST /gateway/out/{key}/v1/DocSetPrice/Get"),
        &format!("POST /gateway/out/{key}/v1/ItemOperation/Get"),
    ];
    for expected in expected {
        assert!(found.iter().any(|sent| sent == expected), "{expected} is not among {found:#?}");
    }
}

#[tokio::test]
async fn several_states_repeat_the_query_key_in_order() {
    let sandbox = sandbox().await;
    let list = || life_pos(&sandbox).nomenclature_imports().list(organization());
    let states = [AsyncTaskStatus::InQueue, AsyncTaskStatus::InProgress];
    let request = sent(&sandbox, list().task_status(states).send()).await;
    assert_eq!(request.target(), format!("{TASKS}?task_status=InQueue&task_status=InProgress"));
    let request = sent(&sandbox, list().task_status([AsyncTaskStatus::Canceled]).send()).await;
    assert_eq!(request.query(), "task_status=Canceled");
}

#[tokio::test]
async fn every_query_parameter_has_its_form() {
    let sandbox = sandbox().await;
    let time = |text: &str| text.parse::<DateTime>().expect("a time");
    let list = life_pos(&sandbox).nomenclature_imports().list(organization());
    let call = list
        .page_token("MjA=")
        .presentation(PresentationMode::Full)
        .created_from(time("2025-07-14T12:30:12+03:00"))
        .created_to(time("2025-07-14T09:30:12.417Z"))
        .updated_from(time("0001-01-01T00:00:00Z"))
        .updated_to(time("2025-12-31T23:59:59.999999Z"))
        .order_by(AsyncTaskOrdering::CreatedAtAsc);
    let query = concat!(
        "page_token=MjA%3D&presentation=full&created_from=2025-07-14T09%3A30%3A12Z",
        "&created_to=2025-07-14T09%3A30%3A12.417Z&updated_from=0001-01-01T00%3A00%3A00Z",
        "&updated_to=2025-12-31T23%3A59%3A59.999999Z&order_by=created_at_asc"
    );
    assert_eq!(sent(&sandbox, call.send()).await.query(), query);
}

#[tokio::test]
async fn reserved_and_cyrillic_characters_of_a_query_are_percent_encoded() {
    let sandbox = sandbox().await;
    let list = || life_pos(&sandbox).nomenclature_imports().list(organization());
    let request = sent(&sandbox, list().page_token("a+b c&d=e#f%2Fg?/:Чай-._~").send()).await;
    let encoded = "a%2Bb%20c%26d%3De%23f%252Fg%3F%2F%3A%D0%A7%D0%B0%D0%B9-._~";
    assert_eq!(request.target(), format!("{TASKS}?page_token={encoded}"));
    let request = sent(&sandbox, list().task_status(["Заморожена", "In Progress"]).send()).await;
    let unknown = "%D0%97%D0%B0%D0%BC%D0%BE%D1%80%D0%BE%D0%B6%D0%B5%D0%BD%D0%B0";
    assert_eq!(request.query(), format!("task_status={unknown}&task_status=In%20Progress"));
}

#[tokio::test]
async fn the_organization_is_sent_in_lower_case_with_hyphens() {
    let sandbox = sandbox().await;
    let organization: Uuid = "0B6A3C1D52F74E0B8A396D5C1E7F2A48".parse().expect("a UUID");
    let request = sent(&sandbox, life_pos(&sandbox).nomenclature_imports().list(organization).send()).await;
    assert_eq!(request.target(), TASKS);
}

#[tokio::test]
async fn reserved_characters_of_the_integration_key_stay_one_path_segment() {
    let sandbox = sandbox().await;
    for (key, encoded) in [
        ("a/b?c#d%e&f=g+h i", "a%2Fb%3Fc%23d%25e%26f%3Dg%2Bh%20i"),
        ("../../admin", "..%2F..%2Fadmin"),
        ("%2e%2e", "%252e%252e"),
        ("Ключ:@;,!$'()*[]", "%D0%9A%D0%BB%D1%8E%D1%87%3A%40%3B%2C%21%24%27%28%29%2A%5B%5D"),
        ("Az09-._~", "Az09-._~"),
    ] {
        scan::register(key);
        let client = bare::regos().base_url(sandbox.url()).integration_key(key).build().expect(key);
        let request = sent(&sandbox, client.doc_set_price().get().send()).await;
        assert_eq!(request.target(), format!("/gateway/out/{encoded}/v1/DocSetPrice/Get"));
    }
}

#[tokio::test]
async fn a_path_of_base_url_stands_before_the_documented_one() {
    let sandbox = sandbox().await;
    for (suffix, prefix) in [("", ""), ("/", ""), ("/proxy/a", "/proxy/a"), ("/proxy/%D0%B0/", "/proxy/%D0%B0")] {
        let mut setup = Setup::of(&sandbox);
        setup.url.push_str(suffix);
        let clients = setup.clients();
        let targets = [
            sent(&sandbox, clients.life_pos.nomenclature_imports().list(organization()).send()).await,
            sent(&sandbox, clients.quince.services().list().send()).await,
            sent(&sandbox, clients.zegoal.catalog().add_position("Tea", "Goods").send()).await,
            sent(&sandbox, clients.regos.item_operation().get(1).send()).await,
        ]
        .map(|request| request.target().to_owned());
        let key = credentials::REGOS_INTEGRATION_KEY;
        let expected = [
            format!("{prefix}{TASKS}"),
            format!("{prefix}/api/v2/service/list"),
            format!("{prefix}/ti_api/json/AddCatalogPosition"),
            format!("{prefix}/gateway/out/{key}/v1/ItemOperation/Get"),
        ];
        assert_eq!(targets, expected);
    }
}

#[tokio::test]
async fn a_post_has_these_headers_and_no_other() {
    let sandbox = sandbox().await;
    let request = folders(&sandbox, bare::quince()).await;
    let expected = [
        ("accept", "application/json"),
        ("accept-encoding", "gzip"),
        ("content-type", "application/json"),
        ("user-agent", concat!("nomenclature/", env!("CARGO_PKG_VERSION"))),
    ];
    assert_eq!(headers(&request), expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
    assert_eq!(request.header("host"), Some(sandbox.address().to_string().as_str()));
    assert_eq!(request.header("content-length"), Some("2"));
}

#[tokio::test]
async fn a_get_has_all_ten_headers_of_the_client_and_no_body() {
    let sandbox = sandbox().await;
    let client = life_pos_builder(&sandbox)
        .client_type(ClientType::Android)
        .client_name("Склад №1 «Ромашка»")
        .client_os_name("Debian")
        .client_os_version("13")
        .client_screen_resolution("1280x0900")
        .client_model("Chrome 75")
        .organization_alias("ромашка")
        .client_extensions(["notification_service", "marking", "два слова"])
        .user_agent("склад/1.0")
        .build()
        .expect("everything is set");
    let request = sent(&sandbox, client.nomenclature_imports().list(organization()).send()).await;
    let token = format!("Bearer {}", credentials::LIFE_POS_TOKEN);
    let expected = [
        ("accept", "application/json"),
        ("accept-encoding", "gzip"),
        ("accept-language", "ru-RU"),
        ("authorization", &token),
        ("user-agent", "склад/1.0"),
        ("x-lp-client-extensions", "notification_service,marking,два слова"),
        ("x-lp-client-identifier", "16d1f9cd-4d1b-459b-9b8a-1f8f6e3bee3e"),
        ("x-lp-client-model", "Chrome 75"),
        ("x-lp-client-name", "Склад №1 «Ромашка»"),
        ("x-lp-client-os-name", "Debian"),
        ("x-lp-client-os-version", "13"),
        ("x-lp-client-screen-resolution", "1280x0900"),
        ("x-lp-client-type", "Android"),
        ("x-lp-organization-alias", "ромашка"),
    ];
    assert_eq!(headers(&request), expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
    assert_eq!(request.body(), b"");
    assert_eq!(request.header("content-length"), None);
}

#[tokio::test]
async fn headers_that_are_not_set_are_not_sent() {
    let sandbox = sandbox().await;
    let client = life_pos_builder(&sandbox).client_extensions(Vec::<String>::new()).build().expect("everything is set");
    let request = sent(&sandbox, client.nomenclature_imports().list(organization()).send()).await;
    let found = headers(&request);
    let names: Vec<_> = found.keys().map(String::as_str).collect();
    let expected = [
        "accept",
        "accept-encoding",
        "accept-language",
        "authorization",
        "user-agent",
        "x-lp-client-identifier",
        "x-lp-client-type",
    ];
    assert_eq!(names, expected);
}

#[tokio::test]
async fn a_client_type_that_nobody_knows_is_sent_as_given() {
    let sandbox = sandbox().await;
    let client = life_pos_builder(&sandbox).client_type("Kiosk").build().expect("everything is set");
    let request = sent(&sandbox, client.nomenclature_imports().list(organization()).send()).await;
    assert_eq!(request.header("x-lp-client-type"), Some("Kiosk"));
}

#[tokio::test]
async fn each_vendor_has_its_form_of_authorization() {
    let sandbox = sandbox().await;
    let mut setup = Setup::of(&sandbox);
    setup.life_pos_token = "t0ken".to_owned();
    setup.quince_key = "Key with a space".to_owned();
    setup.zegoal_password = "пароль:1".to_owned();
    let clients = setup.clients();
    let request = sent(&sandbox, clients.life_pos.nomenclature_imports().list(organization()).send()).await;
    assert_eq!(request.header("authorization"), Some("Bearer t0ken"));
    let request = sent(&sandbox, clients.quince.services().list().send()).await;
    assert_eq!(request.header("authorization"), Some("Key with a space"));
    let request = sent(&sandbox, clients.zegoal.catalog().add_position("Tea", "Goods").send()).await;
    let basic = "Basic c2FuZGJveC1zdG9yZWtlZXBlcjrQv9Cw0YDQvtC70Yw6MQ==";
    assert_eq!(request.header("authorization"), Some(basic));
    let request = sent(&sandbox, clients.regos.doc_set_price().get().send()).await;
    assert_eq!(request.header("authorization"), None, "a local integration sends no token");
    setup.regos_token = Some("acc3ss".to_owned());
    let request = sent(&sandbox, setup.clients().regos.doc_set_price().get().send()).await;
    assert_eq!(request.header("authorization"), Some("Bearer acc3ss"));
}

#[tokio::test]
async fn white_space_around_a_pasted_credential_is_not_sent() {
    let sandbox = sandbox().await;
    let request = folders(&sandbox, bare::quince().api_key(" k3y\r\n")).await;
    assert_eq!(request.header("authorization"), Some("k3y"));
    let client = bare::regos().base_url(sandbox.url()).integration_key("\tk3y\n").build().expect("is set");
    let request = sent(&sandbox, client.doc_set_price().get().send()).await;
    assert_eq!(request.target(), "/gateway/out/k3y/v1/DocSetPrice/Get");
}

#[tokio::test]
async fn headers_of_the_client_go_with_every_request() {
    let sandbox = sandbox().await;
    let builder = bare::quince()
        .header("X-Shop", " Склад ")
        .header("x-empty", "")
        .secret_header("X-Pin", "1234")
        .header("X-Twice", "first")
        .header("x-twice", "second")
        .base_url(sandbox.url());
    let client = builder.build().expect("everything is set");
    for call in [client.service_folders().list(), client.service_folders().list().page(2)] {
        let request = sent(&sandbox, call.send()).await;
        assert_eq!(request.header("x-shop"), Some("Склад"));
        assert_eq!(request.header("x-empty"), Some(""));
        assert_eq!(request.header("x-pin"), Some("1234"));
        assert_eq!(request.header("x-twice"), Some("second"));
    }
}

#[tokio::test]
async fn headers_of_a_call_replace_those_of_the_client_for_that_call() {
    let sandbox = sandbox().await;
    let client = life_pos_builder(&sandbox).header("X-Shop", "1").build().expect("everything is set");
    let list = || client.nomenclature_imports().list(organization());
    let options = CallOptions::new()
        .header("x-shop", "2")
        .header("ACCEPT-LANGUAGE", "en-US")
        .header("x-request-id", "0f8e")
        .secret_header("authorization", "Bearer other");
    let request = sent(&sandbox, list().options(options).send()).await;
    for (name, value) in
        [("x-shop", "2"), ("accept-language", "en-US"), ("x-request-id", "0f8e"), ("authorization", "Bearer other")]
    {
        assert_eq!(request.header(name), Some(value), "{name}");
        assert_eq!(request.headers().filter(|(found, _)| *found == name).count(), 1, "{name}");
    }
    let token = format!("Bearer {}", credentials::LIFE_POS_TOKEN);
    let request = sent(&sandbox, list().send()).await;
    assert_eq!((request.header("x-shop"), request.header("x-request-id")), (Some("1"), None));
    assert_eq!(request.header("authorization"), Some(token.as_str()));
}

#[tokio::test]
async fn headers_that_one_vendor_declares_are_not_sent_to_another() {
    let sandbox = sandbox().await;
    let clients = Setup::of(&sandbox).clients();
    for operation in OPERATIONS.iter().filter(|operation| operation.vendor() != "life_pos") {
        let request = sent(&sandbox, (operation.send)(&clients)).await;
        let foreign = request.headers().find(|(name, _)| name.starts_with("x-lp") || *name == "accept-language");
        assert_eq!(foreign, None, "{}", operation.subject());
        assert_eq!(request.header("content-type"), Some("application/json"));
    }
}
