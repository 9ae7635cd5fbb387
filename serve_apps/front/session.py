"""Who is there: sign-in, the signed token of a session, and its check on every request."""

import asyncio
import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import msgspec
from itsdangerous import BadSignature
from starlette.requests import HTTPConnection

from actors.blocks.accounts.commands import (
    Activate,
    ChangePassword,
    ChooseCapacity,
    CloseSession,
    OpenSession,
    RecordFailure,
    RecordUse,
)
from actors.blocks.accounts.decide import activation_failed
from actors.blocks.accounts.passwords import faults_of
from actors.blocks.accounts.state import AccountState, Capacity, Session
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.ports import Clock, Sender
from serve_apps.front.csrf import token_for, visitor_of
from serve_apps.front.password_checks import PasswordChecks
from serve_apps.front.settings import WebSettings
from serve_apps.front.signing import signer
from serve_apps.front.visitor import COOKIE, Visitor, bearer_token

RECORD_USE_AFTER = timedelta(minutes=5)  # a request is a write at most so often
CHECKS_KEPT = 20_000  # sessions a replica remembers having checked
ASKED_AGAIN = 3  # times that an account is asked while news keep coming in


@dataclass(slots=True)
class _Check:
    """A session that was found open. `at` is the event loop's time in seconds."""

    visitor: Visitor
    session: Session
    at: float


