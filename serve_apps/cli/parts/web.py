"""The web part: pages, API and terminal link on Ray Serve behind HAProxy."""

import asyncio
import contextlib
import io
import logging
import time
from concurrent.futures import Future, ThreadPoolExecutor
from urllib.error import URLError
from urllib.request import urlopen
from uuid import uuid4

from pymongo.errors import PyMongoError
from ray.exceptions import RayError

from actors.runtime.peaks import Size, size_at
from actors.runtime.settings import RuntimeSettings
from serve_apps.cli.parts.part import PartFailed
from serve_apps.deploy import close_doors, open_doors
from serve_apps.front.front_door import FrontDoorClosed
from serve_apps.front.settings import WebSettings
from storage.clock import PlatformClock
from storage.directory import Directory
from storage.mongo import connect
from storage.settings import StorageSettings

PATIENCE_SECONDS = 60.0
LOOK_SECONDS = 5.0  # between two looks at the planned peaks


class WebPart:
    """Replicas and their proxy."""

    title = "Web"

    def __init__(
        self, settings: WebSettings, storage: StorageSettings, runtime: RuntimeSettings
    ) -> None:
        self._settings = settings
        self._storage = storage
        self._runtime = runtime
        self._replicas = settings.replicas
        self._version = uuid4().hex  # replicas outlast a change of their number, and no new start
        self._looks_at = 0.0
        self._changing: Future[None] | None = None
        self._worker = ThreadPoolExecutor(1, "replicas")  # Serve answers once all of them do

    @property
    def url(self) -> str:
        """Where the web channel is reached from this machine."""
        return f"http://127.0.0.1:{self._settings.port}"

    def start(self) -> str:
        """Start it and wait until it answers through the proxy."""
        logging.getLogger("ray.serve").setLevel(logging.ERROR)  # our own lines say the same
        try:
            self._open()
        except (FrontDoorClosed, RuntimeError, RayError) as error:
            raise PartFailed(f"the web channel did not start: {error}") from error
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._answers():
            if time.monotonic() > deadline:
                raise PartFailed(f"the proxy does not answer at {self.url}")
            time.sleep(0.2)
        return f"{self._settings.replicas} replicas behind HAProxy, {self.url}"

    def _open(self, planned: int = 0) -> None:
        open_doors(
            self._settings, self._storage, self._runtime, planned=planned, version=self._version
        )

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.url}/health", timeout=3) as response:  # nosec B310 # our own page
                return response.status == 200
        except (URLError, OSError):
            return False

    def mend(self) -> str:
        """Have as many replicas as a planned peak asks for; Serve starts those again that die."""
        if self._changing is not None:
            return self._changed(self._changing) if self._changing.done() else ""
        if time.monotonic() >= self._looks_at:
            self._looks_at = time.monotonic() + LOOK_SECONDS
            with contextlib.suppress(PyMongoError):  # the next look will do
                planned = asyncio.run(self._planned()).replicas
                if max(self._settings.replicas, planned) != self._replicas:
                    self._changing = self._worker.submit(self._resize, planned)
        return ""

    def _changed(self, change: "Future[None]") -> str:
        self._changing = None
        error = change.exception()
        if error is not None:
            raise PartFailed(f"the number of replicas did not change: {error}") from error
        return f"{self._replicas} replicas serve now"

    def _resize(self, planned: int) -> None:
        self._open(planned)
        self._replicas = max(self._settings.replicas, planned)

    async def _planned(self) -> Size:
        database = connect(self._storage, "operator")
        try:
            async with PlatformClock(database, demo=self._runtime.demo) as clock:
                return size_at(await Directory(database).peaks.read(), clock.now())
        finally:
            await database.client.close()

    def stop(self) -> None:
        """Let the replicas finish what they have begun.

        Serve ends its controller under a call of its own, and Ray then reports that call as failed
        on the error stream, where it would look like a fault of the platform.
        """
        self._worker.shutdown(wait=False, cancel_futures=True)
        with contextlib.redirect_stderr(io.StringIO()):
            close_doors()
