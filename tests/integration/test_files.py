"""Files are kept by their content; whose they are is known; what nobody names is removed."""

import asyncio
import io
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from actors.blocks.files.shell.orphans import KEPT, Orphans
from storage.clock import FixedClock
from storage.files import Files, Stored, stored_of
from storage.mongo import Database
from storage.uploads import Uploads

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
CONTENT = bytes(range(256)) * 2_000
OF = "person:an"


async def keep(files: Files, content: bytes, at: datetime | None = AT, **more: bytes) -> Stored:
    stored = stored_of(content, "application/pdf")
    await files.keep(io.BytesIO(content), stored, at=at, **more)
    return stored


async def test_a_file_comes_back_as_it_was(prepared: Database) -> None:
    files = Files(prepared)

    stored = await keep(files, CONTENT, preview=b"small")

    assert (stored.bytes, stored.media_type) == (len(CONTENT), "application/pdf")
    assert b"".join([piece async for piece in files.open(stored.sha256)]) == CONTENT
    assert await files.find(stored.sha256) == stored
    assert await files.previews((stored.sha256, "0" * 64)) == {stored.sha256: b"small"}


async def test_the_same_content_is_kept_once(prepared: Database) -> None:
    files = Files(prepared)

    first, second = await keep(files, CONTENT), await keep(files, CONTENT)

    assert first == second
    assert await prepared["files.files"].count_documents({}) == 1


async def test_a_file_that_is_not_kept_is_not_found(prepared: Database) -> None:
    files = Files(prepared)

    assert await files.find("0" * 64) is None
    with pytest.raises(FileNotFoundError):
        await anext(files.open("0" * 64))


async def test_a_file_is_known_to_be_of_whoever_handed_it_in_and_of_the_unit(
    prepared: Database,
) -> None:
    uploads = Uploads(prepared)
    await uploads.record("a", "staff:li", "hall", AT)
    await uploads.record("b", OF, "", AT)

    assert await uploads.of("ab", OF, "") == {"b"}
    assert await uploads.of("ab", "staff:wu", "hall") == {"a"}
    assert await uploads.of("ab", "staff:wu", "police") == frozenset()
    assert await uploads.of("ab", "person:bo", "") == frozenset()


async def test_what_an_account_hands_in_on_a_day_is_bounded_however_much_comes_at_once(
    prepared: Database,
) -> None:
    uploads = Uploads(prepared)

    async def take(day: str, size: int = 10) -> bool:
        return await uploads.take_room(OF, day, size, most_bytes=100, most_files=8)

    taken = await asyncio.gather(*(take("2026-03-02") for _ in range(20)))
    large = [await take("2026-03-03", 60), await take("2026-03-03", 60)]

    assert taken.count(True) == 8
    assert large == [True, False]


async def test_what_nobody_names_is_removed_after_some_days_and_the_log_says_so(
    prepared: Database,
) -> None:
    files, uploads, clock = Files(prepared), Uploads(prepared), FixedClock(AT)
    orphan = await keep(files, b"orphan")
    sample = await keep(files, b"sample", at=None)
    named = await keep(files, b"named")
    wanted = await keep(files, b"wanted")
    refused = await keep(files, b"refused")
    await uploads.record(orphan.sha256, OF, "", AT)
    await files.hold((named.sha256,), "case:1", "done")
    await files.keep_held((named.sha256,), "case:1", "done")
    await files.hold((wanted.sha256,), "case:2", "under way")
    await files.hold((refused.sha256,), "case:3", "refused")
    await files.let_go((refused.sha256,), "refused")
    orphans = Orphans(prepared, clock)

    clock.set(AT + KEPT)
    assert await orphans.remove() == 0
    clock.set(AT + KEPT + timedelta(seconds=1))
    await keep(files, b"again", clock.now())
    with capture_logs() as told:
        assert await orphans.remove() == 2

    left = await files.known([each.sha256 for each in (orphan, sample, named, wanted, refused)])
    assert left.keys() == {sample.sha256, named.sha256, wanted.sha256}
    assert {each["sha256"] for each in told} == {orphan.sha256, refused.sha256}
    assert await uploads.of((orphan.sha256,), OF, "") == frozenset()
    assert await prepared["files.chunks"].count_documents({}) == len(left) + 1


async def test_a_file_that_comes_again_is_young_again(prepared: Database) -> None:
    files, later = Files(prepared), AT + KEPT + timedelta(days=1)
    stored = await keep(files, b"again")
    await keep(files, b"again", later)

    assert await Orphans(prepared, FixedClock(later)).remove() == 0
    assert await files.find(stored.sha256)


async def test_of_removing_and_holding_at_once_one_alone_comes_first(prepared: Database) -> None:
    files, orphans = Files(prepared), Orphans(prepared, FixedClock(AT + KEPT * 2))
    kept = [await keep(files, f"file {number}".encode()) for number in range(20)]

    held, _ = await asyncio.gather(
        asyncio.gather(*(files.hold((each.sha256,), "case:1", "t") for each in kept)),
        orphans.remove(),
    )

    left = await files.known([each.sha256 for each in kept])
    assert left.keys() == {sha256 for each in held for sha256 in each}
