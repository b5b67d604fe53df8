//! What the bundle says about one operation.

use jsonschema::Validator;

use super::batch::Batch;
use super::document::{Document, LoadError};
use super::template::Template;
use crate::json::Json;

/// One operation of a vendor.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) id: String,
    /// Upper case.
    pub(crate) method: String,
    /// Whole path template, the server's part included.
    pub(crate) path: String,
    /// The last segment of the path; `{operation}` in the pointers of extensions stands for it.
    pub(crate) name: String,
    pub(super) template: Template,
    pub(super) parameters: Vec<Parameter>,
    pub(super) body: Option<RequestBody>,
    pub(crate) envelope: Envelope,
    pub(crate) pagination: Option<Pagination>,
    pub(crate) batch: Option<Batch>,
    /// What the operation answers when all is well; the lowest documented 2xx status.
    pub(crate) success: Success,
}

/// How an operation is reached.
pub(super) struct Address<'a> {
    pub(super) method: &'a str,
    /// The path of the server.
    pub(super) base: &'a str,
    /// The path in the document.
    pub(super) path: &'a str,
    pub(super) ignore_case: bool,
}

#[derive(Debug)]
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) location: Location,
    pub(super) required: bool,
    /// Types of a scalar, or of the items of a list.
    pub(super) types: Vec<String>,
    pub(super) list: Option<List>,
    pub(super) validator: Validator,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Location {
    Header,
    Path,
    Query,
}

/// How a parameter carries several values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    /// The key is repeated.
    Repeated,
    /// One text, the values joined with commas.
    Joined,
}

#[derive(Debug)]
pub(super) struct RequestBody {
    pub(super) required: bool,
    pub(super) media_types: Vec<String>,
    pub(super) validator: Option<Validator>,
}

/// Where a reply says that it is a success (`x-envelope`), and what it gives.
#[derive(Clone, Debug, Default)]
pub(crate) struct Envelope {
    payload: Option<String>,
    pub(crate) success: Option<String>,
    pub(crate) success_value: String,
}

/// How a listing is cut into pages (`x-pagination`).
#[derive(Clone, Debug)]
pub(crate) struct Pagination {
    pub(crate) style: PageStyle,
    pub(crate) offset: Option<Source>,
    pub(crate) limit: Option<Source>,
    pub(crate) page: Option<Source>,
    pub(crate) token: Option<Source>,
    /// Pointers into the reply.
    pub(crate) items: String,
    pub(crate) next_offset: Option<String>,
    pub(crate) next_token: Option<String>,
    pub(crate) total: Option<String>,
    /// Fixed or greatest page size.
    pub(crate) size: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PageStyle {
    Offset,
    Page,
    Token,
}

/// Where in a request a paging value stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// A JSON pointer into the body.
    Body(String),
    /// The name of a query parameter.
    Query(String),
}

/// A documented successful reply.
#[derive(Debug)]
pub(crate) struct Success {
    pub(crate) status: u16,
    /// Examples of its JSON body, in the order of the document.
    pub(crate) examples: Vec<Json>,
}

impl Operation {
    /// Reads the operation at a pointer such as `/paths/~1service~1list/post`.
    pub(super) fn read(document: &Document, pointer: &str, address: &Address<'_>) -> Result<Self, LoadError> {
        let Address { method, base, path, ignore_case } = *address;
        let object = document.at(pointer)?;
        let id = object.get("operationId").and_then(Json::as_str).unwrap_or(path).to_owned();
        let name = path.rsplit('/').next().unwrap_or_default().to_owned();
        let item = pointer.rsplit_once('/').map_or("", |(item, _)| item);
        let mut parameters = Vec::new();
        for list in [format!("{item}/parameters"), format!("{pointer}/parameters")] {
            for index in 0..document.find(&list).map_or(0, |list| list.items().len()) {
                parameters.push(Parameter::read(document, &format!("{list}/{index}"))?);
            }
        }
        let body =
            object.get("requestBody").is_some().then(|| RequestBody::read(document, &format!("{pointer}/requestBody")));
        let envelope = Envelope::read(document.find("/x-envelope"), object.get("x-envelope"), &name);
        let payload = envelope.payload.as_deref().unwrap_or_default();
        Ok(Self {
            parameters,
            body: body.transpose()?,
            batch: object.get("x-batch").map(|value| Batch::read(value, payload)),
            envelope,
            pagination: object.get("x-pagination").map(|value| Pagination::read(value, &name)).transpose()?,
            success: Success::read(document, &format!("{pointer}/responses"))?,
            template: Template::new(&format!("{base}{path}"), ignore_case),
            method: method.to_ascii_uppercase(),
            path: format!("{base}{path}"),
            name,
            id,
        })
    }
}

