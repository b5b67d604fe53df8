//! Writes the request of one operation.

use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use http::{Request, Uri};

use crate::call::Call;
use crate::client::options::Context;
use crate::client::token::TokenServer;
use crate::descriptors::OperationSpec;
use crate::error::{Error, ErrorKind, Inner, Processed};
use crate::net::encode::{expand, header_value, percent_encode, segment_problem};
use crate::net::trace::noted;
use crate::value::wire_text::WireText;

mod body;
mod multipart;
mod parts;
mod styles;

pub use parts::FilePart;
pub use styles::{PathStyle, text};

use body::Body;

/// Collects the parameters and the body of one request.
///
/// The first value that cannot be sent is remembered and becomes the error of the call.
#[derive(Debug)]
pub struct RequestWriter {
    spec: &'static OperationSpec,
    path: Vec<(&'static str, String)>,
    query: String,
    headers: HeaderMap,
    content_type: Option<HeaderValue>,
    cookies: String,
    body: Body,
    allowed: Option<&'static [&'static str]>,
    problem: Option<String>,
}

/// The media type that every request accepts, unless its operation documents another.
pub(crate) const ACCEPTED: &str = "application/json";

impl RequestWriter {
    pub(crate) fn new(spec: &'static OperationSpec) -> Self {
        Self {
            spec,
            path: Vec::new(),
            query: String::new(),
            headers: HeaderMap::new(),
            content_type: None,
            cookies: String::new(),
            body: Body::None,
            allowed: None,
            problem: None,
        }
    }

    /// Sets a path parameter. Empty, `.` and `..` are refused: the path would lead elsewhere.
    pub fn path<T: WireText + ?Sized>(&mut self, name: &'static str, value: &T) {
        let text = value.to_wire_text();
        if let Some(problem) = segment_problem(&text) {
            self.refuse(format!("the path parameter {name} {problem}"));
        }
        self.path.push((name, percent_encode(&text)));
    }

    /// Adds a query parameter; `None` sends nothing.
    pub fn query<T: WireText + ?Sized>(&mut self, name: &str, value: Option<&T>) {
        if let Some(value) = value {
            self.pair(name, &percent_encode(&value.to_wire_text()));
        }
    }

    /// Adds a query parameter once for each value, in order; an empty list sends nothing.
    pub fn query_each<T: WireText>(&mut self, name: &str, values: Option<&[T]>) {
        for value in values.unwrap_or_default() {
            self.query(name, Some(value));
        }
    }

    /// Adds a query parameter with all values between separators; an empty list sends nothing.
    pub fn query_joined<T: WireText>(&mut self, name: &str, values: Option<&[T]>, separator: &str) {
        let texts = self.texts("query parameter", name, values, separator);
        if !texts.is_empty() {
            self.pair(name, &styles::joined(&texts, separator));
        }
    }

    /// Sets a header; `None` sends nothing.
    pub fn header<T: WireText + ?Sized>(&mut self, name: &'static str, value: Option<&T>) {
        if let Some(value) = value {
            self.set_header(name, &value.to_wire_text());
        }
    }

    /// Sets a header to all values, separated by commas; an empty list sends nothing.
    pub fn header_joined<T: WireText>(&mut self, name: &'static str, values: Option<&[T]>) {
        let texts = self.texts("header", name, values, ",");
        if !texts.is_empty() {
            self.set_header(name, &texts.join(","));
        }
    }

    fn pair(&mut self, name: &str, encoded: &str) {
        styles::pair(&mut self.query, name, encoded);
    }

    fn texts<T: WireText>(&mut self, place: &str, name: &str, values: Option<&[T]>, separator: &str) -> Vec<String> {
        let texts: Vec<String> = values.unwrap_or_default().iter().map(WireText::to_wire_text).collect();
        if texts.iter().any(|text| text.contains(separator)) {
            self.refuse(format!("a value of the {place} {name} contains {separator:?}, which separates the values"));
        }
        if texts.iter().any(String::is_empty) {
            self.refuse(format!("a value of the {place} {name} is empty"));
        }
        texts
    }

    fn set_header(&mut self, name: &'static str, text: &str) {
        match (HeaderName::from_bytes(name.as_bytes()), header_value(text)) {
            (Ok(name), Ok(value)) => _ = self.headers.insert(name, value),
            (Err(_), _) => self.refuse(format!("{name:?} is no name of a header")),
            (_, Err(problem)) => self.refuse(format!("the header {name} {problem}")),
        }
    }

    /// Asks for other media types than the client does.
    pub(crate) fn accept(&mut self, media: &'static str) {
        if media != ACCEPTED {
            self.set_header("accept", media);
        }
    }

    /// Leaves out the credentials of other operations, by the names of their setters.
    pub(crate) fn allow(&mut self, setters: Option<&'static [&'static str]>) {
        self.allowed = setters;
    }

    fn refuse(&mut self, problem: String) {
        self.problem.get_or_insert(problem);
    }

    /// The finished request of this client.
    pub(crate) fn finish(mut self, context: &Context) -> Result<Call, Error> {
        let (spec, core, options) = (self.spec, context.core(), context.options());
        let mut target = String::with_capacity(core.base().len() + spec.path.len() + self.query.len() + 1);
        target.push_str(core.base());
        let path = std::mem::take(&mut self.path);
        if let Err(problem) = expand(spec.path, &mut target, |name| {
            path.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
        }) {
            self.refuse(problem);
        }
        if !self.query.is_empty() {
            target.push('?');
            target.push_str(&self.query);
        }
        let body = self.finish_body();
        let own = std::mem::take(&mut self.headers);
        // One for the type of the body, one for cookies.
        let mut headers = core.headers_for(spec, self.allowed, own.len() + options.headers().len() + 2);
        if !own.is_empty() {
            headers.extend(own);
        }
        if let Some(media) = self.content_type.take() {
            headers.insert(CONTENT_TYPE, media);
        }
        self.finish_cookies(&mut headers);
        for header in options.headers() {
            match header {
                Ok((name, value)) => _ = headers.insert(name.clone(), value.clone()),
                Err(problem) => self.refuse(problem.clone()),
            }
        }
        let uri = match Uri::try_from(target) {
            Ok(uri) => uri,
            Err(_) => {
                self.refuse("the URL is too long or malformed".to_owned());
                Uri::default()
            }
        };
        if let Some(problem) = self.problem {
            let message = format!("the request {} {} cannot be sent: {problem}", spec.vendor.name, spec.id);
            let kind = ErrorKind::InvalidRequest;
            return Err(noted(Inner::new(kind, spec.vendor.name, Some(spec.id), Processed::No, message).into()));
        }
        let mut request = Request::new(body);
        *request.method_mut() = spec.method.clone();
        *request.uri_mut() = uri;
        *request.headers_mut() = headers;
        let mut call = Call::new(context, spec, request);
        let takes =
            |server: &std::sync::Arc<TokenServer>| self.allowed.is_none_or(|allowed| allowed.contains(&server.setter));
        call.takes_token = core.token_server().is_some_and(takes);
        Ok(call)
    }
}
