"""The projector part: views and messages that follow the journal."""

import asyncio
from typing import Any

from actors.followers.projector_actor import projector_stats, start_projectors, stop_projectors
from actors.followers.witnesses.settings import read_witnesses
from actors.runtime.settings import RuntimeSettings
from serve_apps.cli.parts.part import PartFailed
from storage.settings import StorageSettings
from storage.signers import ready_signer
from storage.signing import UnusableKey


class ProjectorPart:
    """The projectors on Ray, each with a range of the shards."""

    title = "Projector"

    def __init__(self, storage: StorageSettings, runtime: RuntimeSettings) -> None:
        self._storage = storage
        self._runtime = runtime

    def start(self) -> str:
        """Start them and wait until all of them answer."""
        try:
            unsealed = self._prepare_sealing()
            read_witnesses(self._storage.seal_witnesses)
            stats = asyncio.run(start_projectors(self._storage, self._runtime))
        except Exception as error:  # Ray's, the key's, the witnesses', or what a projector raised
            raise PartFailed(f"the projector did not start: {error}") from error
        found = ", ".join(str(each["pid"]) for each in stats)
        return f"views follow the journal, process {found}{unsealed}"

    def _prepare_sealing(self) -> str:
        """Make or find the key of the seals. A key in a file must be usable; a token that cannot be
        used now may be so later, and is told of."""
        try:
            asyncio.run(ready_signer(self._storage))
        except UnusableKey as error:
            if self._storage.seal_token is None:
                raise
            return f"; NOTHING IS SEALED: {error}"
        return ""

    def list(self) -> list[dict[str, Any]]:
        """Return what every projector that answers says about itself."""
        return asyncio.run(projector_stats(self._runtime.namespace))

    def mend(self) -> str:
        """Ray starts one again when it dies."""
        return ""

    def stop(self) -> None:
        """End them; the next go on from where they were."""
        asyncio.run(stop_projectors(self._runtime.namespace))
