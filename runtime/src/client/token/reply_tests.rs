use secrecy::ExposeSecret;

use super::*;

fn reply(status: u16, body: &str) -> Result<Grant, Box<Problem>> {
    let response = Response::builder().status(status).body(Bytes::copy_from_slice(body.as_bytes()));
    read(&response.expect("a response"), "oauth", &Redactor::default())
}

fn problem(status: u16, body: &str) -> Box<Problem> {
    reply(status, body).err().unwrap_or_else(|| panic!("{body} is no token"))
}

#[test]
fn a_lifetime_is_read_as_it_comes() {
    let seconds = |seconds| Some(Duration::from_secs(seconds));
    for (expires_in, expected) in [
        (r#","expires_in":600"#, seconds(600)),
        (r#","expires_in":"600""#, seconds(600)),
        (r#","expires_in":" 600 ""#, seconds(600)),
        (r#","expires_in":1.5"#, Some(Duration::from_millis(1500))),
        ("", seconds(3600)),
        (r#","expires_in":null"#, seconds(3600)),
        (r#","expires_in":"soon""#, seconds(3600)),
        (r#","expires_in":"NaN""#, seconds(3600)),
        (r#","expires_in":[1]"#, seconds(3600)),
        (r#","expires_in":0"#, None),
        (r#","expires_in":-5"#, None),
        (r#","expires_in":"0""#, None),
        (r#","expires_in":1e300"#, Some(Duration::MAX)),
        (r#","expires_in":"inf""#, Some(Duration::MAX)),
    ] {
        let grant = reply(200, &format!(r#"{{"access_token":"t0k3n"{expires_in}}}"#)).ok().expect("a token");
        assert_eq!(grant.lifetime, expected, "{expires_in}");
        assert_eq!((grant.token.expose_secret(), &grant.header), ("t0k3n", &HeaderValue::from_static("Bearer t0k3n")));
        assert!(grant.header.is_sensitive());
    }
}

#[test]
fn the_type_of_a_token_is_bearer_if_it_is_told() {
    for kind in [r#""Bearer""#, r#""bearer""#, r#""BEARER""#, "null"] {
        assert!(reply(200, &format!(r#"{{"access_token":"t","token_type":{kind}}}"#)).is_ok(), "{kind}");
    }
    for kind in [r#""mac""#, r#""""#, "1", "[]"] {
        let problem = problem(200, &format!(r#"{{"access_token":"t","token_type":{kind}}}"#));
        assert!(problem.kind == ErrorKind::Decode && !problem.passing, "{kind}");
    }
}

#[test]
fn a_token_goes_into_a_header() {
    for token in ["", "a b", "a\\nb", "\\u0000", "токен", "a\\u007fb"] {
        let problem = problem(200, &format!(r#"{{"access_token":"{token}"}}"#));
        assert!(!problem.passing && problem.message.starts_with("the reply of the token server has"), "{token}");
    }
}

#[test]
fn what_passes_is_told_from_what_stays() {
    for (status, body, passing) in [
        (200, "", true),
        (200, r#"{"access_token":"t0"#, true),
        (200, "<p>", false),
        (408, "", true),
        (429, "", true),
        (500, "<p>", true),
        (503, r#"{"error":"temporarily_unavailable"}"#, true),
        (302, "", false),
        (400, r#"{"error":"invalid_client"}"#, false),
        (401, r#"{"error":"invalid_client"}"#, false),
        (403, "", false),
        (404, "", false),
    ] {
        let problem = problem(status, body);
        assert_eq!((problem.passing, problem.status.map(|status| status.as_u16())), (passing, Some(status)), "{body}");
        assert_eq!(problem.rate_limited, status == 429);
    }
}

#[test]
fn a_failure_shows_its_two_texts_and_nothing_else() {
    let long = "x".repeat(1000);
    for (body, message) in [
        (
            r#"{"error":"invalid_client","error_description":"No such\nclient."}"#,
            "HTTP 400, invalid_client: No such client.; check oauth()",
        ),
        (
            r#"{"error":"invalid_client","access_token":"t0k3n","error_uri":"t0k3n"}"#,
            "HTTP 400, invalid_client; check oauth()",
        ),
        (r#"{"error":{"code":"t0k3n"}}"#, "HTTP 400; check oauth()"),
        (r#"{"error":""}"#, "HTTP 400; check oauth()"),
        ("t0k3n", "HTTP 400; check oauth()"),
    ] {
        let problem = problem(400, body);
        assert_eq!(problem.message, format!("the token server answered {message}"));
        let said = problem.vendor_error.as_ref();
        assert!(!format!("{said:?} {}", said.map_or("", |said| said.details().get())).contains("t0k3n"));
        assert_eq!(said.and_then(|said| said.code()).is_some(), problem.kind == ErrorKind::Vendor);
    }
    assert!(problem(400, &format!(r#"{{"error":"{long}"}}"#)).message.len() < 400);
}

#[test]
fn a_token_that_stands_twice_is_one_or_none() {
    assert!(reply(200, r#"{"access_token":"t","access_token":"t"}"#).is_ok());
    for body in [r#"{"access_token":"t","access_token":"u"}"#, r#"{"access_token":"t","access_token":null}"#] {
        let problem = problem(200, body);
        assert!(problem.kind == ErrorKind::Decode && !problem.passing, "{body}");
        assert_eq!(problem.message, "the reply of the token server contradicts itself");
    }
}
