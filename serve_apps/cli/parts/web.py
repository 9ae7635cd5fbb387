"""The web part: pages, API and terminal link on Ray Serve behind HAProxy."""

import contextlib
import io
import logging
import time
from urllib.error import URLError
from urllib.request import urlopen

from actors.runtime.settings import RuntimeSettings
from serve_apps.cli.parts.part import PartFailed
from serve_apps.deploy import close_doors, open_doors
from serve_apps.front.front_door import FrontDoorClosed
from serve_apps.front.settings import WebSettings
from storage.settings import StorageSettings

PATIENCE_SECONDS = 60.0


class WebPart:
    """Replicas and their proxy."""

    title = "Web"

    def __init__(
        self, settings: WebSettings, storage: StorageSettings, runtime: RuntimeSettings
    ) -> None:
        self._settings = settings
        self._storage = storage
        self._runtime = runtime

    @property
    def url(self) -> str:
        """Where the web channel is reached from this machine."""
        return f"http://127.0.0.1:{self._settings.port}"

    def start(self) -> str:
        """Start it and wait until it answers through the proxy."""
        logging.getLogger("ray.serve").setLevel(logging.ERROR)  # our own lines say the same
        try:
            open_doors(self._settings, self._storage, self._runtime)
        except (FrontDoorClosed, RuntimeError) as error:
            raise PartFailed(f"the web channel did not start: {error}") from error
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._answers():
            if time.monotonic() > deadline:
                raise PartFailed(f"the proxy does not answer at {self.url}")
            time.sleep(0.2)
        return f"{self._settings.replicas} replicas behind HAProxy, {self.url}"

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.url}/health", timeout=3) as response:
                return response.status == 200
        except (URLError, OSError):
            return False

    def mend(self) -> str:
        """Serve starts replicas again that die."""
        return ""

    def stop(self) -> None:
        """Let the replicas finish what they have begun.

        Serve ends its controller under a call of its own, and Ray then reports that call as failed
        on the error stream, where it would look like a fault of the platform.
        """
        with contextlib.redirect_stderr(io.StringIO()):
            close_doors()
