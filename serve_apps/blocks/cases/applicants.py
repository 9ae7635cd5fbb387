"""Who applies (申请人): residents as their accounts know them, others as a clerk has seen them."""

from collections.abc import Iterator
from typing import Literal

import msgspec

from actors.blocks.accounts.state import AccountState, Person
from actors.blocks.cases.state import Applicant
from actors.blocks.forms import normalise
from actors.kernel.errors import Reason, Refusal
from serve_apps.blocks.cases.recognising import person_of
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """Who applies. A resident may leave it out: it is who he is, or whom he acts for. A clerk says
    in `identified` how the person present was identified: by a card that was read, or by a document
    from which this was typed, and in `texted` that he agrees to be told by text messages."""

    kind: Literal["natural", "legal"]
    name: str
    id_type: Literal["resident_id", "credit_code"]
    id_number: str
    phone: str = ""
    identified: Literal["", "card", "typed"] = ""
    texted: bool = False


async def applicant_of(services: Services, visitor: Visitor, sent: Sent | None) -> Applicant:
    """Return the applicant of what `visitor` files.

    Raises:
        Refusal: a resident names somebody else than he acts for, or his account stands for nobody;
            a clerk names nobody, or does not say how the person was identified.
        Overloaded, Unavailable: the account could not be asked.
    """
    if visitor.kind == "staff":
        return _present(services, sent)
    account: AccountState = (await services.sender.show(f"account:{visitor.represents}")).state
    person = account.person
    if person is None:
        raise Refusal(Reason("access.forbidden"), kind="forbidden")
    if sent is not None and (wrong := tuple(_differences(sent, person))):
        raise Refusal(*wrong)
    return Applicant(
        kind=kind_of(person),
        account=visitor.represents,
        identified="account",
        **msgspec.structs.asdict(person),
    )


def _present(services: Services, sent: Sent | None) -> Applicant:
    if sent is None:
        raise Refusal(Reason("form.required", "/applicant"))
    if not sent.identified:
        raise Refusal(Reason("applicant.how_identified", "/applicant/identified"))
    person = person_of(services, sent.id_number) if sent.kind == "natural" else ""
    return Applicant(**msgspec.structs.asdict(sent), person=person)


def kind_of(person: Person) -> Literal["natural", "legal"]:
    """Return which kind of applicant a proven identity makes."""
    return "natural" if person.id_type == "resident_id" else "legal"


def _differences(sent: Sent, person: Person) -> Iterator[Reason]:
    """Yield what of `sent` is not what the account says. How a number was typed does not count."""
    number = normalise.identifier
    same = {
        "kind": sent.kind == kind_of(person),
        "name": normalise.person_name(sent.name) == normalise.person_name(person.name),
        "id_type": sent.id_type == person.id_type,
        "id_number": number(sent.id_number) == number(person.id_number),
        "phone": not sent.phone or _phone(sent.phone) == _phone(person.phone),
        "identified": not sent.identified,
        "texted": not sent.texted,
    }
    for field, is_so in same.items():
        if not is_so:
            yield Reason("applicant.not_you", f"/applicant/{field}")


def _phone(typed: str) -> str:
    return normalise.identifier(typed, "mobile")
