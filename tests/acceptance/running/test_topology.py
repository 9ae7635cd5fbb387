"""What runs where, read from the running platform: Ray's own list of actors, Serve's of
applications, the journal, and the processes of the machine."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pymongo
import pytest

from actors.runtime.placement import SHARDS
from storage.mongo import Document
from tests.acceptance.running.yimen import Yimen, until


def read(url: str) -> Any:
    with urlopen(url, timeout=20) as answer:
        return json.loads(answer.read())


@pytest.fixture(scope="module")
def ray(yimen: Yimen) -> str:
    """The address of Ray's own page."""
    return str(yimen.status()["urls"]["Ray"])


@pytest.fixture(scope="module")
def documents(yimen: Yimen) -> Iterator[Any]:
    """The database that the platform has started."""
    port = yimen.environment["YIMEN_MONGODB_PORT"]
    client: pymongo.MongoClient[Document] = pymongo.MongoClient(
        f"mongodb://127.0.0.1:{port}/?directConnection=true"
    )
    with client:
        yield client["yimen"]


def alive(ray: str) -> list[Mapping[str, Any]]:
    """Return the actors that Ray says are alive."""
    actors = read(f"{ray}/api/v0/actors?limit=1000&detail=1")["data"]["result"]["result"]
    return [actor for actor in actors if actor["state"] == "ALIVE"]


def maps_of(process: int) -> str:
    """Return what a process has loaded."""
    return (Path("/proc") / str(process) / "maps").read_text("utf-8", errors="replace")


def command_of(process: int) -> list[str]:
    return (Path("/proc") / str(process) / "cmdline").read_text("utf-8").split("\0")


@pytest.mark.feature("PLAT-04")
def test_cases_watchers_and_terminals_are_actors_in_hosts_which_are_actors_of_ray(
    yimen: Yimen, ray: str, documents: Any
) -> None:
    hosts = {host["name"]: host["pid"] for host in yimen.status()["host_list"]}
    processes = {actor["pid"] for actor in alive(ray)}
    kinds = ("case", "watcher", "terminal")
    # A kiosk tells of itself after it has been let in.
    until(lambda: set(kinds) <= set(documents["journal"].distinct("kind")))

    assert set(hosts.values()) <= processes
    owners = documents["placement"].find_one({"_id": "placement"})["owners"]
    assert len(owners) == SHARDS
    assert {owner.partition("#")[0] for owner in owners} == set(hosts)
    for kind in kinds:
        carriers = documents["journal"].distinct("host", {"kind": kind})
        assert {name.partition("#")[0] for name in carriers} & set(hosts), kind


@pytest.mark.feature("PLAT-04")
def test_the_hall_and_the_api_are_served_by_ray_serve(yimen: Yimen, ray: str) -> None:
    (application,) = read(f"{ray}/api/serve/applications/")["applications"].values()
    replicas = application["deployments"]["web"]["replicas"]
    processes = {actor["pid"] for actor in alive(ray)}

    assert application["status"] == "RUNNING"
    assert {replica["pid"] for replica in replicas} <= processes
    described = read(f"{yimen.status()['url']}/api/v1/openapi.json")
    assert {"/api/v1/cases", "/api/v1/items", "/api/v1/terminals"} <= set(described["paths"])


@pytest.mark.feature("PLAT-04")
def test_documents_are_in_mongodb(yimen: Yimen, documents: Any) -> None:
    servers = [
        process
        for process in yimen.processes()
        if Path(f"/proc/{process}/exe").resolve().name == "mongod"
    ]

    assert len(servers) == 1
    assert documents["journal"].estimated_document_count() > 50
    assert documents["cases"].estimated_document_count() > 10


@pytest.mark.feature("PLAT-04")
def test_a_kiosk_streams_from_a_process_of_its_own_without_ray(yimen: Yimen, ray: str) -> None:
    kiosks = [process for process in yimen.processes() if "edge" in command_of(process)]
    (replica, *_) = [actor["pid"] for actor in alive(ray) if "web" in actor["class_name"]]
    port = yimen.status()["ports"]["kiosk"]

    (kiosk,) = kiosks
    assert "_raylet" in maps_of(replica)
    assert "_raylet" not in maps_of(kiosk)
    assert kiosk not in {actor["pid"] for actor in alive(ray)}
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        told = answer.read().decode()
    assert re.search(r"^yimen_edge_link_up 1(\.0)?$", told, re.MULTILINE)
