//! ZeGoal: credentials, ids and defaults, validation.

use nomenclature_sandbox::credentials;
use reqwest::Method;

use crate::support::Lab;

#[tokio::test]
async fn positions_get_ids_and_defaults() {
    let lab = Lab::new().await;
    let body = r#"{"tenant":"orderingTenant508","name":"Чай «Улун»","type":"Goods"}"#;
    let answer = lab.zegoal(body).await;
    assert_eq!((answer.status, answer.content_type.as_str()), (200, "application/json; charset=utf-8"));
    assert_eq!(answer.at("/processing_result/status"), "ok");
    assert_eq!(answer.at("/processing_result/code"), 0);
    let date = answer.at("/processing_date");
    let date = date.as_str().expect("a date");
    assert!(date.len() == 19 && &date[10..11] == " ", "{date}");
    let response = answer.at("/AddCatalogPosition/response");
    assert_eq!((&response["tenant"], &response["TZ"]), (&"orderingTenant508".into(), &"Europe/Minsk".into()));
    let expected = serde_json::json!({
        "position_id": 1, "name": "Чай «Улун»", "type": "Goods", "is_actual": true,
        "default_parameters": {"unit": "шт", "price": 0, "default_quantity": 1}
    });
    assert_eq!(response["position"], expected);
    let sent: serde_json::Value = serde_json::from_str(body).expect("JSON");
    assert_eq!(answer.at("/AddCatalogPosition/request"), sent);
    assert_eq!(answer.at("/AddCatalogPosition/enriched_request"), sent);
    assert_eq!(answer.at("/AddCatalogPosition/extra_logic"), "");
    // A repeated addition is another position.
    assert_eq!(lab.zegoal(body).await.at("/AddCatalogPosition/response/position/position_id"), 2);
}

#[tokio::test]
async fn what_was_sent_is_stored_to_the_last_digit() {
    let lab = Lab::new().await;
    let parameters = r#"{"unit":"кг","default_quantity":3.000,"price":23.10}"#;
    let body = format!(
        r#"{{"tenant":"t","name":"n","type":"Услуга","code":"751","is_actual":false,"default_parameters":{parameters}}}"#
    );
    let answer = lab.zegoal(&body).await;
    assert!(answer.text.contains(r#""unit":"кг","price":23.10,"default_quantity":3.000"#), "{}", answer.text);
    assert_eq!(answer.text.matches(parameters).count(), 2, "{}", answer.text);
    assert_eq!(answer.at("/AddCatalogPosition/response/position/is_actual"), false);
    assert_eq!(answer.at("/AddCatalogPosition/response/position/code"), "751");
}

#[tokio::test]
async fn a_wrong_type_is_val_006() {
    let lab = Lab::new().await;
    let body = r#"{"tenant":"t","name":"n","type":"Goods","default_parameters":{"default_quantity":""}}"#;
    let answer = lab.zegoal(body).await;
    assert_eq!(answer.status, 200);
    let result = answer.at("/processing_result");
    assert_eq!((&result["status"], &result["code"]), (&"error".into(), &"VAL-006".into()));
    assert_eq!(result["type"], "validation failed");
    assert_eq!(
        result["text"],
        "Input object field [default_parameters.default_quantity] contains value of type [string] while expected \
         valid type is [number]."
    );
    assert_eq!(answer.at("/AddCatalogPosition/response"), false);
    assert_eq!(answer.at("/AddCatalogPosition/request/default_parameters/default_quantity"), "");
    assert_eq!(answer.at("/AddCatalogPosition/enriched_request"), serde_json::json!({}));
    assert!(answer.at("/AddCatalogPosition/extra_logic").is_null());
    for (body, field) in [
        (r#"{"tenant":"t","name":5,"type":"Goods"}"#, "name"),
        (r#"{"tenant":"t","name":"n","type":"Goods","is_actual":null}"#, "is_actual"),
        (r#"{"tenant":"t","name":"n","type":"Goods","default_parameters":[]}"#, "default_parameters"),
    ] {
        let answer = lab.zegoal(body).await;
        assert_eq!(answer.at("/processing_result/code"), "VAL-006", "{body}");
        let text = answer.at("/processing_result/text");
        assert!(text.as_str().expect("a text").contains(&format!("[{field}]")), "{text}");
    }
}

#[tokio::test]
async fn missing_members_are_named() {
    let lab = Lab::new().await;
    let answer = lab.zegoal(r#"{"tenant":"t"}"#).await;
    assert_eq!(answer.at("/processing_result/code"), 1);
    assert_eq!(answer.at("/processing_result/text"), "Required parameters are missing: name, type");
    // Nothing was added.
    let id = lab.zegoal(r#"{"tenant":"t","name":"n","type":"Goods"}"#).await;
    assert_eq!(id.at("/AddCatalogPosition/response/position/position_id"), 1);
}

#[tokio::test]
async fn what_is_no_json_is_refused() {
    let lab = Lab::new().await;
    for body in ["", "{", "\u{feff}{}", "[]"] {
        let answer = lab.zegoal(body).await;
        assert_eq!((answer.status, answer.at("/processing_result/status")), (200, "error".into()), "{body:?}");
    }
    let form = lab.request(Method::POST, "/ti_api/json/AddCatalogPosition").body("{}");
    let form = form.basic_auth(credentials::ZEGOAL_LOGIN, Some(credentials::ZEGOAL_PASSWORD));
    let text = lab.send(form).await.at("/processing_result/text");
    assert!(text.as_str().expect("a text").contains("Content-Type"), "{text}");
}

#[tokio::test]
async fn wrong_credentials_are_challenged() {
    let lab = Lab::new().await;
    let body = r#"{"tenant":"t","name":"n","type":"Goods"}"#;
    for (login, password) in [("", ""), (credentials::ZEGOAL_LOGIN, "wrong"), ("wrong", credentials::ZEGOAL_PASSWORD)] {
        let mut request = lab.post("/ti_api/json/AddCatalogPosition", body);
        if !login.is_empty() {
            request = request.basic_auth(login, Some(password));
        }
        let answer = lab.send(request).await;
        assert_eq!((answer.status, answer.at("/processing_result/status")), (401, "error".into()));
        let challenge = answer.headers.get("www-authenticate").and_then(|value| value.to_str().ok());
        assert!(challenge.is_some_and(|challenge| challenge.starts_with("Basic ")));
        assert!(!answer.text.contains("\"n\""), "{}", answer.text);
    }
}

#[tokio::test]
async fn method_names_have_one_spelling() {
    let lab = Lab::new().await;
    let request = lab.post("/ti_api/json/addcatalogposition", "{}");
    assert_eq!(lab.send(request).await.status, 404);
}
