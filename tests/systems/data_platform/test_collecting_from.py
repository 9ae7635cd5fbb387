"""What is collected from outside: a real PostgreSQL, addresses of the web, files; on an engine."""

import asyncio
import json
import os
import tempfile
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import psycopg
import pytest

from actors.blocks.calls.shell.hosts import Hosts
from actors.blocks.jobs.shell.files import rows_of
from actors.blocks.jobs.shell.workers import Broken, Workers
from actors.followers.projector import Projector
from actors.systems.data_platform.dataset.commands import RegisterDataset
from actors.systems.data_platform.shell import running
from actors.systems.data_platform.shell.connections import NoConnection, connection
from actors.systems.data_platform.shell.fetching import Unfetched, from_postgresql, from_web
from actors.systems.data_platform.shell.settings import Settings
from actors.systems.data_platform.source import commands as c
from actors.systems.data_platform.source.sample import plan
from actors.systems.data_platform.source.state import Source
from actors.systems.data_platform.source.terms import Rule
from actors.systems.data_platform.source.view import SOURCES_VIEW
from benchmarks.postgres import postgres
from storage.mongo import Database
from storage.tables import Tables
from storage.tasks import begin, end
from tests.integration.conftest import StartEngine
from tests.ports import free_port
from tests.systems.data_platform import collecting as s
from tests.systems.data_platform.sharing import LIBRARY, STEWARD

