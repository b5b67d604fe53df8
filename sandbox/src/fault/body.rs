//! Bodies that do not come as they should.

use std::convert::Infallible;
use std::io;
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use futures_util::stream;
use tokio::sync::watch;
use tokio::time::timeout;

use super::MAX_TIME;
use crate::wire::Wire;

/// Neither UTF-8 nor JSON, and no HTTP line either.
pub(super) const GARBAGE: &[u8] = b"\xff\xfe\x00{\"\x80\xc3\x28\"]\r\n\r\n\x1f\x8b\x07\xf0\x9f\x00";

const PADDING: &[u8] = &[b' '; 64 << 10];

/// Waits, but not beyond the end of the sandbox. False if that came first.
pub(super) async fn pause(duration: Duration, stop: &mut watch::Receiver<bool>) -> bool {
    timeout(duration, stop.wait_for(|stopped| *stopped)).await.is_err()
}

/// These bytes, after which the connection is closed although more were announced.
pub(super) fn cut(start: Bytes, wire: Wire) -> Body {
    Body::from_stream(stream::unfold(Some(start), move |start| {
        let wire = wire.clone();
        async move {
            match start.filter(|bytes| !bytes.is_empty()) {
                Some(bytes) => Some((Ok::<_, Infallible>(bytes), None)),
                None => {
                    wire.hang_up_after_flush();
                    std::future::pending().await
                }
            }
        }
    }))
}

/// Pieces with pauses between them.
pub(super) fn drip(body: Bytes, chunk: usize, between: Duration, stop: watch::Receiver<bool>) -> Body {
    let end = Instant::now() + MAX_TIME;
    Body::from_stream(stream::unfold((body, stop, true), move |(mut body, mut stop, is_first)| async move {
        if body.is_empty() {
            return None;
        }
        let left = end.saturating_duration_since(Instant::now());
        if !is_first && !pause(between.min(left), &mut stop).await {
            return Some((Err(stopped()), (Bytes::new(), stop, false)));
        }
        let piece = if left.is_zero() { body.len() } else { chunk.min(body.len()) };
        let piece = body.split_to(piece);
        Some((Ok(piece), (body, stop, false)))
    }))
}

/// The body and spaces behind it up to `bytes`.
pub(super) fn oversized(body: Bytes, bytes: u64, stop: watch::Receiver<bool>) -> Body {
    let padding = bytes.saturating_sub(body.len() as u64);
    Body::from_stream(stream::unfold((Some(body), padding, stop), |(body, padding, stop)| async move {
        if let Some(body) = body.filter(|body| !body.is_empty()) {
            return Some((Ok(body), (None, padding, stop)));
        }
        if *stop.borrow() {
            return (padding > 0).then(|| (Err(stopped()), (None, 0, stop)));
        }
        let length = usize::try_from(padding).unwrap_or(PADDING.len()).min(PADDING.len());
        (length > 0).then(|| (Ok(Bytes::from_static(&PADDING[..length])), (None, padding - length as u64, stop)))
    }))
}

fn stopped() -> io::Error {
    io::Error::other("the sandbox stops")
}
