"""Who is there: sign-in, the signed token of a session, and its check on every request."""

import asyncio
import hashlib
import secrets
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
from serve_apps.front.session_checks import Check, SessionChecks
from serve_apps.front.settings import WebSettings
from serve_apps.front.signing import signer
from serve_apps.front.visitor import COOKIE, Visitor, bearer_token

RECORD_USE_AFTER = timedelta(minutes=5)  # a request is a write at most so often
ASKED_AGAIN = 3  # times that an account is asked while news keep coming in


class Sessions:
    """Opens, checks and closes sessions.

    A token is `<account>.<secret>.<signature>`; the account keeps a digest of the secret only. A
    check that succeeded is believed until there is news of the session (`AccountNews` tells
    `checks`), and for `settings.trust` at the longest: that holds should the news not come.

    `clock` must be the machine's, not the one that a demonstration moves.
    """

    def __init__(self, sender: Sender, clock: Clock, key: bytes, settings: WebSettings) -> None:
        self._sender = sender
        self.clock = clock
        self._key = key
        self._settings = settings
        self._signer = signer(key, "session")
        self._passwords = PasswordChecks(settings.password_checks)
        self.checks = SessionChecks()

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
        self.checks.keep(check)
        return check.visitor

    async def sign_out(self, visitor: Visitor) -> None:
        """Close the visitor's session; closing none is no mistake."""
        if not visitor.session:
            return
        self.checks.drop(visitor.token)
        await self._sender.send(
            f"account:{visitor.account}",
            CloseSession(session=visitor.session),
            id=uuid4().hex,
            by=visitor.identity,
        )

    async def choose(self, visitor: Visitor, capacity: str) -> None:
        """Have the visitor's session go on in another of his capacities, by its name: a resident's
        for himself (""), or for an account that he may act for ("/<account>").

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
        self.checks.forget(visitor.session, ended=False)

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
        check = self.checks.of(token)
        loop_time = asyncio.get_running_loop().time()
        if check is None or loop_time - check.at > self._settings.trust.total_seconds():
            check = await self._ask(token)
        if check is None:
            return None
        now = self.clock.now()
        seen, opened = check.session.seen_at, check.session.opened_at
        if now - seen > self._settings.idle or now - opened > self._settings.absolute:
            self.checks.drop(token)
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

    async def _ask(self, token: str) -> Check | None:
        try:
            account, _, secret = self._signer.unsign(token).decode().partition(".")
        except BadSignature:
            return None
        for _ in range(ASKED_AGAIN):
            heard = self.checks.news
            state: AccountState = (await self._sender.show(f"account:{account}")).state
            session = state.session(_digest(secret))
            if session is None or self.checks.has_ended(session.key):
                self.checks.drop(token)
                return None
            check = self._check(state, session, token)
            if heard == self.checks.news:  # else it may be older than what was heard meanwhile
                self.checks.keep(check)
                break
        return check

    def _check(self, state: AccountState, session: Session, token: str) -> Check:
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
            chosen=session.capacity.removeprefix("/") if state.kind != "staff" else "",
        )
        return Check(visitor, session, asyncio.get_running_loop().time())


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()[:32]


def _may_be_account(text: str) -> bool:
    """Tell whether `text` has the shape of an account name, so that no other key is asked for."""
    return 1 <= len(text) <= 40 and all(
        mark in "abcdefghijklmnopqrstuvwxyz0123456789_-" for mark in text
    )
