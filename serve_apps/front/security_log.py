"""Tells of security events (安全事件), with where the request came from that is under way.

What is told is never what somebody typed: a name that is no account stands there as a digest.
"""

import asyncio
import ipaddress
from contextvars import ContextVar

import structlog
from pymongo.errors import PyMongoError
from starlette.requests import HTTPConnection
from starlette.types import Scope

from actors.kernel.errors import Unavailable
from actors.kernel.ports import Clock
from actors.runtime.logs import covered_key
from serve_apps.front.limits import address_of
from serve_apps.front.settings import WebSettings
from serve_apps.front.signing import signer
from storage.security_events import SecurityEvent, SecurityEvents

UNDER_WAY: ContextVar[Scope | None] = ContextVar("request under way", default=None)
PATIENCE = 2.0  # seconds in which an event must be durable
_MOST = 200  # characters of a part
_log = structlog.get_logger("yimen.security")


class SecurityLog:
    """Tells `events` what happens in a web process, by the machine's `clock`."""

    def __init__(
        self, events: SecurityEvents, clock: Clock, key: bytes, settings: WebSettings
    ) -> None:
        self.events = events
        self._clock = clock
        self._key = key
        self._proxies = settings.proxies

    def note(
        self, sort: str, actor: str = "", *, target: str = "", outcome: str = "", because: str = ""
    ) -> None:
        """Have it written soon."""
        self.events.note(self._event(sort, actor, target, outcome, because))

    async def record(
        self, sort: str, actor: str = "", *, target: str = "", outcome: str = "", because: str = ""
    ) -> None:
        """Write it, and return once it is durable.

        Raises:
            Unavailable: that is not known; what it is about must not go on.
        """
        event = self._event(sort, actor, target, outcome, because)
        try:
            async with asyncio.timeout(PATIENCE):
                await self.events.record(event)
        except (TimeoutError, PyMongoError) as error:
            _log.error("security.not_recorded", sort=sort, error=type(error).__name__)
            raise Unavailable("the security event was not recorded") from error

    def stranger(self, name: str) -> str:
        """Return what stands for a name that is no account's: alike for the same name, and nothing
        that it could be guessed from without our key."""
        return f"#{signer(self._key, 'stranger').get_signature(name).decode()[:16]}"

    def _event(
        self, sort: str, actor: str, target: str, outcome: str, because: str
    ) -> SecurityEvent:
        source, trace = self._origin()
        kind = target.partition(":")[0]
        return SecurityEvent(
            at=self._clock.now(),
            kind=sort,
            actor=actor[:_MOST],
            source=source,
            trace=trace,
            target=(target if kind in ("account", "route") else covered_key(target))[:_MOST],
            outcome=outcome[:_MOST],
            because=because[:_MOST],
        )

    def _origin(self) -> tuple[str, str]:
        """Return the address of the client and the trace of the request that is under way."""
        scope = UNDER_WAY.get()
        if scope is None:
            return "", ""
        trace = str(scope.get("state", {}).get("trace", ""))
        try:
            address = ipaddress.ip_address(address_of(HTTPConnection(scope), self._proxies))
        except ValueError:
            return "", trace
        return str(address), trace
