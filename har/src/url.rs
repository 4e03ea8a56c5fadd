//! The parts of an entry's URL that matter.

/// Where a request went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url {
    /// The host in lower case, without user and port, an IPv6 address in its brackets; empty where the URL names none.
    pub host: String,
    /// Path and query, without the fragment, from the slash on.
    pub target: String,
}

impl Url {
    pub(crate) fn parse(url: &str) -> Url {
        let url = url.split('#').next().unwrap_or_default();
        let rest =
            url.split_once("://").filter(|(scheme, _)| !scheme.contains(['/', '?'])).map_or(url, |(_, rest)| rest);
        let (authority, target) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        let host = authority.rsplit('@').next().unwrap_or_default();
        let host = match host.find(']') {
            Some(end) => &host[..=end],
            None => host.split(':').next().unwrap_or_default(),
        };
        let slash = if target.starts_with('/') { "" } else { "/" };
        Url { host: host.to_ascii_lowercase(), target: format!("{slash}{target}") }
    }
}

#[cfg(test)]
mod tests {
    use super::Url;

    #[test]
    fn a_url_is_cut_into_host_and_target() {
        for (url, host, target) in [
            ("https://Example.com:443/A?b=c#d", "example.com", "/A?b=c"),
            ("http://user:secret@[::1]:80?x", "[::1]", "/?x"),
            ("HTTPS://a", "a", "/"),
            ("https://a#/b", "a", "/"),
            ("/handles?x=http://y/z", "", "/handles?x=http://y/z"),
            ("a:443", "a", "/"),
            ("", "", "/"),
        ] {
            assert_eq!(Url::parse(url), Url { host: host.to_owned(), target: target.to_owned() }, "{url}");
        }
    }
}
