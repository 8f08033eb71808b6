//! Why a TLS handshake failed, in words that name the setting to change.

use std::error::Error;
use std::io;

use rustls::{AlertDescription, CertificateError, InvalidMessage};

/// What the servers say of a certificate of ours that they do not take.
const REFUSED: [AlertDescription; 9] = [
    AlertDescription::AccessDenied,
    AlertDescription::BadCertificate,
    AlertDescription::CertificateExpired,
    AlertDescription::CertificateRevoked,
    AlertDescription::CertificateUnknown,
    AlertDescription::DecryptError,
    AlertDescription::HandshakeFailure,
    AlertDescription::UnknownCA,
    AlertDescription::UnsupportedCertificate,
];

/// What went wrong and what to do, if a handshake is among the causes of this error.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "what else can go wrong is told in the library's own words"
)]
pub(super) fn mishap(error: &(dyn Error + 'static)) -> Option<String> {
    let error = handshake(error)?;
    Some(match error {
        rustls::Error::InvalidCertificate(certificate) => stranger(certificate),
        rustls::Error::AlertReceived(AlertDescription::CertificateRequired) => {
            "it lets in only who shows a certificate; give ours in `tls: {cert, key}`".to_owned()
        }
        rustls::Error::AlertReceived(alert) if REFUSED.contains(alert) => format!(
            "it does not take our certificate ({alert:?}); are `cert` and `key` in `tls` those \
             that were made for this server?"
        ),
        rustls::Error::InvalidMessage(InvalidMessage::InvalidContentType) => {
            "it does not speak TLS; does its URL begin with `http://`?".to_owned()
        }
        other => format!("TLS failed: {other}"),
    })
}

/// Why we do not believe that the server is who it says.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "what else can go wrong is told in the library's own words"
)]
fn stranger(certificate: &CertificateError) -> String {
    match certificate {
        // The second is an authority that was made anew under the same name.
        CertificateError::UnknownIssuer | CertificateError::BadSignature => {
            "no authority that we trust has signed its certificate; give the one that has in \
             `tls: {ca}`"
                .to_owned()
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            format!("it shows the certificate of another server ({certificate}); is the URL right?")
        }
        other => format!("its certificate cannot be trusted: {other}"),
    }
}

fn handshake<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        // What is inside an `io::Error` is not among its sources.
        let inside = error.downcast_ref().and_then(io::Error::get_ref);
        cause = match inside {
            Some(inside) => Some(inside),
            None => error.source(),
        };
    }
    None
}
