//! An HTTPS server on 127.0.0.1 that knows one reply, with a certificate for `localhost` of an authority of its own.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

const REPLY: &str = r#"{"ok":true,"result":[],"next_offset":0,"total":7}"#;

/// A server that runs until the test ends.
pub(crate) struct Server {
    pub(crate) port: u16,
    /// The file with the certificate of the authority.
    pub(crate) authority: PathBuf,
    requests: Arc<AtomicUsize>,
    _folder: tempfile::TempDir,
}

impl Server {
    pub(crate) fn start(provider: Arc<CryptoProvider>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let (authority, certificate, key) = certificates(port).expect("certificates can be made");
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("authority.pem");
        std::fs::write(&file, authority).expect("a file");

        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions that the provider has")
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key);
        let config = Arc::new(config.expect("the certificate fits its key"));
        let requests = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&requests);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // A client that refuses the certificate breaks off.
                _ = serve(stream, Arc::clone(&config), &counter);
            }
        });
        Self { port, authority: file, requests, _folder: folder }
    }

    /// How many requests arrived.
    pub(crate) fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

type Certificates = (String, CertificateDer<'static>, PrivateKeyDer<'static>);

/// An authority with a number in its name, and a certificate that it gives, with its key.
fn certificates(number: u16) -> Result<Certificates, rcgen::Error> {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, format!("authority {number}"));
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;
    let key = KeyPair::generate()?;
    let certificate = CertificateParams::new(vec!["localhost".to_owned()])?.signed_by(&key, &authority)?;
    Ok((authority.pem(), certificate.der().clone(), key.into()))
}

/// Reads one request without a look at it, and replies.
fn serve(stream: TcpStream, config: Arc<ServerConfig>, requests: &AtomicUsize) -> io::Result<()> {
    let connection = ServerConnection::new(config).map_err(io::Error::other)?;
    let mut stream = BufReader::new(StreamOwned::new(connection, stream));
    let (mut line, mut length) = (String::new(), 0);
    while line != "\r\n" {
        line.clear();
        if stream.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let header = line.to_ascii_lowercase();
        if let Some(value) = header.strip_prefix("content-length:") {
            length = value.trim().parse().map_err(io::Error::other)?;
        }
    }
    io::copy(&mut io::Read::take(&mut stream, length), &mut io::sink())?;
    requests.fetch_add(1, Ordering::SeqCst);
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close";
    write!(stream.get_mut(), "{head}\r\ncontent-length: {}\r\n\r\n{REPLY}", REPLY.len())?;
    stream.get_mut().conn.send_close_notify();
    stream.get_mut().flush()
}
