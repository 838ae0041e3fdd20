"""The sockets of the server."""

from __future__ import annotations

import os
import socket
import stat
from contextlib import suppress
from functools import cache
from pathlib import Path


@cache
def send_at_once() -> None:
    """Let no socket of this process hold back what is small, those that it will accept included.

    Streamlit answers in several small messages. By default a socket keeps the second until the
    browser has acknowledged the first, which browsers put off for some 40 ms. asyncio switches
    that off (TCP_NODELAY) only for sockets that name their protocol, and Streamlit's does not.
    Accepted sockets take the option over from the one that listens (Linux, BSD, macOS).
    """
    for descriptor in _descriptors():
        with suppress(OSError):  # no socket, or none of TCP, or closed meanwhile
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                with socket.socket(fileno=os.dup(descriptor)) as one:
                    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _descriptors() -> list[int]:
    """Return the open files of this process by number, none where a system does not list them."""
    try:
        return [int(one.name) for one in Path("/dev/fd").iterdir()]
    except OSError:
        return []
