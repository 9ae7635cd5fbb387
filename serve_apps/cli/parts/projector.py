"""The projector part: views and messages that follow the journal."""

import asyncio
from typing import Any

from actors.projector_actor import projector_stats, start_projector, stop_projector
from actors.runtime.settings import RuntimeSettings
from serve_apps.cli.parts.part import PartFailed
from storage.settings import StorageSettings
from storage.signing import make_key


class ProjectorPart:
    """One projector on Ray."""

    title = "Projector"

    def __init__(self, storage: StorageSettings, runtime: RuntimeSettings) -> None:
        self._storage = storage
        self._runtime = runtime

    def start(self) -> str:
        """Start it and wait until it answers."""
        try:
            if self._storage.seal_key is not None:
                make_key(self._storage.seal_key)
            stats = asyncio.run(start_projector(self._storage, self._runtime))
        except Exception as error:  # Ray's, the key's, or the projector's own
            raise PartFailed(f"the projector did not start: {error}") from error
        return f"views follow the journal, process {stats['pid']}"

    def stats(self) -> dict[str, Any]:
        """Return what it says about itself; empty when it is silent."""
        return asyncio.run(projector_stats(self._runtime.namespace)) or {}

    def mend(self) -> str:
        """Ray starts it again when it dies."""
        return ""

    def stop(self) -> None:
        """End it; the next goes on from where it was."""
        asyncio.run(stop_projector(self._runtime.namespace))
