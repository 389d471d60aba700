"""The tests themselves run without a network: IP sockets are refused, Unix sockets are not."""

import socket
from pathlib import Path

import pytest


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
@pytest.mark.parametrize("act", ["connect", "bind"])
def test_ip_sockets_are_refused(family: socket.AddressFamily, act: str) -> None:
    try:
        made = socket.socket(family, socket.SOCK_STREAM)
    except OSError:
        pytest.fail("this machine lacks the address family")
    with made, pytest.raises(AssertionError, match="IP socket"):
        getattr(made, act)(("::1" if family == socket.AF_INET6 else "127.0.0.1", 0))


def test_names_are_not_looked_up() -> None:
    with pytest.raises(AssertionError, match="looked up"):
        socket.getaddrinfo("localhost", 80)


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="this system has no Unix sockets")
def test_unix_sockets_are_not_refused(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(tmp_path / "s"))
        assert made.getsockname()
