"""A PostgreSQL server for the time of a benchmark."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.machine import await_port
from benchmarks.peer_install import POSTGRESQL

_USER = "postgres"  # Debian's package makes it; the server refuses to run as root
_DURABLE = ("fsync=on", "synchronous_commit=on", "full_page_writes=on")


@dataclass(frozen=True)
class Server:
    """A running server: where it listens, and the process above all of its processes."""

    url: str
    pid: int


@contextlib.contextmanager
def postgres(folder: Path, port: int, databases: tuple[str, ...]) -> Iterator[Server]:
    """Run a new server with its data below `folder` and `databases` in it.

    Settings are those of `initdb`, with everything that makes a commit durable said once more.
    """
    home = folder / "postgresql"
    home.mkdir()
    account = _account()
    if account is not None:
        shutil.chown(home, _USER)
        folder.chmod(0o711)
    _run(account, POSTGRESQL / "initdb", "-D", home / "data", "-A", "trust", "-U", _USER)
    options = ("listen_addresses=127.0.0.1", f"unix_socket_directories={home}", *_DURABLE)
    process = subprocess.Popen(
        [POSTGRESQL / "postgres", "-D", home / "data", "-p", str(port)]
        + [part for option in options for part in ("-c", option)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        user=account,
        cwd=home,
    )
    try:
        await_port(port)
        _await_ready(port, account)
        at = ("-h", "127.0.0.1", "-p", str(port), "-U", _USER)
        for name in databases:
            _run(account, POSTGRESQL / "createdb", *at, name)
        yield Server(f"postgresql+psycopg://{_USER}@127.0.0.1:{port}", process.pid)
    finally:
        process.send_signal(signal.SIGINT)  # "fast": clients are sent away
        process.wait(30)


def _await_ready(port: int, account: int | None) -> None:
    """Wait until the server takes connections: it listens while it is still starting up.

    Raises:
        TimeoutError: it did not in a minute.
    """
    command = [POSTGRESQL / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
    end = time.monotonic() + 60.0
    while subprocess.run(command, user=account, cwd="/").returncode != 0:
        if time.monotonic() > end:
            raise TimeoutError("PostgreSQL is not ready")
        time.sleep(0.1)


def _account() -> int | None:
    """Return the user to run as: another one for root, else nobody in particular."""
    return pwd.getpwnam(_USER).pw_uid if os.geteuid() == 0 else None


def _run(account: int | None, *command: object) -> None:
    words = [str(word) for word in command]
    subprocess.run(words, check=True, capture_output=True, user=account, cwd="/")
