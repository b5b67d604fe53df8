//! Every rule that a spec can break. Codes are stable: a number is never given to another rule.

use std::fmt;

use super::Severity;

macro_rules! codes {
    ($($code:ident = $id:literal, $name:literal, $severity:ident, $summary:literal;)*) => {
        /// A rule that a spec can break.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = concat!($id, ": ", $summary, ".")] $code,)*
        }

        impl Code {
            /// Every code, by number.
            pub const ALL: &[Code] = &[$(Code::$code,)*];

            /// Number: `NC0401`.
            pub fn id(self) -> &'static str {
                match self { $(Code::$code => $id,)* }
            }

            /// Name: `number-without-decimal`.
            pub fn name(self) -> &'static str {
                match self { $(Code::$code => $name,)* }
            }

            /// Whether breaking it ends the generation.
            pub fn severity(self) -> Severity {
                match self { $(Code::$code => Severity::$severity,)* }
            }

            /// The long text, in a file of the code's own.
            fn text(self) -> &'static str {
                match self { $(Code::$code => include_str!(concat!("explain/", $id, ".md")),)* }
            }

            /// What is wrong, in a few words.
            pub fn summary(self) -> &'static str {
                match self { $(Code::$code => $summary,)* }
            }
        }
    };
}

codes! {
    // Files.
    UnreadableFile = "NC0101", "unreadable-file", Error, "a file or folder cannot be read";
    MissingDocument = "NC0102", "missing-document", Error, "a vendor's folder has no `openapi.yaml`";
    InvalidYaml = "NC0103", "invalid-yaml", Error, "a file is not YAML";
    InvalidJson = "NC0104", "invalid-json", Error, "an example is not JSON";
    DuplicateKey = "NC0105", "duplicate-key", Error, "a key stands twice in one mapping";
    YamlFeature = "NC0106", "yaml-feature", Error, "YAML that specs do not use: anchors, aliases, tags, several documents";
    NestedTooDeeply = "NC0107", "nested-too-deeply", Error, "a file is nested too deeply";
    UnexpectedValue = "NC0108", "unexpected-value", Error, "a value of another kind is expected";
    MissingMember = "NC0109", "missing-member", Error, "a required member is missing";
    UnknownKeyword = "NC0110", "unknown-keyword", Error, "a keyword that OpenAPI 3.1 does not know";
    UnknownExtension = "NC0111", "unknown-extension", Error, "an `x-` key that the generator does not know";
    UnknownExtensionMember = "NC0112", "unknown-extension-member", Error, "an extension has no such member";
    OpenApiVersion = "NC0113", "openapi-version", Error, "the document is neither OpenAPI 3.1 nor 3.0";
    ExtensionPlace = "NC0114", "extension-place", Error, "an extension stands where it means nothing";
    SpecFile = "NC0115", "spec-file", Error, "a reference leads to a file that is no spec by its name";
    HiddenText = "NC0116", "hidden-text", Warning, "a comment that looks like the rest of a text";
    IgnoredSibling = "NC0117", "ignored-sibling", Warning, "something beside a reference that is ignored";
    // References.
    UnresolvedReference = "NC0201", "unresolved-reference", Error, "a reference leads nowhere";
    ForeignReference = "NC0202", "foreign-reference", Error, "a reference leads out of the specs folder";
    UnnamedReference = "NC0203", "unnamed-reference", Error, "a reference names no component";
    AmbiguousComponent = "NC0204", "ambiguous-component", Error, "two components of a vendor have one name";
    CyclicReference = "NC0205", "cyclic-reference", Error, "a reference leads back to itself";
    // Names.
    VendorName = "NC0301", "vendor-name", Error, "a vendor's folder is not named in snake_case";
    ModelName = "NC0302", "model-name", Error, "a schema's name gives no Rust type name";
    ReservedName = "NC0303", "reserved-name", Error, "a name that generated code uses for something else";
    FieldName = "NC0304", "field-name", Error, "a wire name gives no Rust name";
    VariantName = "NC0305", "variant-name", Error, "an enum value gives no Rust variant name";
    NameCollision = "NC0306", "name-collision", Error, "two wire names become one Rust name";
    OperationId = "NC0307", "operation-id", Error, "an operation id is not `<tag>_<method>`";
    DuplicateOperation = "NC0308", "duplicate-operation", Error, "two operations have one id";
    LookalikeLetters = "NC0309", "lookalike-letters", Error, "a name is not what it looks like: letters that only look Latin, or that do not show";
    RustKeyword = "NC0310", "rust-keyword", Error, "a chosen name is a Rust keyword";
    // Types and schemas.
    NumberWithoutDecimal = "NC0401", "number-without-decimal", Error, "a number without `format: decimal`";
    IntegerWithoutFormat = "NC0402", "integer-without-format", Error, "an integer without a format";
    UnsupportedSchema = "NC0403", "unsupported-schema", Error, "a schema that the generator does not support";
    UnsupportedUnion = "NC0404", "unsupported-union", Error, "a union that the generator does not support";
    InlineSchema = "NC0405", "inline-schema", Error, "an inner schema whose name is taken";
    EnumType = "NC0406", "enum-type", Error, "a value of an enum is no scalar, or not of the type that is said";
    EnumValue = "NC0407", "enum-value", Error, "an enum value that stands twice, or is described without being one";
    UnknownRequired = "NC0408", "unknown-required", Error, "`required` names no property";
    AllOfConflict = "NC0409", "all-of-conflict", Error, "the parts of `allOf` contradict each other";
    AmbiguousUnion = "NC0410", "ambiguous-union", Warning, "two alternatives of a union cannot be told apart";
    DiscriminatorValue = "NC0411", "discriminator-value", Error, "a discriminator and its alternatives do not fit together";
    KeywordValue = "NC0412", "keyword-value", Error, "a keyword of a schema that no value could meet";
    WrongDefault = "NC0413", "wrong-default", Warning, "a default that does not fit its schema";
    SchemaGrowth = "NC0414", "schema-growth", Error, "a schema that would be written out without end, or far too often";
    OlderVersion = "NC0415", "older-version", Warning, "a document of OpenAPI 3.0, which is read as 3.1";
    UndescribedMember = "NC0416", "undescribed-member", Warning, "`required` names a member that nothing describes";
    FormatWithoutMeaning = "NC0420", "format-without-meaning", Warning, "a format that means nothing for its type";
    KeywordOfAnotherType = "NC0421", "keyword-of-another-type", Warning, "a keyword of a schema that says nothing about values of its type";
    RenamedInput = "NC0422", "renamed-input", Warning, "a type of requests that is renamed because replies return it too";
    // Operations and parameters.
    ParameterPlace = "NC0501", "parameter-place", Error, "a parameter in an unsupported place";
    ParameterStyle = "NC0502", "parameter-style", Error, "a parameter in an unsupported style";
    PathParameter = "NC0503", "path-parameter", Error, "a path and its parameters do not fit together";
    ClientParameter = "NC0504", "client-parameter", Error, "a client-wide value that cannot be set once";
    ParameterTwice = "NC0505", "parameter-twice", Error, "two parameters of an operation have one name";
    BodyContent = "NC0506", "body-content", Error, "a body that the generator does not support";
    SuccessResponse = "NC0507", "success-response", Error, "a reply that cannot be told apart or read, or no success at all";
    OperationTag = "NC0508", "operation-tag", Error, "an operation with a tag that is not described";
    ServerAddress = "NC0509", "server-address", Error, "a server address that cannot be used";
    SecurityScheme = "NC0510", "security-scheme", Error, "a security scheme that the generator does not support";
    BodyWithoutMeaning = "NC0511", "body-without-meaning", Warning, "a body in a request whose method gives it no meaning";
    IgnoredParameter = "NC0512", "ignored-parameter", Warning, "a header parameter that OpenAPI ignores";
    OwnServer = "NC0513", "own-server", Error, "a path or operation with servers of its own";
    NotGenerated = "NC0514", "not-generated", Warning, "a part of the document for which nothing is generated";
    MissingSchema = "NC0515", "missing-schema", Error, "a body that extensions point into has no schema";
    MissingTag = "NC0516", "missing-tag", Warning, "an operation without a tag in a document that has tags";
    // Paging, batches, safety, quotas.
    MissingSafety = "NC0601", "missing-safety", Error, "an operation without `x-safety`";
    ContradictorySafety = "NC0602", "contradictory-safety", Error, "`x-safety` contradicts what the operation does";
    UnresolvedPointer = "NC0603", "unresolved-pointer", Error, "a pointer of an extension leads nowhere";
    PagingShape = "NC0604", "paging-shape", Error, "`x-pagination` points at something of the wrong kind or size";
    BatchCap = "NC0605", "batch-cap", Error, "a batch that says no cap, or one that is more than its schema takes";
    BatchShape = "NC0606", "batch-shape", Error, "`x-batch` points at something of the wrong kind";
    ExtensionValue = "NC0607", "extension-value", Error, "an extension has a value that it does not know";
    EnvelopeShape = "NC0608", "envelope-shape", Error, "`x-envelope` points at something of the wrong kind";
    // Examples.
    InvalidExample = "NC0801", "invalid-example", Error, "an example does not fit its schema";
    MissingExamples = "NC0802", "missing-examples", Warning, "an operation without examples";
    UnknownExampleMember = "NC0803", "unknown-example-member", Warning, "an example has a member that its schema does not know";
    // Documentation.
    MissingDescription = "NC0901", "missing-description", Warning, "something that users see has no description";
    UnusedSchema = "NC0902", "unused-schema", Warning, "a schema or other component that nothing refers to";
    UnusedFile = "NC0903", "unused-file", Warning, "a file that nothing refers to";
    MissingErrorResponse = "NC0904", "missing-error-response", Warning, "an operation without error responses";
    UnfilledTodo = "NC0905", "unfilled-todo", Error, "a `TODO` mark";
    UnlistedPath = "NC0906", "unlisted-path", Error, "a file of operations that no path refers to";
    // The engine.
    Engine = "NC1001", "engine", Error, "the generator cannot turn a document into Rust";
    Lost = "NC1002", "lost", Error, "a part of a document that is not in what is generated from it";
    // Short forms.
    UnknownHabit = "NC1101", "unknown-habit", Error, "a short form that stands for nothing";
    UnusedHabit = "NC1102", "unused-habit", Error, "a habit that no operation has";
    UnknownHole = "NC1103", "unknown-hole", Error, "a hole of a habit that nothing fills";
    // Rulings.
    InvalidRuling = "NC1201", "invalid-ruling", Error, "a row of `rulings.yaml` that cannot be read";
    StaleRuling = "NC1202", "stale-ruling", Error, "a row of `rulings.yaml` that no difference fits";
}

