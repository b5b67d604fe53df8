//! Answers that a test puts in the place of the vendor's: the layer between the journal and the vendors.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::http::{ReceivedRequest, Reply};

/// An answer that the sandbox gives instead of processing a request, such as a proxy's HTML page.
///
/// ```
/// # use nomenclature_sandbox::ScriptedReply;
/// let page = ScriptedReply::new(502).header("content-type", "text/html").body("<h1>Bad Gateway</h1>");
/// let cut = ScriptedReply::new(200).header("content-type", "application/json").body(r#"{"ok":tr"#).on("DocSetPrice");
/// ```
#[derive(Clone, Debug)]
pub struct ScriptedReply {
    reply: Reply,
    path: Option<String>,
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

    /// Keeps the answer for a request whose path contains `part` (any letter case).
    #[must_use]
    pub fn on(mut self, part: &str) -> Self {
        self.path = Some(part.to_ascii_lowercase());
        self
    }
}

/// Answers waiting for their requests.
#[derive(Debug, Default)]
pub(crate) struct Script(Mutex<VecDeque<ScriptedReply>>);

impl Script {
    pub(crate) fn push(&self, reply: ScriptedReply) {
        self.lock().push_back(reply);
    }

    pub(crate) fn clear(&self) {
        self.lock().clear();
    }

    /// Takes the first answer meant for this request.
    pub(crate) fn take(&self, request: &ReceivedRequest) -> Option<Reply> {
        let mut waiting = self.lock();
        if waiting.is_empty() {
            return None;
        }
        let path = request.path().to_ascii_lowercase();
        let index = waiting.iter().position(|reply| reply.path.as_ref().is_none_or(|part| path.contains(part)))?;
        waiting.remove(index).map(|scripted| scripted.reply)
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<ScriptedReply>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
