"""The address guard: which network addresses a feed, a page or a redirect may lead to.

Asked with the address a socket is about to be connected to, so neither DNS rebinding nor a redirect gets around it.
``ipaddress.is_global`` alone is not enough: it is True for multicast, NAT64, 6to4, ``fec0::/10`` and 192.0.0.8.
Ranges: IANA special-purpose registries (RFC 6890), NAT64 RFC 6052 and 8215, 6to4 RFC 3056, Teredo RFC 4380.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

AddressInfo = tuple[int | socket.AddressFamily, int | socket.SocketKind, int, str, tuple[Any, ...]]

WEB_PORTS = frozenset({80, 443, 8080, 8443})

# Where clouds serve credentials to anybody who asks from inside: AWS, Google, Azure and others; AWS over IPv6; Alibaba;
# Azure's wire server; Oracle. Never a news source, so refused even where private addresses are allowed.
_METADATA = frozenset(map(ip_address, ("169.254.169.254", "fd00:ec2::254", "100.100.100.200", "168.63.129.16", "192.0.0.192")))
_NEVER_4 = tuple(map(IPv4Network, ("0.0.0.0/8", "224.0.0.0/4", "240.0.0.0/4")))
_PRIVATE_4 = tuple(map(IPv4Network, ("100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24")))
_NEVER_6 = tuple(map(IPv6Network, ("::/128", "ff00::/8", "2001::/32")))
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_COMPATIBLE = IPv6Network("::/96")
_NAT64 = IPv6Network("64:ff9b::/96")
_NAT64_LOCAL = IPv6Network("64:ff9b:1::/48")


class Reach(StrEnum):
    """Where an address leads: PUBLIC to anybody's server, PRIVATE into a network of ours, NEVER to no server of news."""

    PUBLIC = "public"
    PRIVATE = "private"
    NEVER = "never"


def reach(address: str) -> Reach:
    """Where ``address`` (a literal, a zone such as ``%eth0`` allowed) leads, judged by the IPv4 address inside where it
    carries one. A text that is no address leads NEVER."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return Reach.NEVER
    return _reach_4(parsed) if isinstance(parsed, IPv4Address) else _reach_6(parsed)


def is_literal(host: str) -> bool:
    """Whether ``host`` is an address itself, with no name to look up."""
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def _reach_4(address: IPv4Address) -> Reach:
    if address in _METADATA or any(address in network for network in _NEVER_4):
        return Reach.NEVER
    if not address.is_global or any(address in network for network in _PRIVATE_4):
        return Reach.PRIVATE
    return Reach.PUBLIC


def _reach_6(address: IPv6Address) -> Reach:
    if address in _METADATA or any(address in network for network in _NEVER_6):
        return Reach.NEVER
    if address.is_loopback:
        return Reach.PRIVATE
    if address in _NAT64_LOCAL and int(address) >> 32 & 0xFFFFFFFF:
        # The translator's prefix is its operator's choice: only the last 32 bits are known to be the IPv4 address, and
        # only where the bits before them, in which shorter prefixes carry it (RFC 6052 section 2.2), are empty.
        return Reach.NEVER
    inner = _inner_4(address)
    if inner is not None:
        return _reach_4(inner)
    public = address in _GLOBAL_UNICAST and address.is_global
    return Reach.PUBLIC if public else Reach.PRIVATE


def _inner_4(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 one stands for (mapped, compatible, NAT64, 6to4), if it does."""
    if address in _NAT64 or address in _NAT64_LOCAL or address in _COMPATIBLE:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


class AddressRefused(OSError):
    """The guard refuses to connect there; the text is a sentence for a person."""


class AddressGuard:
    """Decides at connect time. PUBLIC addresses pass on ``ports`` only; PRIVATE ones on any, where ``allow_private``."""

    def __init__(self, *, allow_private: bool, ports: Iterable[int] = WEB_PORTS) -> None:
        self.allow_private = allow_private
        self.ports = frozenset(ports)

    def reach(self, address: str) -> Reach:
        """Where the address leads."""
        return reach(address)

    def refusal(self, address: str, port: int) -> str | None:
        """Why ``address`` and ``port`` must not be connected to, or None where they may."""
        where = self.reach(address)
        if where is Reach.NEVER:
            return f"{address} is no address news is served from"
        if where is Reach.PRIVATE:
            if self.allow_private:
                return None
            return f"{address} is a private address; `http.allow_private_addresses: true` allows it"
        return self.port_refusal(port)

    def port_refusal(self, port: int) -> str | None:
        """Why a public server must not be asked on ``port``, or None."""
        if port in self.ports:
            return None
        known = f"port {port} is none of {', '.join(map(str, sorted(self.ports)))}"
        return known if self.allow_private else f"{known}; on a private address `http.allow_private_addresses: true` allows any"

    def open_socket(self, info: AddressInfo) -> socket.socket:
        """A socket for the address about to be connected to: aiohttp's ``socket_factory``. Raises AddressRefused."""
        family, kind, protocol, _, where = info
        refusal = self.refusal(str(where[0]), int(where[1]))
        if refusal:
            raise AddressRefused(refusal)
        return socket.socket(family, kind, protocol)
