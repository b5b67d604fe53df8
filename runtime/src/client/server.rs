//! From a documented server URL to the one that is used.

use std::net::IpAddr;

use http::Uri;

use crate::net::encode::{expand, percent_encode, segment_problem};

/// A documented server URL, or what is left of it below another address.
pub(crate) struct ServerTemplate<'a> {
    scheme: &'a str,
    authority: &'a str,
    /// A path that the user put before the documented one.
    prefix: &'a str,
    path: &'a str,
    /// The builder method to name in problems.
    setter: &'static str,
}

/// The URL that is used.
#[derive(Debug)]
pub(crate) struct Server {
    /// For display: variables in braces, and nothing that the user put into the path.
    pub(crate) template: String,
    /// The real one, without a slash at its end.
    pub(crate) base: String,
    pub(crate) plain_http: bool,
    pub(crate) loopback: bool,
}

impl<'a> ServerTemplate<'a> {
    /// Puts the documented path below `base_url`, if there is one. Problems do not repeat `base_url`, which may hold secrets.
    pub(crate) fn new(documented: &'a str, base_url: Option<&'a str>) -> Result<Self, String> {
        let (scheme, authority, path) =
            split(documented).ok_or_else(|| format!("the documented server {documented} is not an http URL"))?;
        match base_url {
            None => Ok(Self { scheme, authority, prefix: "", path, setter: "base_url" }),
            Some(base_url) => Self::below(base_url, path, "base_url"),
        }
    }

    /// Puts the documented path below an address that the user gave to `setter`.
    pub(crate) fn below(base_url: &'a str, path: &'a str, setter: &'static str) -> Result<Self, String> {
        let refused = |problem: &str| format!("{setter}() {problem}");
        let base_url = base_url.trim();
        let (scheme, authority, prefix) = split(base_url).ok_or_else(|| refused("is not an http or https URL"))?;
        if authority.contains('@') {
            return Err(refused("contains a user name; credentials have setters of their own"));
        }
        if base_url.contains(['?', '#', '{', '}', '\\'])
            || base_url.contains(|c: char| c.is_whitespace() || c.is_control())
        {
            return Err(refused("may only have a scheme, a host, a port and a path"));
        }
        let decoded = |segment: &str| segment.replace("%2e", ".").replace("%2E", ".");
        if prefix.split('/').skip(1).any(|segment| segment_problem(&decoded(segment)).is_some()) {
            return Err(refused("has an empty, \".\" or \"..\" segment in its path"));
        }
        if ends_with(prefix, path) {
            return Err(refused("must not repeat the path that the client adds"));
        }
        Ok(Self { scheme, authority, prefix, path, setter })
    }

    /// The variables that are still in the URL.
    pub(crate) fn variables(&self) -> impl Iterator<Item = &'a str> {
        names(self.authority).chain(names(self.path))
    }

    /// Fills in the variables. Problems name the setter of a variable, not its value.
    pub(crate) fn resolve<'s>(
        &self,
        value_of: impl Fn(&str) -> Option<&'a str>,
        setter_of: impl Fn(&str) -> &'s str,
    ) -> Result<Server, String> {
        let scheme = self.scheme.to_ascii_lowercase();
        let mut authority = String::new();
        expand(self.authority, &mut authority, &value_of)?;
        // A variable that is a part of a host cannot bring a port or anything else with it.
        let whole = self.authority.starts_with('{') && self.authority.find('}') == Some(self.authority.len() - 1);
        for name in names(self.authority).filter(|_| !whole) {
            if !value_of(name).is_some_and(is_host_name) {
                return Err(format!("{}() may only have letters, digits, hyphens and dots", setter_of(name)));
            }
        }
        let host = host_of(&authority).ok_or_else(|| {
            let setter = names(self.authority).next().map_or(self.setter, &setter_of);
            format!("{setter}() must have a host name or address, with or without a port")
        })?;
        let loopback = is_loopback(host);

        let mut values = Vec::new();
        for name in names(self.path) {
            let value = value_of(name).unwrap_or_default();
            if let Some(problem) = segment_problem(value) {
                return Err(format!("{}() {problem}", setter_of(name)));
            }
            values.push((name, percent_encode(value)));
        }
        let mut base = format!("{scheme}://{authority}{}", self.prefix);
        expand(self.path, &mut base, |name| {
            values.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
        })?;
        if base.parse::<Uri>().is_err() {
            return Err("the server URL is malformed".to_owned());
        }
        let template = format!("{scheme}://{}{}", self.authority, self.path);
        Ok(Server { template, base, plain_http: scheme == "http", loopback })
    }
}

/// Scheme, authority and path without a slash at its end.
fn split(url: &str) -> Option<(&str, &str, &str)> {
    let (scheme, rest) = url.split_once("://")?;
    let known = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    known.then_some((scheme, authority, path.trim_end_matches('/')))
}

