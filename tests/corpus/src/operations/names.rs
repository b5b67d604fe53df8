//! Names that Rust cannot have, operations without a tag or with several, and a document without servers.

use nomenclature_runtime::RetryPolicy;

use crate::generated::names::shop::Client;
use crate::harness::{Script, header, now, owned, query, segments};

fn shop() -> (Script, Client) {
    let script = Script::default();
    let builder = Client::builder().base_url("https://shop.test/api").transport(script.clone());
    script.answer(204, "", "").answer(204, "", "");
    (script.clone(), builder.retry(RetryPolicy::none()).build().expect("a client"))
}

#[test]
fn keywords_get_an_underscore_and_keep_their_wire_names() {
    let (script, client) = shop();
    let call = client.kinds().match_("0").self_("1").type_("2").body_("3").request("4").value("5");
    let call = call.send_("6").options_("7").new_("8").async_(true).fn_("9").loop_(false);
    let call = call.stream("10").header_map("11").client("12");
    now(call.send()).expect("a success");
    let request = script.last();
    let names = ["self", "type", "body", "context", "request", "value", "send", "options", "new"];
    let values = ["1", "2", "3", "0", "4", "5", "6", "7", "8"];
    let more = [("stream", "10"), ("header_map", "11"), ("client", "12")];
    let expected: Vec<_> = names.into_iter().zip(values).chain(more).collect();
    assert_eq!(query(&request), owned(&expected));
    assert_eq!(header(&request, "async"), "true");
    assert_eq!(request.body().as_ref(), br#"{"fn":"9","loop":false}"#);
}

#[test]
fn cyrillic_names_are_sent_under_latin_ones() {
    let (script, client) = shop();
    now(client.goods().list("чай").search("зелёный").send()).expect("a success");
    let request = script.last();
    assert_eq!(segments(&request), ["api", "товары", "чай"]);
    assert_eq!(query(&request), owned(&[("поиск", "зелёный")]));
}

#[test]
fn an_operation_without_a_tag_has_a_group_too() {
    let (script, client) = shop();
    now(client.operations().ping().send()).expect("a success");
    assert_eq!(script.last().uri().to_string(), "https://shop.test/api/ping");
}

#[test]
fn without_servers_the_user_says_where() {
    let error = Client::builder().transport(Script::default()).build().expect_err("no address");
    assert!(error.to_string().contains("base_url() is not set, and no server is documented"), "{error}");
}

#[test]
#[expect(deprecated, reason = "that is what is tested")]
fn deprecated_operations_and_parameters_say_so() {
    let (script, client) = shop();
    #[deny(deprecated)]
    fn not_deprecated(client: &Client) {
        drop(client.operations().ping());
    }
    not_deprecated(&client);
    let call = client.goods().old();
    now(call.older("a").send()).expect("a success");
    assert_eq!(query(&script.last()), owned(&[("older", "a")]));
    let code = include_str!(concat!(env!("OUT_DIR"), "/names/shop/operations.rs"));
    assert_eq!(code.matches("#[deprecated").count(), 8);
}
