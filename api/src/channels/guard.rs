//! Where a channel may go. Whoever could name an address inside the network would otherwise have our server ask there for him.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// Where a channel may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// To addresses of the public internet.
    Public,
    /// Inside the network too, because the administrator said so.
    Private,
}

/// Why a name leads nowhere.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoAddress {
    #[error("the name of the receiver cannot be resolved: {0}")]
    Unknown(#[from] std::io::Error),
    #[error("`{0}` is inside the network")]
    Inside(String),
}

impl Reach {
    pub(super) fn permits(self, address: IpAddr) -> bool {
        self == Self::Private || is_public(address)
    }

    /// Whether a host that is written as an address may be asked. Resolvers are not asked about those.
    pub(super) fn permits_literal(self, host: &str) -> bool {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        bare.parse().map_or(true, |address| self.permits(address))
    }

    /// The addresses of a host to which the channel may go. The connection is made to these and to no others, so that a name
    /// which changes its mind in between gains nothing.
    pub(super) async fn addresses(self, host: &str, port: u16) -> Result<Vec<SocketAddr>, NoAddress> {
        let found = tokio::net::lookup_host((host, port)).await?;
        let permitted: Vec<SocketAddr> = found.filter(|address| self.permits(address.ip())).collect();
        if permitted.is_empty() { Err(NoAddress::Inside(host.to_owned())) } else { Ok(permitted) }
    }
}

impl Resolve for Reach {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = *self;
        Box::pin(async move {
            let addresses = reach.addresses(name.as_str(), 0).await?;
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

/// Networks of version 4 that are not of the public internet, as the registry of special-purpose addresses has them.
const NOT_PUBLIC_V4: [([u8; 4], u32); 15] = [
    ([0, 0, 0, 0], 8),       // unspecified, this network
    ([10, 0, 0, 0], 8),      // private
    ([100, 64, 0, 0], 10),   // carrier-grade translation
    ([127, 0, 0, 0], 8),     // loopback
    ([169, 254, 0, 0], 16),  // link-local, and where clouds keep the keys of machines
    ([172, 16, 0, 0], 12),   // private
    ([192, 0, 0, 0], 24),    // protocol assignments
    ([192, 0, 2, 0], 24),    // documentation
    ([192, 88, 99, 0], 24),  // relays of 6to4
    ([192, 168, 0, 0], 16),  // private
    ([198, 18, 0, 0], 15),   // benchmarks
    ([198, 51, 100, 0], 24), // documentation
    ([203, 0, 113, 0], 24),  // documentation
    ([224, 0, 0, 0], 4),     // multicast
    ([240, 0, 0, 0], 4),     // reserved, broadcast
];

/// Networks within the global addresses of version 6 that lead elsewhere.
const NOT_PUBLIC_V6: [([u16; 8], u32); 4] = [
    ([0x2001, 0, 0, 0, 0, 0, 0, 0], 23), // protocol assignments, among them the tunnels of Teredo
    ([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32), // documentation
    ([0x2002, 0, 0, 0, 0, 0, 0, 0], 16), // 6to4, which holds an address of version 4
    ([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20), // documentation
];

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => match version_4_within(address) {
            Some(within) => is_public_v4(within),
            None => is_public_v6(address),
        },
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let within =
        |(network, bits): ([u8; 4], u32)| (address.to_bits() ^ u32::from_be_bytes(network)) >> (32 - bits) == 0;
    !NOT_PUBLIC_V4.into_iter().any(within)
}

/// Global unicast is `2000::/3`. Loopback, link-local, unique-local, multicast and all that is not assigned lie outside.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let within =
        |(network, bits): ([u16; 8], u32)| (address.to_bits() ^ Ipv6Addr::from(network).to_bits()) >> (128 - bits) == 0;
    within(([0x2000, 0, 0, 0, 0, 0, 0, 0], 3)) && !NOT_PUBLIC_V6.into_iter().any(within)
}

/// The address of version 4 to which the system or a translator (`64:ff9b::/96`) would go instead.
fn version_4_within(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let translated = matches!(address.segments(), [0x64, 0xff9b, 0, 0, 0, 0, _, _]);
    let low = || Ipv4Addr::from_bits(address.to_bits() as u32);
    address.to_ipv4_mapped().or_else(|| translated.then(low))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_of_the_public_internet_is_refused_in_every_form() {
        let inside = "0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.255 127.0.0.1 127.9.9.9 169.254.169.254 \
            172.16.0.1 172.31.255.255 192.0.0.8 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.7 \
            224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 :: ::1 ::127.0.0.1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:10.0.0.1 \
            ::ffff:169.254.169.254 64:ff9b::127.0.0.1 64:ff9b::10.0.0.1 64:ff9b:1::1 100::1 2001::1 2001:db8::1 2002:7f00:1::1 \
            3fff::1 fc00::1 fd12:3456::1 fe80::1 fec0::1 ff02::1 4000::1";
        for address in inside.split_whitespace() {
            let parsed = address.parse().unwrap();
            assert!(!Reach::Public.permits(parsed), "{address}");
            assert!(Reach::Private.permits(parsed), "{address}");
        }
    }

    #[test]
    fn what_is_of_the_public_internet_is_not() {
        let public = "1.1.1.1 9.255.255.255 11.0.0.1 100.63.255.255 100.128.0.1 126.255.255.255 128.0.0.1 169.253.255.255 172.15.255.255 \
            172.32.0.1 192.0.1.1 192.167.255.255 192.169.0.1 198.17.255.255 198.20.0.1 223.255.255.255 2400:3200::1 \
            2606:4700::1111 2001:4860:4860::8888 ::ffff:1.1.1.1 64:ff9b::1.1.1.1";
        for address in public.split_whitespace() {
            assert!(Reach::Public.permits(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn addresses_that_are_written_out_are_looked_at_and_names_are_not() {
        for host in ["127.0.0.1", "[::1]", "::1", "[::ffff:10.0.0.1]"] {
            assert!(!Reach::Public.permits_literal(host), "{host}");
        }
        for host in ["localhost", "1.1.1.1", "[2400:3200::1]", "mail.example.com"] {
            assert!(Reach::Public.permits_literal(host), "{host}");
        }
    }

    #[tokio::test]
    async fn a_name_is_as_good_as_its_addresses() {
        assert!(
            matches!(Reach::Public.addresses("localhost", 80).await, Err(NoAddress::Inside(host)) if host == "localhost")
        );
        assert!(!Reach::Private.addresses("localhost", 80).await.unwrap().is_empty());
    }
}
