"""The shape of a msgpack body, read from its bytes before anything is built of them.

Eight million empty maps fit into 8 MiB, and cost half a gigabyte as Python objects. So the values are counted first:
the walk keeps one number per open container and steps over texts, and ends at the first rule that is broken.
Format: https://github.com/msgpack/msgpack/blob/master/spec.md
"""

from __future__ import annotations

FIXED = {0xC0: 0, 0xC2: 0, 0xC3: 0, 0xCA: 4, 0xCB: 8}
"""Tag -> bytes that follow it: nil, false, true, float 32 and 64."""
FIXED |= {0xCC + n: 2**n for n in range(4)} | {0xD0 + n: 2**n for n in range(4)}  # unsigned, signed integers
SIZED = {0xC4: 1, 0xC5: 2, 0xC6: 4, 0xD9: 1, 0xDA: 2, 0xDB: 4}
"""Tag -> bytes of the length that follows it: bin and str 8, 16, 32."""
COUNTED = {0xDC: 2, 0xDD: 4, 0xDE: 2, 0xDF: 4}
"""Tag -> bytes of the count that follows it: array and map 16, 32."""
FIRST_MAP = 0xDE


def check(body: bytes | bytearray, most_values: int, most_keys: int, most_depth: int) -> None:
    """Raise `ValueError` unless the body is one whole value of plain types within these bounds.

    Refused: extension types, the unused tag, map keys that are no text, a text, container or body that ends too early,
    trailing bytes. Keys are counted by themselves; the outermost value has depth 0.
    """
    at, values, keys, size = 0, 0, 0, len(body)
    left, maps = [1], [False]
    """For each open container, the outermost first: items to come (keys too), and whether it is a map."""
    while left:
        if not left[-1]:
            left.pop()
            maps.pop()
            continue
        is_key = maps[-1] and left[-1] % 2 == 0
        left[-1] -= 1
        values, keys = values + (not is_key), keys + is_key
        if values > most_values or keys > most_keys or len(left) > most_depth + 1:
            raise ValueError("too many values or nested too deeply")
        if at >= size:
            raise ValueError("it ends too early")
        tag = body[at]
        if is_key and not (0xA0 <= tag <= 0xBF or 0xD9 <= tag <= 0xDB):
            raise ValueError("a key is not a text")
        at, items, is_map = _step(body, at + 1, tag)
        if at + items > size:  # every item has a byte: nothing is set aside for those that cannot be there
            raise ValueError("it ends too early")
        if items:
            left.append(items)
            maps.append(is_map)
    if at != size:
        raise ValueError("trailing bytes")


def _step(body: bytes | bytearray, at: int, tag: int) -> tuple[int, int, bool]:
    """Return where the next value begins, how many items are in this one (keys too), and whether it is a map."""
    if tag <= 0x7F or tag >= 0xE0:  # small integers
        return at, 0, False
    if tag <= 0x8F:
        return at, 2 * (tag & 0x0F), True
    if tag <= 0x9F:
        return at, tag & 0x0F, False
    if tag <= 0xBF:
        return at + (tag & 0x1F), 0, False
    if tag in FIXED:
        return at + FIXED[tag], 0, False
    if tag in SIZED:
        start = at + SIZED[tag]
        return start + int.from_bytes(body[at:start], "big"), 0, False
    if tag in COUNTED:
        start = at + COUNTED[tag]
        count = int.from_bytes(body[at:start], "big")
        return (start, 2 * count, True) if tag >= FIRST_MAP else (start, count, False)
    raise ValueError(f"tag 0x{tag:02x}")
