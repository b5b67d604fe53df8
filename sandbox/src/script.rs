//! Answers that a test puts in the place of the vendor's.

use crate::http::Reply;

/// An answer that the sandbox gives instead of processing a request, such as a proxy's HTML page.
///
/// It is given once; as a [`Fault`](crate::Fault) it can be given more often.
///
/// ```
/// # use nomenclature_sandbox::{Fault, ScriptedReply};
/// let page = ScriptedReply::new(502).header("content-type", "text/html").body("<h1>Bad Gateway</h1>");
/// let cut = ScriptedReply::new(200).header("content-type", "application/json").body(r#"{"ok":tr"#).on("DocSetPrice");
/// let thrice = Fault::from(page).times(3);
/// ```
#[derive(Clone, Debug)]
pub struct ScriptedReply {
    pub(crate) reply: Reply,
    pub(crate) path: Option<String>,
}

impl ScriptedReply {
    /// An answer with a status, no header and an empty body. A number that is no HTTP status becomes 500.
    pub fn new(status: u16) -> Self {
        Self { reply: Reply { status, headers: Vec::new(), body: Default::default() }, path: None }
    }

    /// Adds a header. What HTTP does not allow in a header is left out.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.reply = self.reply.header(name, value);
        self
    }

    /// Sets the body.
    #[must_use]
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.reply.body = body.into().into();
        self
    }

    /// Keeps the answer for a request whose path contains `part`, or whose operation id is `part` (any letter case).
    #[must_use]
    pub fn on(mut self, part: &str) -> Self {
        self.path = Some(part.to_ascii_lowercase());
        self
    }
}
