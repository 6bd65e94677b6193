"""Sealed packages and secret seeds: what only the course can open, and what can be checked afterwards."""

from __future__ import annotations

import base64
import hashlib
import random
import secrets
import subprocess
import sys

import pytest
from msgspec import structs

from smol_grade.messages import say
from smol_leaderboard import handed_in, schema, seeds
from smol_leaderboard.errors import ExtraNeeded, NotAKey, SealError, TooLarge
from smol_leaderboard.sealing import (
    LARGEST_PACKAGE,
    SMALLEST_BUCKET,
    box_of,
    bucket,
    hash_of,
    new_keys,
    open_sealed,
    padded,
    public_of,
    seal,
)

KEYS = new_keys()


def package(text: str = "def f():\n    return 'naïve 🐢'\n", **changes: object) -> handed_in.Package:
    """A package with one file."""
    file = handed_in.PackedFile(exercise="render_chatml", name="render_chatml.py", text=text)
    plain = handed_in.Package(id="0" * 32, user="ada", unit="instruction", nonce="a" * 32, files=(file,))
    return structs.replace(plain, **changes)


def test_what_was_sealed_is_what_is_opened() -> None:
    """All fields come back; the padding is spaces; hash and size are those of the box's bytes."""
    sealed = seal(package(), KEYS.public)
    opened = open_sealed(sealed.text, KEYS.private)
    assert package() == structs.replace(opened, padding="")
    assert set(" ") == set(opened.padding)
    box = base64.b64decode(sealed.text)
    assert (hashlib.sha256(box).hexdigest(), SMALLEST_BUCKET + 48) == (sealed.sha256, len(box))
    assert sealed.sha256 == hash_of(sealed.text)
    assert KEYS.public == public_of(KEYS.private)


def test_sealing_twice_gives_other_bytes() -> None:
    """Nobody can tell that two boxes hold the same files."""
    assert seal(package(), KEYS.public) != seal(package(), KEYS.public)


def test_nothing_of_a_package_stands_in_its_box_in_clear() -> None:
    """Neither text nor names, in the box or in its base64."""
    sealed = seal(package("ANSWER = 'secret answer'\n"), KEYS.public)
    for part in (b"secret answer", b"ada", b"render_chatml"):
        assert part not in box_of(sealed.text)
        assert base64.b64encode(part).strip(b"=")[:-1] not in sealed.text.encode()


def test_sizes_fall_into_few_buckets() -> None:
    """From one byte to the largest package there are eight sizes; a file of 4 KiB and one of 1 byte differ by none."""
    sizes = {len(schema.canonical(padded(package("x" * n)))) for n in range(1, LARGEST_PACKAGE - 400, 997)}
    assert {4096, 8192, 16384, 32768, 65536, 131072, 262144, LARGEST_PACKAGE} == sizes
    assert len(seal(package("x"), KEYS.public).text) == len(seal(package("x" * 3500), KEYS.public).text)


def test_the_largest_package_fits_into_a_request() -> None:
    """A request with the largest package, longest names and all, stays below the limit; one byte more is refused."""
    room = LARGEST_PACKAGE - len(schema.canonical(package("", user="u" * 96)))
    sealed = seal(package("x" * room, user="u" * 96), KEYS.public)
    request = handed_in.Request(
        id="0" * 64,
        user="u" * 96,
        unit="u" * 96,
        smol_grade="9" * 40,
        at="2026-11-25T12:00:00Z",
        sealed_sha256=sealed.sha256,
        sealed=sealed.text,
        model="m" * 200,
    )
    assert len(schema.canonical(request)) <= schema.LARGEST_REQUEST
    with pytest.raises(TooLarge) as refused:
        seal(package("x" * (room + 1), user="u" * 96), KEYS.public)
    assert "288" == refused.value.fields["largest"]
    assert "289" == refused.value.fields["kilobytes"]


@pytest.mark.parametrize("size", [0, 1, 4095, 4096, 4097, 262144, 262145, LARGEST_PACKAGE])
def test_a_bucket_holds_what_goes_into_it(size: int) -> None:
    """Never smaller than its content, never more than twice as large above the smallest."""
    assert size <= bucket(size) <= max(SMALLEST_BUCKET, 2 * size)


