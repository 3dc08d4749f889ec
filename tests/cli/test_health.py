"""`monitor health` says what is wrong with the address, and with whoever answers there."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable

import pytest
from command_line import Answer


@pytest.mark.parametrize("address", ["localhost", "127.0.0.1:", "127.0.0.1:http"])
def test_an_address_without_a_port_is_a_fault_of_the_arguments(monitor: Callable[..., Answer], address: str) -> None:
    answer = monitor("health", "--url", address)
    assert answer.status == 2
    assert "names no port" in answer.err


def test_an_answer_that_is_no_http_is_no_answer(monitor: Callable[..., Answer]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        def talk() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(b"220 mail.example ESMTP\r\n\r\n")

        thread = threading.Thread(target=talk)
        thread.start()
        answer = monitor("health", "--url", f"127.0.0.1:{server.getsockname()[1]}")
        thread.join(10)
    assert answer.status == 1
    assert "/healthz: no answer from 127.0.0.1" in answer.out
