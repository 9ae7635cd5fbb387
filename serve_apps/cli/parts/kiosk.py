"""The kiosk part: the real agent with simulated devices, in a process of its own."""

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from pathlib import Path

from serve_apps.cli.parts.city import CityPart
from serve_apps.cli.parts.part import PartFailed
from serve_apps.cli.settings import OperatorSettings

PATIENCE_SECONDS = 30.0


class KioskPart:
    """One kiosk of the sample city."""

    title = "Kiosk"

    def __init__(
        self, settings: OperatorSettings, city: CityPart, *, data: Path, platform: str
    ) -> None:
        self._settings = settings
        self._city = city
        self._folder = data / "kiosk"
        self._platform = platform
        self._process: subprocess.Popen[str] | None = None
        self.screen = ""
        self.desk = ""

    def start(self) -> str:
        """Enrol it on first use, start it, and wait until its screen is there."""
        key = self._folder / "identity.json"
        code = self._city.enrolment_code(has_key=key.exists())
        if code:
            key.unlink(missing_ok=True)
        self._start(code)
        self._await_screen()
        return f"{self._city.kiosk.title.zh}, simulated devices, screen {self.screen}"

    def _start(self, code: str) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        ours = {
            "YIMEN_EDGE_PLATFORM": self._platform,
            "YIMEN_EDGE_DATA": str(self._folder),
            "YIMEN_EDGE_CODE": code,
            "YIMEN_EDGE_SCREEN_PORT": str(self._settings.kiosk_port),
        }
        with (self._folder / "agent.log").open("a", encoding="utf-8") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "edge", "--simulated", "--desk-port",
                 str(self._settings.kiosk_desk_port)],
                env={**os.environ, **ours},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,
            )  # fmt: skip

    def _await_screen(self) -> None:
        assert self._process is not None and self._process.stdout is not None
        deadline = time.monotonic() + PATIENCE_SECONDS
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            ready = selector.select(max(0.0, deadline - time.monotonic()))
        line = self._process.stdout.readline() if ready else ""
        if not line:
            self._process.kill()
            raise PartFailed(f"the kiosk agent did not start; see {self._folder / 'agent.log'}")
        told = json.loads(line)
        self.screen, self.desk = told["screen"], told["desk"]

    def mend(self) -> str:
        """Start the agent again when it died; what it had spooled is still there."""
        if self._process is None or self._process.poll() is None:
            return ""
        self._start("")
        self._await_screen()
        return "the kiosk agent had ended and was started again"

    def stop(self) -> None:
        """Ask the agent to end, and wait."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()
        self._process = None
