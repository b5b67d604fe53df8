//! The parts of a document, each with the references in it followed.

use super::{Bundler, Kind, invalid};
use crate::diagnostic::{Code, Diagnostic};
use crate::habits::COMPONENT;
use crate::node::{Entry, Node, Value};
use crate::openapi::grammar;
use crate::openapi::keywords::{is_bare_content, unknown};

impl Bundler<'_> {
    pub(super) fn operation(&mut self, node: &Node, file: &str) -> Node {
        if let Some(reference) = node.entries().iter().find(|entry| entry.key == "$ref") {
            let found = Diagnostic::at(Code::UnknownKeyword, &reference.key_span, "an operation has no `$ref`");
            self.problems.push(
                found.help("write the reference in place of the method: it leads to a file whose members are methods"),
            );
            return invalid(node);
        }
        self.members(node, grammar::Kind::Operation, |this, key, entry| match key {
            "parameters" => this.list(entry, |this, node| this.parameter(node, file)),
            "requestBody" => entry.holding(this.request_body(&entry.value, file)),
            "responses" => this.map(entry, |this, node| this.response(node, file)),
            "callbacks" => this.map(entry, |this, node| this.callback(node, file)),
            _ => entry.clone(),
        })
    }

    /// The paths that a vendor calls back, by expression.
    pub(super) fn callback(&mut self, node: &Node, file: &str) -> Node {
        node.map(|key, value| match key {
            "$ref" => value.clone(),
            _ => self.path_item(value, file, None, &mut Vec::new()),
        })
    }

    pub(super) fn parameter(&mut self, node: &Node, file: &str) -> Node {
        match node.get("$ref") {
            Some(_) => self.shared(Kind::Parameters, node, file).unwrap_or_else(|| invalid(node)),
            None => self.described(node, file),
        }
    }

    /// A header of a response, which is written like a parameter.
    pub(super) fn header(&mut self, node: &Node, file: &str) -> Node {
        match node.get("$ref") {
            Some(_) => self.shared(Kind::Headers, node, file).unwrap_or_else(|| invalid(node)),
            None => self.described(node, file),
        }
    }

    pub(super) fn described(&mut self, node: &Node, file: &str) -> Node {
        self.members(node, grammar::Kind::Parameter, |this, key, entry| match key {
            "schema" => entry.holding(this.schema(&entry.value, file)),
            "content" => this.map(entry, |this, node| this.media_type(node, file)),
            "examples" => this.map(entry, |this, node| this.example(node, file)),
            _ => entry.clone(),
        })
    }

    pub(super) fn request_body(&mut self, node: &Node, file: &str) -> Node {
        if node.get("$ref").is_some() {
            return self.shared(Kind::RequestBodies, node, file).unwrap_or_else(|| invalid(node));
        }
        self.members(node, grammar::Kind::RequestBody, |this, key, entry| match key {
            "content" => this.map(entry, |this, node| this.media_type(node, file)),
            _ if is_bare_content(entry, grammar::Kind::RequestBody) => {
                entry.holding(this.media_type(&entry.value, file))
            }
            _ => entry.clone(),
        })
    }

    pub(super) fn response(&mut self, node: &Node, file: &str) -> Node {
        if node.get("$ref").is_some() {
            return self.shared(Kind::Responses, node, file).unwrap_or_else(|| invalid(node));
        }
        self.members(node, grammar::Kind::Response, |this, key, entry| match key {
            "content" => this.map(entry, |this, node| this.media_type(node, file)),
            "headers" => this.map(entry, |this, node| this.header(node, file)),
            _ if is_bare_content(entry, grammar::Kind::Response) => entry.holding(this.media_type(&entry.value, file)),
            _ => entry.clone(),
        })
    }

    /// Schemas by name. A keyword among them that holds no schema belongs one level up.
    fn properties(&mut self, entry: &Entry, file: &str) -> Entry {
        let strays: Vec<&Entry> = entry.value.entries().iter().filter(|inner| is_stray(inner)).collect();
        for stray in &strays {
            let message = format!("`{}` stands among the `{}`, so it would be one of them", stray.key, entry.key);
            let found = Diagnostic::at(Code::UnexpectedValue, &stray.key_span, message)
                .also(&entry.key_span, "they begin here");
            self.problems.push(found.help(format!("indent it as `{}`, beside it", entry.key)));
        }
        self.map(entry, |this, node| match strays.iter().any(|stray| stray.value.span == node.span) {
            true => invalid(node),
            false => this.schema(node, file),
        })
    }

    pub(super) fn media_type(&mut self, node: &Node, file: &str) -> Node {
        if let Some(reference) = node.entries().iter().find(|entry| entry.key == "$ref") {
            let found = Diagnostic::at(Code::UnknownKeyword, &reference.key_span, "a media type has no `$ref`");
            self.problems.push(found.help("write `<media type>: {schema: {$ref: ...}}`, such as `application/json`"));
            return invalid(node);
        }
        self.members(node, grammar::Kind::MediaType, |this, key, entry| match key {
            "schema" => entry.holding(this.schema(&entry.value, file)),
            "examples" => this.map(entry, |this, node| this.example(node, file)),
            _ => entry.clone(),
        })
    }

    /// An example with its file read in.
    pub(super) fn example(&mut self, node: &Node, file: &str) -> Node {
        if node.get("$ref").is_some() {
            return self.shared(Kind::Examples, node, file).unwrap_or_else(|| invalid(node));
        }
        let of = |key: &str| node.entries().iter().find(|entry| entry.key == key).map(|entry| &entry.key_span);
        if let (Some(value), Some(external)) = (of("value"), of("externalValue")) {
            let message = "an example has a `value` or an `externalValue`, and this one has both";
            let found = Diagnostic::at(Code::KeywordValue, external, message).also(value, "the other one");
            self.problems.push(found.help("remove one of them"));
        }
        self.members(node, grammar::Kind::Example, |this, key, entry| {
            if key != "externalValue" {
                return entry.clone();
            }
            if entry.key != key {
                // The member that is read in its place is called `value`, and says nothing of it.
                this.problems.push(unknown(entry, grammar::Kind::Example));
            }
            let text = this.problems.keep(entry.value.str().map(str::to_owned));
            let target = text.and_then(|text| this.locate(&text, &entry.value, file));
            let loaded = target.map(|target| {
                this.used.insert((target.file.clone(), String::new()));
                this.loader.json(&target.file, &entry.value.span)
            });
            let value = loaded.and_then(|loaded| this.problems.keep(loaded)).unwrap_or_else(|| invalid(&entry.value));
            Entry { key: "value".into(), key_span: entry.key_span.clone(), value }
        })
    }

    /// A discriminator whose mapping leads to components; a bare name is one already.
    fn discriminator(&mut self, node: &Node, file: &str) -> Node {
        self.members(node, grammar::Kind::Discriminator, |this, key, entry| match key {
            "mapping" => this.map(entry, |this, value| match value.str() {
                Ok(text) if text.contains(['#', '/']) => match this.reference(Kind::Schemas, value, file) {
                    Some(name) => Node::string(&value.span, name),
                    None => invalid(value),
                },
                _ => value.clone(),
            }),
            _ => entry.clone(),
        })
    }

    pub(super) fn schema(&mut self, node: &Node, file: &str) -> Node {
        if matches!(node.value, Value::Bool(_)) {
            return node.clone();
        }
        if let Value::String(text) = &node.value {
            self.problems.push(no_schema(node, text));
            return invalid(node);
        }
        if let Some(name) = node.get(COMPONENT) {
            return self.lifted(node, name, file);
        }
        let mut broken = false;
        let schema = self.members(node, grammar::Kind::Schema, |this, key, entry| match key {
            "$ref" => {
                let reference = this.reference(Kind::Schemas, &entry.value, file);
                broken |= reference.is_none();
                let value = Node::string(&entry.value.span, reference.unwrap_or_default());
                entry.holding(value)
            }
            "properties" | "patternProperties" | "$defs" | "dependentSchemas" => this.properties(entry, file),
            "discriminator" => entry.holding(this.discriminator(&entry.value, file)),
            "oneOf" | "anyOf" | "allOf" | "prefixItems" => this.list(entry, |this, node| this.schema(node, file)),
            "items"
            | "additionalProperties"
            | "not"
            | "contains"
            | "propertyNames"
            | "if"
            | "then"
            | "else"
            | "unevaluatedProperties"
            | "unevaluatedItems" => entry.holding(this.schema(&entry.value, file)),
            _ => entry.clone(),
        });
        if broken { invalid(node) } else { schema }
    }
}

