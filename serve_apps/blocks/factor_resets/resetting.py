"""Seeing to a reset at a window: whether who is present owns the account, and the code; the same on
pages and by program."""

from typing import Annotated, Literal
from uuid import uuid4

import msgspec

from actors.blocks.accounts.state import AccountState, Person
from actors.blocks.factor_resets.reset import (
    RESET,
    AgreeToReset,
    FactorReset,
    IssueResetCode,
    ProposeReset,
)
from actors.blocks.forms import normalise
from actors.blocks.security import sorts
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identifiers import DivisionRegister, resident_id
from actors.kernel.turn import Command
from serve_apps.front.activation_codes import new_code, read_code
from serve_apps.front.session import may_be_account
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services

Name = Annotated[str, msgspec.Meta(max_length=200)]
Number = Annotated[str, msgspec.Meta(max_length=64)]


class ResetWish(msgspec.Struct, frozen=True, kw_only=True):
    """Which account, and who is present: name and number of the document, read by the reader
    ("card") or typed from it ("typed")."""

    account: Name
    name: Name
    id_number: Number
    identified: Literal["", "card", "typed"] = ""


async def proposed(services: Services, visitor: Visitor, _id: str, sent: ResetWish) -> ProposeReset:
    """Return the command that proposes the reset of the account, whose owner was seen.

    Raises:
        Refusal: nobody said how he was seen, the number is none, or they are not the owner's; it is
            an account of staff, of an organisation, or the clerk's own.
        Overloaded, Unavailable: the account could not be asked.
    """
    number = normalise.identifier(sent.id_number)
    faults = list(_number_faults(services, number))
    if not sent.identified:
        faults.insert(0, Reason("factor_reset.how", "/identified"))
    if faults:
        raise Refusal(*faults)
    name = sent.account.strip().lower()
    account = AccountState(id="")
    if may_be_account(name):
        account = (await services.sender.show(f"account:{name}")).state
    try:
        person = _owner(account)
    except Refusal:
        _note(services, visitor, name)
        raise
    same = person.id_number == number and normalise.person_name(
        person.name
    ) == normalise.person_name(sent.name)
    if not same:
        _note(services, visitor, name)
        raise Refusal(Reason("factor_reset.not_the_owner", "/account"))
    _require_another(visitor, person)
    assert sent.identified
    return ProposeReset(account=name, identified=sent.identified)


async def agreed(services: Services, visitor: Visitor, id: str, sent: AgreeToReset) -> Command:
    """Return `sent`, unless who would agree has the name of the account's owner: it might be he.

    Raises:
        Refusal: he has.
        Overloaded, Unavailable: the account could not be asked.
    """
    state: FactorReset = (await services.sender.show(f"{RESET}:{id}")).state
    if state.account and visitor.kind == "staff":
        account: AccountState = (await services.sender.show(f"account:{state.account}")).state
        _require_another(visitor, account.person)
    return sent


async def issue(services: Services, visitor: Visitor, id: str) -> str:
    """Return a new code by which the owner of the account sets a password; it is shown this once.

    Raises:
        Refusal: the rules say no, or it was shown before.
        ProofNeeded: the visitor has to prove more who he is.
        Overloaded, Unavailable: it is not known to be done: propose the reset again.
    """
    key = f"{RESET}:{id}"
    state: FactorReset = (await services.sender.show(key)).state
    if state.phase == "issued" and state.proposed_by == visitor.identity.id:
        raise Refusal(Reason("factor_reset.code_shown"), kind="not_now")
    target = f"account:{state.account}" if state.account else key
    if state.account:
        _owner((await services.sender.show(target)).state)
    code = new_code()
    wish = IssueResetCode(code_hash=await services.sessions.hash(read_code(code)))
    await services.security.record(
        sorts.RESET_OFFERED, visitor.account, target=target, outcome=type(wish).__name__
    )
    await services.sender.send(key, wish, id=uuid4().hex, by=visitor.identity)
    return code


def _number_faults(services: Services, number: str) -> tuple[Reason, ...]:
    divisions = services.library[DivisionRegister].years
    today = local_day(services.clock.now())
    return resident_id(number, today=today, divisions=divisions, field="/id_number").errors


def _owner(account: AccountState) -> Person:
    """Return the person whose account it is.

    Raises:
        Refusal: it is of staff, of an organisation or of nobody, or is disabled.
    """
    if account.kind == "staff":
        raise Refusal(Reason("factor_reset.staff", "/account"))
    if account.person is None:
        raise Refusal(Reason("factor_reset.not_the_owner", "/account"))
    if account.person.id_type != "resident_id":
        raise Refusal(Reason("factor_reset.no_person", "/account"))
    if account.disabled:
        raise Refusal(Reason("factor_reset.disabled", "/account"))
    return account.person


def _require_another(visitor: Visitor, person: Person | None) -> None:
    if person and normalise.person_name(person.name) == normalise.person_name(visitor.name):
        raise Refusal(Reason("factor_reset.ones_own"), kind="forbidden")


def _note(services: Services, visitor: Visitor, name: str) -> None:
    """Note that somebody tried it with what is not the owner's."""
    security = services.security
    security.note(sorts.RESET_REFUSED, visitor.account, outcome=security.stranger(name))
