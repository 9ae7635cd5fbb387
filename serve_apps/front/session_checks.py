"""What a replica believes of sessions: those it found open, those it heard the end of, and who is
to be told."""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from msgspec import structs

from actors.blocks.accounts.state import Session
from serve_apps.front.visitor import Visitor

SILENCE_SECONDS = 3.0  # of the news, which speak once a second: then nothing is believed any more
KEPT = 20_000  # sessions a replica remembers having checked, and as many that ended


@dataclass(slots=True)
class Check:
    """A session that was found open. `at` is the event loop's time in seconds. Until `fresh_until`
    of the machine's clock its owner has proved himself a short while ago; None if he has not."""

    visitor: Visitor
    session: Session
    at: float
    fresh_until: datetime | None = None

    def grow_stale(self) -> None:
        """Note that it is a while ago by now."""
        self.fresh_until = None
        identity = structs.replace(self.visitor.identity, assurance="high")
        self.visitor = replace(self.visitor, identity=identity)


class SessionChecks:
    """The checks of one replica, by token. `news` counts what was heard of sessions: a check that
    was begun before the last of it may be older than that. `heard_at` is when the news spoke last,
    be it to say that there are none, by the event loop's time; None while nobody follows them."""

    def __init__(self) -> None:
        self.news = 0
        self.heard_at: float | None = None
        self._checks: OrderedDict[str, Check] = OrderedDict()
        self._tokens: dict[str, str] = {}  # of the checks, by the session's key
        self._ended: OrderedDict[str, None] = OrderedDict()  # keys; none of them opens again
        self._watched: dict[str, set[Callable[[], None]]] = {}

    def of(self, token: str) -> Check | None:
        """Return the check that `token` passed, None if there is none."""
        return self._checks.get(token)

    def believed(self, token: str, now: float, trust: float) -> Check | None:
        """Return the check that `token` passed if that may be believed `now`, of the event loop's
        time: it is no older than `trust` seconds, and its end would have been heard of."""
        check = self._checks.get(token)
        silent = self.heard_at is not None and now - self.heard_at > SILENCE_SECONDS
        return None if check is None or silent or now - check.at > trust else check

    def keep(self, check: Check) -> None:
        """Believe `check` from now on."""
        token = check.visitor.token
        self._checks[token] = check
        self._checks.move_to_end(token)
        self._tokens[check.session.key] = token
        while len(self._checks) > KEPT:
            self.drop(next(iter(self._checks)))

    def drop(self, token: str) -> None:
        """Believe nothing of `token` any more."""
        check = self._checks.pop(token, None)
        if check is not None:
            self._tokens.pop(check.session.key, None)

    def has_ended(self, session: str) -> bool:
        """Tell whether the session with key `session` is known to have ended."""
        return session in self._ended

    def forget(self, session: str, *, ended: bool) -> None:
        """Believe nothing of the session with key `session` any more, and tell who watches it. One
        that has `ended` stays so; of another the account is asked again."""
        self.news += 1
        if ended:
            self._ended[session] = None
            while len(self._ended) > KEPT:
                self._ended.popitem(last=False)
        self.drop(self._tokens.get(session, ""))
        for act in tuple(self._watched.get(session, ())):
            act()

    def forget_account(self, account: str) -> None:
        """Believe nothing of the sessions of `account` any more: it is asked again."""
        self.news += 1
        for token in [t for t, each in self._checks.items() if each.visitor.account == account]:
            self.drop(token)

    def forget_all(self) -> None:
        """Believe nothing any more, as after news that may have been missed: everything that is
        watched ends, and whoever is still signed in comes again."""
        self.news += 1
        self._checks.clear()
        self._tokens.clear()
        for watching in tuple(self._watched.values()):
            for act in tuple(watching):
                act()

    @contextmanager
    def watching(self, session: str, act: Callable[[], None]) -> Iterator[None]:
        """Call `act` when the session with key `session` ends or changes, at once if it has."""
        self._watched.setdefault(session, set()).add(act)
        try:
            if session in self._ended:
                act()
            yield
        finally:
            self._watched[session].discard(act)
            if not self._watched[session]:
                del self._watched[session]