def test_damage_and_other_keys_are_noticed() -> None:
    """Each of 200 boxes with one bit flipped, each cut one, and a stranger's key: refused."""
    sealed = seal(package(), KEYS.public).text
    box = box_of(sealed)
    draw = random.Random(5)
    for _ in range(200):
        at, bit = draw.randrange(len(box)), 1 << draw.randrange(8)
        damaged = box[:at] + bytes([box[at] ^ bit]) + box[at + 1 :]
        with pytest.raises(SealError):
            open_sealed(base64.b64encode(damaged).decode(), KEYS.private)
    for cut in (0, 1, 31, 32, 47, 48, len(box) - 1):
        with pytest.raises(SealError):
            open_sealed(base64.b64encode(box[:cut]).decode(), KEYS.private)
    with pytest.raises(SealError):
        open_sealed(sealed, new_keys().private)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"null",
        b"{}",
        b"[" * 100_000,
        b'{"files":' * 5_000,
        schema.canonical(package()).replace(b'"user"', b'"root"'),
        schema.canonical(package()).replace(b'"schema_version":1', b'"schema_version":2'),
        schema.canonical(package()) + b"{}",
        schema.canonical(package())[:-1] + b',"extra":1}',
    ],
)
def test_what_is_no_package_is_refused_though_well_sealed(content: bytes) -> None:
    """Anybody can seal any bytes to the public key."""
    from nacl.public import PublicKey, SealedBox

    box = SealedBox(PublicKey(bytes.fromhex(KEYS.public))).encrypt(content)
    with pytest.raises(SealError):
        open_sealed(base64.b64encode(box).decode(), KEYS.private)


@pytest.mark.parametrize("spelling", ["=", "é", "AAAA\n", " AAAA", "AAA", "AB==", "AAAA" + "-_" * 40])
def test_a_box_has_one_spelling(spelling: str) -> None:
    """Base64 with blanks, other alphabets or loose bits is no box, so a hash stands for one text."""
    sealed = seal(package(), KEYS.public).text
    with pytest.raises(SealError):
        box_of(spelling)
    for changed in (sealed + "\n", " " + sealed, sealed + "=", sealed.replace("+", "-").replace("/", "_") + "!"):
        with pytest.raises(SealError):
            open_sealed(changed, KEYS.private)


@pytest.mark.parametrize("key", ["", "00", "zz" * 32, "0" * 63, "00" * 33, " " + "11" * 32, "00" * 32])
def test_what_is_no_key_is_said_to_be_none(key: str) -> None:
    """Both ways."""
    with pytest.raises(NotAKey):
        seal(package(), key)
    with pytest.raises(SealError):
        open_sealed(seal(package(), KEYS.public).text, key)


def test_without_the_library_the_extra_is_named() -> None:
    """Without PyNaCl, and only then, the sentence says what to install."""
    code = (
        "import sys; sys.modules['nacl'] = None\n"
        "from smol_leaderboard.sealing import new_keys\n"
        "from smol_leaderboard.errors import ExtraNeeded\n"
        "try: new_keys()\n"
        "except ExtraNeeded as error: print(error.fields['extra'])\n"
    )
    assert (
        "submit\n" == subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True).stdout
    )
    error = ExtraNeeded("PyNaCl", "submit")
    assert 'pip install "smol-grade[submit]"' == say("en", error.hint, **error.fields)


def test_a_secret_follows_from_key_and_grade_and_nothing_else() -> None:
    """Same key and grade, same secret, as before in this fixed example; another of either, another secret."""
    key, grade = bytes(range(32)), "ab" * 32
    drawn = seeds.secret(key, grade)
    assert drawn == seeds.secret(key, grade)
    assert (32, "702899418294b829") == (len(drawn), drawn.hex()[:16])
    assert "bfa180034fac2f4b" == seeds.commitment(drawn, grade)[:16]
    assert 375694268 == seeds.suite_seed(drawn)
    others = {seeds.secret(secrets.token_bytes(32), grade) for _ in range(50)}
    others |= {seeds.secret(key, secrets.token_hex(32)) for _ in range(50)}
    assert 101 == len({drawn, *others})


def test_a_commitment_fixes_the_secret_and_the_grade() -> None:
    """Neither another secret nor another grade fits it."""
    drawn = seeds.secret(b"k" * 32, "a" * 64)
    published = seeds.commitment(drawn, "a" * 64)
    assert seeds.is_committed(drawn, "a" * 64, published)
    assert not seeds.is_committed(drawn, "b" * 64, published)
    assert not seeds.is_committed(seeds.secret(b"k" * 32, "b" * 64), "a" * 64, published)


def test_suite_seeds_use_all_their_bits() -> None:
    """A thousand secrets give seeds below 2**32 in which each bit is set about half the time."""
    drawn = [seeds.suite_seed(seeds.secret(b"k" * 32, str(n))) for n in range(1000)]
    assert all(0 <= seed < 2**32 for seed in drawn)
    for bit in range(32):
        assert 400 < sum(seed >> bit & 1 for seed in drawn) < 600
