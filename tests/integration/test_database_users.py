"""Nobody does more in the database than its work asks for: a user for each kind of process."""

import asyncio
import io
import json
import stat
import subprocess
from asyncio import Runner
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from pymongo import AsyncMongoClient, MongoClient
from pymongo.errors import OperationFailure

from actors.followers.projector import Projector
from actors.followers.rebuild import Rebuild
from actors.kinds import all_views
from actors.runtime.engine import Engine
from actors.runtime.store import MongoStore
from serve_apps.cli import users as command
from storage.clock import WallClock
from storage.embedded import REPLICA_SET, EmbeddedMongo, arguments
from storage.files import Files, stored_of
from storage.mongo import Database, UnsafeDatabase, connect, require_locked
from storage.passwords import NoPassword, User, key_file, password_of, without_credentials
from storage.rights import USERS
from storage.schema import COLLECTIONS, SLOTS, prepare, rebuilt
from storage.security_events import keep_for_days
from storage.settings import StorageSettings
from storage.users import keep_users, lacking, make_users, require_rights
from tests.blocks.cases.loaded import LIBRARY
from tests.integration.conftest import ME
from tests.integration.folded import watched
from tests.integration.kinds import Put, kinds
from tests.loaded import platform_collections
from tests.ports import free_port

VIEWS = platform_collections()
UNAUTHORIZED = 13
COMMIT = {"_id": "case:1/0000000001", "key": "case:1", "seq": 1}
ID = {"_id": COMMIT["_id"]}


