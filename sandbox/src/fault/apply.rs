//! What a fault does to a request that was read.

use axum::body::{Body, Bytes};
use axum::http::HeaderValue;
use axum::http::header::CONTENT_LENGTH;
use axum::response::Response;
use tokio::sync::watch;

use super::{Fault, Kind, body};
use crate::contract::{Operation, Source};
use crate::http::Reply;
use crate::json::Json;
use crate::wire::Wire;

/// The request that a fault strikes, and what it can do with it.
pub(crate) struct Scene<'a> {
    pub(crate) operation: Option<&'a Operation>,
    /// Body of the request.
    pub(crate) body: &'a [u8],
    /// Lets the vendor process the request; `Err` if it refuses.
    pub(crate) process: &'a (dyn Fn() -> Result<Reply, Reply> + Sync),
    /// The vendor's refusal of a caller who asks too often.
    pub(crate) over_quota: &'a (dyn Fn() -> Reply + Sync),
    pub(crate) wire: &'a Wire,
    /// True once the sandbox ends.
    pub(crate) stop: watch::Receiver<bool>,
}

impl Scene<'_> {
    fn reply(&self) -> Reply {
        (self.process)().unwrap_or_else(|refusal| refusal)
    }

    /// The offset that the request asks for in its body.
    fn offset(&self) -> Option<i64> {
        match self.operation?.pagination.as_ref()?.offset.as_ref()? {
            Source::Body(pointer) => {
                Json::parse(std::str::from_utf8(self.body).ok()?).ok()?.pointer(pointer)?.as_integer()
            }
            Source::Query(_) => None,
        }
    }
}

/// The answer to a request that was read.
pub(crate) async fn apply(fault: Fault, mut scene: Scene<'_>) -> Response {
    let done = (fault.process && fault.kind.can_be_processed_first()).then(|| scene.reply());
    let reply = match &fault.kind {
        Kind::Reply(reply) => reply.clone(),
        Kind::Quota => (scene.over_quota)(),
        Kind::Delay(duration) => {
            body::pause(*duration, &mut scene.stop).await;
            done.unwrap_or_else(|| scene.reply())
        }
        Kind::ResetBeforeRead | Kind::Reset => {
            scene.wire.reset();
            return Response::new(Body::empty());
        }
        Kind::Pages(pages) => {
            match scene.operation.and_then(|operation| Some((operation, operation.pagination.as_ref()?))) {
                Some((operation, pagination)) => pages.answer(operation, pagination, scene.offset(), scene.process),
                None => scene.reply(),
            }
        }
        Kind::Garbage => Reply { body: Bytes::from_static(body::GARBAGE), ..scene.reply() },
        Kind::Empty => Reply { body: Bytes::new(), ..scene.reply() },
        Kind::ContentType(content_type) => scene.reply().only_header("content-type", content_type),
        Kind::Cut(_) | Kind::Oversized(_) | Kind::Drip { .. } => scene.reply(),
    };
    let mut reply = match &fault.retry_after {
        Some(value) => reply.only_header("retry-after", value),
        None => reply,
    };
    let whole = match fault.kind {
        Kind::Cut(_) | Kind::Oversized(_) | Kind::Drip { .. } => std::mem::take(&mut reply.body),
        _ => return reply.into_response(),
    };
    let mut response = reply.into_response();
    let mut announced = Some(whole.len());
    *response.body_mut() = match fault.kind {
        Kind::Cut(at) => {
            let length = whole.len().max(1);
            announced = Some(length);
            body::cut(whole.slice(..at.min(length - 1)), scene.wire.clone())
        }
        Kind::Drip { chunk, pause } => body::drip(whole, chunk, pause, scene.stop),
        Kind::Oversized(bytes) => {
            announced = None;
            body::oversized(whole, bytes, scene.stop)
        }
        _ => Body::from(whole),
    };
    if let Some(length) = announced {
        response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(length));
    }
    response
}

impl Kind {
    fn can_be_processed_first(&self) -> bool {
        matches!(self, Kind::Reply(_) | Kind::Delay(_) | Kind::Reset)
    }
}
