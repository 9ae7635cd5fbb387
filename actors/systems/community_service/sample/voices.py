"""What residents of the sample city asked and suggested, and how far it is."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from actors.blocks.accounts.roles import RESIDENT
from actors.blocks.organisation.units import Organisation
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.library import Library
from actors.kernel.system import Act
from actors.kernel.turn import Command
from actors.systems.community_service.sample.offers import holder
from actors.systems.community_service.voice import records as r
from actors.systems.community_service.voice.places import answerer, serving

_FILE = Path(__file__).with_suffix(".toml")


class Told(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody asked: with an account, without, or through the clerk of the unit `clerk`; then
    what was done with it, "" or 0 for nothing."""

    account: str
    sort: r.Sort
    topic: r.Topic
    place: str
    title: str
    text: str
    name: str = ""
    phone: str = ""
    order: str = ""
    publish: bool = False
    clerk: str = ""
    returned: str = ""
    extended: str = ""
    answer: str = ""
    question: str = ""
    stars: int = 0


class Plan(msgspec.Struct, frozen=True):
    """Everything that was asked, in order."""

    voices: tuple[Told, ...]


def plan(library: Library) -> Iterator[Act]:
    """Yield what residents asked, and what units did."""
    organisation = library[Organisation]
    said = msgspec.toml.decode(_FILE.read_bytes(), type=Plan)
    for n, told in enumerate(said.voices, start=1):
        unit = serving(told.place, organisation)
        if unit is None:
            continue
        asker = Identity(f"person:{told.account}", (RESIDENT,)) if told.account else PLATFORM
        clerk = holder(organisation, unit, answerer(unit, organisation))
        if told.clerk:
            asker = holder(organisation, told.clerk, "village_clerk") or PLATFORM
        steps = (
            (asker, _raised(told)),
            (clerk, told.returned and r.ReturnVoice(reason=told.returned)),
            (
                holder(organisation, unit, "approver"),
                told.extended and r.ExtendVoice(reason=told.extended),
            ),
            (clerk, told.answer and r.AnswerVoice(text=told.answer)),
            (clerk, told.question and r.PublishVoice(question=told.question, answer=told.answer)),
            (asker, told.stars and r.RateVoice(stars=told.stars)),
        )
        for by, wish in steps:
            if by is not None and isinstance(wish, Command):
                yield Act(key=f"{r.VOICE}:{n:032x}", command=wish, by=by)


def _raised(told: Told) -> r.RaiseVoice:
    return r.RaiseVoice(
        sort=told.sort,
        topic=told.topic,
        place=told.place,
        title=told.title,
        text=told.text,
        name=told.name,
        phone=told.phone,
        order=told.order,
        publish=told.publish,
    )
