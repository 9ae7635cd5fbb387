"""What an action works with."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from actors.systems.open_data.shell.settings import Settings
from actors.systems.open_data.shell.stores import OpenStore
from serve_apps.front.wiring import Services
from serve_apps.systems.open_data.admitting import NotAdmitted, admit, until_tomorrow
from serve_apps.systems.open_data.catalogue import Catalogue
from serve_apps.systems.open_data.ckan.errors import not_admitted, not_found, over_quota
from serve_apps.systems.open_data.ckan.packages import Packages
from serve_apps.systems.open_data.ckan.sent import Sent
from serve_apps.systems.open_data.metering import OverQuota
from storage.mongo import Document


@dataclass(frozen=True)
class Doing:
    """One request: `base` is the address of the platform, without slash at its end, `token` the
    key that came with it, "" for none."""

    services: Services
    base: str
    token: str = ""

    @property
    def catalogue(self) -> Catalogue:
        """What is published."""
        return self.services[Catalogue]

    @property
    def store(self) -> OpenStore:
        """The files of what is published."""
        return OpenStore(self.services[Settings].open)

    @property
    def packages(self) -> Packages:
        """Makes packages of rows."""
        return Packages(self.services.library, self.base)

    async def live(self, slug: str) -> Document:
        """Return the row of a live dataset.

        Raises:
            ActionError: none has this name, or it was withdrawn.
        """
        row = await self.catalogue.one(slug)
        if row is None or row["state"] != "live":
            raise not_found("Dataset not found")
        return row

    async def admit(self, row: Document) -> None:
        """Let whoever asks have the rows of a dataset.

        Raises:
            ActionError: he has no key for it, or that has no calls left today.
        """
        try:
            await admit(self.services, row, self.token)
        except NotAdmitted as error:
            raise not_admitted() from error
        except OverQuota as error:
            raise over_quota(until_tomorrow(self.services.clock.now())) from error


Action = Callable[[Doing, Sent], Awaitable[Any]]
