//! Functions from text to text.

/// The first letter of each word in upper case, as Go's `strings.Title`.
pub(super) fn title(text: &str) -> String {
    let mut inside = false;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if inside {
            out.push(c);
        } else {
            out.extend(c.to_uppercase());
        }
        inside = c.is_alphanumeric() || c == '_' || c == '\'';
    }
    out
}

/// `host:port` without the port; anything else as it is.
pub(super) fn strip_port(address: &str) -> String {
    split_port(address).map_or_else(|| address.to_owned(), |(host, _)| host.to_owned())
}

/// `host.domain:port` without the domain; an IP address as it is.
pub(super) fn strip_domain(address: &str) -> String {
    let (host, port) =
        split_port(address).map_or((address, None), |(host, port)| (host, Some(port)));
    if host.parse::<std::net::IpAddr>().is_ok() {
        return address.to_owned();
    }
    let host = host.split('.').next().unwrap_or(host);
    match port {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// Host and port of `host:port` or `[v6]:port`.
fn split_port(address: &str) -> Option<(&str, &str)> {
    let (host, port) = address.rsplit_once(':')?;
    match host.strip_prefix('[').map(|rest| rest.strip_suffix(']')) {
        Some(inside) => Some((inside?, port)),
        None if host.contains(':') => None,
        None => Some((host, port)),
    }
}

/// The path of a URL.
pub(super) fn url_path(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.find('/').map_or("", |slash| &rest[slash..]);
    path.split(['?', '#']).next().unwrap_or("").to_owned()
}

/// The path of Prometheus' page that draws an expression.
pub(super) fn graph_link(expr: &str) -> String {
    format!("/graph?g0.expr={}&g0.tab=0", gotmpl::url_encode(expr))
}

/// The path of Prometheus' page that lists what an expression gives.
pub(super) fn table_link(expr: &str) -> String {
    format!("/graph?g0.expr={}&g0.tab=1", gotmpl::url_encode(expr))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lose_their_port_or_their_domain() {
        for (address, without_port, without_domain) in [
            ("node1.example.com:9100", "node1.example.com", "node1:9100"),
            ("node1.example.com", "node1.example.com", "node1"),
            ("10.0.0.1:80", "10.0.0.1", "10.0.0.1:80"),
            ("[::1]:80", "::1", "[::1]:80"),
            ("::1", "::1", "::1"),
        ] {
            assert_eq!(strip_port(address), without_port);
            assert_eq!(strip_domain(address), without_domain);
        }
    }

    #[test]
    fn the_path_of_a_url_is_what_follows_its_host() {
        assert_eq!(url_path("https://prometheus.example/p/x?y=1"), "/p/x");
        assert_eq!(url_path("https://prometheus.example"), "");
    }

    #[test]
    fn a_title_has_capitals() {
        assert_eq!(title("model outage, it's down"), "Model Outage, It's Down");
    }
}
