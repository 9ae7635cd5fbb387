"""A running platform on this machine: its parts in order, its state, its demonstration."""

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pymongo.errors import PyMongoError
from rich.console import Console
from rich.table import Table

from actors import scan
from actors.library import load_library
from serve_apps.cli import demonstration
from serve_apps.cli.accounts import accounts_table
from serve_apps.cli.given import Given, NeededPort
from serve_apps.cli.parts.city import CityPart
from serve_apps.cli.parts.cluster import RayPart
from serve_apps.cli.parts.database import DatabasePart
from serve_apps.cli.parts.hosts import HostsPart
from serve_apps.cli.parts.kiosk import KioskPart
from serve_apps.cli.parts.part import Part, PartFailed, Stack
from serve_apps.cli.parts.projector import ProjectorPart
from serve_apps.cli.parts.standins import StandinsPart
from serve_apps.cli.parts.web import WebPart
from serve_apps.front.faces import served

SMALL_MACHINE_HOSTS = 2


class Platform:
    """Everything that `yimen up` runs. `demo` adds the sample city, its kiosk and one case."""

    def __init__(self, given: Given) -> None:
        """Put the parts together; nothing is started.

        Raises:
            Mistakes: the files of the library or of the city are wrong.
        """
        self._given = given
        self.demo = demo = given.demo
        self._operator = given.operator
        self._storage = given.storage
        self._web = given.web
        self._runtime = given.runtime
        if not self._operator.ray_address and not self._runtime.hosts:
            cores = os.cpu_count() or 1
            hosts = max(SMALL_MACHINE_HOSTS, min(4, cores // 2))
            self._runtime = replace(self._runtime, hosts=hosts)
        self._began = datetime.now(UTC)
        self._database = DatabasePart(self._storage, self._web.security_days)
        known = replace(self._storage, uri=self._storage.address)
        self._hosts = HostsPart(known, self._runtime)
        self._projector = ProjectorPart(known, self._runtime)
        self._page = WebPart(self._web, known, self._runtime)
        processes = (
            max(self._runtime.hosts or 4, self._runtime.most_hosts)
            + self._runtime.projectors
            + max(self._web.replicas, self._web.most_replicas)
            + 2  # one more of each for a planned peak, where one machine has to do
        )
        self._ray = RayPart(self._operator, data=self._storage.data, processes=processes)
        parts: list[Part] = [
            self._database, self._ray, self._hosts, self._projector, self._page
        ]  # fmt: skip
        if demo and not self._operator.ray_address:  # others' machines would not find them here
            parts.insert(0, StandinsPart(data=self._storage.data, platform=self._page.url))
        if demo:
            self._city = CityPart(
                self._web, known, self._runtime, past_cases=self._operator.past_cases
            )
            parts.append(self._city)
        self._kiosk: KioskPart | None = None
        if demo and "terminals" in scan.load().blocks and self._city.city.kiosks:
            self._kiosk = KioskPart(
                self._operator, self._city, data=self._storage.data, platform=self._page.url
            )
            parts.append(self._kiosk)
        self.stack = Stack(tuple(parts))

    @property
    def data(self) -> Path:
        """The folder of this platform's data and run file."""
        return self._storage.data

    def ports(self) -> list[NeededPort]:
        """Return the ports that must be free."""
        kiosk = self._given.kiosk_ports() if self._kiosk else []
        return self._given.ports() + kiosk

    def state(self) -> dict[str, Any]:
        """Return what `yimen status` shows; asks the hosts, so it takes a moment. None is listed
        while the database, which knows where they are, does not answer."""
        try:
            hosts, database = self._hosts.list(), self._database.line
        except PyMongoError:
            hosts, database = [], "does not answer"
        return {
            "pid": os.getpid(),
            "began": self._began.isoformat(),
            "url": self._page.url,
            "urls": self._urls(),
            "database": database,
            "shards": 1024,
            "host_list": hosts,
            "projectors": self._projector.list(),
            "ray_folder": str(self._ray.folder),
            "demo": self.demo,
            "ray_address": self._ray.address,
            "ports": {
                "metrics": self._operator.metrics_port,
                "proxy_metrics": self._operator.proxy_metrics_port,
                **({"kiosk": self._operator.kiosk_port} if self._kiosk else {}),
            },
        }

    def _urls(self) -> dict[str, str]:
        url = self._page.url
        pages = {
            "工作台 Staff inbox": "/staff",
            "监察大屏 Supervision": "/oversight",
            "自助终端 Kiosks": "/terminals",
        }
        urls = {
            "服务大厅 Hall": f"{url}/",
            **{title: url + page for title, page in pages.items() if page in served()},
            "接口 API": f"{url}/api/v1/openapi.json",
        }
        if not self._operator.ray_address:
            urls["Ray"] = f"http://127.0.0.1:{self._operator.ray_dashboard_port}"
        if self._kiosk:
            urls["终端屏幕 Kiosk screen"] = self._kiosk.screen
            urls["终端设备 Kiosk devices"] = self._kiosk.desk
        return urls

    def accounts_table(self) -> Table:
        """Return who may sign in to the sample city, one account of a kind, and with what."""
        return accounts_table(self._city.city, self._city.secrets().passwords)

    def show_demonstration(self, console: Console) -> None:
        """Drive one case before the reader's eyes, if this platform has cases of that item.

        Raises:
            PartFailed: the platform refused a step.
        """
        library = load_library()
        if not demonstration.can_be_shown(library):
            return
        story = demonstration.Demonstration(
            self._page.url, self._city.city, library, self._city.secrets().passwords
        )
        try:
            demonstration.show(story, console)
        except demonstration.DemonstrationFailed as error:
            raise PartFailed(f"the demonstration failed: {error}") from error
