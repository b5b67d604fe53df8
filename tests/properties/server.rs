//! An HTTP server that answers whatever a test says, even what no vendor would.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};

use nomenclature::CallOptions;

/// More requests than any case takes; what goes on for ever is refused after as many.
pub(crate) const MOST: usize = 700;

const CASE: &str = "x-case";

/// A request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    /// As it stands in the first line.
    pub(crate) target: String,
    /// Names in small letters.
    pub(crate) headers: Vec<(String, Vec<u8>)>,
    pub(crate) body: Vec<u8>,
}

impl Received {
    pub(crate) fn header(&self, name: &str) -> Option<&[u8]> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_slice())
    }
}

/// Status and body of an answer.
pub(crate) type Answer = (u16, Vec<u8>);

type Handler = Box<dyn FnMut(&Received) -> Answer + Send>;

/// Listens on the loopback address until the test ends.
pub(crate) struct Server {
    pub(crate) url: String,
    shared: Arc<Mutex<Shared>>,
}

struct Shared {
    case: u64,
    handler: Handler,
    received: Vec<Received>,
}

impl Server {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let shared =
            Arc::new(Mutex::new(Shared { case: 0, handler: Box::new(|_| (404, Vec::new())), received: Vec::new() }));
        let answering = Arc::clone(&shared);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&answering);
                std::thread::spawn(move || serve(&stream, &shared));
            }
        });
        Self { url, shared }
    }

    /// Answers differently from now on, and forgets what arrived.
    pub(crate) fn answer(&self, handler: impl FnMut(&Received) -> Answer + Send + 'static) {
        let mut shared = self.lock();
        *shared = Shared { case: shared.case + 1, handler: Box::new(handler), received: Vec::new() };
    }

    /// Marks the requests of what is asked now. Marked ones that a walk has abandoned arrive too late to count for the next.
    pub(crate) fn mark(&self) -> CallOptions {
        CallOptions::new().header(CASE, self.lock().case.to_string())
    }

    /// What arrived since it answers as it does.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.lock().received.clone()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn serve(stream: &TcpStream, shared: &Mutex<Shared>) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let mut reader = BufReader::new(stream);
    loop {
        let received = read(&mut reader)?;
        let (status, body) = {
            let mut shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
            let case = shared.case.to_string();
            if received.header(CASE).is_none_or(|found| found == case.as_bytes()) {
                shared.received.push(received.clone());
                if shared.received.len() > MOST { (418, Vec::new()) } else { (shared.handler)(&received) }
            } else {
                (410, Vec::new())
            }
        };
        let mut reply = format!(
            "HTTP/1.1 {status} Any\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        )
        .into_bytes();
        reply.extend(body);
        (&mut &*stream).write_all(&reply).ok()?;
    }
}

fn read(reader: &mut impl BufRead) -> Option<Received> {
    let mut line = |limit| {
        let mut line = Vec::new();
        reader.by_ref().take(limit).read_until(b'\n', &mut line).ok()?;
        line.strip_suffix(b"\r\n").map(<[u8]>::to_vec)
    };
    let first = String::from_utf8(line(1 << 20)?).ok()?;
    let mut headers = Vec::new();
    loop {
        let line = line(1 << 20)?;
        if line.is_empty() {
            break;
        }
        let colon = line.iter().position(|byte| *byte == b':')?;
        let name = String::from_utf8_lossy(&line[..colon]).to_ascii_lowercase();
        headers.push((name, line[colon + 1..].trim_ascii().to_vec()));
    }
    let mut received = Received { target: first.split(' ').nth(1)?.to_owned(), headers, body: Vec::new() };
    let length = received.header("content-length").and_then(|value| std::str::from_utf8(value).ok()?.parse().ok());
    received.body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut received.body).ok()?;
    Some(received)
}