impl Code {
    /// The code of a number (`NC0401`, `nc0401`, `401`) or name (`number-without-decimal`).
    pub fn find(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        let digits = text.strip_prefix("nc").unwrap_or(&text);
        let number = (1..=4).contains(&digits.len()).then(|| format!("NC{digits:0>4}"));
        Self::ALL.iter().copied().find(|code| code.name() == text || number.as_deref() == Some(code.id()))
    }

    /// The code whose number or name is most like `text`, for a message.
    pub fn nearest(text: &str) -> &'static str {
        let (number, name) = (text.to_ascii_uppercase(), text.to_ascii_lowercase());
        let near = Self::ALL.iter().flat_map(|code| {
            [
                (strsim::damerau_levenshtein(code.id(), &number), code.id()),
                (strsim::damerau_levenshtein(code.name(), &name), code.name()),
            ]
        });
        near.min().map_or("NC0101", |(_, text)| text)
    }

    /// What it means, why it matters, and an example that is wrong beside one that is right; Markdown.
    pub fn explanation(self) -> String {
        format!("{self} {} ({}): {}\n\n{}", self.name(), self.severity(), self.summary(), self.text())
    }

    /// Whether something that breaks this rule may refer to more than is seen of it.
    pub(super) fn hides(self) -> bool {
        matches!(
            self,
            Code::UnexpectedValue
                | Code::MissingMember
                | Code::UnknownKeyword
                | Code::UnsupportedSchema
                | Code::UnresolvedPointer
                | Code::DuplicateOperation
                | Code::BodyContent
                | Code::SuccessResponse
                | Code::MissingSchema
                | Code::IgnoredSibling
        )
    }

    /// Whether a finding of this code is the cause of a finding of another code at the same place.
    pub(super) fn explains(self, other: Self) -> bool {
        match self {
            Code::LookalikeLetters | Code::RustKeyword => matches!(
                other,
                Code::VendorName
                    | Code::ModelName
                    | Code::ReservedName
                    | Code::FieldName
                    | Code::VariantName
                    | Code::OperationId
                    | Code::OperationTag
                    | Code::ClientParameter
                    | Code::UnknownExampleMember
            ),
            Code::ParameterTwice => other == Code::NameCollision,
            // What is yet to be written is not wrong in any other way.
            Code::UnfilledTodo => other != self,
            _ => false,
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}
