"""The command line as tests use it: each command a process of its own, without the seconds that
its imports take.

`python -m tests.command_line` imports what commands are made of, once, and is forked for each.
"""

import gc
import importlib
import json
import os
import select
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NoReturn

from typer.testing import CliRunner

from actors import scan
from serve_apps.cli import main
from storage.settings import StorageSettings

ROOT = Path(__file__).parents[1]
IMPORTED = ("archive", "case", "clock", "hosts", "journal", "seal", "status", "verify")
PATIENCE = 240.0


def run(
    words: Sequence[str], environment: Mapping[str, str], folder: Path, *, timeout: float = PATIENCE
) -> subprocess.CompletedProcess[str]:
    """Return how `yimen` ended with `words`, in the folder and the environment given.

    Raises:
        TimeoutExpired: it has not within `timeout` seconds.
    """
    with tempfile.TemporaryDirectory() as streams:
        out, err = Path(streams, "out"), Path(streams, "err")
        asked = [words, dict(environment), str(folder), str(out), str(err)]
        server = _server()
        assert server.stdin is not None and server.stdout is not None
        server.stdin.write(json.dumps(asked).encode() + b"\n")
        server.stdin.flush()
        if not select.select([server.stdout], [], [], timeout)[0]:
            server.kill()
            _server.cache_clear()
            raise subprocess.TimeoutExpired(words, timeout)
        status = int(server.stdout.readline())
        told = (path.read_text("utf-8", "replace") for path in (out, err))
        return subprocess.CompletedProcess(words, status, *told)


def yimen(*words: str, storage: StorageSettings | None = None) -> subprocess.CompletedProcess[str]:
    """Return how `yimen` ended with `words`, about the database of `storage`."""
    about = (
        {"YIMEN_MONGODB_URI": storage.uri, "YIMEN_DATABASE": storage.database} if storage else {}
    )
    return run(words, {**os.environ, "COLUMNS": "200", **about}, ROOT)


@cache
def _server() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.command_line"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0,
    )  # fmt: skip


def serve() -> None:
    """Fork for each line of the input, and tell how the child ended."""
    gc.freeze()
    for line in sys.stdin:
        child = os.fork()
        if not child:
            become(*json.loads(line))
            end(carry_out())
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def carry_out() -> int:
    """Run the command of `sys.argv`; return the exit status."""
    try:
        main.run()
    except SystemExit as ended:
        if isinstance(ended.code, str):
            print(ended.code, file=sys.stderr)
            return 1
        return ended.code or 0
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def end(status: int) -> NoReturn:
    """End at once: to take apart all that was imported takes longer than most commands."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def become(words: list[str], environment: dict[str, str], folder: str, out: str, err: str) -> None:
    """Make this process one that was started with these words, from nothing but these."""
    os.setsid()
    sys.argv[1:] = words
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    for number, path, flags in (
        (0, os.devnull, os.O_RDONLY),
        (1, out, os.O_WRONLY | os.O_CREAT),
        (2, err, os.O_WRONLY | os.O_CREAT),
    ):
        opened = os.open(path, flags)
        os.dup2(opened, number)
        os.close(opened)


if __name__ == "__main__":
    for name in IMPORTED:
        importlib.import_module(f"serve_apps.cli.{name}")
    scan.load()
    CliRunner().invoke(main.app, ["down"], env={"YIMEN_DATA": os.devnull})  # loads the rest
    serve()
