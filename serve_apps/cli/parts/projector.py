"""The projector part: views and messages that follow the journal."""

import asyncio
from typing import Any

from actors.followers.projector_actor import projector_stats, start_projectors, stop_projectors
from actors.runtime.settings import RuntimeSettings
from serve_apps.cli.parts.part import PartFailed
from storage.settings import StorageSettings
from storage.signing import make_key


class ProjectorPart:
    """The projectors on Ray, each with a range of the shards."""

    title = "Projector"

    def __init__(self, storage: StorageSettings, runtime: RuntimeSettings) -> None:
        self._storage = storage
        self._runtime = runtime

    def start(self) -> str:
        """Start them and wait until all of them answer."""
        try:
            if self._storage.seal_key is not None:
                make_key(self._storage.seal_key)
            stats = asyncio.run(start_projectors(self._storage, self._runtime))
        except Exception as error:  # Ray's, the key's, or what a projector raised
            raise PartFailed(f"the projector did not start: {error}") from error
        found = ", ".join(str(each["pid"]) for each in stats)
        return f"views follow the journal, process {found}"

    def list(self) -> list[dict[str, Any]]:
        """Return what every projector that answers says about itself."""
        return asyncio.run(projector_stats(self._runtime.namespace))

    def mend(self) -> str:
        """Ray starts one again when it dies."""
        return ""

    def stop(self) -> None:
        """End them; the next go on from where they were."""
        asyncio.run(stop_projectors(self._runtime.namespace))
