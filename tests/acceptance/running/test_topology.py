"""What runs where, read from the running platform: Ray's own lists, the journal, the processes."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pymongo
import pytest

from actors.runtime.placement import SHARDS, host_of
from storage.embedded import EmbeddedMongo
from storage.mongo import Document
from storage.settings import read_settings
from tests.acceptance.running.yimen import Yimen, until

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"


@pytest.fixture(scope="module")
def documents(yimen: Yimen) -> Iterator[Any]:
    """The database that the platform has started."""
    with pymongo.MongoClient[Document](
        EmbeddedMongo.of(read_settings(yimen.environment)).uri
    ) as client:
        yield client["yimen"]


def actors(yimen: Yimen) -> dict[int, str]:
    """Return the class of every actor that Ray says is alive, by its process."""
    found = yimen.ray("/api/v0/actors?limit=1000&detail=1")["data"]["result"]["result"]
    return {each["pid"]: each["class_name"] for each in found if each["state"] == "ALIVE"}


def hosts(yimen: Yimen) -> dict[str, int]:
    """Return the process of every host by its name."""
    return {host["name"]: host["pid"] for host in yimen.status()["host_list"]}


def uses_ray(process: int) -> bool:
    return "_raylet" in Path(f"/proc/{process}/maps").read_text("utf-8", errors="replace")


def resident(process: int) -> int:
    """Return the memory of a process in KiB."""
    status = Path(f"/proc/{process}/status").read_text("ascii", errors="replace")
    return int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0])


def visit(address: str, agent: str = "curl") -> str:
    with urlopen(Request(address, headers={"User-Agent": agent}), timeout=20) as answer:
        assert answer.status == 200
        return answer.read().decode()


@pytest.mark.feature("PLAT-04")
@pytest.mark.parametrize("kind", ["case", "watcher", "terminal"])
def test_an_entity_lives_in_a_host_which_is_an_actor_of_ray(
    kind: str, yimen: Yimen, documents: Any
) -> None:
    until(lambda: kind in documents["journal"].distinct("kind"))  # a kiosk tells once it is let in
    last = documents["journal"].find_one({"kind": kind}, sort=[("at", -1)])
    placed = documents["placement"].find_one()

    owner = host_of(placed["hosts"][placed["shards"][last["shard"]]])

    assert len(placed["shards"]) == SHARDS
    assert actors(yimen)[hosts(yimen)[owner]] == "EntityHost"


@pytest.mark.feature("PLAT-04")
def test_hall_phones_and_programs_are_served_by_replicas_of_ray_serve(yimen: Yimen) -> None:
    def running() -> bool:  # a replica that another test killed may not be replaced yet
        applications = yimen.ray("/api/serve/applications/")["applications"].values()
        return all(each["status"] == "RUNNING" for each in applications)

    until(running)
    url, found = yimen.status()["url"], yimen.ray("/api/serve/applications/")
    (application,) = found["applications"].values()
    replicas = {
        each["pid"]
        for each in application["deployments"]["web"]["replicas"]
        if each["state"] == "RUNNING"
    }

    assert (application["status"], application["route_prefix"]) == ("RUNNING", "/")
    assert replicas <= actors(yimen).keys()
    assert f":{found['http_options']['port']}" in url
    assert 'name="viewport"' in visit(f"{url}/", PHONE)
    assert "/api/v1/cases" in visit(f"{url}/api/v1/openapi.json")


@pytest.mark.feature("PLAT-04")
def test_documents_are_in_mongodb(yimen: Yimen, documents: Any) -> None:
    servers = [
        process for process in yimen.processes()
        if Path(f"/proc/{process}/exe").resolve().name == "mongod"
    ]  # fmt: skip

    assert len(servers) == 1
    for name in ("journal", "cases", "terminals"):
        assert documents[name].estimated_document_count() > 0, name


@pytest.mark.feature("PLAT-04")
def test_a_kiosk_streams_events_from_a_light_process_of_its_own_without_ray(yimen: Yimen) -> None:
    (kiosk,) = [
        process for process in yimen.processes()
        if b"\0-m\0edge\0" in Path(f"/proc/{process}/cmdline").read_bytes()
    ]  # fmt: skip
    host, *_ = hosts(yimen).values()
    figures = f"http://127.0.0.1:{yimen.environment['YIMEN_KIOSK_PORT']}/metrics"

    def told(name: str) -> float:
        return sum(map(float, re.findall(rf"^{name}(?:{{.*}})? (\S+)$", visit(figures), re.M)))

    assert uses_ray(host) and not uses_ray(kiosk)
    assert kiosk not in actors(yimen)
    assert resident(kiosk) < resident(host) / 2
    until(lambda: told("yimen_edge_link_up") == 1)
    until(lambda: told("yimen_edge_entries_acknowledged_total") > 0)
