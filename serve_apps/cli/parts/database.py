"""The database part: an embedded mongod, or an existing replica set that is safe to use."""

import asyncio
import os

from actors.kinds import platform_collections
from serve_apps.cli.database import connected
from serve_apps.cli.parts.part import PartFailed
from storage.embedded import EmbeddedFailed, EmbeddedMongo
from storage.mongo import UnsafeDatabase, check, require_locked
from storage.passwords import NoPassword
from storage.schema import prepare
from storage.secrecy.keeping import check_keys
from storage.security_events import keep_for_days
from storage.settings import StorageSettings
from storage.signing import UnusableKey
from storage.users import keep_users, require_rights


class DatabasePart:
    """Every process that is started later finds the database in `YIMEN_MONGODB_URI`."""

    title = "Database"

    def __init__(self, settings: StorageSettings, security_days: int) -> None:
        """Security events are kept for `security_days`."""
        self._settings = settings
        self._server = EmbeddedMongo.of(settings) if settings.embedded else None
        self._security_days = security_days
        self.line = ""

    def start(self) -> str:
        """Start or find it, check that it keeps what it acknowledges and asks everybody who he is,
        and prepare users and collections."""
        if self._server:
            _start(self._server)
        os.environ["YIMEN_MONGODB_URI"] = self._settings.address
        try:
            self.line = asyncio.run(self._check_and_prepare())
        except (UnsafeDatabase, UnusableKey, NoPassword) as error:
            raise PartFailed(str(error)) from error
        if self._server:
            self.line += f", embedded, port {self._server.port}"
        return self.line

    async def _check_and_prepare(self) -> str:
        views = platform_collections()
        if self._server:
            await keep_users(self._server, self._settings.database, views)
        async with connected(self._settings, "operator") as database:
            line = await check(database)
            await require_locked(self._settings)
            if not self._server:
                await require_rights(self._settings, views)
            await prepare(database, views)
            await keep_for_days(database, self._security_days)
            await check_keys(database)
        return line

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
    except (EmbeddedFailed, NoPassword) as error:
        raise PartFailed(str(error)) from error
