//! URLs of servers.

use crate::base::Spanned;
use crate::spec::codes;
use crate::spec::reader::{Reader, short};

impl Reader<'_> {
    /// The URL without a slash at its end, if we can call it.
    pub(super) fn url(&mut self, typed: Option<Spanned<String>>) -> Option<String> {
        let typed = typed?;
        let url = typed.value.trim();
        let rest = url
            .strip_prefix("http://")
            .or_else(|| url.strip_prefix("https://"));
        let authority = rest.map_or("", |rest| rest.split('/').next().unwrap_or(""));
        if authority.contains('@') {
            self.inline_secret(typed.span);
            return None;
        }
        if rest.is_none() || !is_authority(authority) || url.contains(['?', '#', ' ']) {
            self.say(
                codes::TARGET_URL,
                format!("`{}` is not the URL of a server", short(url)),
                typed.span,
                "a URL",
                "write `http://` or `https://`, host and port, as `http://prometheus:9090`, without `?` and `#`",
            );
            return None;
        }
        Some(url.trim_end_matches('/').to_owned())
    }
}

/// `host`, `host:port` or `[address]:port`.
fn is_authority(text: &str) -> bool {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        Some(_) | None => (text, None),
    };
    let inner = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    let host_fits = match inner {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => {
            !host.is_empty()
                && host
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_'))
        }
    };
    host_fits && port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0))
}

#[cfg(test)]
mod tests {
    use super::is_authority;

    #[test]
    fn hosts_and_ports_are_told_from_everything_else() {
        for text in [
            "prometheus",
            "prometheus:9090",
            "10.0.0.1:80",
            "[::1]:80",
            "[::1]",
        ] {
            assert!(is_authority(text), "{text}");
        }
        for text in ["", ":80", "a:0", "a:65536", "a:b", "a b", "[::g]", "::1"] {
            assert!(!is_authority(text), "{text}");
        }
    }
}
