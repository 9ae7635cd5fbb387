"""Who may come in: what the processes of a running platform listen on, as whom they open the
database, and where the passwords of it stand."""

import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pymongo
import pytest

from storage.embedded import EmbeddedMongo
from storage.mongo import Document
from storage.rights import USERS
from storage.settings import read_settings
from tests.acceptance.running.yimen import Yimen, title_of, until
from tests.sockets import sockets, with_descendants

USER_OF = {
    "ray::EntityHost": {"hosts"},
    "ray::ProjectorActor": {"followers"},
    "ray::ServeReplica:yimen:web": {"faces"},
}


@pytest.fixture(scope="module")
def everything(yimen: Yimen) -> Iterator[pymongo.MongoClient[Document]]:
    """The database that the platform has started, for who may look at all of it."""
    with pymongo.MongoClient[Document](EmbeddedMongo.of(settings_of(yimen)).uri) as client:
        yield client


def settings_of(yimen: Yimen) -> Any:
    return read_settings(yimen.environment)


def users_by_process(
    yimen: Yimen, everything: pymongo.MongoClient[Document]
) -> dict[int, set[str]]:
    """Return as whom each process of the platform has opened the database."""
    asked = [{"$currentOp": {"allUsers": True, "idleConnections": True}}]
    by_port = {
        int(each["client"].rpartition(":")[2]): {user["user"] for user in each["effectiveUsers"]}
        for each in everything.admin.aggregate(asked)
        if each.get("client") and each.get("effectiveUsers")
    }
    found: dict[int, set[str]] = {}
    for each in sockets(processes(yimen)):
        if each.port in by_port and each.to == settings_of(yimen).port:
            found.setdefault(each.pid, set()).update(by_port[each.port])
    return found


def processes(yimen: Yimen) -> set[int]:
    """Return all processes of the platform, also those whose title lies over their environment."""
    return with_descendants(yimen.processes())


def kind_of(process: int) -> str:
    return title_of(process).rstrip("\0 ")


def test_every_process_opens_the_database_as_who_it_is(
    yimen: Yimen, everything: pymongo.MongoClient[Document]
) -> None:
    def seen() -> dict[str, set[str]]:
        kinds: dict[str, set[str]] = {}
        for process, users in users_by_process(yimen, everything).items():
            kinds.setdefault(kind_of(process), set()).update(users)
        return kinds

    until(lambda: USER_OF.keys() <= seen().keys(), tell=seen)

    kinds = seen()
    assert {kind: kinds.pop(kind) for kind in USER_OF} == USER_OF
    for kind, users in kinds.items():  # what started them
        assert "serve_apps.cli.main" in kind and users <= {"operator"}, kind


def test_no_password_of_the_database_stands_where_others_look(yimen: Yimen) -> None:
    folder: Path = settings_of(yimen).users
    passwords = {file.name: file.read_text("ascii").strip() for file in folder.iterdir()}
    assert passwords.keys() == {*USERS, "key"}

    shown = {
        f"{process}/{name}": Path(f"/proc/{process}/{name}").read_bytes()
        for process in processes(yimen)
        for name in ("cmdline", "environ")
        if Path(f"/proc/{process}").exists()
    }
    shown["status"] = json.dumps(yimen.status()).encode()
    ray = Path(yimen.status()["ray_folder"]) / "session_latest" / "logs"
    for file in (*ray.rglob("*"), *yimen.data.rglob("*.log"), *yimen.data.rglob("*.json")):
        if file.is_file():
            shown[str(file)] = file.read_bytes()

    leaks = {
        (place, user)
        for place, text in shown.items()
        for user, password in passwords.items()
        if password.encode() in text
    }
    assert leaks == set()
    for path in (folder, *folder.iterdir()):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_nothing_listens_for_other_machines_but_what_a_setting_names(yimen: Yimen) -> None:
    listening = [each for each in sockets(processes(yimen)) if each.listening]

    assert [(each, kind_of(each.pid)) for each in listening if each.outside] == []
    named = {int(port) for name, port in yimen.environment.items() if name.endswith("_PORT")}
    assert named - {each.port for each in listening} == set()


def test_the_socket_by_which_the_proxy_is_changed_is_the_owners_alone(yimen: Yimen) -> None:
    folder = Path(yimen.status()["ray_folder"])
    found = [path for path in folder.rglob("*") if path.is_socket()]
    (admin,) = [path for path in found if path.name == "admin.sock"]

    assert stat.S_IMODE(admin.stat().st_mode) == 0o600
    for path in (admin.parent, folder.parent):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
        assert path.stat().st_uid == os.getuid()
