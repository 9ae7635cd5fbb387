"""A replica set of real mongods that may be killed, frozen, cut off and started again."""

import contextlib
import signal
import socket
import struct
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import bson
from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from benchmarks.chaos.network import Network
from storage.embedded import REPLICA_SET, arguments
from storage.mongo import Document
from storage.passwords import key_file, member_address

_STEP = 0.05  # seconds between two looks
_OP_MSG = 2013  # the number of MongoDB's message format


class NoDatabase(Exception):
    """The replica set is not as it must be; the message says what was waited for."""


class Member:
    """One mongod. `words` in front of its command line put it where it runs; the key by which its
    set knows it is in the folder `users`."""

    def __init__(
        self, folder: Path, users: Path, host: str, port: int, words: list[str], cache: float
    ) -> None:
        self._users = users
        self.host = host
        self.port = port
        self._log = folder / "mongod.log"
        data = folder / "db"
        data.mkdir(parents=True, exist_ok=True)
        self.data = data
        self._command = [
            *words,
            *arguments(
                data, self._log, key=key_file(users), port=port, host=host, cache_gib=cache
            ),
            "--oplogSize", "128",
            # Otherwise a member that replicates from one that has fallen silent waits up to 15 s
            # for it, and with two members of three left nothing is durable meanwhile.
            "--setParameter", "oplogNetworkTimeoutBufferSeconds=1",
            "--setParameter", "oplogInitialFindMaxSeconds=2",
        ]  # fmt: skip
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where it listens: "10.213.1.11:27017"."""
        return f"{self.host}:{self.port}"

    @property
    def pid(self) -> int:
        """Its process id.

        Raises:
            NoDatabase: it does not run.
        """
        if self._process is None:
            raise NoDatabase(f"{self.address} does not run")
        return self._process.pid

    def start(self) -> None:
        """Start it, or start it again on its data."""
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    @property
    def running(self) -> bool:
        """Tell whether its process lives."""
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """End it at once, as a crash would (SIGKILL)."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def freeze(self) -> None:
        """Have it stand still with all its connections open (SIGSTOP)."""
        self._process and self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Have it go on."""
        self._process and self._process.send_signal(signal.SIGCONT)

    def ask(self, command: Document) -> Document:
        """Send an admin `command` that anybody may send to this member alone, on a connection of
        its own.

        The driver would not do: it keeps an opinion of its own about a member that was frozen.

        Raises:
            OSError: it did not answer in a second.
            NoDatabase: it refused.
        """
        body = struct.pack("<IB", 0, 0) + bson.encode({**command, "$db": "admin"})
        with socket.create_connection((self.host, self.port), timeout=1.0) as connection:
            connection.sendall(struct.pack("<iiii", 16 + len(body), 1, 0, _OP_MSG) + body)
            with connection.makefile("rb") as stream:
                head = stream.read(16)
                if len(head) < 16:
                    raise ConnectionResetError(f"{self.address} closed the connection")
                answer = stream.read(struct.unpack_from("<i", head)[0] - 16)
        told = bson.decode(answer[5:])
        if not told.get("ok"):
            raise NoDatabase(f"{self.address}: {told.get('errmsg')}")
        return told

    def order(self, command: Document) -> None:
        """Send an admin `command` to this member alone, as another member.

        Raises:
            OSError: it did not answer in time.
            NoDatabase: it refused.
        """
        address = member_address(self._users, self.address, "directConnection=true")
        try:
            with MongoClient[Document](address, serverSelectionTimeoutMS=5_000) as client:
                client.admin.command(command)
        except OperationFailure as error:
            raise NoDatabase(f"{self.address}: {error}") from error
        except PyMongoError as error:
            raise OSError(f"{self.address} does not answer: {error}") from error


class MongoSet:
    """The members and what can be done to them together.

    With `network` member n runs on machine n of it, otherwise all on 127.0.0.1.
    """

    def __init__(
        self,
        folder: Path,
        ports: list[int],
        *,
        network: Network | None = None,
        cache_gib: float = 0.25,
        election_seconds: float = 10.0,
    ) -> None:
        self._election = election_seconds
        self._users = folder / "users"
        self.members = [
            Member(
                folder / f"member-{number}",
                self._users,
                network.address(number) if network else "127.0.0.1",
                port,
                network.inside(number) if network else [],
                cache_gib,
            )
            for number, port in enumerate(ports)
        ]

    @property
    def uri(self) -> str:
        """The connection string of who may do everything."""
        addresses = ",".join(member.address for member in self.members)
        return member_address(self._users, addresses, f"replicaSet={REPLICA_SET}")

    @contextmanager
    def running(self) -> Iterator["MongoSet"]:
        """Run the members while the block does, whatever has been done to them meanwhile."""
        try:
            self.start()
            yield self
        finally:
            for member in self.members:
                member.thaw()
                member.kill()

    def start(self) -> None:
        """Start every member, make them a replica set, and wait for a primary.

        Raises:
            NoDatabase: there was none within a minute.
        """
        for member in self.members:
            member.start()
        for member in self.members:
            self._until(
                lambda member=member: member.ask({"ping": 1}), f"{member.address} to listen"
            )
        config = {
            "_id": REPLICA_SET,
            "members": [
                {"_id": number, "host": member.address}
                for number, member in enumerate(self.members)
            ],
            "settings": {
                "electionTimeoutMillis": round(self._election * 1000),
                # While a member still reports to one that has fallen silent, which it does for
                # half a minute, what is durable is learned by heartbeats alone.
                "heartbeatIntervalMillis": round(min(0.1, self._election / 4) * 1000),
                "heartbeatTimeoutSecs": max(1, round(self._election * 0.3)),
                "catchUpTimeoutMillis": 1_000,
            },
        }
        self.members[0].order({"replSetInitiate": config})
        self.primary()
        self.healthy()

    def primary(self, *, other_than: Member | None = None, timeout: float = 60.0) -> Member:
        """Wait until one of the members (not `other_than`) is primary, and return it.

        Raises:
            NoDatabase: none was within `timeout` seconds.
        """
        found: list[Member] = []

        def look() -> bool:
            for member in self.members:
                if member is not other_than and _is(member, "isWritablePrimary"):
                    found.append(member)
            return bool(found)

        self._until(look, "a primary", timeout)
        return found[0]

    def secondaries(self) -> list[Member]:
        """Return the members that are not primary."""
        primary = self.primary()
        return [member for member in self.members if member is not primary]

    def healthy(self, timeout: float = 60.0) -> None:
        """Wait until there is a primary and every other member follows it.

        A member that has ended by itself is started again, as whatever supervises it would: this
        mongod gives up over a rollback for which it keeps too little history.

        Raises:
            NoDatabase: that was not so within `timeout` seconds.
        """

        def look() -> bool:
            for member in self.members:
                if not member.running:
                    member.start()
            return sum(
                _is(member, "isWritablePrimary") or _is(member, "secondary")
                for member in self.members
            ) == len(self.members) and any(
                _is(member, "isWritablePrimary") for member in self.members
            )

        self._until(look, "every member", timeout)

    def step_down(self, *, force: bool = False) -> None:
        """Have the primary give up its place for a while: to a member that has caught up, as an
        operator does before maintenance, or with `force` whether there is one or not. Then the
        others elect one after the time in which they take the former for dead.

        It is for the shortest time that MongoDB takes, which is longer than the ten seconds that
        others have for catching up: next time the former has to be there to be elected."""
        order = {"replSetStepDown": 5, "force": True} if force else {"replSetStepDown": 11}
        with contextlib.suppress(OSError):  # it may close connections as it does
            self.primary().order(order)

    def _until(self, true: Callable[[], object], what: str, timeout: float = 60.0) -> None:
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            with contextlib.suppress(OSError):
                if true():
                    return
            time.sleep(_STEP)
        raise NoDatabase(f"waited {timeout:g} s for {what}")


def _is(member: Member, what: str) -> bool:
    try:
        return member.running and bool(member.ask({"hello": 1}).get(what))
    except OSError:
        return False
