//! A server that lets in only who shows a certificate, and the authority that signs them.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::Request;
use axum::serve::Listener;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig};
use tokio_rustls::server::TlsStream;

use super::support::install_tls;

/// A certificate authority that nobody knows but this test.
pub(crate) struct Authority {
    issuer: CertifiedIssuer<'static, rcgen::KeyPair>,
}

/// A certificate and its key, PEM.
pub(crate) struct Papers {
    pub(crate) cert: String,
    pub(crate) key: String,
}

impl Authority {
    pub(crate) fn new(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = rcgen::KeyPair::generate().unwrap();
        let issuer = CertifiedIssuer::self_signed(params, key).unwrap();
        Self { issuer }
    }

    pub(crate) fn pem(&self) -> String {
        self.issuer.pem()
    }

    /// A certificate for a server at this address or name, or for a client.
    pub(crate) fn signs(&self, name: &str, purpose: ExtendedKeyUsagePurpose) -> Papers {
        let mut params = CertificateParams::new([name.to_owned()]).unwrap();
        params.extended_key_usages = vec![purpose];
        let key = rcgen::KeyPair::generate().unwrap();
        let cert = params.signed_by(&key, &self.issuer).unwrap();
        Papers {
            cert: cert.pem(),
            key: key.serialize_pem(),
        }
    }

    /// A certificate that this authority's servers take.
    pub(crate) fn client(&self) -> Papers {
        self.signs("firedrill", ExtendedKeyUsagePurpose::ClientAuth)
    }
}

/// A request that came through, as `GET /path` and its headers.
#[derive(Clone, Debug)]
pub(crate) struct Heard {
    pub(crate) line: String,
    headers: axum::http::HeaderMap,
}

impl Heard {
    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).map(|value| value.to_str().unwrap());
        value.unwrap_or_default()
    }
}

/// A server behind TLS, whose certificate is for 127.0.0.1.
pub(crate) struct TlsServer {
    pub(crate) address: SocketAddr,
    heard: Arc<Mutex<Vec<Heard>>>,
}

impl TlsServer {
    /// Serves whom this authority vouches for; everything is answered with this JSON.
    pub(crate) async fn start(authority: &Authority, answer: &'static str) -> Self {
        let listener = Door {
            listener: TcpListener::bind("127.0.0.1:0").await.unwrap(),
            acceptor: acceptor(authority),
        };
        let address = listener.local_addr().unwrap();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let book = Arc::clone(&heard);
        let router = Router::new().fallback(async move |request: Request| {
            let line = format!("{} {}", request.method(), request.uri().path());
            let headers = request.headers().clone();
            book.lock().unwrap().push(Heard { line, headers });
            ([("content-type", "application/json")], answer)
        });
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, heard }
    }

    /// The requests that came through so far.
    pub(crate) fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }
}

fn acceptor(authority: &Authority) -> TlsAcceptor {
    install_tls();
    let ours = authority.signs("127.0.0.1", ExtendedKeyUsagePurpose::ServerAuth);
    let mut roots = RootCertStore::empty();
    roots.add(authority.issuer.der().clone()).unwrap();
    let guard = WebPkiClientVerifier::builder(Arc::new(roots))
        .build()
        .unwrap();
    let chain = vec![CertificateDer::from_pem_slice(ours.cert.as_bytes()).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(ours.key.as_bytes()).unwrap();
    let config = ServerConfig::builder()
        .with_client_cert_verifier(guard)
        .with_single_cert(chain, key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

/// Passes on only the connections whose handshake succeeds.
struct Door {
    listener: TcpListener,
    acceptor: TlsAcceptor,
}

impl Listener for Door {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, SocketAddr) {
        loop {
            let (connection, from) = Listener::accept(&mut self.listener).await;
            if let Ok(stream) = self.acceptor.accept(connection).await {
                return (stream, from);
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}
