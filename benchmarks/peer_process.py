"""An application of `bench peers` that has its clients in its own process.

It prints its configuration as the first line. For each line on its standard input, a number of
seconds, it has its clients work for so long and prints {"steps", "seconds", "kept"}: the steps that
were answered, and the steps that its dossiers have gone altogether by what is stored of them.
"""

import contextlib
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.peer_install import ROOT


class Talk:
    """The parent's end of the protocol."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.pid = process.pid
        self.configuration: dict[str, Any] = self._hear()["configuration"]

    def run(self, seconds: float) -> dict[str, Any]:
        """Have the clients work for `seconds`, and return what they did."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{seconds}\n")
        self._process.stdin.flush()
        return self._hear()

    def _hear(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self._process.args!r} ended early")
        return json.loads(line)


@contextlib.contextmanager
def talking(python: Path, module: str, database: str, clients: int) -> Iterator[Talk]:
    """Run `module` with `python` on `database`, a connection string, with so many clients."""
    process = subprocess.Popen(
        [str(python), "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PEER_DATABASE": database, "PEER_CLIENTS": str(clients)},
    )
    try:
        yield Talk(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()  # it ends when there is nothing more to do
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
