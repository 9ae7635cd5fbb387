"""Which commands of people are security events (安全事件), whatever page or program sends them."""

from collections.abc import Mapping

from actors.blocks.accounts import commands as account
from actors.blocks.factor_resets import reset
from actors.blocks.organisation import commands as organisation
from actors.blocks.reads.quota import CountReading
from actors.blocks.reads.record import RecordAccess
from actors.blocks.security import sorts
from actors.blocks.terminals import commands as terminal
from actors.kernel.errors import Refusal
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.ports import Receipt, Sender, Shown
from actors.kernel.turn import Command
from serve_apps.front.security_log import SecurityLog

WATCHED: Mapping[type[Command], str] = {
    account.SetAuthenticator: sorts.FACTOR_CHANGED,
    account.RemoveAuthenticator: sorts.FACTOR_CHANGED,
    account.RenewRecoveryCodes: sorts.FACTOR_CHANGED,
    account.AddPasskey: sorts.FACTOR_CHANGED,
    account.RemovePasskey: sorts.FACTOR_CHANGED,
    account.ChangePassword: sorts.PASSWORD_SET,
    account.Activate: sorts.PASSWORD_SET,
    account.Recover: sorts.PASSWORD_SET,
    organisation.IssueActivation: sorts.RESET_OFFERED,
    reset.ProposeReset: sorts.RESET_OFFERED,
    reset.AgreeToReset: sorts.RESET_OFFERED,
    reset.RejectReset: sorts.RESET_OFFERED,
    organisation.EnterStaff: sorts.ROLES_CHANGED,
    organisation.Appoint: sorts.ROLES_CHANGED,
    organisation.EndAppointment: sorts.ROLES_CHANGED,
    organisation.BeginLeave: sorts.ROLES_CHANGED,
    organisation.EndLeave: sorts.ROLES_CHANGED,
    organisation.UndoLast: sorts.ROLES_CHANGED,
    organisation.DisableStaff: sorts.ACCOUNT_CHANGED,
    organisation.EnableStaff: sorts.ACCOUNT_CHANGED,
    organisation.DisableResident: sorts.ACCOUNT_CHANGED,
    organisation.EnableResident: sorts.ACCOUNT_CHANGED,
    organisation.EndEverySession: sorts.ACCOUNT_CHANGED,
    terminal.Register: sorts.TERMINAL_CHANGED,
    terminal.Enrol: sorts.TERMINAL_CHANGED,
    terminal.Revoke: sorts.TERMINAL_CHANGED,
}
"""The sort of event that a command is once it is durable."""


class WatchedSender:
    """Passes on to `sender`, and tells `log` of what concerns security: commands of `WATCHED`,
    personal data that are shown in full, and whatever somebody was not permitted to do."""

    def __init__(self, sender: Sender, log: SecurityLog) -> None:
        self._sender = sender
        self._log = log

    async def send(
        self, key: str, command: Command, *, id: str, by: Identity, timeout: float = 10.0
    ) -> Receipt:
        """See `Sender.send`."""
        try:
            receipt = await self._sender.send(key, command, id=id, by=by, timeout=timeout)
        except Refusal as refusal:
            if refusal.kind == "forbidden" or refusal.because:
                deny(self._log, refusal, actor_of(by, key), target=key)
            elif isinstance(command, terminal.Enrol):
                self._log.note(sorts.FORGED, target=key, outcome="terminal_code")
            raise
        self._tell(key, command, by, receipt)
        return receipt

    async def show(self, key: str, *, timeout: float = 10.0) -> Shown:
        """See `Sender.show`."""
        return await self._sender.show(key, timeout=timeout)

    def _tell(self, key: str, command: Command, by: Identity, receipt: Receipt) -> None:
        name, actor = type(command).__name__, actor_of(by, key)
        match command:
            case RecordAccess(full=True, purpose=purpose):
                self._log.note(sorts.UNMASKED, actor, target=read_of(key), outcome=purpose)
            case CountReading() if not receipt.reply:
                self._log.note(sorts.QUOTA_MET, actor)
            case _ if (sort := WATCHED.get(type(command))) and not receipt.replayed:
                subject = getattr(command, "account", "")
                target = f"account:{subject}" if subject else key
                outcome = " ".join(filter(None, (name, getattr(command, "role", ""))))
                self._log.note(sort, actor, target=target, outcome=outcome)


def deny(log: SecurityLog, refusal: Refusal, actor: str, *, target: str) -> None:
    """Tell `log` of a refusal for want of permission, once, be it on its way through several."""
    if getattr(refusal, "told", False):
        return
    refusal.told = True  # type: ignore[attr-defined]
    outcome = refusal.reasons[0].code if refusal.reasons else refusal.kind
    log.note(sorts.DENIED, actor, target=target, outcome=outcome, because=refusal.because)


def read_of(key: str) -> str:
    """Return the key of what the record of readings `key` is of: see `disclosing.ledger_of`."""
    kind, _, id = key.removeprefix("access:").rpartition(".")
    return f"{kind or 'case'}:{id}"


def actor_of(by: Identity, key: str) -> str:
    """Return the account, or the terminal, that `by` is; what the platform itself tells an account
    is told for its owner."""
    if by == PLATFORM:
        return key.removeprefix("account:") if key.startswith("account:") else ""
    sort, _, name = by.id.partition(":")
    return by.id if sort == "terminal" else name
