"""What administrators may change, and how it comes to the accounts."""

import re
from collections.abc import Callable, Container, Iterable
from datetime import date
from typing import Any, cast

from actors.blocks.accounts.commands import (
    ChangeRoles,
    Disable,
    Enable,
    EndSessions,
    Enrol,
    OfferActivation,
)
from actors.blocks.organisation import changes as made
from actors.blocks.organisation import commands as c
from actors.blocks.organisation.changes import AnyChange, StaffChange, subject
from actors.blocks.organisation.chronicle import Chronicle, concerned
from actors.blocks.organisation.events import EVENTS, event_of
from actors.blocks.organisation.importing import import_tree, untimely
from actors.blocks.organisation.state import OrganisationState
from actors.blocks.organisation.units import Organisation
from actors.blocks.organisation.versions import reason_faults
from actors.kernel.deadlines import local_day, start_of_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import Identity
from actors.kernel.library import Library
from actors.kernel.system import Installed
from actors.kernel.turn import Command, Turn
from actors.kernel.words import Title

CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")
ACCOUNT = re.compile(r"[a-z][a-z0-9_-]{1,39}")
EFFECTS = "effects"  # the alarm of the next day on which something changes
OF_UNITS = ("unit", "platform")  # scopes of roles that are held at a unit
T = Turn[OrganisationState]
Handler = Callable[[T, Any], None]


