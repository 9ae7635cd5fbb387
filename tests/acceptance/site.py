"""The platform in this process behind a real HTTP server: engine, projector and channels on the
session's mongod, with the sample city. For tests of pages and of the API."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import uvicorn

from actors.blocks.organisation.units import Organisation
from actors.library import load_library
from serve_apps.blocks.accounts.sample_city import DEMO_PASSWORDS
from serve_apps.develop import in_process
from serve_apps.front.app import build_app
from serve_apps.front.secrets_file import with_passwords
from serve_apps.front.settings import WebSettings
from serve_apps.front.wiring import Services
from storage.mongo import connect
from storage.settings import StorageSettings


@dataclass
class Site:
    """A running platform. `services` and `database` may be used from `run` only, which crosses to
    its loop."""

    url: str
    passwords: dict[str, str]
    library: Any = field(default_factory=load_library)
    services: Services | None = None
    loop: asyncio.AbstractEventLoop | None = None
    database: Any = None
    _tokens: dict[str, str] = field(default_factory=dict)
    _resting: threading.Event | None = None

    def rest(self) -> None:
        """Have everything of it stand still, until `wake`."""
        if self._resting is None and self.loop is not None:
            self._resting = threading.Event()
            self.loop.call_soon_threadsafe(self._resting.wait)

    def wake(self) -> None:
        """Have it go on."""
        if self._resting is not None:
            self._resting.set()
            self._resting = None

    def run(self, coroutine: Any, timeout: float = 70.0) -> Any:
        """Run `coroutine` in the platform's own loop and return its result."""
        assert self.loop is not None
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(timeout)

    def until(self, true: Callable[[], bool], timeout: float = 60.0) -> None:
        """Wait until `true` says so.

        Raises:
            TimeoutError: it did not within `timeout` seconds.
        """

        async def wait() -> None:
            async with asyncio.timeout(timeout):
                while not true():
                    await asyncio.sleep(0.02)

        self.run(wait(), timeout + 5)

    def password(self, account: str) -> str:
        """Return the password of a demonstration account."""
        return self.passwords[
            "staff" if account in self.library[Organisation].staff else "resident"
        ]

    def client(self, account: str = "", *, language: str = "en") -> httpx.Client:
        """Return a client of the API that is signed in as `account`, or as nobody."""
        headers = {"accept-language": language}
        if account:
            headers["authorization"] = f"Bearer {self.token(account)}"
        # There is no TLS to verify here, and getting ready to takes longer than many tests.
        return httpx.Client(base_url=self.url, headers=headers, timeout=20, verify=False)

    def token(self, account: str) -> str:
        """Return the token of an open session of `account`. In this process it is opened without
        the password, whose check takes longer than most tests."""
        if account not in self._tokens:
            self._tokens[account] = self._opened(account) if self.services else self._in(account)
        return self._tokens[account]

    def _opened(self, account: str) -> str:
        async def open_session() -> str:
            assert self.services is not None
            state = (await self.services.sender.show(f"account:{account}")).state
            assert state.kind, f"there is no account {account}"
            return (await self.services.sessions.open(state)).token

        return self.run(open_session())

    def _in(self, account: str) -> str:
        credentials = {"account": account, "password": self.password(account)}
        answer = httpx.post(f"{self.url}/api/v1/sessions", json=credentials, timeout=20)
        answer.raise_for_status()
        return answer.json()["token"]

    def forget(self, account: str) -> None:
        """Have `account` sign in anew the next time, since its session has ended."""
        self._tokens.pop(account, None)


@contextmanager
def running_site(mongodb_uri: str, folder: Path, port: int) -> Iterator[Site]:
    """Start the platform on `port` and stop it afterwards."""
    secrets_file = folder / "secrets.json"
    # one account of the city reads for all tests
    settings = WebSettings(
        port=port, demo=True, secrets_file=secrets_file, proxies=1, most_readings=10_000
    )
    storage = StorageSettings(
        uri=mongodb_uri, database=f"site{uuid4().hex[:12]}", data=folder, port=27117
    )
    passwords = with_passwords(settings.secrets_file, DEMO_PASSWORDS).passwords
    library = load_library()
    site = Site(f"http://127.0.0.1:{port}", passwords, library)
    ready = threading.Event()
    failures: list[BaseException] = []
    stop = asyncio.Event()

    async def serve() -> None:
        database = connect(storage)
        app = build_app(lambda: in_process(database, settings, library=library), settings)
        config = uvicorn.Config(
            app,
            host="127.0.0.1",
            port=port,
            log_level="error",
            lifespan="on",
            timeout_graceful_shutdown=1,
        )
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve())
        while not (server.started or serving.done()):
            await asyncio.sleep(0.05)
        site.services, site.loop = app.state.services, asyncio.get_running_loop()
        site.database = database
        ready.set()
        await stop.wait()
        server.should_exit = True
        await serving
        await database.client.drop_database(database.name)
        await database.client.close()

    def work() -> None:
        try:
            asyncio.run(serve())
        except BaseException as failure:
            failures.append(failure)
        finally:
            ready.set()

    thread = threading.Thread(target=work, name="site")
    thread.start()
    up = ready.wait(240)  # a busy machine takes its time
    try:
        if failures:
            raise failures[0]
        assert up, "the platform did not come up"
        yield site
    finally:
        if site.loop is not None and not failures:
            site.loop.call_soon_threadsafe(stop.set)
        thread.join(30)
