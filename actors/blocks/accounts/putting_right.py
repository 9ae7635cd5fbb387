"""Putting right what is recorded of a person (更正, PIPL Art. 46): the record is not altered, an
event says what it said and what it says from then on."""

from datetime import date, datetime
from typing import Any

import msgspec

from actors.blocks.accounts.standing import require_platform
from actors.blocks.accounts.state import AccountState, Replaced
from actors.blocks.messages.address import to_somebody
from actors.blocks.messages.notify import notify
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason
from actors.kernel.identifiers import mobile, person_name, resident_id
from actors.kernel.turn import Command, Event, Turn

PARTS = ("/person/name", "/person/phone")
"""What of an account its owner can ask to have put right."""

ID_NUMBER = "/person/id_number"
"""What of it is put right where a clerk has seen the document alone, never by its owner."""


class PutRight(Command, frozen=True, kw_only=True):
    """Platform: the unit `unit` has granted the application `basis`, a case number, of the account
    `account`: the part `part`, a JSON pointer, that says `says`, shall say `should_be`. `seen`: a
    clerk has seen the document of the person, who was present."""

    part: str
    says: str
    should_be: str
    account: str
    unit: str
    basis: str
    seen: bool = False


class RecordPutRight(Event, frozen=True, kw_only=True):
    """`part` said `before`, and says `after` from now on, by the decision on the case `basis`."""

    at: datetime
    part: str
    before: object
    after: object
    unit: str
    basis: str


def replaced_by(event: RecordPutRight) -> Replaced:
    """Return what the state keeps of it."""
    return Replaced(
        at=event.at, part=event.part, before=event.before, after=event.after, basis=event.basis
    )


def faults(part: str, text: str, today: date, *, field: str = "") -> tuple[Reason, ...]:
    """Return what is wrong with `text` as the name, the telephone or, on the local day `today`, the
    number of a person."""
    if part.endswith("/id_number"):
        return resident_id(text, today=today, divisions={}, field=field).errors
    check = mobile if part.endswith("/phone") else person_name
    return check(text, field=field).errors


def tell(turn: Turn[Any], kind: str, account: str, basis: str, *, done: bool) -> None:
    """Tell the person with this account whether what the case with the number `basis` granted was
    put right: it is not where the record is another's, or has changed since."""
    template = f"{kind}.{'PutRight' if done else 'NotPutRight'}"
    notify(turn, to_somebody(f"person:{account}"), template, {"number": basis})


def put_right(turn: Turn[AccountState], command: PutRight) -> None:
    """Put a part of the account right, and tell its owner."""
    require_platform(turn)
    state = turn.state
    name = command.part.rpartition("/")[2]
    parts = (*PARTS, ID_NUMBER) if command.seen and _is_of_a_person(state) else PARTS
    before = getattr(state.person, name) if state.person and command.part in parts else None
    done = (
        before is not None
        and before == command.says
        and command.account == state.id
        and not faults(command.part, command.should_be, local_day(turn.now))
    )
    if done:
        turn.emit(
            RecordPutRight(
                at=turn.now,
                part=command.part,
                before=before,
                after=command.should_be,
                unit=command.unit,
                basis=command.basis,
            )
        )
    tell(turn, "account", command.account, command.basis, done=done)


def _is_of_a_person(state: AccountState) -> bool:
    return state.person is not None and state.person.id_type == "resident_id"


def with_part(state: AccountState, event: RecordPutRight) -> AccountState:
    """Return the account with the part as it is from now on."""
    name = event.part.rpartition("/")[2]
    person = state.person and msgspec.structs.replace(state.person, **{name: event.after})
    return msgspec.structs.replace(
        state, person=person, put_right=(*state.put_right, replaced_by(event))
    )
