//! The lines that a human would type.

use serde_json::json;

use crate::live::http::Http;
use crate::live::settings::Credentials;
use crate::world::{Change, Content, Place};

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

/// Gives a proxy the setting back that it had before, and then deletes the proxy that keeps the
/// receipt; none if the change is no setting of a proxy.
pub(super) fn set_back(http: &Http, keeper: &str, change: &Change) -> Option<String> {
    let (proxy, setting) = match &change.place {
        Place::ProxyEnabled { proxy } => (proxy, "enabled"),
        Place::ProxyUpstream { proxy } => (proxy, "upstream"),
        Place::Toxic { .. } | Place::Cluster { .. } => return None,
    };
    let Content::Is(before) = &change.before else {
        return None;
    };
    let url = http.url(&["proxies", proxy]);
    let body = json!({ setting: before }).to_string();
    Some(format!(
        "curl -fsS{} -d {} {} && {}",
        access(http),
        quoted(&body),
        quoted(url.as_str()),
        remove_proxy(http, keeper)
    ))
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

    #[test]
    fn a_setting_is_given_back_before_its_receipt_goes() {
        let http = client("http://127.0.0.1:8474");
        let change = |place, before: serde_json::Value| Change {
            place,
            before: Content::Is(before),
            ours: Content::Is("bad:1".into()),
        };
        let proxy = || "p".to_owned();
        let upstream = change(Place::ProxyUpstream { proxy: proxy() }, "it's:1".into());
        assert_eq!(
            set_back(&http, "firedrill-v1.r.1.receipt", &upstream).unwrap(),
            "curl -fsS -d '{\"upstream\":\"it'\\''s:1\"}' http://127.0.0.1:8474/proxies/p && \
             curl -fsS -X DELETE http://127.0.0.1:8474/proxies/firedrill-v1.r.1.receipt"
        );
        let enabled = change(Place::ProxyEnabled { proxy: proxy() }, true.into());
        let line = set_back(&http, "k", &enabled).unwrap();
        assert!(line.contains(r#"'{"enabled":true}'"#), "{line}");
        let toxic = change(Place::Toxic { proxy: proxy() }, true.into());
        assert_eq!(set_back(&http, "k", &toxic), None);
    }
}
