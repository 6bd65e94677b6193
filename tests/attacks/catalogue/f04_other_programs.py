# attack: lets other programs of the machine make the connection: curl, bash, a new Python
# group: f
# targets: text tensor trainer
# ends: wrong error timeout
# control: reached

import contextlib
import subprocess
import sys

PYTHON = "import socket; socket.create_connection(('127.0.0.1', {port}), 1).sendall(b'python')"
COMMANDS = (
    ["bash", "-c", "exec 5<>/dev/tcp/127.0.0.1/{port} && echo bash >&5"],
    [sys.executable, "-I", "-S", "-c", PYTHON],
    ["curl", "-sm1", "http://127.0.0.1:{port}/curl"],
    ["wget", "-qT1", "-t1", "-O-", "http://127.0.0.1:{port}/wget"],
    ["perl", "-MIO::Socket::INET", "-e", "IO::Socket::INET->new('127.0.0.1:{port}')->print('perl')"],
    ["git", "ls-remote", "http://127.0.0.1:{port}/git"],
    ["ssh", "-oBatchMode=yes", "-oConnectTimeout=1", "-p{port}", "127.0.0.1"],
)


def attack(*args, **kwargs):
    said = ""
    for command in COMMANDS:
        told = [part.replace("{port}", str(CANARY_PORT)) for part in command]  # noqa: F821 - the runner defines it
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            done = subprocess.run(told, check=False, capture_output=True, timeout=1, stdin=subprocess.DEVNULL)
            said += f"{command[0]} ended with {done.returncode} "
    return {"messages": [], "text": said}
