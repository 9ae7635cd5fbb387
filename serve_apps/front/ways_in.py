"""The ways in: by password, second factor, passkey, or what others vouch for."""

from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from msgspec.structs import replace

from actors.blocks.accounts.commands import Evidence, Prove
from actors.blocks.accounts.standing import sign_in_failed
from actors.blocks.accounts.state import AccountState, Proof
from actors.blocks.security import sorts
from actors.kernel.errors import Reason, Refusal
from serve_apps.front import sealing
from serve_apps.front.caller import Caller
from serve_apps.front.session import Sessions
from serve_apps.front.trying import Trying
from serve_apps.front.visitor import Visitor

STEP_LASTS = timedelta(minutes=5)  # from the first factor to the second
_STEP = "sign-in step"


@dataclass(frozen=True)
class Found:
    """Whoever has brought a first factor of an account."""

    state: AccountState
    proofs: tuple[Proof, ...]


class WaysIn:
    """What somebody does to prove that an account is his."""

    def __init__(self, sessions: Sessions, trying: Trying, key: bytes) -> None:
        self._sessions = sessions
        self._trying = trying
        self._key = key

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
        state = await self._trying.begin(account, caller)
        right = await self._sessions.verify(state.password_hash, password)
        if not (right and state.kind):
            await self._trying.wrong(state, caller, by="password", typed=account)
            sign_in_failed()
        self._trying.right(account, caller)
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
            second = await self._trying.second(state, code, caller)
            evidence = replace(second, proofs=(*found.proofs, *second.proofs))
        return await self._sessions.open(state, evidence, caller)

    async def prove(self, visitor: Visitor, code: str, caller: Caller) -> None:
        """Prove who it is in an open session, by a code of the second factor.

        Raises:
            Refusal: the code is missing or wrong.
            TooManyTries, Overloaded, Unavailable: as before.
        """
        if not code.strip():
            raise Refusal(Reason("sign_in.code_missing", "/code"))
        state = await self._trying.look(visitor.account)
        evidence = await self._trying.second(state, code, caller, sort=sorts.STEP_UP_FAILED)
        await self.prove_by(visitor, evidence, caller)

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
            source=self._trying.source(visitor.account, caller),
        )
        await self._trying.tell(visitor.account, proving)
        self._sessions.checks.forget(visitor.session, ended=False)

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
            state = await self._trying.look(account)
        if not state.kind or str(state.credential) != credential:
            raise Refusal(Reason("sign_in.too_late"), kind="unproven")
        return Found(state, cast("tuple[Proof, ...]", tuple(proofs)))
