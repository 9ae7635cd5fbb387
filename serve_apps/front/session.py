"""Who is there: the signed token of a session, and its check on every request."""

import asyncio
import hashlib
import secrets
from datetime import timedelta
from uuid import uuid4

import msgspec
from itsdangerous import BadSignature
from starlette.requests import HTTPConnection

from actors.blocks.accounts.commands import (
    ChooseCapacity,
    CloseOthers,
    CloseSession,
    Evidence,
    OpenSession,
    RecordUse,
)
from actors.blocks.accounts.passwords import has_expired
from actors.blocks.accounts.state import AccountState, Capacity, Session
from actors.blocks.security import sorts
from actors.kernel.errors import Refusal
from actors.kernel.identity import PLATFORM, Assurance, Identity
from actors.kernel.ports import Clock, Sender
from serve_apps.front.caller import Caller
from serve_apps.front.csrf import token_for, visitor_of
from serve_apps.front.password_checks import PasswordChecks
from serve_apps.front.security_log import SecurityLog
from serve_apps.front.session_checks import Check, SessionChecks
from serve_apps.front.settings import WebSettings
from serve_apps.front.signing import signer
from serve_apps.front.visitor import COOKIE, Visitor, bearer_token

RECORD_USE_AFTER = timedelta(minutes=5)  # a request is a write at most so often
PASSWORD = Evidence()  # what most sessions are opened by
ASKED_AGAIN = 3  # times that an account is asked while news keep coming in


class Sessions:
    """Opens, checks and closes sessions.

    A token is `<account>.<secret>.<signature>`; the account keeps a digest of the secret only. A
    check that succeeded is believed until there is news of the session (`AccountNews` tells
    `checks`), and for `settings.trust` at the longest: that holds should the news not come.

    `clock` must be the machine's, not the one that a demonstration moves; `log` is told who signs
    in.
    """

    def __init__(
        self,
        sender: Sender,
        clock: Clock,
        key: bytes,
        settings: WebSettings,
        log: SecurityLog | None = None,
    ) -> None:
        self._sender = sender
        self.clock = clock
        self._key = key
        self._settings = settings
        self._log = log
        self._signer = signer(key, "session")
        self._passwords = PasswordChecks(settings.password_checks)
        self.checks = SessionChecks()

    async def hash(self, password: str) -> str:
        """Return the argon2id hash of `password`, worked out in a thread.

        Raises:
            Overloaded: too many are waiting already.
        """
        return await self._passwords.hash(password)

    async def verify(self, password_hash: str, password: str) -> bool:
        """Tell whether `password` is the one of `password_hash`. Without a hash it is not, and that
        takes as long to find out.

        Raises:
            Overloaded: too many are waiting already.
        """
        return await self._passwords.verify(password_hash, password)

    async def open(
        self, state: AccountState, evidence: Evidence = PASSWORD, caller: Caller | None = None
    ) -> Visitor:
        """Open a session of an account that has proved itself by `evidence`; its token is in the
        answer.

        Raises:
            Refusal: the evidence is none now, or the account has changed since `state` was read.
            Overloaded, Unavailable: the account could not be asked, or the event was not recorded.
        """
        secret = secrets.token_urlsafe(24)
        now = self.clock.now()
        opened = OpenSession(
            session=_digest(secret),
            credential=state.credential,
            at=now,
            evidence=evidence,
            source=caller.source(self._key, state.id) if caller else "",
            browser=caller.browser if caller else "",
        )
        try:
            await self._sender.send(f"account:{state.id}", opened, id=uuid4().hex, by=PLATFORM)
        except Refusal as refusal:
            await self._tell(sorts.SIGN_IN_REFUSED, state.id, refusal.reasons[0].code)
            raise
        await self._tell(sorts.SIGNED_IN, state.id, " ".join(evidence.proofs))
        session = Session(opened.session, now, now, proofs=evidence.proofs, proved_at=now)
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

    async def end(self, visitor: Visitor, session: str) -> None:
        """Close another session of the visitor's account, by its key.

        Raises:
            Overloaded, Unavailable: the account could not be asked.
        """
        await self._ask_account(visitor, CloseSession(session=session))
        self.checks.forget(session, ended=True)

    async def end_others(self, visitor: Visitor) -> None:
        """Close every session of the visitor's account but his own.

        Raises:
            Overloaded, Unavailable: the account could not be asked.
        """
        await self._ask_account(visitor, CloseOthers(session=visitor.session))

    async def _ask_account(self, visitor: Visitor, command: CloseSession | CloseOthers) -> None:
        key = f"account:{visitor.account}"
        await self._sender.send(key, command, id=uuid4().hex, by=visitor.identity)

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
        loop_time = asyncio.get_running_loop().time()
        trust = self._settings.trust.total_seconds()
        check = self.checks.believed(token, loop_time, trust) or await self._ask(token)
        if check is None:
            return None
        now = self.clock.now()
        if check.fresh_until is not None and now > check.fresh_until:
            check.grow_stale()
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

    def seconds_left(self, visitor: Visitor) -> float:
        """Return for how long the visitor's session lasts at most, however busy it is; nothing if
        it is not known here."""
        check = self.checks.of(visitor.token)
        if check is None:
            return 0.0
        ends = check.session.opened_at + self._settings.absolute
        return max(0.0, (ends - self.clock.now()).total_seconds())

    async def _tell(self, sort: str, account: str, outcome: str) -> None:
        if self._log is not None:
            await self._log.record(sort, account, outcome=outcome)

    async def _ask(self, token: str) -> Check | None:
        try:
            account, _, secret = self._signer.unsign(token).decode().partition(".")
        except BadSignature:
            if self._log is not None:
                self._log.note(sorts.FORGED, outcome="session")
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
        chosen = state.capacity(session.capacity) or state.capacity("")
        acting = chosen or Capacity(state.unit, state.roles)
        visitor = Visitor(
            identity=Identity(
                state.identity,
                acting.roles,
                acting.unit,
                acting.acting_for,
                assurance=self._assurance(state, session),
            ),
            account=state.id,
            kind=state.kind,
            name=state.display,
            csrf=token_for(self._key, session.key, state.id),
            session=session.key,
            token=token,
            of=acting.of,
            capacities=state.acts(),
            password_expired="password" in session.proofs
            and has_expired(state, self.clock.now(), self._settings.password_age),
            chosen=session.capacity.removeprefix("/") if state.kind != "staff" else "",
        )
        proved = session.proved_at if session.is_strong else None
        fresh = proved + self._settings.fresh if proved else None
        return Check(visitor, session, asyncio.get_running_loop().time(), fresh)

    def _assurance(self, state: AccountState, session: Session) -> Assurance:
        """Return how well it was proved in `session` who acts."""
        if session.is_strong:
            fresh = session.proved_at and self.clock.now() - session.proved_at <= (
                self._settings.fresh
            )
            return "fresh" if fresh else "high"
        wanted = self._settings.two_factors == "staff" and state.kind == "staff"
        return "basic" if wanted or state.has_second_factor else "plain"


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()[:32]


def may_be_account(text: str) -> bool:
    """Tell whether `text` has the shape of an account name, so that no other key is asked for."""
    return 1 <= len(text) <= 40 and all(
        mark in "abcdefghijklmnopqrstuvwxyz0123456789_-" for mark in text
    )