@pytest.fixture(scope="module")
def users(
    mongod: EmbeddedMongo, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[StorageSettings]:
    """A database with users, collections and one commit. The settings name no user: each process
    is the one of its work."""
    settings = named(mongod, tmp_path_factory.mktemp("users"))
    assert settings.users is not None
    with Runner() as runner:
        runner.run(begin(mongod, settings))
        yield settings
        runner.run(end(mongod, settings))


def named(mongod: EmbeddedMongo, folder: Path) -> StorageSettings:
    """Return settings of a database of its own."""
    uri, name = without_credentials(mongod.uri), f"t{uuid4().hex[:12]}"
    return StorageSettings(
        uri=uri, database=name, data=folder, port=mongod.port, users=folder / "passwords"
    )


@asynccontextmanager
async def everything(mongod: EmbeddedMongo, settings: StorageSettings) -> AsyncIterator[Database]:
    """Open the database as who may do everything."""
    async with opened(replace(settings, uri=mongod.uri), "readers") as database:
        yield database


async def begin(mongod: EmbeddedMongo, settings: StorageSettings) -> None:
    async with everything(mongod, settings) as database:
        assert settings.users is not None
        await make_users(database, settings.users, VIEWS)
        await prepare(database, VIEWS)
        await database["journal"].insert_one(COMMIT)


async def end(mongod: EmbeddedMongo, settings: StorageSettings) -> None:
    async with everything(mongod, settings) as database:
        await database.command("dropAllUsersFromDatabase")
        await database.command("dropAllRolesFromDatabase")
        await database.client.drop_database(database.name)


@asynccontextmanager
async def opened(settings: StorageSettings, user: User) -> AsyncIterator[Database]:
    database = connect(settings, user)
    try:
        yield database
    finally:
        await database.client.close()


async def refused(awaitable: Any) -> bool:
    """Tell whether MongoDB says that who asked may not do it."""
    try:
        await awaitable
    except OperationFailure as error:
        assert error.code == UNAUTHORIZED, error
        return True
    return False


async def test_who_has_not_said_who_he_is_reads_nothing(users: StorageSettings) -> None:
    async with AsyncMongoClient[dict[str, Any]](users.uri) as client:
        stranger = client[users.database]
        for collection in (*COLLECTIONS, *VIEWS):
            assert await refused(stranger[collection.name].find_one()), collection.name
        assert await refused(stranger.list_collection_names())
        assert await refused(client.list_database_names())
        assert await refused(stranger.command("createUser", "me", pwd="x", roles=[]))
    await require_locked(users)


async def test_a_host_adds_commits_and_can_neither_change_nor_remove_one(
    users: StorageSettings,
) -> None:
    async with opened(users, "hosts") as hosts:
        journal = hosts["journal"]
        await journal.insert_one({**COMMIT, "_id": "case:1/0000000002", "seq": 2})
        assert await refused(journal.update_one(ID, {"$set": {"seq": 2}}))
        assert await refused(journal.replace_one(ID, {"seq": 2}, upsert=True))
        assert await refused(journal.find_one_and_update({}, {"$set": {"seq": 2}}))
        assert await refused(journal.delete_one(ID))
        assert await refused(journal.rename("elsewhere"))
        assert await refused(journal.aggregate([{"$out": "journal"}]))
        assert await refused(hosts["cases"].find_one())
        assert await refused(hosts["files.chunks"].find_one())
        assert await journal.find_one(ID) == COMMIT


@pytest.mark.parametrize("user", USERS)
async def test_nobody_alters_a_commit_or_drops_the_journal(
    users: StorageSettings, user: User
) -> None:
    async with opened(users, user) as other:
        journal = other["journal"]
        assert await refused(journal.update_one(ID, {"$set": {"seq": 2}}))
        assert await refused(journal.drop())
        assert await refused(journal.rename("elsewhere"))
        assert await refused(other["cases"].rename("journal", dropTarget=True))
        assert await refused(other.client.drop_database(users.database))
        assert await refused(other.command("collMod", "journal", validator={"seq": 2}))
        assert await refused(other.command("createUser", "me", pwd="x", roles=["operator"]))
        assert await refused(other.command("grantRolesToUser", user, roles=["archivist"]))
        removes = not await refused(journal.delete_one({"_id": "case:0/0000000001"}))
    assert removes == (user == "archivist")


async def test_who_only_looks_writes_nothing(users: StorageSettings) -> None:
    async with opened(users, "readers") as readers:
        for collection in (*COLLECTIONS, *VIEWS):
            rows = readers[collection.name]
            await rows.find_one()
            assert await refused(rows.insert_one({})), collection.name
            assert await refused(rows.update_one({}, {"$set": {"a": 1}})), collection.name
            assert await refused(rows.delete_one({})), collection.name


@pytest.mark.parametrize("user", USERS)
async def test_security_events_and_receipts_of_witnesses_are_added_and_never_altered(
    users: StorageSettings, user: User
) -> None:
    adds: set[str] = set()
    async with opened(users, user) as other:
        for name in ("security_events", "seal_receipts"):
            assert await refused(other[name].update_one({}, {"$set": {"actor": "another"}}))
            assert await refused(other[name].delete_one({}))
            assert await refused(other[name].drop())
            if not await refused(other[name].insert_one({"_id": user})):
                adds.add(name)
        limits = await refused(keep_for_days(other, 190))
    expected = {
        "followers": {"security_events", "seal_receipts"},
        "operator": {"security_events", "seal_receipts"},
        "demonstration": {"security_events", "seal_receipts"},
        "faces": {"security_events"},
    }
    assert adds == expected.get(user, set())
    assert limits == (user not in ("operator", "demonstration"))


async def test_faces_keep_files_and_change_no_view(users: StorageSettings) -> None:
    content = b"%PDF-1.7 of somebody"
    async with opened(users, "faces") as faces:
        await Files(faces).keep(io.BytesIO(content), stored_of(content, "application/pdf"))
        for collection in VIEWS:
            assert await refused(faces[collection.name].insert_one({})), collection.name
        assert await refused(faces["journal"].insert_one({}))


async def test_followers_keep_the_papers_that_they_have_made(users: StorageSettings) -> None:
    content = b"%PDF-1.7 of an office"
    stored = stored_of(content, "application/pdf")
    async with opened(users, "followers") as followers:
        files = Files(followers)
        await files.keep(io.BytesIO(content), stored)
        await files.keep_held((stored.sha256,), "document:1", "document:1")
        assert b"".join([piece async for piece in files.open(stored.sha256)]) == content
        assert await refused(followers["journal"].insert_one({}))


async def test_what_hosts_write_is_folded_and_made_anew_by_others(
    users: StorageSettings, mongod: EmbeddedMongo
) -> None:
    views = all_views(LIBRARY)
    cases = next(view for view in views if view.name == "cases")
    async with opened(users, "hosts") as hosts:
        async with Engine(kinds(), MongoStore(hosts), WallClock()) as engine:
            await engine.send("ledger:a", Put(7), id="1", by=ME)
        await hosts["journal"].insert_many([each for n in range(3) for each in watched(f"s{n}", n)])
    async with (
        opened(users, "followers") as followers,
        opened(users, "operator") as operator,
        everything(mongod, users) as database,
        Projector(followers, views) as projector,
    ):
        await projector.settled()
        history = await MongoStore(followers).load_many(["ledger:a"], {"ledger": 1})
        assert history["ledger:a"]
        for attempt in range(SLOTS + 1):
            await database["cases"].update_many({}, {"$set": {"phase": "damaged"}})
            assert await Rebuild(operator, cases).run() > 0
            assert await database["cases"].count_documents({"phase": "damaged"}) == 0, attempt
        names = set(await database.list_collection_names())
    assert not {rebuilt("cases", slot) for slot in range(SLOTS)} & names


async def test_users_are_made_once_and_kept_up(mongod: EmbeddedMongo, tmp_path: Path) -> None:
    settings = named(mongod, tmp_path)
    async with everything(mongod, settings) as database:
        assert settings.users is not None
        assert len(await make_users(database, settings.users, VIEWS)) == 2 * len(USERS)
        assert await make_users(database, settings.users, VIEWS) == []

        (settings.users / "readers").unlink()
        assert "user readers has another password" in await make_users(
            database, settings.users, VIEWS[1:]
        )
        async with opened(settings, "readers") as readers:
            assert await lacking(readers, "readers", VIEWS[1:]) == []
            assert await lacking(readers, "readers", VIEWS) == [VIEWS[0].name]
        with pytest.raises(UnsafeDatabase, match="yimen mongodb users"):
            await require_rights(settings, VIEWS)
    await end(mongod, settings)


def test_passwords_are_for_nobody_else_to_read(tmp_path: Path) -> None:
    path = key_file(tmp_path / "users")

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    path.chmod(0o644)
    with pytest.raises(NoPassword, match="chmod 600"):
        password_of(path.parent, path.name)
    with pytest.raises(NoPassword, match="yimen mongodb users"):
        password_of(path.parent, "readers")


def test_settings_do_not_show_the_password_of_an_address() -> None:
    settings = StorageSettings(
        uri="mongodb://me:secret@127.0.0.1/", database="t", data=Path(), port=1
    )

    assert "secret" not in repr(settings)


@pytest.mark.parametrize(
    ("address", "nobody"),
    [
        ("mongodb://a:b@h1:1,h2:2/?replicaSet=r", "mongodb://h1:1,h2:2/?replicaSet=r"),
        ("mongodb+srv://a@h/?authSource=x&tls=true", "mongodb+srv://h/?tls=true"),
        ("mongodb://h/?authMechanism=MONGODB-X509", "mongodb://h/?"),
        ("mongodb://h/", "mongodb://h/"),
    ],
)
def test_an_address_can_be_told_without_saying_who_asks(address: str, nobody: str) -> None:
    assert without_credentials(address) == nobody


def test_an_administrator_makes_them_on_a_set_of_his_own(
    mongod: EmbeddedMongo,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings = named(mongod, tmp_path)
    monkeypatch.setenv("YIMEN_MONGODB_ADMINISTRATOR", mongod.uri)
    about(settings, monkeypatch)

    assert command.run(demo=False) == 0

    told = capsys.readouterr().out
    assert settings.users is not None
    assert {file.name for file in settings.users.iterdir()} == set(USERS) - {"demonstration"}
    assert all(f"user {file.name} made" in told for file in settings.users.iterdir())
    assert not any(file.read_text("ascii") in told for file in settings.users.iterdir())
    asyncio.run(end(mongod, settings))


def test_the_script_for_an_administrator_holds_no_password(
    users: StorageSettings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    about(users, monkeypatch)

    assert command.script(demo=False) == 0

    lines = capsys.readouterr().out.splitlines()
    orders = [line[len("db.runCommand(") : -2] for line in lines if "createRole" in line]
    made = [json.loads(order) for order in orders]
    assert {role["createRole"] for role in made} == set(USERS) - {"demonstration"}
    assert all(each["resource"]["db"] == users.database for each in made[0]["privileges"])
    assert sum("passwordPrompt()" in line for line in lines) == len(made)


def about(settings: StorageSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have commands be about the database of `settings`."""
    monkeypatch.setattr(command, "read_settings", lambda: settings)


async def test_data_of_before_anybody_was_asked_who_he_is_stays_and_is_locked(
    tmp_path: Path,
) -> None:
    settings = StorageSettings(
        uri="", database="yimen", data=tmp_path, port=free_port(), users=tmp_path / "passwords"
    )
    server = EmbeddedMongo.of(settings)
    with open_to_all(server, tmp_path / "mongodb" / "db") as client:
        client["yimen"]["journal"].insert_one(COMMIT)
        with pytest.raises(UnsafeDatabase, match="anybody"):
            await require_locked(settings)

    server.start()
    try:
        await keep_users(server, "yimen", VIEWS)
        await require_locked(settings)
        async with opened(settings, "hosts") as hosts:
            assert await hosts["journal"].find_one() == COMMIT
    finally:
        server.stop()


@contextmanager
def open_to_all(server: EmbeddedMongo, data: Path) -> Iterator[MongoClient[dict[str, Any]]]:
    """Run the mongod of `server` as it ran when nobody was asked who he is."""
    data.mkdir(parents=True)
    words = arguments(data, server.log, key=Path("/"), port=server.port, cache_gib=0.25)
    place = words.index("--keyFile")
    process = subprocess.Popen(words[:place] + words[place + 2 :], stdout=subprocess.DEVNULL)
    address = f"127.0.0.1:{server.port}"
    try:
        with MongoClient[dict[str, Any]](f"mongodb://{address}/?directConnection=true") as client:
            members = [{"_id": 0, "host": address}]
            client.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": members})
        with MongoClient[dict[str, Any]](f"mongodb://{address}/?replicaSet=yimen") as client:
            yield client
    finally:
        process.terminate()
        process.wait()
