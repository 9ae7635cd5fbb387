"""The ways in: by password, second factor, activation code, recovery, passkey. What is counted of
wrong tries, here and at the account, is asked before anything that costs time."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from msgspec.structs import replace

from actors.blocks.accounts.commands import (
    Activate,
    ChangePassword,
    Evidence,
    Prove,
    RecordFailure,
    Recover,
)
from actors.blocks.accounts.common_passwords import CommonPasswords
from actors.blocks.accounts.passwords import faults_of
from actors.blocks.accounts.standing import activation_failed, sign_in_failed
from actors.blocks.accounts.state import AccountState, Proof
from actors.blocks.accounts.tries import (
    OF_ONE_ADDRESS,
    OF_ONE_DEVICE,
    WINDOW,
    wait,
)
from actors.blocks.organisation.units import Organisation
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import PLATFORM
from actors.kernel.library import Library
from actors.kernel.ports import Clock, Sender
from serve_apps.front import sealing
from serve_apps.front.authenticators import evidence_of
from serve_apps.front.caller import Caller
from serve_apps.front.limits import Attempts, TooManyTries
from serve_apps.front.session import Sessions, may_be_account
from serve_apps.front.visitor import Visitor

OF_A_NETWORK = 60  # wrong tries, at whatever accounts, at one replica within the window
STEP_LASTS = timedelta(minutes=5)  # from the password to the second factor
PLATFORM_NAMES = ("yimen", "一门")
_STEP = "sign-in step"


@dataclass(frozen=True)
class Found:
    """Whoever has brought a first factor of an account."""

    state: AccountState
    proofs: tuple[Proof, ...]


class WaysIn:
    """What somebody does to prove that an account is his. `clock` is the platform's, by which
    accounts count; codes and steps go by that of the sessions, the machine's."""

    def __init__(
        self, sessions: Sessions, sender: Sender, clock: Clock, key: bytes, library: Library
    ) -> None:
        self._sessions = sessions
        self._sender = sender
        self._clock = clock
        self._key = key
        self._library = library
        window = WINDOW.total_seconds()
        self._of_network = Attempts(OF_A_NETWORK, window)
        self._of_address = Attempts(OF_ONE_ADDRESS, window)
        self._of_device = Attempts(OF_ONE_DEVICE, window)

    async def by_password(
        self, account: str, password: str, caller: Caller, code: str = ""
    ) -> Visitor:
        """Open a session; its token is in the answer.

        Raises:
            Refusal, TooManyTries, Overloaded: see `check_password` and `enter`.
        """
        found = await self.check_password(account, password, caller)
        return await self.enter(found, caller, code)

    async def check_password(self, account: str, password: str, caller: Caller) -> Found:
        """Return the account whose password it is.

        Takes as long for an account that does not exist as for a wrong password.

        Raises:
            Refusal: account or password are missing, or "sign_in.failed" whatever the cause.
            TooManyTries: there were too many wrong ones from where this comes.
            Overloaded: too many are signing in.
        """
        missing = [
            Reason(f"sign_in.{name}_missing", f"/{name}")
            for name, typed in (("account", account), ("password", password))
            if not typed
        ]
        if missing:
            raise Refusal(*missing)
        state = await self._state(account, caller)
        right = await self._sessions.verify(state.password_hash, password)
        if not (right and state.kind):
            await self._wrong(state, caller)
            sign_in_failed()
        self._right(account, caller)
        return Found(state, ("password",))

    async def enter(self, found: Found, caller: Caller, code: str = "") -> Visitor:
        """Open a session of an account of which a first factor was found; with `code` of its second
        factor where it has one.

        Raises:
            Refusal: "sign_in.code_needed", or the code is wrong, or the account may not be entered.
            TooManyTries, Overloaded, Unavailable: as before.
        """
        evidence, state = Evidence(proofs=found.proofs), found.state
        if state.authenticator is not None and "strong_identity" not in found.proofs:
            if not code.strip():
                raise Refusal(Reason("sign_in.code_needed", "/code"), kind="unproven")
            second = await self._second(state, code, caller)
            evidence = replace(second, proofs=(*found.proofs, *second.proofs))
        return await self._sessions.open(state, evidence, caller)

    async def prove(self, visitor: Visitor, code: str, caller: Caller) -> None:
        """Prove who it is in an open session, by a code of the second factor.

        Raises:
            Refusal: the code is missing or wrong.
            TooManyTries, Overloaded, Unavailable: as before.
        """
        state = await self._known(visitor)
        if not code.strip():
            raise Refusal(Reason("sign_in.code_missing", "/code"))
        await self.prove_by(visitor, await self._second(state, code, caller), caller)

    async def prove_by(self, visitor: Visitor, evidence: Evidence, caller: Caller) -> None:
        """Prove who it is in an open session, by `evidence` that was found right.

        Raises:
            Refusal: it was used before.
            Overloaded, Unavailable: the account could not be asked.
        """
        proving = Prove(
            session=visitor.session,
            at=self._sessions.clock.now(),
            evidence=evidence,
            source=caller.source(self._key, visitor.account),
        )
        await self._send(visitor.account, proving)
        self._sessions.checks.forget(visitor.session, ended=False)

    async def by_passkey(self, state: AccountState, evidence: Evidence, caller: Caller) -> Visitor:
        """Open a session of the account whose key has signed.

        Raises:
            Refusal: the key is none of the account's, or says a number that it said before.
            Overloaded, Unavailable: the account could not be asked.
        """
        return await self._sessions.open(state, evidence, caller)

    async def require_password(self, visitor: Visitor, password: str, caller: Caller) -> None:
        """Check that the visitor knows his password, before he changes what he proves himself by.

        Raises:
            Refusal: he does not.
            TooManyTries, Overloaded, Unavailable: as before.
        """
        state = await self._state(visitor.account, caller)
        if not await self._sessions.verify(state.password_hash, password):
            await self._wrong(state, caller)
            raise Refusal(Reason("password.wrong", "/password"))
        self._right(visitor.account, caller)

    async def change_password(self, visitor: Visitor, old: str, new: str, caller: Caller) -> None:
        """Replace the visitor's password; all other sessions of the account end.

        Raises:
            Refusal: the old password is wrong, or the new one will not do (every reason at once).
            TooManyTries, Overloaded, Unavailable: as before.
        """
        state = await self._state(visitor.account, caller)
        faults = list(self._faults(new, state))
        if new == old:
            faults.append(Reason("password.old", "/new_password"))
        if faults:
            raise Refusal(*faults)
        if not await self._sessions.verify(state.password_hash, old):
            await self._wrong(state, caller)
            raise Refusal(Reason("password.wrong", "/old_password"))
        self._right(visitor.account, caller)
        change = ChangePassword(
            session=visitor.session,
            credential=state.credential,
            password_hash=await self._sessions.hash(new),
        )
        key = f"account:{visitor.account}"
        await self._sender.send(key, change, id=uuid4().hex, by=visitor.identity)
        self._sessions.checks.forget(visitor.session, ended=False)

    async def activate(
        self, account: str, code: str, second: str, new: str, caller: Caller
    ) -> Visitor:
        """Set a password by the one-time `code` that the account's owner was given, with a code of
        the second factor where there is one, and open a session; all others of the account end.
        A wrong code counts like a wrong password.

        Takes as long for an account without a code as for a wrong one.

        Raises:
            Refusal: "activation.failed", whatever the cause; a second factor is needed or wrong; or
                the password will not do (every reason at once), and the code can still be used.
            TooManyTries, Overloaded, Unavailable: as before.
        """
        state = await self._state(account, caller)
        offered = state.activation
        right = await self._sessions.verify(offered.code_hash if offered else "", code)
        if offered is None or not right:
            await self._wrong(state, caller)
            activation_failed()
        if state.authenticator and not second.strip():
            raise Refusal(Reason("activation.second_needed", "/second"), kind="unproven")
        if faults := self._faults(new, state):
            raise Refusal(*faults)
        evidence = Evidence(proofs=())
        if state.authenticator:
            evidence = await self._second(state, second, caller, "/second")
        self._right(account, caller)
        wish = Activate(
            code_hash=offered.code_hash,
            password_hash=await self._sessions.hash(new),
            evidence=evidence,
        )
        await self._send(account, wish)
        return await self._open_anew(account, ("activation", *evidence.proofs), caller)

    async def recover(
        self, account: str, code: str, recovery: str, new: str, caller: Caller
    ) -> Visitor:
        """Set a password by a code of the authenticator and a recovery code, both of them, and open
        a session; all others of the account end.

        Raises:
            Refusal: "sign_in.code_wrong", whatever the cause; or the password will not do.
            TooManyTries, Overloaded, Unavailable: as before.
        """
        state = await self._state(account, caller)
        now = self._sessions.clock.now()
        by_time = evidence_of(self._key, state, code, now)
        by_paper = evidence_of(self._key, state, recovery, now)
        found = (by_time and by_time.proofs, by_paper and by_paper.proofs)
        if by_time is None or by_paper is None or found != (("authenticator",), ("recovery",)):
            await self._wrong(state, caller)
            raise Refusal(Reason("sign_in.code_wrong", "/code"), kind="unproven")
        if faults := self._faults(new, state):
            raise Refusal(*faults)
        self._right(account, caller)
        evidence = replace(
            by_time, proofs=("authenticator", "recovery"), recovery=by_paper.recovery
        )
        wish = Recover(password_hash=await self._sessions.hash(new), evidence=evidence)
        await self._send(account, wish)
        return await self._open_anew(account, evidence.proofs, caller)

    def step(self, found: Found) -> str:
        """Return what a page keeps while its visitor looks for a second factor."""
        until = int((self._sessions.clock.now() + STEP_LASTS).timestamp())
        state = found.state
        text = " ".join((state.id, str(state.credential), str(until), *found.proofs))
        return sealing.seal(self._key, _STEP, text.encode())

    async def after_step(self, step: str) -> Found:
        """Return who has gone the first `step`.

        Raises:
            Refusal: nobody has, or it was too long ago.
            Overloaded, Unavailable: the account could not be asked.
        """
        plain = sealing.unseal(self._key, _STEP, step)
        account, credential, until, *proofs = plain.decode().split(" ") if plain else ("", "", "0")
        state = AccountState(id="")
        if self._sessions.clock.now().timestamp() <= int(until):
            state = (await self._sender.show(f"account:{account}")).state
        if not state.kind or str(state.credential) != credential:
            raise Refusal(Reason("sign_in.too_late"), kind="unproven")
        return Found(state, tuple(proofs))

    def _faults(self, password: str, state: AccountState) -> tuple[Reason, ...]:
        city = self._library[Organisation].city
        known = (*PLATFORM_NAMES, city.zh, city.en)
        return faults_of(password, state, self._library[CommonPasswords], known)

    async def _known(self, visitor: Visitor) -> AccountState:
        return (await self._sender.show(f"account:{visitor.account}")).state

    async def _state(self, account: str, caller: Caller) -> AccountState:
        """Return the account as it stands, one without history if there is none; counts a try.

        Raises:
            TooManyTries: there were too many from where this comes.
        """
        source, now = caller.source(self._key, account), asyncio.get_running_loop().time()
        if caller.address:
            self._of_network.record(caller.address, now)
        if source:
            self._attempts(caller, account).record(f"{account} {source}", now)
        if not may_be_account(account):
            return AccountState(id="")
        state: AccountState = (await self._sender.show(f"account:{account}")).state
        seconds = wait(state, source, self._clock.now()).total_seconds()
        if seconds > 0:
            raise TooManyTries(max(1, round(seconds)))
        return state

    async def _second(
        self, state: AccountState, code: str, caller: Caller, field: str = "/code"
    ) -> Evidence:
        """Return what a code of the second factor proves.

        Raises:
            Refusal: nothing.
            TooManyTries: there were too many wrong ones from where this comes.
        """
        await self._state(state.id, caller)
        evidence = evidence_of(self._key, state, code, self._sessions.clock.now())
        if evidence is None:
            await self._wrong(state, caller)
            raise Refusal(Reason("sign_in.code_wrong", field), kind="unproven")
        self._right(state.id, caller)
        return evidence

    async def _wrong(self, state: AccountState, caller: Caller) -> None:
        if state.kind:
            source = caller.source(self._key, state.id)
            await self._send(state.id, RecordFailure(source=source))

    def _right(self, account: str, caller: Caller) -> None:
        """Count the try no more: it was none of those that are bounded."""
        if caller.address:
            self._of_network.take_back(caller.address)
        source = caller.source(self._key, account)
        self._attempts(caller, account).forget(f"{account} {source}")

    def _attempts(self, caller: Caller, account: str) -> Attempts:
        return self._of_device if caller.device.knows(self._key, account) else self._of_address

    async def _open_anew(self, account: str, proofs: tuple[Proof, ...], caller: Caller) -> Visitor:
        state = (await self._sender.show(f"account:{account}")).state
        return await self._sessions.open(state, Evidence(proofs=proofs, used=True), caller)

    async def _send(
        self, account: str, command: Activate | Prove | RecordFailure | Recover
    ) -> None:
        await self._sender.send(f"account:{account}", command, id=uuid4().hex, by=PLATFORM)
