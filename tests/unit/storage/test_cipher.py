"""What is hidden opens under its key, in its place, unaltered; and nowhere else."""

import io
import json
import os
from pathlib import Path

import pytest

from storage.secrecy.cipher import AES, KEY_BYTES, PROFILES, SM4, CannotOpen, cipher
from storage.secrecy.data_keys import DataKey
from storage.secrecy.files import CHUNK, Hiding, opened_pieces
from storage.secrecy.lookups import Lookups
from storage.secrecy.service import KeyFile, Wrapped, make_key_file
from storage.signing import UnusableKey

SAID = "张三 440106199003075126".encode()


@pytest.mark.parametrize("profile", PROFILES)
def test_what_is_hidden_is_opened_in_its_place_only(profile: str) -> None:
    key = os.urandom(KEY_BYTES[profile])
    ours = cipher(profile, key)
    hidden = ours.hide(SAID, b"case:1/1")

    assert SAID not in hidden and hidden != ours.hide(SAID, b"case:1/1")
    assert cipher(profile, key).open(hidden, b"case:1/1") == SAID
    with pytest.raises(CannotOpen):
        ours.open(hidden, b"case:1/2")
    with pytest.raises(CannotOpen):
        cipher(profile, os.urandom(KEY_BYTES[profile])).open(hidden, b"case:1/1")
    for place in range(len(hidden)):
        altered = bytearray(hidden)
        altered[place] ^= 1
        with pytest.raises(CannotOpen):
            ours.open(bytes(altered), b"case:1/1")
    with pytest.raises(CannotOpen):
        ours.open(hidden[:20], b"case:1/1")


def test_sm4_is_the_one_of_the_standard() -> None:
    """The vector of RFC 8998, A.1."""
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    nonce = bytes.fromhex("00001234567800000000abcd")
    plain = bytes.fromhex(
        "aa" * 8 + "bb" * 8 + "cc" * 8 + "dd" * 8 + "ee" * 8 + "ff" * 8 + "ee" * 8 + "aa" * 8
    )
    about = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    hidden = (
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
        "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
        "83de3541e4c2b58177e065a9bf7b62ec"
    )

    assert cipher(SM4, key, lambda _: nonce).hide(plain, about).hex() == nonce.hex() + hidden


def test_a_key_of_the_wrong_length_or_profile_is_refused() -> None:
    for profile, length in ((AES, 16), (SM4, 32), ("des", 8)):
        with pytest.raises(ValueError, match=profile):
            cipher(profile, os.urandom(length))


@pytest.mark.parametrize("size", [0, 1, CHUNK - 29, CHUNK - 28, CHUNK - 27, 3 * CHUNK])
async def test_a_file_is_opened_whole_or_not_at_all(size: int) -> None:
    content = os.urandom(size)
    key = DataKey(b"k", cipher(AES, os.urandom(32)))
    kept = Hiding(io.BytesIO(content), key, "f").read()

    async def opened(kept: bytes, name: str = "f", step: int = 70_000) -> bytes:
        async def pieces():
            for at in range(0, len(kept), step):
                yield kept[at : at + step]

        return b"".join([piece async for piece in opened_pieces(pieces(), key, name)])

    assert await opened(kept) == content
    assert await opened(kept, step=CHUNK) == content
    wrong = [b"", kept[:-1], kept + kept, kept[CHUNK:]]
    if len(kept) > 2 * CHUNK:
        wrong += [
            kept[:CHUNK],
            kept[: 2 * CHUNK],
            kept[CHUNK : 2 * CHUNK] + kept[:CHUNK] + kept[2 * CHUNK :],
        ]
    for each in wrong:
        with pytest.raises(CannotOpen):
            await opened(each)
    with pytest.raises(CannotOpen):
        await opened(kept, name="g")


def test_equal_values_have_equal_digests_of_their_sort_alone() -> None:
    ours, theirs = Lookups(b"a" * 32), Lookups(b"b" * 32)

    assert ours.of("id_number", "440106199003075126") == ours.of("id_number", "440106199003075126")
    assert ours.of("id_number", "440106199003075126") != ours.of("phone", "440106199003075126")
    assert ours.of("name", "张三") != theirs.of("name", "张三")
    assert len(ours.of("name", "张三")) == 20
    assert ours.of("name", "") == ""
    assert "a" * 8 not in repr(ours)


async def test_keys_are_unwrapped_by_the_generation_that_wrapped_them(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    make_key_file(path)
    running, operator = KeyFile(path), KeyFile(path)
    before = (await running.wrap([(b"id", b"k" * 32)]))[0]
    made = operator.rotate()
    after = (await operator.wrap([(b"id", b"k" * 32)]))[0]

    assert (before.generation != made, after.generation) == (True, made)
    assert await running.unwrap([(b"id", before), (b"id", after)]) == [b"k" * 32] * 2
    with pytest.raises(CannotOpen):
        await running.unwrap([(b"another", before)])
    operator.retire([before.generation])
    with pytest.raises(UnusableKey, match=before.generation):
        await KeyFile(path).unwrap([(b"id", before)])
    with pytest.raises(UnusableKey, match="lacks the key"):
        await operator.unwrap([(b"id", Wrapped("elsewhere", b""))])


def test_a_key_file_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "keys.json"
    make_key_file(path)
    first = path.read_bytes()
    make_key_file(path)

    assert path.read_bytes() == first
    assert path.stat().st_mode & 0o777 == 0o600
    assert KeyFile(path).profile == AES
    path.chmod(0o640)
    with pytest.raises(UnusableKey, match="chmod 600"):
        KeyFile(path)


@pytest.mark.parametrize(
    "change",
    [{"current": "gone"}, {"profile": "des"}, {"lookups": "!"}, {"generations": {"a": "b"}}],
)
def test_a_key_file_that_holds_something_else_is_refused(
    tmp_path: Path, change: dict[str, object]
) -> None:
    path = tmp_path / "keys.json"
    make_key_file(path)
    path.write_text(json.dumps(json.loads(path.read_text()) | change))

    with pytest.raises(UnusableKey, match="holds no keys"):
        KeyFile(path)
    with pytest.raises(UnusableKey, match="cannot be read"):
        KeyFile(tmp_path / "none.json")
