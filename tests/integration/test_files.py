"""Files are kept by their content, within their limits, and nothing else is."""

from collections.abc import AsyncIterator

import pytest

from storage.files import Files, Unfit
from storage.mongo import Database

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 2_000
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 50


async def pieces(content: bytes, size: int = 10_000) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def test_a_file_comes_back_as_it_was(prepared: Database) -> None:
    files = Files(prepared)

    stored = await files.put(pieces(PDF))

    assert (stored.bytes, stored.media_type) == (len(PDF), "application/pdf")
    assert b"".join([piece async for piece in files.open(stored.sha256)]) == PDF
    assert await files.find(stored.sha256) == stored


async def test_the_same_content_is_kept_once(prepared: Database) -> None:
    files = Files(prepared)

    first, second = await files.put(pieces(PNG)), await files.put(pieces(PNG, 7))

    assert first == second
    assert await prepared["files.files"].count_documents({}) == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "no_file"),
        (b"MZ\x90 a program called photo.jpg", "format"),
        (b"<svg onload='alert(1)'/>", "format"),
        (PDF + b"x" * 1_000_000, "too_large"),
    ],
)
async def test_what_may_not_be_handed_in_is_refused_and_not_kept(
    prepared: Database, content: bytes, code: str
) -> None:
    files = Files(prepared)

    with pytest.raises(Unfit) as refused:
        await files.put(pieces(content), max_megabytes=1)

    assert refused.value.code == code
    assert await prepared["files.files"].count_documents({}) == 0


async def test_a_file_that_is_not_kept_is_not_found(prepared: Database) -> None:
    files = Files(prepared)

    assert await files.find("0" * 64) is None
    with pytest.raises(FileNotFoundError):
        await anext(files.open("0" * 64))
