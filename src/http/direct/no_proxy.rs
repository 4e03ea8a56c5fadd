//! The hosts that NO_PROXY takes out, as curl reads it.

use std::net::IpAddr;

use super::host_port::HostPort;
use crate::http::endpoint::{is_loopback, literal};

/// Hosts that are reached without the proxy.
#[derive(Debug, Default)]
pub(super) struct NoProxy {
    entries: Vec<Entry>,
    loopback: bool,
}

#[derive(Debug)]
struct Entry {
    hosts: Hosts,
    /// `None`: any.
    port: Option<u16>,
}

#[derive(Debug)]
enum Hosts {
    /// A name and what is below it.
    Domain(String),
    /// Those that begin and end like this: what stands before and after an asterisk.
    Pattern(String, String),
    /// Addresses whose first bits are these.
    Network(IpAddr, u8),
}

impl NoProxy {
    /// Reads a list separated by commas or blanks. This machine is always among its hosts.
    pub(super) fn parse(list: &str) -> NoProxy {
        let entries = list.split([',', ' ', '\t']).map(str::trim).filter(|entry| !entry.is_empty());
        NoProxy { entries: entries.map(Entry::parse).collect(), loopback: true }
    }

    pub(super) fn holds(&self, target: &HostPort) -> bool {
        let host = target.host.trim_end_matches('.').to_ascii_lowercase();
        let among = |entry: &Entry| entry.port.is_none_or(|port| port == target.port) && entry.hosts.hold(&host);
        self.loopback && is_loopback(&host) || self.entries.iter().any(among)
    }
}

impl Entry {
    fn parse(text: &str) -> Entry {
        let (host, port) = split_port(text);
        Entry { hosts: Hosts::parse(&host.to_ascii_lowercase()), port }
    }
}

/// Host and port; the colons of an IPv6 address without brackets belong to the host.
fn split_port(text: &str) -> (&str, Option<u16>) {
    match text.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') || host.ends_with(']') => match port.parse() {
            Ok(port) => (host, Some(port)),
            Err(_) => (text, None),
        },
        _ => (text, None),
    }
}

impl Hosts {
    fn parse(text: &str) -> Hosts {
        if let Some(address) = literal(text) {
            return Hosts::Network(address, bits(address).1);
        }
        if let Some((address, length)) = text.split_once('/')
            && let (Some(address), Ok(length)) = (literal(address), length.parse())
        {
            return Hosts::Network(address, length);
        }
        match text.split_once('*') {
            Some((before, after)) => Hosts::Pattern(before.to_owned(), after.to_owned()),
            None => Hosts::Domain(text.trim_matches('.').to_owned()),
        }
    }

    fn hold(&self, host: &str) -> bool {
        match self {
            Hosts::Domain(domain) => {
                host.strip_suffix(domain.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
            }
            Hosts::Pattern(before, after) => {
                host.len() >= before.len() + after.len() && host.starts_with(before) && host.ends_with(after)
            }
            Hosts::Network(network, length) => literal(host).is_some_and(|address| {
                let ((network, size), (address, other)) = (bits(*network), bits(address));
                // Shifting by all bits is no shift: a length of 0 takes every address.
                let shift = u32::from(size.saturating_sub(*length));
                size == other && *length <= size && (network ^ address).checked_shr(shift).unwrap_or(0) == 0
            }),
        }
    }
}

/// The bits of an address, and how many there are.
fn bits(address: IpAddr) -> (u128, u8) {
    match address {
        IpAddr::V4(address) => (u128::from(address.to_bits()), 32),
        IpAddr::V6(address) => (address.to_bits(), 128),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_read_as_curl_reads_them() {
        for (list, host, port, direct) in [
            ("example.com", "example.com", 443, true),
            ("example.com", "a.EXAMPLE.com", 443, true),
            ("example.com", "example.com.", 443, true),
            ("example.com", "notexample.com", 443, false),
            ("example.com", "com", 443, false),
            ("a.test, .internal", "internal", 443, true),
            ("a.test .internal", "x.internal", 443, true),
            ("example.com.", "example.com", 443, true),
            ("*.example.com", "a.example.com", 443, true),
            ("10.*", "10.1.2.3", 443, true),
            ("10.*", "1.10.2.3", 443, false),
            ("*", "anything.test", 443, true),
            ("x, *", "2001:db8::1", 443, true),
            ("example.com:8443", "example.com", 8443, true),
            ("example.com:8443", "example.com", 443, false),
            ("192.0.2.1", "192.0.2.1", 443, true),
            ("192.0.2.1", "192.0.2.10", 443, false),
            ("192.0.2.1:80", "192.0.2.1", 443, false),
            ("10.0.0.0/8", "10.255.0.1", 443, true),
            ("10.0.0.0/8", "11.0.0.1", 443, false),
            ("10.0.0.0/8", "host.test", 443, false),
            ("192.0.2.128/25", "192.0.2.127", 443, false),
            ("0.0.0.0/0", "203.0.113.9", 443, true),
            ("0.0.0.0/0", "2001:db8::1", 443, false),
            ("10.0.0.0/33", "10.0.0.0", 443, false),
            ("2001:db8::1", "2001:db8::1", 443, true),
            ("[2001:db8::1]", "2001:db8::1", 443, true),
            ("[2001:db8::1]:443", "2001:db8::1", 443, true),
            ("[2001:db8::1]:444", "2001:db8::1", 443, false),
            ("2001:DB8:0::1", "2001:db8::1", 443, true),
            ("2001:db8::1", "2001:db8::2", 443, false),
            ("fd00::/8", "fdff::1", 443, true),
            ("fd00::/8", "fe80::1", 443, false),
            ("::/0", "2001:db8::1", 443, true),
            ("", "localhost", 80, true),
            ("", "127.9.9.9", 80, true),
            ("", "::1", 80, true),
            ("", "example.com", 80, false),
            (" , ,", "example.com", 80, false),
        ] {
            assert_eq!(NoProxy::parse(list).holds(&HostPort::new(host, port)), direct, "{list} {host}:{port}");
        }
    }
}
