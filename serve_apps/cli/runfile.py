"""What a running platform leaves for others to read: a lock that dies with it, and its state."""

import fcntl
import json
import os
import time
from pathlib import Path
from typing import Any

FRESH_SECONDS = 15.0


class AlreadyRunning(Exception):
    """Another platform runs from the same data folder; the message says which."""


class RunFile:
    """`run/` in the data folder: `lock`, held while the platform runs, and `platform.json`."""

    def __init__(self, data: Path) -> None:
        self._folder = data / "run"
        self._lock: int | None = None

    @property
    def log(self) -> Path:
        """Where a platform in the background writes what it has to say."""
        return self._folder / "platform.log"

    def hold(self) -> None:
        """Take the lock until the process ends. Nobody else may look into the folder.

        Raises:
            AlreadyRunning: another process holds it.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        self._folder.chmod(0o700)
        lock = os.open(self._folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            state = self.read()
            raise AlreadyRunning(
                f"Yimen already runs (process {state.get('pid', '?')}, "
                f"{state.get('url', 'still starting')}): see `yimen status`, end it with "
                "`yimen down`"
            ) from None
        self._lock = lock

    def held(self) -> bool:
        """Tell whether some process holds the lock."""
        try:
            lock = os.open(self._folder / "lock", os.O_RDWR)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(lock)
        return False

    def write(self, state: dict[str, Any]) -> None:
        """Replace the state; readers see the old or the new one, never a part."""
        path = self._folder / "platform.json"
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps({**state, "written": time.time()}), "utf-8")
        os.replace(fresh, path)

    def read(self) -> dict[str, Any]:
        """Return the state that was written last; empty when there is none."""
        try:
            return json.loads((self._folder / "platform.json").read_text("utf-8"))
        except FileNotFoundError:
            return {}

    def clear(self) -> None:
        """Forget the state, as the last act of a platform that ends."""
        (self._folder / "platform.json").unlink(missing_ok=True)


def fresh(state: dict[str, Any]) -> bool:
    """Tell whether the platform wrote `state` within the last moments."""
    return time.time() - float(state.get("written", 0)) < FRESH_SECONDS
