"""A seal that was altered in any way is not believed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import asdict, replace

from storage.sealed_heads import SealedHeads
from storage.seals import (
    PAGE,
    Head,
    Seal,
    fault,
    illegible,
    page_digest,
    pages_of,
    seal_digest,
    statement,
    unsigned,
)
from storage.signing import (
    FileSigner,
    UnusableKey,
    key_id,
    make_key,
    public_pem,
    read_public,
    signed_by,
    trusted,
)

NOW = datetime(2026, 3, 2, tzinfo=UTC)
HEADS = [Head("case:b", 2, bytes(32)), Head("case:a", 7, b"\1" * 32)]


@pytest.fixture
def signer(tmp_path: Path) -> FileSigner:
    make_key(tmp_path / "seal-key.pem")
    return FileSigner(tmp_path / "seal-key.pem")


async def made(signer: FileSigner, before: Seal | None = None, later: int = 0) -> Seal:
    seal = unsigned(pages_of(HEADS), before, NOW + timedelta(later), signer.public_key)
    return replace(seal, signature=await signer.sign(statement(seal)))


def digests(heads: list[Head]) -> list[bytes]:
    return [page_digest(page) for page in pages_of(heads)]


async def test_a_sound_seal_passes(signer: FileSigner) -> None:
    keys = trusted([signer.public_key])
    first = await made(signer)
    second = await made(signer, first, 1)

    assert fault(first, None, digests(HEADS), keys) == ""
    assert fault(second, first, digests(list(reversed(HEADS))), keys) == ""
    assert (second.number, second.since, second.previous) == (2, first.until, seal_digest(first))


async def test_every_altered_field_of_a_seal_is_found(signer: FileSigner) -> None:
    keys = trusted([signer.public_key])
    first = await made(signer)
    seal = await made(signer, first, 1)
    for name, value in asdict(seal).items():
        altered: Any = {
            int: lambda value: value + 1,
            bytes: lambda value: bytes([value[0] ^ 1]) + value[1:],
            str: lambda value: "x" + value,
            datetime: lambda value: value + timedelta(seconds=1),
        }[type(value)](value)
        assert fault(replace(seal, **{name: altered}), first, digests(HEADS), keys), name


async def test_other_heads_or_another_place_in_the_chain_are_found(signer: FileSigner) -> None:
    keys = trusted([signer.public_key])
    first = await made(signer)
    second = await made(signer, first, 1)

    for heads in ([HEADS[0]], [*HEADS, HEADS[0]], [HEADS[0], HEADS[1]._replace(seq=8)]):
        assert "other heads" in fault(first, None, digests(heads), keys)
    assert "does not follow" in fault(second, None, digests(HEADS), keys)
    assert "does not follow" in fault(second, await made(signer, None, 5), digests(HEADS), keys)
    assert "not trusted" in fault(first, None, digests(HEADS), {})
    assert "cannot be read" in fault(illegible(1), None, [], keys)


@given(count=st.integers(0, 3 * PAGE))
def test_heads_are_paged_and_none_is_lost(count: int) -> None:
    pages = pages_of([Head(f"case:{number}", 1, b"") for number in range(count)])

    assert all(0 < len(page) <= PAGE for page in pages)
    assert sorted({head.key for page in pages for head in page}) == [
        head.key for page in pages for head in page
    ]
    assert sum(len(page) for page in pages) == count


async def test_a_third_party_checks_with_the_public_key_alone(
    signer: FileSigner, tmp_path: Path
) -> None:
    (tmp_path / "public.pem").write_text(public_pem(signer.public_key))
    public = read_public(tmp_path / "public.pem")
    signature = await signer.sign(b"statement")

    assert signed_by(trusted([public]), key_id(public), b"statement", signature)
    assert not signed_by(trusted([public]), key_id(public), b"other", signature)


def test_a_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "seal-key.pem"
    make_key(path)
    first = FileSigner(path).public_key
    make_key(path)

    assert FileSigner(path).public_key == first
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o640)
    with pytest.raises(UnusableKey, match="chmod 600"):
        FileSigner(path)


@pytest.mark.parametrize("content", ["", "no key", None])
def test_a_file_without_a_key_is_refused(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "seal-key.pem"
    if content is not None:
        path.write_text(content)
        path.chmod(0o600)

    with pytest.raises(UnusableKey):
        FileSigner(path)
    with pytest.raises(UnusableKey):
        read_public(path)


def test_sealed_heads_know_the_last_and_find_contradictions() -> None:
    with SealedHeads() as heads:
        assert heads.add([Head("a", 1, b"1"), Head("a", 3, b"3"), Head("a-b", 2, b"2")]) == []
        assert heads.add([Head("a", 3, b"3"), Head("a", 1, b"x")]) == [Head("a", 1, b"x")]
        heads.see("a")

        assert (heads.digest("a", 1), heads.digest("a", 2), heads.last("a")) == (b"1", None, 3)
        assert heads.last("none") == 0
        assert list(heads.keys()) == ["a-b", "a"], "as their commits' ids are ordered"
        assert list(heads.unseen()) == ["a-b"]
