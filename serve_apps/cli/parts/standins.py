"""The stand-ins part: outside parties of the demonstration, where the settings name none."""

import json
import os
import secrets
import selectors
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from actors.blocks.calls.shell.finding import settings_file
from serve_apps.cli.parts.part import PartFailed
from storage.own_files import write_over

PATIENCE_SECONDS = 30.0
ENDING_SECONDS = 5.0
DEPARTMENT = "urban_management_approval"  # the sample's, in exchanges/departments.toml


@dataclass
class Standin:
    """A process that takes the place of an outside party: its module, its arguments, and what else
    its environment holds."""

    title: str
    module: str
    port: int
    arguments: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict[str, str])
    process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"


class StandinsPart:
    """A time-stamp authority, so that papers can be sealed, an SMS gateway, so that messages leave,
    a department's own system and a parcel carrier: stand-ins that say so, each where the settings
    name no real one."""

    title = "Stand-ins"

    def __init__(self, *, data: Path, platform: str) -> None:
        """`platform` is the address to which the gateway tells what became of messages."""
        self._folder = data / "standins"
        self._platform = platform
        self._standins: list[Standin] = []

    def start(self) -> str:
        """Start what is not named, and name it for every process that starts after."""
        if not os.environ.get("YIMEN_TIME_STAMPS") and shutil.which("openssl"):
            self._time_stamps()
        if not settings_file().exists():
            self._parties(
                {"sms": self._sms(), DEPARTMENT: self._department(), "carrier": self._carrier()}
            )
        for standin in self._standins:
            self._run(standin)
        lacking = "" if shutil.which("openssl") else "; nothing is sealed without openssl"
        told = ", ".join(f"{each.title} {each.url}" for each in self._standins)
        return f"{told or 'none: all outside parties are named'}{lacking}"

    def _time_stamps(self) -> None:
        folder = self._folder / "time-stamps"
        standin = Standin(
            "time stamps", "time_stamp_authority", free_port(), ("--folder", str(folder))
        )
        os.environ["YIMEN_TIME_STAMPS"] = standin.url
        os.environ["YIMEN_TIME_STAMP_ROOTS"] = str(folder / "roots.pem")
        self._standins.append(standin)

    def _parties(self, tables: Mapping[str, Mapping[str, str]]) -> None:
        """Name the parties of `tables`."""
        file = self._folder / "parties.toml"
        lines = [
            f"[{name}]\n"
            + "".join(f"{key} = {json.dumps(value)}\n" for key, value in table.items())
            for name, table in tables.items()
        ]
        write_over(file, "\n".join(lines).encode())
        os.environ["YIMEN_PARTIES"] = str(file)

    def _department(self) -> dict[str, str]:
        """Have a department's system stand in, and return its settings."""
        token, keys, report_keys = (secrets.token_hex(32) for _ in range(3))
        standin = Standin(
            "department",
            "department_system",
            free_port(),
            ("--report-to", f"{self._platform}/intake/exchanges/{DEPARTMENT}"),
            {
                "DEPARTMENT_TOKEN": token,
                "DEPARTMENT_KEYS": keys,
                "DEPARTMENT_REPORT_KEYS": report_keys,
            },
        )
        self._standins.append(standin)
        return {"url": standin.url, "token": token, "keys": keys, "report_keys": report_keys}

    def _sms(self) -> dict[str, str]:
        """Have an SMS gateway stand in, and return its settings."""
        key, report_key = secrets.token_hex(16), secrets.token_hex(16)
        told_to = f"{self._platform}/intake/parties/sms"
        standin = Standin(
            "text messages",
            "sms_gateway",
            free_port(),
            ("--report-to", told_to, "--answers-to", f"{self._platform}/intake/texts"),
            {"SMS_KEY": key, "SMS_REPORT_KEY": report_key},
        )
        self._standins.append(standin)
        return {"url": standin.url, "key": key, "report_key": report_key}

    def _carrier(self) -> dict[str, str]:
        """Have a parcel carrier stand in, and return its settings."""
        key, report_key = secrets.token_hex(16), secrets.token_hex(16)
        standin = Standin(
            "parcels",
            "parcel_carrier",
            free_port(),
            ("--report-to", f"{self._platform}/intake/parties/carrier"),
            {"CARRIER_KEY": key, "CARRIER_REPORT_KEY": report_key},
        )
        self._standins.append(standin)
        return {"url": standin.url, "key": key, "report_key": report_key}

    def _run(self, standin: Standin) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        log = self._folder / f"{standin.module}.log"
        with log.open("a", encoding="utf-8") as errors:
            standin.process = subprocess.Popen(
                [sys.executable, "-m", f"serve_apps.standins.{standin.module}",
                 "--port", str(standin.port), *standin.arguments],
                env={**os.environ, **standin.environment},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                start_new_session=True,
            )  # fmt: skip
        if not _tells(standin.process):
            standin.process.kill()
            raise PartFailed(f"the stand-in {standin.module} did not start; see {log}")

    def mend(self) -> str:
        """Start those again that died."""
        died = [each for each in self._standins if each.process and each.process.poll() is not None]
        for standin in died:
            self._run(standin)
        return f"started again: {', '.join(each.title for each in died)}" if died else ""

    def stop(self) -> None:
        """End them."""
        for standin in self._standins:
            if standin.process is None:
                continue
            standin.process.terminate()
            try:
                standin.process.wait(ENDING_SECONDS)
            except subprocess.TimeoutExpired:
                standin.process.kill()
                standin.process.wait()
        self._standins = []


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _tells(process: subprocess.Popen[str]) -> bool:
    """Wait for the line by which a stand-in says what it is; tell whether it came."""
    assert process.stdout is not None
    deadline = time.monotonic() + PATIENCE_SECONDS
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        return bool(
            selector.select(max(0.0, deadline - time.monotonic())) and process.stdout.readline()
        )