class Deciding:
    """The handlers of an organisation, over the library."""

    def __init__(self, library: Library) -> None:
        self._first = library.shipped[Organisation]
        installed = library[Installed]
        self._roles = {name: role for name, role in installed.roles().items() if role.of == "staff"}
        self._alone = frozenset(name for name, role in self._roles.items() if role.alone)

    def handlers(self) -> dict[type[Command], Handler]:
        """Return the handler of every command."""
        changes: dict[type[Command], Handler] = dict.fromkeys(EVENTS, self._change)
        return {
            **changes,
            c.ImportTree: lambda turn, command: import_tree(self, turn, command),
            c.UndoLast: self._undo,
            c.EndEverySession: self._end_sessions,
            c.IssueActivation: self._issue_activation,
            c.DisableResident: self._disable_resident,
            c.EnableResident: self._enable_resident,
            c.TakeEffect: lambda turn, _: self.tell(turn, turn.state),
        }

    def preview(
        self, state: OrganisationState, by: Identity, event: AnyChange, today: date
    ) -> tuple[Chronicle, Chronicle]:
        """Return the organisation without and with `event`.

        Raises:
            Refusal: what does not fit, all of it.
        """
        before = self.chronicle(state.changes)
        after = self.chronicle((*state.changes, event))
        if isinstance(event, StaffChange):
            self.require_other(by, event.account, getattr(event, "deputy", ""))
        known = set(before.faults(today))
        faults = tuple(each for each in after.faults(today) if each not in known)
        if faults:
            raise Refusal(*faults)
        return before, after

    def chronicle(self, changes: tuple[AnyChange, ...]) -> Chronicle:
        """Return the organisation through time, after `changes`."""
        return Chronicle(self._first, changes, self._alone)

    def _change(self, turn: T, command: c.ChangeCommand) -> None:
        before, today = turn.state, local_day(turn.now)
        faults = [*untimely(command, today)]
        faults += self.faults_in(command, self.chronicle(before.changes).members)
        if faults:
            raise Refusal(*faults)
        event = event_of(command, before.count + 1, turn.now)
        self.preview(before, turn.by, event, today)
        turn.emit(cast("Any", event))
        self.tell(turn, before)

    def faults_in(self, command: Any, members: Container[str]) -> Iterable[Reason]:
        """Yield what is wrong with the command, whatever holds on which day."""
        account = getattr(command, "account", None)
        if isinstance(command, c.EnterStaff):
            if not ACCOUNT.fullmatch(command.account):
                yield Reason("organisation.account_name", "/account")
            elif command.account in members:
                yield Reason("organisation.account_taken", "/account")
            if not (command.name.zh.strip() and command.name.en.strip()):
                yield Reason("organisation.title_in_both_languages", "/name")
        elif account is not None and account not in members:
            yield Reason("organisation.unknown_account", "/account")
        deputy = getattr(command, "deputy", "")
        if deputy and deputy not in members:
            yield Reason("organisation.unknown_account", "/deputy")
        if deputy and deputy == account:
            yield Reason("organisation.deputy_of_oneself", "/deputy")
        role = getattr(command, "role", None)
        if role is not None and role not in self._roles:
            yield Reason("organisation.unknown_role", "/role")
        elif role and self._roles[role].scope in OF_UNITS and command.scope in self._first.places:
            yield Reason("organisation.unit_not_there", "/scope", {"unit": command.scope})
        until = getattr(command, "until", None)
        if until is not None and until < command.effective:
            yield Reason("organisation.ends_before_it_begins", "/until")
        title = getattr(command, "title", None)
        if isinstance(title, Title) and not (title.zh.strip() and title.en.strip()):
            yield Reason("organisation.title_in_both_languages", "/title")
        if isinstance(command, c.EstablishUnit):
            if not CODE.fullmatch(command.unit):
                yield Reason("organisation.unit_code", "/unit")
            if command.place not in self._first.places:
                yield Reason("place.unknown", "/place")

    def require_other(self, by: Identity, *accounts: str) -> None:
        """Check that nobody changes what he is himself."""
        own = by.id.partition(":")[2]
        if own in accounts or (by.acting_for and by.acting_for in accounts):
            raise Refusal(Reason("organisation.own_account"), kind="forbidden")

    def _undo(self, turn: T, command: c.UndoLast) -> None:
        before, today = turn.state, local_day(turn.now)
        _require_reason(command.reason)
        of_subject = [each for each in before.changes if subject(each) == command.subject]
        if not of_subject or of_subject[-1].number != command.number:
            raise Refusal(Reason("organisation.not_the_last_change"), kind="not_now")
        last = of_subject[-1]
        if isinstance(last, StaffChange):
            self.require_other(turn.by, last.account, getattr(last, "deputy", ""))
        if last.effective < today:
            raise Refusal(Reason("organisation.in_effect_already"), kind="not_now")
        known = set(self.chronicle(before.changes).faults(today))
        kept = tuple(each for each in before.changes if each is not last)
        if any(each not in known for each in self.chronicle(kept).faults(today)):
            raise Refusal(Reason("organisation.others_need_it"), kind="not_now")
        undone = made.ChangeUndone(at=turn.now, number=last.number, reason=command.reason.strip())
        turn.emit(undone)
        self.tell(turn, before)

    def _end_sessions(self, turn: T, command: c.EndEverySession) -> None:
        _require_reason(command.reason)
        self._require_member(turn.state, command.account)
        ended = made.SessionsEnded(
            at=turn.now, account=command.account, reason=command.reason.strip()
        )
        turn.emit(ended)
        turn.send(f"account:{command.account}", EndSessions())

    def _issue_activation(self, turn: T, command: c.IssueActivation) -> None:
        _require_reason(command.reason)
        self._require_member(turn.state, command.account)
        self.require_other(turn.by, command.account)
        issued = made.ActivationIssued(
            at=turn.now,
            account=command.account,
            reason=command.reason.strip(),
            factors_lost=command.factors_lost,
        )
        turn.emit(issued)
        offer = OfferActivation(code_hash=command.code_hash, factors_lost=command.factors_lost)
        turn.send(f"account:{command.account}", offer)

    def _disable_resident(self, turn: T, command: c.DisableResident) -> None:
        self._require_resident(turn.state, command.account, command.reason)
        if turn.state.disabled(command.account):
            raise Refusal(Reason("organisation.stands_so_already", "/account"), kind="not_now")
        account, reason = command.account, command.reason.strip()
        turn.emit(made.ResidentDisabled(at=turn.now, account=account, reason=reason))
        turn.send(f"account:{account}", Disable(told=turn.seq))

    def _enable_resident(self, turn: T, command: c.EnableResident) -> None:
        self._require_resident(turn.state, command.account, command.reason)
        if not turn.state.disabled(command.account):
            raise Refusal(Reason("organisation.stands_so_already", "/account"), kind="not_now")
        account, reason = command.account, command.reason.strip()
        turn.emit(made.ResidentEnabled(at=turn.now, account=account, reason=reason))
        turn.send(f"account:{account}", Enable(told=turn.seq))

    def _require_member(self, state: OrganisationState, account: str) -> None:
        if account not in self.chronicle(state.changes).members:
            raise Refusal(Reason("organisation.unknown_account", "/account"))

    def _require_resident(self, state: OrganisationState, account: str, reason: str) -> None:
        """Check that the account is nobody's of the staff; whether there is one is not known here:
        to one that is not there nothing happens."""
        faults = list(reason_faults(reason))
        if not ACCOUNT.fullmatch(account):
            faults.append(Reason("organisation.account_name", "/account"))
        elif account in self.chronicle(state.changes).members:
            faults.append(Reason("organisation.account_of_staff", "/account"))
        if faults:
            raise Refusal(*faults)

    def tell(self, turn: T, before: OrganisationState) -> None:
        """Tell every account for which today differs from what it was told last, and wake up when
        something changes next."""
        today = local_day(turn.now)
        since = before.told or today
        if turn.state.told != today:
            turn.emit(made.TookEffect(at=turn.now, on=today))
        then = self.chronicle(before.changes)
        now = self.chronicle(turn.state.changes)
        for account in concerned((*before.changes, *turn.state.changes)):
            if account in now.members and account not in then.members:
                display = now.members[account].zh
                turn.send(f"account:{account}", Enrol(told=turn.seq, display=display))
            elif account in then.members and account not in now.members:
                turn.send(f"account:{account}", Disable(told=turn.seq))
            capacities = now.capacities(account, today)
            if capacities != then.capacities(account, since):
                turn.send(f"account:{account}", ChangeRoles(told=turn.seq, capacities=capacities))
            disabled = now.posts.disabled(account, today)
            if disabled != then.posts.disabled(account, since):
                told = Disable(told=turn.seq) if disabled else Enable(told=turn.seq)
                turn.send(f"account:{account}", told)
        coming = now.days(today)[1:]
        if coming:
            turn.remind(EFFECTS, start_of_day(coming[0]), c.TakeEffect())
        else:
            turn.forget(EFFECTS)


def _require_reason(reason: str) -> None:
    faults = tuple(reason_faults(reason))
    if faults:
        raise Refusal(*faults)
