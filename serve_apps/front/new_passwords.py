"""Setting a password: who may, and which will do."""

from uuid import uuid4

from msgspec.structs import replace

from actors.blocks.accounts.commands import Activate, ChangePassword, Evidence, Recover
from actors.blocks.accounts.common_passwords import CommonPasswords
from actors.blocks.accounts.passwords import faults_of
from actors.blocks.accounts.standing import activation_failed
from actors.blocks.accounts.state import AccountState, Proof
from actors.blocks.organisation.units import Organisation
from actors.blocks.security import sorts
from actors.kernel.errors import Reason, Refusal
from actors.kernel.library import Library
from actors.kernel.ports import Sender
from serve_apps.front.caller import Caller
from serve_apps.front.session import Sessions
from serve_apps.front.trying import Trying
from serve_apps.front.visitor import Visitor

PLATFORM_NAMES = ("yimen", "一门")


class NewPasswords:
    """Sets passwords for those who prove that they may. A password that will not do is refused with
    every reason at once."""

    def __init__(
        self, sessions: Sessions, trying: Trying, sender: Sender, library: Library
    ) -> None:
        self._sessions = sessions
        self._trying = trying
        self._sender = sender
        self._library = library

    async def require(self, visitor: Visitor, password: str, caller: Caller) -> None:
        """Check that the visitor knows his password, before he changes what he proves himself by.

        Raises:
            Refusal: he does not.
            TooManyTries, Overloaded, Unavailable: as for signing in.
        """
        await self._known(visitor, password, caller, "/password")

    async def change(self, visitor: Visitor, old: str, new: str, caller: Caller) -> None:
        """Replace the visitor's password; all other sessions of the account end.

        Raises:
            Refusal: the old password is wrong, or the new one will not do.
            TooManyTries, Overloaded, Unavailable: as for signing in.
        """
        faults = list(self._faults(new, await self._trying.look(visitor.account)))
        if new == old:
            faults.append(Reason("password.old", "/new_password"))
        if faults:
            raise Refusal(*faults)
        state = await self._known(visitor, old, caller, "/old_password")
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
                the password will not do, and the code can still be used.
            TooManyTries, Overloaded, Unavailable: as for signing in.
        """
        state = await self._trying.begin(account, caller)
        offered = state.activation
        right = await self._sessions.verify(offered.code_hash if offered else "", code)
        if offered is None or not right:
            await self._trying.wrong(state, caller, by="activation", typed=account)
            activation_failed()
        self._trying.right(account, caller)
        if not state.activation_is_enough and not second.strip():
            raise Refusal(Reason("activation.second_needed", "/second"), kind="unproven")
        if faults := self._faults(new, state):
            raise Refusal(*faults)
        evidence = Evidence(proofs=())
        if not state.activation_is_enough:
            evidence = await self._trying.second(state, second, caller, "/second")
        wish = Activate(
            code_hash=offered.code_hash,
            password_hash=await self._sessions.hash(new),
            evidence=evidence,
        )
        await self._trying.tell(account, wish)
        return await self._open(account, ("activation", *evidence.proofs), caller)

    async def recover(
        self, account: str, code: str, recovery: str, new: str, caller: Caller
    ) -> Visitor:
        """Set a password by a code of the authenticator and a recovery code, both of them, and open
        a session; all others of the account end.

        Raises:
            Refusal: "sign_in.code_wrong", whatever the cause; or the password will not do.
            TooManyTries, Overloaded, Unavailable: as for signing in.
        """
        state = await self._trying.begin(account, caller)
        by_time = self._trying.evidence(state, code)
        by_paper = self._trying.evidence(state, recovery)
        found = (by_time and by_time.proofs, by_paper and by_paper.proofs)
        if by_time is None or by_paper is None or found != (("authenticator",), ("recovery",)):
            await self._trying.wrong(state, caller, by="recovery", typed=account)
            raise Refusal(Reason("sign_in.code_wrong", "/code"), kind="unproven")
        self._trying.right(account, caller)
        if faults := self._faults(new, state):
            raise Refusal(*faults)
        evidence = replace(
            by_time, proofs=("authenticator", "recovery"), recovery=by_paper.recovery
        )
        wish = Recover(password_hash=await self._sessions.hash(new), evidence=evidence)
        await self._trying.tell(account, wish)
        return await self._open(account, evidence.proofs, caller)

    async def _known(
        self, visitor: Visitor, password: str, caller: Caller, field: str
    ) -> AccountState:
        """Return the visitor's account, whose password it is.

        Raises:
            Refusal: it is not.
            TooManyTries, Overloaded, Unavailable: as for signing in.
        """
        state = await self._trying.begin(visitor.account, caller)
        if not await self._sessions.verify(state.password_hash, password):
            await self._trying.wrong(state, caller, by="password", sort=sorts.STEP_UP_FAILED)
            raise Refusal(Reason("password.wrong", field))
        self._trying.right(visitor.account, caller)
        return state

    def _faults(self, password: str, state: AccountState) -> tuple[Reason, ...]:
        city = self._library[Organisation].city
        known = (*PLATFORM_NAMES, city.zh, city.en)
        return faults_of(password, state, self._library[CommonPasswords], known)

    async def _open(self, account: str, proofs: tuple[Proof, ...], caller: Caller) -> Visitor:
        state = await self._trying.look(account)
        return await self._sessions.open(state, Evidence(proofs=proofs, used=True), caller)
