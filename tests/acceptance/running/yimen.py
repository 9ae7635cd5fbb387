"""The command line as tests use it: on ports and in a folder of its own."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from actors.library import load_city
from serve_apps.cli.demonstration import Demonstration
from serve_apps.cli.runfile import RunFile
from serve_apps.cli.status import gather
from tests import command_line, loaded
from tests.ports import free_port

ROOT = Path(__file__).parents[3]
PORTS = (
    "YIMEN_MONGODB_PORT", "YIMEN_HTTP_PORT", "YIMEN_METRICS_PORT", "YIMEN_RAY_DASHBOARD_PORT",
    "YIMEN_KIOSK_PORT", "YIMEN_KIOSK_DESK_PORT", "YIMEN_PROXY_METRICS_PORT",
    "YIMEN_PROXY_STATS_PORT", "YIMEN_SCALER_METRICS_PORT", "YIMEN_DASHBOARD_METRICS_PORT",
)  # fmt: skip
PATIENCE = 600.0


class Yimen:
    """The command line, in a data folder and on ports of its own."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "var"
        self.traces = self.data / "traces"
        ports = {name: str(free_port()) for name in PORTS}
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("YIMEN_", "RAY_"))}
        self.environment = {
            **inherited,
            **ports,
            "PYTHONPATH": str(ROOT),
            "YIMEN_DATA": str(self.data),
            "YIMEN_SECRETS_FILE": str(folder / "secrets.json"),
            "YIMEN_KEY_FILE": os.environ["YIMEN_KEY_FILE"],
            "YIMEN_PAST_CASES": "30",
            "YIMEN_TRACE_RATIO": "1",
            "YIMEN_TRACE_FOLDER": str(self.traces),
            "COLUMNS": "200",
        }

    def __call__(self, *words: str, **changes: str) -> subprocess.CompletedProcess[str]:
        environment = {**self.environment, **changes}
        if not joins_ray(words):
            return command_line.run(words, environment, self.data.parent)
        return subprocess.run(
            [sys.executable, "-m", "serve_apps.cli.main", *words],
            cwd=self.data.parent, env=environment,
            capture_output=True, text=True, timeout=PATIENCE,
        )  # fmt: skip

    def ray(self, path: str) -> Any:
        """Return what Ray's page says at `path` to who has signed in with its token."""
        return answer_of(self.status()["urls"]["Ray"] + path, f"Bearer {self._token}")

    @cached_property
    def _token(self) -> str:
        """What `ray get-auth-token` prints, which takes seconds for it."""
        return Path("~/.ray/auth_token").expanduser().read_text("ascii").strip()

    def status(self) -> dict[str, Any]:
        """Return what `yimen status` gathers, which is asked for again and again."""
        return gather(RunFile(self.data))

    def passwords(self) -> dict[str, str]:
        """Return the passwords of the demonstration accounts by kind."""
        return json.loads((self.data.parent / "secrets.json").read_text("utf-8"))["passwords"]

    def titled(self, title: str) -> list[int]:
        """Return the processes of these whose title begins with `title`."""
        return [process for process in self.processes() if title_of(process).startswith(title)]

    def processes(self) -> list[int]:
        """Return the processes that were started for this data folder."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) != os.getpid():
                try:
                    environment = (entry / "environ").read_bytes()
                except OSError:
                    continue
                if f"YIMEN_DATA={self.data}".encode() in environment:
                    found.append(int(entry.name))
        return found


def title_of(process: int) -> str:
    """Return what a process calls itself, "" when it has ended."""
    try:
        return Path(f"/proc/{process}/cmdline").read_text("utf-8", "replace")
    except OSError:
        return ""


def joins_ray(words: Sequence[str]) -> bool:
    """Tell whether the command has Ray in its process, and must be one that began alone."""
    return words[0] in ("up", "peaks") or (words[0] == "hosts" and len(words) > 1)


def until(
    holds: Callable[[], bool], seconds: float = 240.0, *, tell: Callable[[], object] = str
) -> None:
    """Wait until `holds`, for at most `seconds`; `tell` says what stands against it."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, tell()
        time.sleep(0.2)


def answer_of(address: str, authorization: str = "") -> Any:
    """Return the JSON at `address`.

    Raises:
        HTTPError: it was refused.
    """
    request = Request(address, headers={"Authorization": authorization} if authorization else {})
    with closing(urlopen(request, timeout=10)) as answer:
        return json.load(answer)


async def accepted_case(yimen: Yimen) -> str:
    """File a case as a company and accept it at the window; return its number."""
    url = yimen.status()["url"]
    story = Demonstration(url, load_city(), loaded.library(), yimen.passwords())
    return await story.file_and_accept()
