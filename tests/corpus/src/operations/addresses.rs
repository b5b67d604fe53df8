//! Servers, paths and headers that could never be sent as they are written.

use nomenclature_codegen::diagnostic::{Code, Diagnostic, Severity};
use nomenclature_codegen::findings_of;
use nomenclature_codegen::load::Loader;

const SHOP: &str = "\
openapi: 3.1.1
info: {title: Shop, version: v1, description: A shop.}
servers: [{url: 'SERVER'}]
paths:
  'PATH':
    get:
      operationId: ping
      summary: Pings.
      x-safety: read
      parameters: [{name: PARAMETER, in: header, x-rust-name: text, description: Some., schema: {type: string}}]
      responses: {'204': {description: Fine.}, '400': {description: Wrong.}}
SCHEMES
";

/// The codes of the errors, each with the text that it is about.
fn errors(server: &str, path: &str, header: &str) -> Vec<(Code, String)> {
    said(&document(server, path, header))
}

fn document(server: &str, path: &str, header: &str) -> String {
    let document = SHOP.replace("SERVER", server).replace("PATH", path).replace("PARAMETER", header);
    document.replace("SCHEMES\n", "")
}

fn said(document: &str) -> Vec<(Code, String)> {
    told(document, |found| found.severity == Severity::Error)
}

fn told(document: &str, is_meant: impl Fn(&Diagnostic) -> bool) -> Vec<(Code, String)> {
    let file = ("shop/openapi.yaml".to_owned(), document.as_bytes().to_vec());
    let found = findings_of(&mut Loader::in_memory([file])).0.into_iter().filter(is_meant);
    found.map(|found| (found.code, found.span().map(|span| span.text().to_owned()).unwrap_or_default())).collect()
}

const SERVER: &str = "https://shop.test/v1";

#[test]
fn addresses_that_no_client_could_use() {
    for fine in
        [SERVER, "https://shop.test", "https://shop.test:8443/", "https://[::1]/a/b/", "https://a-b.shop.test/v1.2"]
    {
        assert_eq!(errors(fine, "/ping", "X-Text"), [], "{fine}");
    }
    for wrong in [
        "http://shop.test",
        "https://",
        "https:///v1",
        "https://user:word@shop.test",
        "https://shop.test/v1?a=b",
        "https://shop.test?a=b",
        "https://shop.test#c",
        "https://shop test",
        "https://магазин.test",
        "https://shop..test",
        "https://-shop.test",
        "https://shop.test:0",
        "https://shop.test:99999",
        "https://shop.test:",
        "https://[::1",
        "https://shop.test/a/../b",
        "https://shop.test//b",
        "https://shop.test/%2E%2e/b",
        "https://{a}.{b}.test/{c}",
        "https://shop.test/{c",
        "https://{shop.test",
    ] {
        assert_eq!(errors(wrong, "/ping", "X-Text"), [(Code::ServerAddress, format!("'{wrong}'"))], "{wrong}");
    }
}

#[test]
fn variables_of_an_address() {
    let with = |url: &str, variables: &str| {
        let document = SHOP.replace("PATH", "/ping").replace("PARAMETER", "X-Text").replace("SCHEMES\n", "");
        said(&document.replace("{url: 'SERVER'}", &format!("{{url: '{url}', variables: {{{variables}}}}}")))
    };
    let variable = |name: &str| {
        format!("{name}: {{default: unset.invalid, description: A name., x-client-parameter: {{name: {name}}}}}")
    };
    assert_eq!(with("https://{host}/v1", &variable("host")), []);
    assert_eq!(with("https://{shop}.test:80/{key}", &format!("{}, {}", variable("shop"), variable("key"))), []);
    let url = "https://{hots}/v1";
    assert_eq!(with(url, &variable("host")), [(Code::ServerAddress, format!("'{url}'"))]);
    assert_eq!(with("https://shop.test", &variable("host")), [(Code::ServerAddress, "host".to_owned())]);
}

#[test]
fn paths_that_would_arrive_as_others() {
    for fine in ["/", "/ping/", "/a.b/c..d/.e", "/...", "/%2e%2e%2e"] {
        assert_eq!(errors(SERVER, fine, "X-Text"), [], "{fine}");
    }
    for wrong in ["/..", "/t/../u", "/t/./u", "/t/%2e%2E/u", "/.%2e", "/%2e/u", "//", "/t//u", "//u", "/t//"] {
        assert_eq!(errors(SERVER, wrong, "X-Text"), [(Code::PathParameter, format!("'{wrong}'"))], "{wrong}");
    }
}

#[test]
fn headers_that_the_transport_writes() {
    for fine in ["X-Host", "Accept-Language", "If-Match", "User-Agent", "TE-X", "Proxy"] {
        assert_eq!(errors(SERVER, "/ping", fine), [], "{fine}");
    }
    for wrong in [
        "Accept-Encoding",
        "Connection",
        "Content-Encoding",
        "content-length",
        "Expect",
        "HOST",
        "Keep-Alive",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade",
        "Proxy-Authorization",
        "proxy-connection",
    ] {
        assert_eq!(errors(SERVER, "/ping", wrong), [], "{wrong}");
        let left_out = told(&document(SERVER, "/ping", wrong), |found| found.code == Code::IgnoredParameter);
        assert_eq!(left_out, [(Code::IgnoredParameter, wrong.to_owned())]);
    }
    let scheme = |name: &str| {
        let scheme = format!(
            "components: {{securitySchemes: {{Key: {{type: apiKey, in: header, name: {name}, description: A key., \
             x-client-parameter: {{name: key}}}}}}}}"
        );
        said(
            &SHOP
                .replace("SERVER", SERVER)
                .replace("PATH", "/ping")
                .replace("PARAMETER", "X-Text")
                .replace("SCHEMES", &scheme),
        )
    };
    assert_eq!(scheme("Authorization"), []);
    assert_eq!(scheme("Host"), [(Code::ParameterPlace, "Host".to_owned())]);
}