impl Parameter {
    fn read(document: &Document, pointer: &str) -> Result<Self, LoadError> {
        let (pointer, object) = document.follow(pointer)?;
        let text = |key: &str| object.get(key).and_then(Json::as_str);
        let location = match text("in") {
            Some("header") => Location::Header,
            Some("path") => Location::Path,
            Some("query") => Location::Query,
            other => return Err(document.error(&pointer, &format!("parameters in {other:?} are not supported"))),
        };
        let schema = format!("{pointer}/schema");
        let (_, resolved) = document.follow(&schema)?;
        let mut types = types(resolved);
        let mut list = None;
        if types.iter().any(|name| name == "array") {
            let explode = object.get("explode").and_then(Json::as_bool).unwrap_or(location == Location::Query);
            list = Some(if location == Location::Query && explode { List::Repeated } else { List::Joined });
            let (_, items) = document.follow(&format!("{schema}/items"))?;
            types = self::types(items);
        }
        Ok(Self {
            name: text("name").unwrap_or_default().to_owned(),
            required: object.get("required").and_then(Json::as_bool).unwrap_or(false),
            validator: document.validator(&schema)?,
            location,
            types,
            list,
        })
    }
}

fn types(schema: &Json) -> Vec<String> {
    match schema.get("type") {
        Some(Json::String(name)) => vec![name.clone()],
        Some(names) => names.items().iter().filter_map(|name| Some(name.as_str()?.to_owned())).collect(),
        // An enum that may grow.
        None => schema.get("anyOf").into_iter().flat_map(Json::items).flat_map(types).collect(),
    }
}

impl RequestBody {
    fn read(document: &Document, pointer: &str) -> Result<Self, LoadError> {
        let (pointer, object) = document.follow(pointer)?;
        let content = object.get("content").map_or(&[][..], Json::members);
        let json = content.iter().find(|(media_type, _)| is_json(media_type));
        let schema = json.map(|(media_type, _)| format!("{pointer}/content/{}/schema", escape(media_type)));
        Ok(Self {
            required: object.get("required").and_then(Json::as_bool).unwrap_or(false),
            media_types: content.iter().map(|(media_type, _)| media_type.to_ascii_lowercase()).collect(),
            validator: schema.map(|schema| document.validator(&schema)).transpose()?,
        })
    }
}

impl Envelope {
    fn read(general: Option<&Json>, own: Option<&Json>, operation: &str) -> Self {
        let member = |key: &str| own.and_then(|own| own.get(key)).or_else(|| general.and_then(|all| all.get(key)));
        let pointer = |key: &str| member(key).and_then(Json::as_str).map(|pointer| named(pointer, operation));
        Self {
            payload: pointer("payload"),
            success: pointer("success"),
            success_value: member("success-value").and_then(Json::scalar).unwrap_or_else(|| "true".to_owned()),
        }
    }

    /// Whether a body says that it is a success.
    pub(crate) fn accepts(&self, body: &Json) -> bool {
        self.success.as_deref().is_none_or(|pointer| {
            body.pointer(pointer).and_then(Json::scalar).is_some_and(|value| value == self.success_value)
        })
    }
}

impl Pagination {
    fn read(value: &Json, operation: &str) -> Result<Self, LoadError> {
        let style = match value.get("style").and_then(Json::as_str) {
            Some("offset") => PageStyle::Offset,
            Some("page") => PageStyle::Page,
            Some("token") => PageStyle::Token,
            other => return Err(LoadError::new(format!("{operation}: paging style {other:?} is not supported"))),
        };
        let request = |key: &str| value.pointer(&format!("/request/{key}")).and_then(Json::as_str).map(Source::read);
        let reply = |key: &str| {
            value.pointer(&format!("/response/{key}")).and_then(Json::as_str).map(|pointer| named(pointer, operation))
        };
        let size = value.get("page-size").or_else(|| value.get("max-page-size")).and_then(Json::as_integer);
        Ok(Self {
            style,
            offset: request("offset"),
            limit: request("limit"),
            page: request("page"),
            token: request("token"),
            items: reply("items").ok_or_else(|| LoadError::new(format!("{operation}: x-pagination names no items")))?,
            next_offset: reply("next-offset"),
            next_token: reply("next-token"),
            total: reply("total"),
            size: size.and_then(|size| usize::try_from(size).ok()).filter(|size| *size > 0),
        })
    }
}

impl Source {
    fn read(text: &str) -> Self {
        match text.strip_prefix("query:") {
            Some(name) => Self::Query(name.to_owned()),
            None => Self::Body(text.to_owned()),
        }
    }
}

impl Success {
    fn read(document: &Document, pointer: &str) -> Result<Self, LoadError> {
        let statuses = document.at(pointer)?.members().iter().filter_map(|(status, _)| status.parse::<u16>().ok());
        let Some(status) = statuses.filter(|status| (200..300).contains(status)).min() else {
            return Err(document.error(pointer, "no 2xx response"));
        };
        let (pointer, response) = document.follow(&format!("{pointer}/{status}"))?;
        let content = response.get("content").map_or(&[][..], Json::members);
        let mut examples = Vec::new();
        if let Some((media_type, content)) = content.iter().find(|(media_type, _)| is_json(media_type)) {
            examples.extend(content.get("example").cloned());
            for (name, _) in content.get("examples").map_or(&[][..], Json::members) {
                let place = format!("{pointer}/content/{}/examples/{}", escape(media_type), escape(name));
                let (_, example) = document.follow(&place)?;
                examples.extend(example.get("value").cloned());
            }
        }
        Ok(Self { status, examples })
    }
}

fn named(pointer: &str, operation: &str) -> String {
    pointer.replace("{operation}", operation)
}

pub(super) fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || essence == "text/json" || essence.ends_with("+json")
}

/// A name as one step of a JSON pointer.
pub(super) fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