class Sessions:
    """Opens, checks and closes sessions.

    A token is `<account>.<secret>.<signature>`; the account keeps a digest of the secret only. A
    check that succeeded is believed until there is news of the session (`AccountNews` calls
    `forget`), and for `settings.trust` at the longest: that holds should the news not come.

    `clock` must be the machine's, not the one that a demonstration moves.
    """

    def __init__(self, sender: Sender, clock: Clock, key: bytes, settings: WebSettings) -> None:
        self._sender = sender
        self.clock = clock
        self._key = key
        self._settings = settings
        self._signer = signer(key, "session")
        self._passwords = PasswordChecks(settings.password_checks)
        self._checks: OrderedDict[str, _Check] = OrderedDict()
        self._tokens: dict[str, str] = {}  # of the checks, by the session's key
        self._ended: OrderedDict[str, None] = OrderedDict()  # keys; none of them opens again
        self._news = 0
        self._watched: dict[str, set[Callable[[], None]]] = {}

    async def hash(self, password: str) -> str:
        """Return the argon2id hash of `password`, worked out in a thread.

        Raises:
            Overloaded: too many are waiting already.
        """
        return await self._passwords.hash(password)

    async def sign_in(self, account: str, password: str) -> Visitor:
        """Open a session; its token is in the answer.

        Takes as long for an account that does not exist as for a wrong password.

        Raises:
            Refusal: "sign_in.failed", whatever the cause.
            Overloaded: too many are signing in.
        """
        known = _may_be_account(account)
        state: AccountState = (
            (await self._sender.show(f"account:{account}")).state if known else AccountState(id="")
        )
        right = await self._passwords.verify(state.password_hash, password)
        key = f"account:{account}"
        if not (right and state.kind):
            if state.kind:
                await self._sender.send(key, RecordFailure(), id=uuid4().hex, by=PLATFORM)
            raise Refusal(Reason("sign_in.failed"), kind="forbidden")
        return await self.open(state)

    async def open(self, state: AccountState) -> Visitor:
        """Open a session of an account that has proved itself; its token is in the answer.

        Raises:
            Refusal: the account is locked, or its password has changed since `state` was read.
            Overloaded, Unavailable: the account could not be asked.
        """
        secret = secrets.token_urlsafe(24)
        now = self.clock.now()
        opened = OpenSession(session=_digest(secret), credential=state.credential, at=now)
        await self._sender.send(f"account:{state.id}", opened, id=uuid4().hex, by=PLATFORM)
        session = Session(opened.session, now, now)
        check = self._check(state, session, self._signer.sign(f"{state.id}.{secret}").decode())
        self._keep(check)
        return check.visitor

    async def sign_out(self, visitor: Visitor) -> None:
        """Close the visitor's session; closing none is no mistake."""
        if not visitor.session:
            return
        self._drop(visitor.token)
        await self._sender.send(
            f"account:{visitor.account}",
            CloseSession(session=visitor.session),
            id=uuid4().hex,
            by=visitor.identity,
        )

    async def choose(self, visitor: Visitor, capacity: str) -> None:
        """Have the visitor's session go on in another of his capacities, by its name.

        Raises:
            Refusal: he has no such capacity now.
            Overloaded, Unavailable: the account could not be asked.
        """
        await self._sender.send(
            f"account:{visitor.account}",
            ChooseCapacity(session=visitor.session, capacity=capacity),
            id=uuid4().hex,
            by=visitor.identity,
        )
        self.forget(visitor.session, ended=False)

    def forget(self, session: str, *, ended: bool) -> None:
        """Believe nothing of the session with key `session` any more, and tell who watches it. One
        that has `ended` stays so; of another the account is asked again."""
        self._news += 1
        if ended:
            self._ended[session] = None
            while len(self._ended) > CHECKS_KEPT:
                self._ended.popitem(last=False)
        self._drop(self._tokens.get(session, ""))
        for act in tuple(self._watched.get(session, ())):
            act()

    def forget_all(self) -> None:
        """Believe nothing any more, as after news that may have been missed: everything that is
        watched ends, and whoever is still signed in comes again."""
        self._news += 1
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

    def _drop(self, token: str) -> None:
        check = self._checks.pop(token, None)
        if check is not None:
            self._tokens.pop(check.session.key, None)

    async def change_password(self, visitor: Visitor, old: str, new: str) -> None:
        """Replace the visitor's password; all other sessions of the account end.

        Raises:
            Refusal: the old password is wrong, or the new one will not do (every reason at once).
            Overloaded: too many passwords are being checked.
        """
        key = f"account:{visitor.account}"
        state: AccountState = (await self._sender.show(key)).state
        faults = faults_of(new, state.kind)
        if faults:
            raise Refusal(*faults)
        if state.locked(self.clock.now()) or not await self._passwords.verify(
            state.password_hash, old
        ):
            await self._sender.send(key, RecordFailure(), id=uuid4().hex, by=PLATFORM)
            raise Refusal(Reason("password.wrong", "/old_password"))
        change = ChangePassword(
            session=visitor.session,
            credential=state.credential,
            password_hash=await self.hash(new),
        )
        await self._sender.send(key, change, id=uuid4().hex, by=visitor.identity)

    async def activate(self, account: str, code: str, new: str) -> Visitor:
        """Set a password by the one-time `code` that the account's owner was given, and open a
        session; all others of the account end. A wrong code counts like a wrong password.

        Takes as long for an account without a code as for a wrong one.

        Raises:
            Refusal: "activation.failed", whatever the cause; or the password will not do (every
                reason at once), and the code can still be used.
            Overloaded: too many passwords are being checked.
        """
        key, state = f"account:{account}", AccountState(id="")
        if _may_be_account(account):
            state = (await self._sender.show(key)).state
        offered = state.activation
        right = await self._passwords.verify(offered.code_hash if offered else "", code)
        if offered is None or not right or state.locked(self.clock.now()):
            if offered is not None and not right:
                await self._sender.send(key, RecordFailure(), id=uuid4().hex, by=PLATFORM)
            activation_failed()
        if faults := faults_of(new, state.kind):
            raise Refusal(*faults)
        wish = Activate(code_hash=offered.code_hash, password_hash=await self.hash(new))
        await self._sender.send(key, wish, id=uuid4().hex, by=PLATFORM)
        return await self.open((await self._sender.show(key)).state)

    async def visitor(self, connection: HTTPConnection) -> Visitor:
        """Return who makes this request: by bearer token, by cookie, or a visitor without name.

        Raises:
            Overloaded, Unavailable: the account could not be asked.
        """
        token = bearer_token(connection)
        if token is None:
            token = connection.cookies.get(COOKIE, "")
        return (await self.by_token(token) if token else None) or self.unnamed(connection)

    def unnamed(self, connection: HTTPConnection) -> Visitor:
        """Return the visitor that the browser is to us before somebody signs in."""
        return Visitor(csrf=token_for(self._key, visitor_of(self._key, connection)))

    async def by_token(self, token: str) -> Visitor | None:
        """Return the visitor whose session `token` proves, or None if it proves nothing.

        Raises:
            Overloaded, Unavailable: the account could not be asked.
        """
        check = self._checks.get(token)
        loop_time = asyncio.get_running_loop().time()
        if check is None or loop_time - check.at > self._settings.trust.total_seconds():
            check = await self._ask(token)
        if check is None:
            return None
        now = self.clock.now()
        seen, opened = check.session.seen_at, check.session.opened_at
        if now - seen > self._settings.idle or now - opened > self._settings.absolute:
            self._drop(token)
            await self.sign_out(check.visitor)
            return None
        if now - seen > RECORD_USE_AFTER:
            check.session = msgspec.structs.replace(check.session, seen_at=now)
            await self._sender.send(
                f"account:{check.visitor.account}",
                RecordUse(session=check.session.key, at=now),
                id=uuid4().hex,
                by=check.visitor.identity,
            )
        return check.visitor

    async def _ask(self, token: str) -> _Check | None:
        try:
            account, _, secret = self._signer.unsign(token).decode().partition(".")
        except BadSignature:
            return None
        for _ in range(ASKED_AGAIN):
            heard = self._news
            state: AccountState = (await self._sender.show(f"account:{account}")).state
            session = state.session(_digest(secret))
            if session is None or session.key in self._ended:
                self._drop(token)
                return None
            check = self._check(state, session, token)
            if heard == self._news:  # else it may be older than what was heard meanwhile
                self._keep(check)
                break
        return check

    def _check(self, state: AccountState, session: Session, token: str) -> _Check:
        person = "staff" if state.kind == "staff" else "person"
        chosen = state.capacity(session.capacity) or state.capacity("")
        acting = chosen or Capacity(state.unit, state.roles)
        visitor = Visitor(
            identity=Identity(f"{person}:{state.id}", acting.roles, acting.unit, acting.acting_for),
            account=state.id,
            kind=state.kind,
            name=state.display,
            csrf=token_for(self._key, session.key, state.id),
            session=session.key,
            token=token,
            of=acting.of,
            capacities=state.acts(),
        )
        return _Check(visitor, session, asyncio.get_running_loop().time())

    def _keep(self, check: _Check) -> None:
        token = check.visitor.token
        self._checks[token] = check
        self._checks.move_to_end(token)
        self._tokens[check.session.key] = token
        while len(self._checks) > CHECKS_KEPT:
            self._drop(next(iter(self._checks)))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()[:32]


def _may_be_account(text: str) -> bool:
    """Tell whether `text` has the shape of an account name, so that no other key is asked for."""
    return 1 <= len(text) <= 40 and all(
        mark in "abcdefghijklmnopqrstuvwxyz0123456789_-" for mark in text
    )
