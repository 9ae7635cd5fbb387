"""The database part: an embedded mongod, or an existing replica set that is safe to use."""

import asyncio
import os

from actors.kinds import platform_collections
from serve_apps.cli.parts.part import PartFailed
from storage.embedded import EmbeddedFailed, EmbeddedMongo
from storage.mongo import UnsafeDatabase, check, connect
from storage.schema import prepare
from storage.settings import StorageSettings


class DatabasePart:
    """Every process that is started later finds the database in `YIMEN_MONGODB_URI`."""

    title = "Database"

    def __init__(self, settings: StorageSettings) -> None:
        self._settings = settings
        self._server = (
            EmbeddedMongo(settings.data / "mongodb", settings.port) if settings.embedded else None
        )
        self.line = ""

    def start(self) -> str:
        """Start or find it, check that it keeps what it acknowledges, and prepare collections."""
        if self._server:
            _start(self._server)
        os.environ["YIMEN_MONGODB_URI"] = self._settings.address
        try:
            self.line = asyncio.run(self._check_and_prepare())
        except UnsafeDatabase as error:
            raise PartFailed(str(error)) from error
        if self._server:
            self.line += f", embedded, port {self._server.port}"
        return self.line

    async def _check_and_prepare(self) -> str:
        database = connect(self._settings)
        try:
            line = await check(database)
            await prepare(database, platform_collections())
            return line
        finally:
            await database.client.close()

    def mend(self) -> str:
        """Start an embedded mongod again that was killed; its data survived."""
        if self._server is None or self._server.running:
            return ""
        _start(self._server)
        return "the embedded mongod had ended and was started again"

    def stop(self) -> None:
        """Shut an embedded mongod down cleanly; leave any other alone."""
        if self._server:
            self._server.stop()


def _start(server: EmbeddedMongo) -> None:
    try:
        server.start()
    except EmbeddedFailed as error:
        raise PartFailed(str(error)) from error