/// Whether a member is a keyword of schemas by its name, and no schema by its value.
fn is_stray(entry: &Entry) -> bool {
    let (parts, others) = grammar::keywords_of_schemas();
    let is_keyword = parts.iter().any(|(name, _)| *name == entry.key) || others.contains(&entry.key.as_str());
    let is_type = |text: &str| ["string", "number", "integer", "boolean", "array", "object"].contains(&text);
    is_keyword
        && match &entry.value.value {
            Value::String(text) => entry.key == "type" || !is_type(text),
            Value::Array(_) | Value::Bool(_) | Value::Number(_) => true,
            _ => false,
        }
}

/// A text where a schema belongs: the name of a type, or the place of another schema.
fn no_schema(node: &Node, text: &str) -> Diagnostic {
    let found = node.expected(Code::UnexpectedValue, "a schema");
    let is_type = ["string", "number", "integer", "boolean", "array", "object"].contains(&text);
    match text {
        _ if is_type => found.help("a schema is a mapping").suggest(&node.span, format!("{{type: {text}}}")),
        _ if text.contains('#') => {
            found.help("a reference is a mapping too").suggest(&node.span, format!("{{$ref: {}}}", node.span.text()))
        }
        _ => node
            .expected(Code::UnexpectedValue, "a mapping")
            .help("write its keywords as `key: value`, such as `type: string`"),
    }
}
