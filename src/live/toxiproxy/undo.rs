//! The lines that a human would type.

use crate::live::http::Http;
use crate::live::settings::Credentials;

/// Removes a toxic.
pub(super) fn remove_toxic(http: &Http, proxy: &str, toxic: &str) -> String {
    let url = http.url(&["proxies", proxy, "toxics", toxic]);
    format!(
        "curl -fsS{} -X DELETE {}",
        access(http),
        quoted(url.as_str())
    )
}

/// Deletes a proxy.
pub(super) fn remove_proxy(http: &Http, proxy: &str) -> String {
    let url = http.url(&["proxies", proxy]);
    format!(
        "curl -fsS{} -X DELETE {}",
        access(http),
        quoted(url.as_str())
    )
}

/// How the human gets in; secrets are theirs to fill in.
fn access(http: &Http) -> String {
    match http.credentials() {
        Credentials::None => String::new(),
        Credentials::Bearer(_) => r#" -H "Authorization: Bearer $TOXIPROXY_TOKEN""#.to_owned(),
        Credentials::Basic { user, .. } => format!(" -u {}", quoted(user)),
    }
}

/// A text as one word of a shell.
fn quoted(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~:/%@+,=".contains(&byte);
    if !text.is_empty() && text.bytes().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::http::testing::client;

    #[test]
    fn the_line_can_be_pasted_into_a_shell() {
        let http = client("http://127.0.0.1:8474/toxi");
        assert_eq!(
            remove_toxic(&http, "it's", "firedrill-v1.r.1.2.d"),
            "curl -fsS -X DELETE \
             'http://127.0.0.1:8474/toxi/proxies/it'\\''s/toxics/firedrill-v1.r.1.2.d'"
        );
        assert_eq!(
            remove_proxy(&http, "p"),
            "curl -fsS -X DELETE http://127.0.0.1:8474/toxi/proxies/p"
        );
    }
}
