"""The application that a session fills in: its pages, its faults, and how it is sealed."""

from collections.abc import Callable, Mapping

import msgspec
from uuid_utils import uuid7

from actors.blocks.cases.items import ServiceItem, form_of, reference_of
from actors.blocks.forms.conditions import holds
from actors.blocks.forms.layout import Field
from actors.blocks.forms.normalise import identifier
from actors.blocks.terminals.reports import Filing, Sealed
from actors.kernel.deadlines import CHINA
from actors.kernel.errors import Reason
from actors.kernel.identifiers import mobile
from actors.kernel.words import Title
from edge.devices.id_card import IdCard
from edge.outbox import wall_clock
from edge.screens.words import title
from edge.sealing import seal
from edge.session import Session

PHONE = "applicant_phone"  # asked for when the item's form has no telephone number
Pages = list[tuple[Title, tuple[Field, ...]]]

# Answers that a card gives, by the names that forms use.
FROM_CARD: Mapping[str, Callable[[IdCard], object]] = {
    "birth_date": lambda card: card.birth.isoformat(),
    "sex": lambda card: {"1": "male", "2": "female"}.get(card.sex, ""),
    "home_address": lambda card: card.address,
    "household_address": lambda card: card.address,
}


def take_card(session: Session, card: IdCard) -> None:
    """Put `card` into the application, with the answers that it gives."""
    session.card, session.step, session.section = card, "form", 0
    names = {field.name for section in session.applied_for.sections for field in section.fields}
    for name in names & FROM_CARD.keys():
        session.answers.setdefault(name, FROM_CARD[name](card))


def take(session: Session, given: Mapping[str, object]) -> None:
    """Put what was entered into the application, read as every channel reads it; what cannot be
    read stays as it was typed, for its fault to be told beside it."""
    form = form_of(session.applied_for)
    for name, entered in given.items():
        if name == PHONE and isinstance(entered, str):
            session.answers[name] = identifier(entered, "mobile")
        else:
            session.answers[name] = form.read(name, entered)


def pages(session: Session) -> Pages:
    """Return the pages of the form: a title and the fields that the answers so far show."""
    found = [(s.title, _shown(s.fields, session)) for s in session.applied_for.sections]
    if not _phones(session.applied_for):
        field = Field(name=PHONE, title=title("phone"), widget="phone", check="mobile")
        found.append((title("contact"), (field,)))
    return [page for page in found if page[1]]


def faults(session: Session) -> tuple[Reason, ...]:
    """Return what is wrong by the form's own rules; what needs the city's data, and the rules of
    the item's system, are asked by the platform."""
    rules = form_of(msgspec.structs.replace(session.applied_for, checks=()))
    answers = rules.clean(_answers(session))
    today = wall_clock().astimezone(CHINA).date()
    found = rules.faults(answers, today=today, divisions={}, rules={})
    if not _phones(session.applied_for):
        phone = str(session.answers.get(PHONE, ""))
        found += mobile(phone, field=f"/form/{PHONE}").errors
    return found


def materials(session: Session) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names of the materials that must be promised, and of those that only a window or
    an upload can bring."""
    needed = [
        spec
        for spec in session.applied_for.materials
        if not spec.optional and holds(spec.required_if, session.answers)
    ]
    elsewhere = [spec for spec in needed if "licence_store" not in spec.sources]
    promised = tuple(spec.name for spec in elsewhere if "promise" in spec.sources)
    return promised, tuple(spec.name for spec in elsewhere if "promise" not in spec.sources)


def sealed(session: Session, box_key: bytes, terminal: str) -> Sealed:
    """Return the application as the report that the platform alone can read.

    Raises:
        ValueError: no card was read.
    """
    if session.card is None:
        raise ValueError("an application needs a card")
    item, key = session.applied_for, uuid7().hex
    answers = form_of(item).clean(_answers(session))
    phones = (str(answers.get(name, "")) for name in _phones(item))
    filing = Filing(
        name=session.card.name,
        id_number=session.card.number,
        phone=next(filter(None, phones), str(session.answers.get(PHONE, ""))),
        form=answers,
        promised=session.promised,
        identified="card",
        statement=reference_of(item),
    )
    return Sealed(
        session=session.id,
        item=item.code,
        item_version=item.version,
        idempotency_key=key,
        provisional=session.provisional,
        box=seal(box_key, msgspec.msgpack.encode(filing), f"{terminal}/{key}".encode()),
    )


def _shown(fields: tuple[Field, ...], session: Session) -> tuple[Field, ...]:
    return tuple(field for field in fields if holds(field.visible_if, session.answers))


def _phones(item: ServiceItem) -> list[str]:
    """Return the names of the form's fields that ask for a telephone number."""
    return [f.name for section in item.sections for f in section.fields if f.widget == "phone"]


def _answers(session: Session) -> dict[str, object]:
    return {name: value for name, value in session.answers.items() if name != PHONE}
