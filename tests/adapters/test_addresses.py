from __future__ import annotations

import socket
from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.adapters.addresses import AddressGuard, AddressRefused, Reach, reach

PUBLIC = ("8.8.8.8 1.1.1.1 151.101.0.81 2606:4700:4700::1111 2a00:1450:4001:800::200e ::ffff:8.8.8.8 64:ff9b::808:808 "
          "2002:808:808::1").split()
PRIVATE = (
    "127.0.0.1 127.1.2.3 10.0.0.1 172.16.0.1 172.31.255.255 192.168.0.1 169.254.0.1 100.64.0.1 192.0.0.8 192.0.2.1 198.18.0.1 "
    "198.51.100.1 203.0.113.1 192.88.99.1 ::1 fc00::1 fd12:3456::1 fe80::1 fe80::1%eth0 fec0::1 feff::1 2001:db8::1 100::1 "
    "::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:c0a8:1 64:ff9b::127.0.0.1 64:ff9b::a00:1 2002:7f00:1::1 2002:c0a8:101::1 2002:a00:1:: "
    "::127.0.0.1 64:ff9b:1::127.0.0.1 64:ff9b:1:fffe::10.0.0.1 4000::1").split()
NEVER = (
    "0.0.0.0 0.1.2.3 224.0.0.1 239.255.255.255 255.255.255.255 240.0.0.1 169.254.169.254 100.100.100.200 168.63.129.16 192.0.0.192 "
    ":: ff02::1 ff0e::1 fd00:ec2::254 ::ffff:169.254.169.254 ::ffff:0.0.0.0 64:ff9b::a9fe:a9fe 2002:a9fe:a9fe::1 "
    "64:ff9b:1:7f00:0:100:: 64:ff9b:1::a9fe:a9fe 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:0:7f00:1:: nonsense 127.1 2130706433 "
    "0x7f000001 1.2.3.4.5").split()


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_public_however_it_is_written(address: str) -> None:
    assert reach(address) is Reach.PUBLIC


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_is_private_however_it_is_wrapped(address: str) -> None:
    assert reach(address) is Reach.PRIVATE


@pytest.mark.parametrize("address", NEVER)
def test_an_address_that_serves_no_news_is_never_reached(address: str) -> None:
    assert reach(address) is Reach.NEVER


@given(st.ip_addresses(v=4))
def test_wrapping_an_address_never_makes_it_more_reachable(inner: IPv4Address) -> None:
    bits = int(inner)
    plain = reach(str(inner))
    for wrapped in (f"::ffff:{inner}", f"64:ff9b::{inner}", f"2002:{bits >> 16:x}:{bits & 0xFFFF:x}::1"):
        assert reach(wrapped) is plain


@given(st.ip_addresses(v=4))
def test_no_address_that_python_calls_local_is_public(inner: IPv4Address) -> None:
    if inner.is_private or inner.is_loopback or inner.is_link_local or inner.is_multicast or inner.is_unspecified:
        assert reach(str(inner)) is not Reach.PUBLIC


@pytest.mark.parametrize("address", [*PRIVATE, *NEVER])
def test_the_guard_opens_no_socket_to_what_is_not_public(address: str) -> None:
    with pytest.raises(AddressRefused):
        AddressGuard(allow_private=False).open_socket((socket.AF_INET6, socket.SOCK_STREAM, 0, "", (address, 443, 0, 0)))


def test_a_public_address_is_reached_on_web_ports_only() -> None:
    guard = AddressGuard(allow_private=True)
    assert guard.refusal("8.8.8.8", 443) is None
    assert guard.refusal("8.8.8.8", 25) == "port 25 is none of 80, 443, 8080, 8443"


def test_a_refused_port_names_the_setting_that_a_local_server_needs() -> None:
    refusal = AddressGuard(allow_private=False).port_refusal(9000)
    assert refusal == ("port 9000 is none of 80, 443, 8080, 8443; on a private address `http.allow_private_addresses: true` allows "
                       "any")


def test_allowing_private_addresses_opens_them_on_any_port_and_opens_nothing_else() -> None:
    guard = AddressGuard(allow_private=True)
    assert [address for address in PRIVATE if guard.refusal(address, 12345)] == []
    assert [address for address in NEVER if not guard.refusal(address, 80)] == []


def test_a_refusal_says_what_would_allow_it() -> None:
    refusal = AddressGuard(allow_private=False).refusal("10.0.0.1", 80)
    assert refusal == "10.0.0.1 is a private address; `http.allow_private_addresses: true` allows it"
