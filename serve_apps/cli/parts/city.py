"""The sample city part: accounts of its people, some past cases, and a simulated kiosk."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import TypeVar

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.operations.roles import OPERATOR
from actors.blocks.seals.shell.settings import read_settings as read_seal_settings
from actors.kernel.identity import Identity
from actors.kernel.ports import Sender
from actors.kernel.system import Installed
from actors.kinds import build_kinds
from actors.library import load_city, load_library
from actors.place.city.load import City, Kiosk
from actors.runtime.processes import RayTransport
from actors.runtime.router import Router
from actors.runtime.settings import RuntimeSettings
from serve_apps.blocks.accounts.sample_city import DEMO_PASSWORDS, register_city
from serve_apps.blocks.mandates.sample_city import name_representatives
from serve_apps.blocks.seals.sample_city import make_sample_seals
from serve_apps.blocks.terminals.setting_up import register_terminal
from serve_apps.cli.past.run import AlreadyMade, History
from serve_apps.front.secrets_file import Secrets, with_passwords
from serve_apps.front.session import Sessions
from serve_apps.front.settings import WebSettings
from serve_apps.sample_acts import perform
from serve_apps.sample_past import live
from storage.clock import PlatformClock, WallClock
from storage.mongo import connect
from storage.placement import Placements
from storage.settings import StorageSettings

T = TypeVar("T")
SEED = 9_000  # not one that somebody would choose
INSTALLER = Identity("staff:installer", (OPERATOR,))


class CityPart:
    """Loads what is missing; what is there stays as it is."""

    title = "Sample city"

    def __init__(
        self,
        settings: WebSettings,
        storage: StorageSettings,
        runtime: RuntimeSettings,
        *,
        past_cases: int,
    ) -> None:
        """`past_cases` are made where there are none; `yimen sample` makes more."""
        self._past_cases = past_cases
        self._settings = settings
        self._storage = storage
        self._runtime = runtime
        self.city: City = load_city()
        self._library = load_library()

    @property
    def kiosk(self) -> Kiosk:
        """The kiosk that is simulated: the first of the city."""
        return self.city.kiosks[0]

    def secrets(self) -> Secrets:
        """Return the secrets with a password for each kind of demonstration account."""
        return with_passwords(self._settings.secrets_file, DEMO_PASSWORDS)

    def start(self) -> str:
        """Register the accounts that do not exist yet, make past cases where there are none and
        this platform has cases, and do and live through what systems bring along."""
        made = self._with_sender(self._register)
        if Catalogue in self._library and self._library[Catalogue].current_items():
            asyncio.run(self._make_past_cases())
        asyncio.run(self._live())
        self._with_sender(lambda sender: perform(sender, self._library))
        self._with_sender(self._make_seals)
        staff, applicants = len(self.city.staff), len(self.city.applicants)
        title = self.city.facts.title
        return f"{title.zh} {title.en}: {staff} staff, {applicants} applicants, {made} new"

    async def _make_seals(self, sender: Sender) -> int:
        database = connect(self._storage, "demonstration")
        try:
            settings = read_seal_settings()
            return await make_sample_seals(sender, database, self._library, settings)
        finally:
            await database.client.close()

    async def _make_past_cases(self) -> None:
        database = connect(self._storage, "demonstration")
        try:
            now = WallClock().now().replace(microsecond=0)
            history = History(
                database, self._library, self.city, cases=self._past_cases, seed=SEED, until=now
            )
            with contextlib.suppress(AlreadyMade):
                await history.make(lambda _done, _total: None)
        finally:
            await database.client.close()

    async def _live(self) -> None:
        clock, database = await self._clock(), connect(self._storage, "demonstration")
        try:
            await live(database, self._library, clock.now())
        finally:
            await database.client.close()

    async def _register(self, sender: Sender) -> int:
        known = self.secrets()
        sessions = Sessions(sender, WallClock(), known.signing_key, self._settings)
        registered = await register_city(sender, self.city, known.passwords, sessions.hash)
        await name_representatives(sender, self.city, self._library[Installed])
        return registered

    def enrolment_code(self, *, has_key: bool) -> str:
        """Return a one-time code for the kiosk, "" when it is enrolled with the key that it has.

        A kiosk without a key gets a new code even if the platform knows an older key.
        """

        async def ask(sender: Sender) -> str:
            shown = await sender.show(f"terminal:{self.kiosk.id}")
            if has_key and shown.state.public_key:
                return ""
            return await register_terminal(
                sender,
                await self._clock(),
                self.kiosk.id,
                name=self.kiosk.title.zh,
                place=self.kiosk.place,
                by=INSTALLER,
            )

        return self._with_sender(ask)

    async def _clock(self) -> PlatformClock:
        """Return the platform's clock as it stands, since a demonstration may have moved it on."""
        database = connect(self._storage, "demonstration")
        try:
            clock = PlatformClock(database, demo=self._settings.demo)
            await clock.refresh()
            return clock
        finally:
            await database.client.close()

    def _with_sender(self, work: Callable[[Sender], Awaitable[T]]) -> T:
        async def run() -> T:
            database = connect(self._storage, "demonstration")
            try:
                kinds = build_kinds(self._library)
                async with Router(
                    kinds, Placements(database), RayTransport(self._runtime.namespace)
                ) as router:
                    return await work(router)
            finally:
                await database.client.close()

        return asyncio.run(run())

    def mend(self) -> str:
        """Data does not die."""
        return ""

    def stop(self) -> None:
        """Data stays."""
