//! Watches all that a test process puts out, and ends the process where a credential shows.
//!
//! The channels: `tracing` and `log` records of all crates at TRACE, errors (the runtime traces each; those that a test takes
//! with [`failure`](crate::clients::failure) come here too), `Debug` of what the support library makes, and panics. What the
//! processes print is scanned afterwards by the program `scan-output`.

mod forms;
mod known;
mod matcher;
mod records;

use std::any::Any;
use std::error::Error as StdError;
use std::fmt::Debug;
use std::io::Write as _;
use std::panic;
use std::sync::{Arc, Mutex, Once, OnceLock, PoisonError, RwLock};

use nomenclature::Error;

pub use known::REGISTRY;
use known::{KNOWN, Known};
pub use matcher::Matcher;
pub use records::crates;

/// The status of a process that ended because a credential showed; not the 101 of a failed test.
pub const EXIT_STATUS: i32 = 70;

struct Scanner {
    known: Mutex<Known>,
    matcher: RwLock<Arc<Matcher>>,
}

fn scanner() -> &'static Scanner {
    static SCANNER: OnceLock<Scanner> = OnceLock::new();
    SCANNER.get_or_init(|| {
        let known = Known::of(KNOWN);
        let matcher = RwLock::new(Arc::new(Matcher::of(known.secrets())));
        Scanner { known: Mutex::new(known), matcher }
    })
}

/// Watches this process from here on. Everything that makes a client or a sandbox for the tests calls it.
pub fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        records::install();
        let previous = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            check("panic", &payload(panic.payload()));
            check("panic", &panic.to_string());
            previous(panic);
        }));
    });
}

/// A further credential that must not show from here on, such as one that a server has issued. One of fewer than
/// [`SHORTEST`](Matcher::SHORTEST) bytes is not watched: it would be found in harmless text.
pub fn register(secret: &str) {
    install();
    let scanner = scanner();
    let mut known = scanner.known.lock().unwrap_or_else(PoisonError::into_inner);
    if known.add(secret) {
        let matcher = Arc::new(Matcher::of(known.secrets()));
        *scanner.matcher.write().unwrap_or_else(PoisonError::into_inner) = matcher;
    }
}

/// Scans what `Debug` shows of a value, and gives it back.
pub fn shown<T: Debug>(value: T) -> T {
    install();
    check("debug", &format!("{value:?}"));
    check("debug", &format!("{value:#?}"));
    value
}

/// Scans everything that an error and its causes tell.
pub fn error(error: &(dyn StdError + 'static)) {
    let mut cause = Some(error);
    while let Some(error) = cause {
        for text in [format!("{error}"), format!("{error:#}"), format!("{error:?}"), format!("{error:#?}")] {
            check("error", &text);
        }
        if let Some(error) = error.downcast_ref::<Error>() {
            check("error", error.snippet().unwrap_or_default());
            check("error", error.json_path().unwrap_or_default());
            // `Debug` shows no more than the beginning of them.
            check("error", error.vendor_error().map_or("", |said| said.details().get()));
        }
        let transport = error.downcast_ref::<Error>().and_then(Error::transport_cause);
        cause = transport.map(|cause| cause as _).or_else(|| error.source());
    }
}

/// The text of a panic.
fn payload(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default()
}

/// Ends the process if a credential shows in the text.
fn check(channel: &str, text: &str) {
    let matcher = scanner().matcher.read().unwrap_or_else(PoisonError::into_inner).clone();
    if let Some(clean) = matcher.leak(text) {
        report(channel, &clean);
    }
}

/// Not a panic: a test might catch it, and the runtime's tasks do.
fn report(channel: &str, clean: &str) -> ! {
    static FIRST: Mutex<()> = Mutex::new(());
    let _first = FIRST.lock().unwrap_or_else(PoisonError::into_inner);
    let thread = std::thread::current();
    // Unlike `eprintln`, this is not captured by the test harness.
    _ = writeln!(std::io::stderr(), "leak: {channel}: {clean} (in {})", thread.name().unwrap_or("a nameless thread"));
    std::process::exit(EXIT_STATUS)
}
