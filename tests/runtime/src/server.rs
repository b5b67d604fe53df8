//! A tiny HTTP/1.1 server on the loopback address, for what only a real connection shows.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

/// What to do with one connection.
pub enum Act {
    /// Send these bytes and close.
    Answer(Vec<u8>),
    /// Close without an answer.
    Close,
    /// Say nothing until the client is gone.
    Hang,
}

/// Serves connections from a list, each on a thread of its own; each request arrives on the channel.
pub struct Server {
    pub address: String,
    requests: Receiver<String>,
}

impl Server {
    pub fn start(acts: Vec<Act>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let (sender, requests) = channel();
        std::thread::spawn(move || {
            for act in acts {
                let Ok((stream, _)) = listener.accept() else { return };
                let sender = sender.clone();
                std::thread::spawn(move || serve(stream, act, &sender));
            }
        });
        Self { address, requests }
    }

    /// Serves one connection, and listens no more when its reply is sent.
    pub fn once(act: Act) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let (sender, requests) = channel();
        std::thread::spawn(move || {
            let Ok((stream, _)) = listener.accept() else { return };
            drop(listener);
            serve(stream, act, &sender);
        });
        Self { address, requests }
    }

    /// Answers every request by this function.
    pub fn answering(act: impl Fn(&str) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let (sender, requests) = channel();
        let act = std::sync::Arc::new(act);
        std::thread::spawn(move || {
            while let Ok((mut stream, _)) = listener.accept() {
                let (sender, act) = (sender.clone(), act.clone());
                std::thread::spawn(move || {
                    let request = read_request(&mut stream);
                    let act = act(&request);
                    _ = sender.send(request);
                    play(&mut stream, act);
                });
            }
        });
        Self { address, requests }
    }

    /// How many requests came since this was asked last.
    pub fn count(&self) -> usize {
        self.requests.try_iter().count()
    }

    /// The next request as it came.
    pub fn request(&self) -> String {
        self.requests.recv().expect("a request")
    }

    /// The next request, if one comes within this time.
    pub fn next_request(&self, within: Duration) -> Option<String> {
        self.requests.recv_timeout(within).ok()
    }
}

/// A response with the length of its body.
pub fn answer(status: &str, headers: &str, body: &str) -> Act {
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n");
    Act::Answer((head + body).into_bytes())
}

fn serve(mut stream: TcpStream, act: Act, requests: &Sender<String>) {
    let request = read_request(&mut stream);
    _ = requests.send(request);
    play(&mut stream, act);
}

fn play(stream: &mut TcpStream, act: Act) {
    match act {
        Act::Answer(bytes) => {
            _ = stream.write_all(&bytes);
            _ = stream.shutdown(Shutdown::Write);
        }
        Act::Close => {}
        Act::Hang => _ = stream.read(&mut [0; 1]),
    }
}

fn read_request(stream: &mut TcpStream) -> String {
    let mut request = Vec::new();
    let mut byte = [0; 1];
    while !request.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|count| count == 1) {
        request.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&request).to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    _ = stream.read_exact(&mut body);
    request.extend(body);
    String::from_utf8_lossy(&request).into_owned()
}
