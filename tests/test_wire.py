"""The sockets of the server: what is small is sent at once."""

from __future__ import annotations

import socket

from geo.ui.wire import send_at_once


def at_once(one: socket.socket) -> bool:
    """Whether a socket sends what is small at once."""
    return bool(one.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))


def test_sockets_of_the_process_and_those_it_accepts_send_at_once() -> None:
    """Accepted sockets take it over from the one that listens."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        assert not at_once(listening)
        send_at_once.cache_clear()
        send_at_once()
        assert at_once(listening)
        with socket.create_connection(listening.getsockname()) as reader:
            accepted, _ = listening.accept()
            with accepted:
                assert at_once(accepted)
                reader.sendall(b"x")
                assert accepted.recv(1) == b"x"


def test_what_is_no_socket_of_tcp_is_left_alone() -> None:
    """A pair of the system's own kind has no such option."""
    one, other = socket.socketpair()
    with one, other:
        send_at_once.cache_clear()
        send_at_once()
        one.sendall(b"x")
        assert other.recv(1) == b"x"
