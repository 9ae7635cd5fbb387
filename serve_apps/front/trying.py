"""Tries (尝试) to prove that an account is one's own: counted, here and at the account, before
anything that costs time."""

import asyncio
from uuid import uuid4

from actors.blocks.accounts.commands import Activate, Evidence, Prove, RecordFailure, Recover
from actors.blocks.accounts.state import AccountState
from actors.blocks.accounts.tries import OF_ONE_ADDRESS, OF_ONE_DEVICE, WINDOW, wait
from actors.blocks.security import sorts
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import PLATFORM
from actors.kernel.ports import Clock, Sender
from serve_apps.front.authenticators import evidence_of
from serve_apps.front.caller import Caller
from serve_apps.front.limits import Attempts, TooManyTries
from serve_apps.front.security_log import SecurityLog
from serve_apps.front.session import may_be_account

OF_A_NETWORK = 60  # wrong tries, at whatever accounts, at one replica within the window


class Trying:
    """Counts tries and reads accounts for them.

    What accounts count holds on every replica, by the platform's `clock`; what is counted here, of
    one network and of accounts that do not exist, on this one. Codes go by `machine`, the machine's
    clock, since telephones know no other.
    """

    def __init__(
        self, sender: Sender, clock: Clock, machine: Clock, key: bytes, log: SecurityLog
    ) -> None:
        self._sender = sender
        self._clock = clock
        self.machine = machine
        self._key = key
        self._log = log
        window = WINDOW.total_seconds()
        self._of_network = Attempts(OF_A_NETWORK, window)
        self._of_address = Attempts(OF_ONE_ADDRESS, window)
        self._of_device = Attempts(OF_ONE_DEVICE, window)

    async def begin(self, account: str, caller: Caller) -> AccountState:
        """Count a try at `account` and return how that stands, without history if there is none.

        Raises:
            TooManyTries: there were too many from where this comes.
            Overloaded, Unavailable: the account could not be asked.
        """
        try:
            source = self._count(account, caller)
        except TooManyTries:
            self._log.note(sorts.THROTTLED, self._log.stranger(account), outcome="tries")
            raise
        if not may_be_account(account):
            return AccountState(id="")
        state = await self.look(account)
        seconds = wait(state, source, self._clock.now()).total_seconds()
        if seconds > 0:
            self._log.note(sorts.THROTTLED, account, outcome="tries")
            raise TooManyTries(max(1, round(seconds)))
        return state

    def _count(self, account: str, caller: Caller) -> str:
        """Count a try here; return where it comes from.

        Raises:
            TooManyTries: there were too many.
        """
        source, now = caller.source(self._key, account), asyncio.get_running_loop().time()
        if caller.address:
            self._of_network.record(caller.address, now)
        if source:
            self._attempts(caller, account).record(f"{account} {source}", now)
        return source

    async def look(self, account: str) -> AccountState:
        """Return the account as it stands, without counting anything.

        Raises:
            Overloaded, Unavailable: it could not be asked.
        """
        return (await self._sender.show(f"account:{account}")).state

    async def wrong(
        self,
        state: AccountState,
        caller: Caller,
        *,
        by: str,
        typed: str = "",
        sort: str = sorts.SIGN_IN_REFUSED,
    ) -> None:
        """Have the account count a wrong try, if there is such an account; `typed` is the name that
        was given for it. The event (`sort`) tells `by` what it was tried, and is durable first.

        Raises:
            Overloaded, Unavailable: the account could not be asked, or the event not recorded.
        """
        if state.kind:
            await self._log.record(sort, state.id, outcome=by)
            await self.tell(state.id, RecordFailure(source=self.source(state.id, caller)))
        else:
            name = self._log.stranger(typed or state.id)
            await self._log.record(sorts.SIGN_IN_UNKNOWN, name, outcome=by)

    def right(self, account: str, caller: Caller) -> None:
        """Count the try no more: it was none of those that are bounded."""
        if caller.address:
            self._of_network.take_back(caller.address)
        self._attempts(caller, account).forget(f"{account} {self.source(account, caller)}")

    async def second(
        self,
        state: AccountState,
        code: str,
        caller: Caller,
        field: str = "/code",
        *,
        sort: str = sorts.SIGN_IN_REFUSED,
    ) -> Evidence:
        """Return what a code of the second factor proves.

        Raises:
            Refusal: nothing.
            TooManyTries: there were too many wrong ones from where this comes.
            Overloaded, Unavailable: the account could not be asked.
        """
        await self.begin(state.id, caller)
        evidence = self.evidence(state, code)
        if evidence is None:
            await self.wrong(state, caller, by="code", sort=sort)
            raise Refusal(Reason("sign_in.code_wrong", field), kind="unproven")
        self.right(state.id, caller)
        return evidence

    def evidence(self, state: AccountState, code: str) -> Evidence | None:
        """Return what a code proves, without counting anything; None if nothing."""
        return evidence_of(self._key, state, code, self.machine.now())

    def source(self, account: str, caller: Caller) -> str:
        """Return where tries at `account` come from, as accounts count them."""
        return caller.source(self._key, account)

    async def tell(self, account: str, command: Activate | Prove | RecordFailure | Recover) -> None:
        """Send the account what the platform has found of it.

        Raises:
            Refusal: it does not stand so any more.
            Overloaded, Unavailable: it could not be asked.
        """
        await self._sender.send(f"account:{account}", command, id=uuid4().hex, by=PLATFORM)

    def _attempts(self, caller: Caller, account: str) -> Attempts:
        return self._of_device if caller.device.knows(self._key, account) else self._of_address
