//! The records of all crates, as text.

use std::collections::BTreeSet;
use std::error::Error as StdError;
use std::fmt::{self, Write as _};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::Interest;
use tracing::{Event, Metadata, Subscriber};

use super::{check, error};

/// Scans what is traced and logged from here on, down to the level TRACE.
pub(super) fn install() {
    tracing::subscriber::set_global_default(Traces::default()).expect("nobody else subscribes");
    log::set_logger(&Logs).expect("nobody else logs");
    log::set_max_level(log::LevelFilter::Trace);
}

static CRATES: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// The crates of which records were scanned in this process.
pub fn crates() -> Vec<String> {
    CRATES.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
}

fn seen(target: &str) {
    let name = target.split("::").next().unwrap_or_default();
    let mut crates = CRATES.lock().unwrap_or_else(PoisonError::into_inner);
    if !crates.contains(name) {
        crates.insert(name.to_owned());
    }
}

#[derive(Default)]
struct Traces {
    spans: AtomicU64,
}

impl Subscriber for Traces {
    fn register_callsite(&self, _: &'static Metadata<'static>) -> Interest {
        Interest::always()
    }

    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::TRACE)
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut text = Text::of(span.metadata());
        span.record(&mut text);
        check("span", &text.0);
        Id::from_u64(self.spans.fetch_add(1, Ordering::Relaxed) + 1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        let mut text = Text(String::new());
        values.record(&mut text);
        check("span", &text.0);
    }

    fn event(&self, event: &Event<'_>) {
        let mut text = Text::of(event.metadata());
        event.record(&mut text);
        check("event", &text.0);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

struct Logs;

impl log::Log for Logs {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        seen(record.target());
        check("log", &format!("{} {}", record.target(), record.args()));
    }

    fn flush(&self) {}
}

/// A record as one line.
struct Text(String);

impl Text {
    fn of(metadata: &Metadata<'_>) -> Self {
        seen(metadata.target());
        Self(format!("{} {}", metadata.target(), metadata.name()))
    }
}

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        _ = write!(self.0, " {}={value:?}", field.name());
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        _ = write!(self.0, " {}={value}", field.name());
    }

    fn record_bytes(&mut self, field: &Field, value: &[u8]) {
        self.record_str(field, &String::from_utf8_lossy(value));
    }

    fn record_error(&mut self, field: &Field, value: &(dyn StdError + 'static)) {
        error(value);
        self.record_str(field, &value.to_string());
    }
}