/// Whether the path ends with the template, whose variables stand for any segment.
fn ends_with(path: &str, template: &str) -> bool {
    let mut segments = path.rsplit('/');
    let mut fits = template
        .rsplit('/')
        .map(|expected| segments.next().is_some_and(|found| found == expected || expected.contains('{')));
    !template.is_empty() && fits.all(|fits| fits)
}

/// The names in braces.
fn names(template: &str) -> impl Iterator<Item = &str> {
    template.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name)
}

/// The host of `host`, `host:port`, `[v6]` or `[v6]:port`.
fn host_of(authority: &str) -> Option<&str> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let (host, port) = rest.split_once(']')?;
            host.parse::<std::net::Ipv6Addr>().ok()?;
            (host, port)
        }
        None => {
            let (host, port) = authority.split_at(authority.find(':').unwrap_or(authority.len()));
            if !is_host_name(host) {
                return None;
            }
            (host, port)
        }
    };
    let good_port = match port.strip_prefix(':') {
        Some(port) => port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok(),
        None => port.is_empty(),
    };
    good_port.then_some(host)
}

fn is_host_name(host: &str) -> bool {
    host.len() <= 253
        && host.split('.').all(|label| {
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        })
}

fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    const REGOS: &str = "https://integration.example/gateway/out/{key}/v1";

    fn resolve(documented: &str, base_url: Option<&str>, value: &'static str) -> Result<Server, String> {
        ServerTemplate::new(documented, base_url)?.resolve(|_| Some(value), |_| "setter")
    }

    #[test]
    fn documented_path_stays_below_another_address() {
        let server = resolve(REGOS, Some("http://127.0.0.1:8080"), "k/1").expect("a server");
        assert_eq!(server.base, "http://127.0.0.1:8080/gateway/out/k%2F1/v1");
        assert_eq!(server.template, "http://127.0.0.1:8080/gateway/out/{key}/v1");
        assert!(server.plain_http && server.loopback);
        let server = resolve(REGOS, Some(" HTTPS://proxy.example/hidden/way/ "), "k").expect("a server");
        assert_eq!(server.base, "https://proxy.example/hidden/way/gateway/out/k/v1");
        assert_eq!(server.template, "https://proxy.example/gateway/out/{key}/v1");
        assert!(!server.plain_http && !server.loopback);
        let server = resolve("https://api.example", Some("http://[::1]:80/"), "k").expect("a server");
        assert_eq!(server.base, "http://[::1]:80");
        assert!(server.loopback);
        let template = ServerTemplate::new("https://{host}/api/v2", Some("http://localhost:1")).expect("a template");
        assert_eq!(template.variables().count(), 0);
    }

    #[test]
    fn unusable_addresses_are_refused() {
        for base_url in [
            "",
            "localhost:80",
            "ftp://x",
            "http://",
            "http://user@x",
            "http://x?a=b",
            "http://x#a",
            "http://x/../y",
            "http://x/%2E%2e/y",
            "http://x//y",
            "http://a b",
            "http://x:99999",
            "http://x:",
            "http://-x",
            "http://x..y",
            "http://[::1",
            "http://x\\y",
            "http://х.example",
            "http://x/gateway/out/{key}/v1",
        ] {
            resolve(REGOS, Some(base_url), "k").expect_err(base_url);
        }
        resolve("https://{host}/api/v2", Some("https://x/api/v2"), "k").expect_err("a doubled path");
        resolve(REGOS, Some("https://x/gateway/out/k/v1/"), "k").expect_err("a doubled path");
        resolve(REGOS, Some("https://x/v1"), "k").expect("a prefix");
    }

    #[test]
    fn variables_cannot_leave_their_place() {
        for value in ["", ".", ".."] {
            resolve(REGOS, None, value).expect_err(value);
        }
        assert_eq!(
            resolve(REGOS, None, "a/../b?c#d").expect("a server").base,
            "https://integration.example/gateway/out/a%2F..%2Fb%3Fc%23d/v1"
        );
        for value in ["x/y", "x@y", "x?y", "x#y", "x:y", "x y", "x\ty", "http://x", "", "x%2fy"] {
            resolve("https://{host}/api", None, value).expect_err(value);
            resolve("https://{tenant}.example/api", None, value).expect_err(value);
        }
        assert_eq!(
            resolve("https://{host}/api", None, "x.example:8443").expect("a server").base,
            "https://x.example:8443/api"
        );
        resolve("https://{tenant}.example/api", None, "x:1").expect_err("a port inside a host");
        assert_eq!(
            resolve("https://{tenant}.example/api", None, "my-shop").expect("a server").base,
            "https://my-shop.example/api"
        );
    }

    #[test]
    fn only_addresses_of_this_machine_are_loopback() {
        for host in ["localhost", "LOCALHOST", "127.0.0.1", "127.9.9.9", "::1"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["127.0.0.1.example", "localhost.example", "0.0.0.0", "10.0.0.1", "127.1", "2130706433"] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
