"""What looks at files is bounded, breaks alone, and keeps nothing that was not found clean."""

import asyncio
import os
import signal
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from actors.blocks.files.shell import judges as bounds
from actors.blocks.files.shell.clamd import Scanner
from actors.blocks.files.shell.intake import Intake
from actors.blocks.files.shell.judges import Judges
from actors.blocks.files.shell.verdicts import Unfit
from actors.kernel.errors import Overloaded, Refusal
from actors.kernel.identity import Identity
from storage.clock import FixedClock
from storage.mongo import Database
from tests.blocks.files.samples import EICAR, WHOLE, package, paper, picture
from tests.ports import free_port

AN = Identity("person:an")
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
SIGNATURE = "Yimen.Eicar:0:0:" + EICAR.hex()  # name, any type of file, at its beginning


@pytest.fixture(autouse=True)
def others() -> frozenset[int]:
    """The processes that look at files for other tests of this process."""
    return frozenset(children())


@pytest.fixture
async def judges() -> AsyncIterator[Judges]:
    judges = Judges(most=1, seconds=20)
    yield judges
    await judges.stop()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_bytes(picture())
    return path


async def whole(content: bytes) -> AsyncIterator[bytes]:
    yield content


def children(but: frozenset[int] = frozenset()) -> list[int]:
    """Return the processes that look at files for this one."""
    mine = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    found = [int(each) for path in mine for each in path.read_text().split()]
    return [each for each in found if b"files.shell.worker" in told(each) and each not in but]


def told(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


async def test_one_process_looks_at_many_files_and_knows_none_of_our_secrets(
    judges: Judges, file: Path, others: frozenset[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YIMEN_SECRETS_FILE", "/secret")
    found = await asyncio.gather(*(judges.judge(file) for _ in range(4)))

    (process,) = children(others)
    assert {each.media_type for each in found} == {"image/jpeg"}
    assert b"/secret" not in Path(f"/proc/{process}/environ").read_bytes()
    await judges.stop()
    assert children(others) == []


async def test_a_file_that_takes_too_long_is_refused_and_the_next_is_looked_at(
    file: Path, others: frozenset[int]
) -> None:
    judges = Judges(most=1, seconds=1)
    await judges.judge(file)
    (process,) = children(others)
    os.kill(process, signal.SIGSTOP)

    with pytest.raises(Unfit) as refused:
        await judges.judge(file)
    assert refused.value.fault.code == "unreadable"
    assert (await judges.judge(file)).media_type == "image/jpeg"
    assert process not in children(others)
    await judges.stop()


async def test_a_file_that_breaks_what_looks_at_it_is_refused_and_the_next_is_looked_at(
    judges: Judges, file: Path, others: frozenset[int]
) -> None:
    await judges.judge(file)
    (process,) = children(others)
    os.kill(process, signal.SIGKILL)

    with pytest.raises(Unfit) as refused:
        await judges.judge(file)
    assert refused.value.fault.code == "unreadable"
    assert (await judges.judge(file)).media_type == "image/jpeg"


async def test_too_many_at_once_are_told_to_come_again(
    judges: Judges, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "MOST_WAITING", 2)

    outcomes = await asyncio.gather(*(judges.judge(file) for _ in range(3)), return_exceptions=True)

    assert [isinstance(each, Overloaded) for each in outcomes] == [False, False, True]


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The real scanner, which knows one signature: ours of the harmless sample."""
    folder = tmp_path_factory.mktemp("clamd")
    signatures = folder / "signatures"
    signatures.mkdir()
    (signatures / "yimen.ndb").write_text(SIGNATURE + "\n", "ascii")
    port = free_port()
    settings = {
        "DatabaseDirectory": signatures, "TemporaryDirectory": folder, "TCPSocket": port,
        "TCPAddr": "127.0.0.1", "Foreground": "yes", "StreamMaxLength": "1M", "MaxThreads": 2,
    }  # fmt: skip
    (folder / "clamd.conf").write_text("".join(f"{k} {v}\n" for k, v in settings.items()))
    log = (folder / "log").open("wb")
    process = subprocess.Popen(
        ["/usr/sbin/clamd", "--config-file", str(folder / "clamd.conf")], stdout=log, stderr=log
    )
    address, until = f"127.0.0.1:{port}", time.monotonic() + 60
    while not answers(port):
        assert process.poll() is None and time.monotonic() < until, (folder / "log").read_text()
        time.sleep(0.05)
    yield address
    process.terminate()
    process.wait(30)


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def intake(database: Database, judges: Judges, address: str, seconds: float = 20) -> Intake:
    return Intake(database, FixedClock(NOW), judges, Scanner(address, seconds=seconds))


async def outcome(taking: Intake, content: bytes) -> str:
    try:
        await taking.hand_in(whole(content), AN, field="/photo")
    except Refusal as refusal:
        (reason,) = refusal.reasons
        assert reason.field == "/photo"
        return reason.code
    return "kept"


async def kept(database: Database) -> tuple[int, int]:
    counted = [await database[name].count_documents({}) for name in ("files.files", "uploads")]
    return counted[0], counted[1]


async def test_a_file_with_a_virus_is_refused_and_not_kept_by_the_real_scanner(
    prepared: Database, judges: Judges, clamd: str
) -> None:
    taking = intake(prepared, judges, clamd)
    infected = package({"OFD.xml": b"<ofd:OFD/>", "eicar.com": EICAR})

    assert await outcome(taking, infected) == "file.infected"
    assert await kept(prepared) == (0, 0)
    assert [await outcome(taking, each) for each in WHOLE.values()] == ["kept"] * len(WHOLE)
    assert await kept(prepared) == (len(WHOLE), len(WHOLE))


async def test_what_the_real_scanner_will_not_look_at_is_not_kept(
    prepared: Database, judges: Judges, clamd: str
) -> None:
    large = paper(note="".join(chr(0x4E00 + n % 5_000) for n in range(700_000)))

    assert await outcome(intake(prepared, judges, clamd), large) == "file.not_scanned"
    assert await kept(prepared) == (0, 0)


@pytest.mark.parametrize("said", [b"stream: OK", b"nonsense\0", b"", None])
async def test_without_a_clear_answer_of_the_scanner_nothing_is_kept(
    prepared: Database, judges: Judges, said: bytes | None
) -> None:
    """A server of ours stands here for a scanner that is broken; None: it never answers."""

    async def speak(reader: Any, writer: asyncio.StreamWriter) -> None:
        if said is None:
            await asyncio.sleep(5)
        writer.write(said or b"")
        writer.close()

    port = free_port()
    async with await asyncio.start_server(speak, "127.0.0.1", port):
        assert await outcome(intake(prepared, judges, f"127.0.0.1:{port}", 1), picture()) == (
            "file.not_scanned"
        )
    assert await outcome(intake(prepared, judges, f"127.0.0.1:{port}", 1), picture()) == (
        "file.not_scanned"
    )
    assert await outcome(intake(prepared, judges, "/nowhere", 1), picture()) == "file.not_scanned"
    assert await kept(prepared) == (0, 0)


async def test_a_file_that_is_too_large_is_not_looked_at(
    prepared: Database, judges: Judges, others: frozenset[int]
) -> None:
    taking = Intake(prepared, FixedClock(NOW), judges, None)

    with pytest.raises(Refusal) as refused:
        await taking.hand_in(whole(picture() + b"x" * 1_000_000), AN, max_megabytes=1)

    assert refused.value.reasons[0].code == "file.too_large"
    assert children(others) == []