KINDS: dict[str, Any] = {"shared_dataset": s.DATASETS, "data_source": s.KIND}


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    """A PostgreSQL with a table of points, one of its own and one that few may read."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder, postgres(Path(folder), port, ()):
        with psycopg.connect(_at(port), autocommit=True) as opened:
            opened.execute(
                'CREATE TABLE points ("编号" int, "名称" text, seen timestamptz, secret text)'
            )
            opened.execute("INSERT INTO points VALUES (1, '桂城', '2026-10-01'), (2, NULL, NULL)")
            opened.execute("CREATE ROLE reader LOGIN")
            opened.execute("GRANT SELECT ON points TO reader")
            opened.execute("CREATE TABLE closed (a int)")
        yield port


def _at(port: int) -> str:
    return f"host=127.0.0.1 port={port} dbname=postgres user=postgres"


@pytest.fixture
def settings(tmp_path: Path, server: int) -> Settings:
    """The settings of a city whose operators have named that database for one unit."""
    file = tmp_path / "sources.toml"
    file.write_text(
        f'[community]\nhost = "127.0.0.1"\nport = {server}\ndatabase = "postgres"\n'
        'user = "reader"\nunits = ["civil_affairs"]\n'
    )
    os.chmod(file, 0o600)
    return Settings(
        raw=tmp_path / "raw", tables=tmp_path / "tables", connections=file, hosts=Hosts("")
    )


def test_a_database_is_read_from_where_it_was_left_and_never_written(
    settings: Settings, server: int
) -> None:
    at = connection(settings.connections, "community", "civil_affairs")
    columns = ["编号", "名称", "面积"]
    whole = from_postgresql(at, "public.points", columns, "", "")
    assert (whole.heads, whole.rows) == (("编号", "名称"), [("1", "桂城"), ("2", None)])
    assert whole.types == {"编号": "integer", "名称": "text"}
    first = from_postgresql(at, "points", columns, "seen", "")
    assert [each[0] for each in first.rows] == ["1"]
    assert from_postgresql(at, "points", columns, "seen", first.cursor).rows == []
    with psycopg.connect(_at(server), autocommit=True) as opened:
        opened.execute("INSERT INTO points VALUES (3, '大沥', '2026-10-02')")
        later = from_postgresql(at, "points", columns, "seen", first.cursor)
        opened.execute('DELETE FROM points WHERE "编号" = 3')
    assert later.rows == [("3", "大沥")]
    for table, cursor, fault in (
        ("nowhere", "", "no_table"), ("closed", "", "refused"), ("points", "x", "no_cursor"),
        ('points"; DROP TABLE points; --', "", "no_table"),
    ):  # fmt: skip
        with pytest.raises(Unfetched) as missed:
            from_postgresql(at, table, columns, cursor, "")
        assert missed.value.fault == fault


def test_a_connection_is_for_the_units_that_it_names_and_told_to_nobody(settings: Settings) -> None:
    for name, unit in (("community", "health"), ("other", "civil_affairs")):
        with pytest.raises(NoConnection):
            connection(settings.connections, name, unit)
    os.chmod(settings.connections, 0o644)
    with pytest.raises(NoConnection):
        connection(settings.connections, "community", "civil_affairs")


class Web(BaseHTTPRequestHandler):
    """Gives a table, half of one, an error, and sends on to the inner network."""

    def do_GET(self) -> None:
        status = {"/gone": 404, "/ill": 503, "/inner": 302}.get(self.path, 200)
        body = "编号,名称\n1,桂城\n".encode()
        self.send_response(status)
        self.send_header("location", "http://169.254.169.254/latest/meta-data")
        self.send_header("content-length", str(len(body) + (100 if self.path == "/half" else 0)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def web() -> Iterator[str]:
    """A server of the web on this machine."""
    served = ThreadingHTTPServer(("127.0.0.1", 0), Web)
    threading.Thread(target=served.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{served.server_port}"
    served.shutdown()
    served.server_close()


async def test_the_web_is_asked_where_operators_allow_it_alone(web: str) -> None:
    allowed = Hosts(web)
    assert await from_web(f"http://{web}/points.csv", allowed) == "编号,名称\n1,桂城\n".encode()
    for address, fault in (
        (f"http://{web}/half", "half"), (f"http://{web}/gone", "refused"),
        (f"http://{web}/ill", "away"), (f"http://{web}/inner", "refused"),
        ("http://127.0.0.1:1/", "host"), ("http://169.254.169.254/latest/meta-data", "host"),
        ("https://10.0.0.1/x.csv", "host"), (f"http://{web}@10.0.0.1/", "host"),
    ):  # fmt: skip
        with pytest.raises(Unfetched) as missed:
            await from_web(address, allowed)
        assert missed.value.fault == fault, address
    with pytest.raises(Unfetched) as missed:
        await from_web("http://127.0.0.1:1/", Hosts("127.0.0.1:1"))
    assert missed.value.fault == "away"


@pytest.mark.feature("BIG-02")
async def test_sources_collect_on_an_engine_and_a_killed_worker_loses_nothing(
    prepared: Database,
    start_engine: StartEngine,
    settings: Settings,
    server: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(running, "LOOK", 0.02)
    workers, killed = Workers(1), list[int]()

    async def dies_once(function: Any, step: Any) -> Any:
        if not killed:
            killed.append(1)
            raise Broken
        return await Workers.do(workers, function, step)

    monkeypatch.setattr(workers, "do", dies_once)
    async with (
        start_engine(of=KINDS) as engine,
        Projector(prepared, (SOURCES_VIEW,), sender=engine, kinds=KINDS),
    ):
        sent = iter(range(100))

        async def send(key: str, command: Any) -> None:
            await engine.send(key, command, id=f"t{next(sent)}", by=STEWARD)

        async def ended(code: str, number: int) -> Source:
            async with asyncio.timeout(60):
                while True:
                    state: Source = (await engine.show(f"data_source:{code}")).state
                    run = state.last
                    if run and run.number == number and not run.is_open and (
                        run.version or run.state != "accepted"
                    ):  # fmt: skip
                        return state
                    await asyncio.sleep(0.02)

        work = begin(running.Running(prepared, engine, workers, settings).run())
        try:
            for act in plan(LIBRARY):
                await send(act.key, act.command)
            points = await ended("service-points-file", 1)
            assert points.last and points.last.result and points.last.version == 1
            assert (points.rows, points.last.result.rejected) == (4, 2)
            assert killed == [1]

            await send(f"shared_dataset:{s.DATASET}", s.REGISTER_DATASET)
            incremental = {**s.SAID, "mode": "incremental", "cursor": "seen", "every": 0}
            await send(f"data_source:{s.CODE}", c.RegisterSource(code=s.CODE, **incremental))
            rules = (Rule(column="编号", check="unique"),)
            await send(f"data_source:{s.CODE}", c.SetRules(rules=rules))
            await send(f"data_source:{s.CODE}", c.CollectNow())
            assert (await ended(s.CODE, 1)).rows == 1
            with psycopg.connect(_at(server), autocommit=True) as opened:
                opened.execute("INSERT INTO points VALUES (4, '里水', '2026-10-03')")
                await send(f"data_source:{s.CODE}", c.CollectNow())
                second = await ended(s.CODE, 2)
                await send(f"data_source:{s.CODE}", c.CollectNow())
                third = await ended(s.CODE, 3)
                opened.execute('ALTER TABLE points ALTER "编号" TYPE text')
                opened.execute("INSERT INTO points VALUES ('5', '丹灶', '2026-10-04')")
                await send(f"data_source:{s.CODE}", c.CollectNow())
                fourth = await ended(s.CODE, 4)
            path = Tables(settings.tables).path(second.sha256)
            assert [each["名称"] for each in rows_of(path, 0, 9)] == ["桂城", "里水"]
            assert third.last and third.last.unchanged and third.last.version == 2
            assert fourth.last and fourth.last.state == "quarantined" and fourth.last.result
            assert [each.doubt for each in fourth.last.result.because] == ["retyped"]

            other = RegisterDataset(
                code="x-points", title="x", sharing="open", columns=s.REGISTER_DATASET.columns
            )
            await send("shared_dataset:x-points", other)
            address = {"title": "x", "dataset": "x-points", "sort": "http"}
            inner = c.RegisterSource(code="inner", address="https://10.0.0.1/x", **address)
            await send("data_source:inner", inner)
            await send("data_source:inner", c.CollectNow())
            async with asyncio.timeout(60):
                while not await prepared[SOURCES_VIEW.name].count_documents(
                    {"_id": "inner", "waits": ""}
                ):
                    await asyncio.sleep(0.02)
            last = (await engine.show("data_source:inner")).state.last
            assert (last.state, last.fault, last.tries) == ("put_off", "host", 1)
        finally:
            await end(work)
            workers.stop()
    history = json.dumps([each async for each in prepared["journal"].find({})], default=str)
    assert "reader" not in history
