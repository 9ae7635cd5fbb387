"""Congresses (人民代表大会): the numbers that the law of each level asks for, as data."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import msgspec
from msgspec.structs import fields

from actors.kernel.mistakes import Mistake, Mistakes
from actors.kernel.shape import read
from actors.systems.npc_motions.profile import NAME
from actors.systems.npc_motions.provisions import Count, Flag, Proportion, Provision, faults


class Congress(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one kind of congress asks for; None where its law does not speak of it.

    `movers` and `interpellants` are deputies (代表), `committee_movers` and
    `committee_interpellants` members of the standing committee (常委会组成人员). A delegation
    (代表团) decides by `delegation_majority` of all its deputies. `quorum` is of all
    deputies, `presidium_quorum` and `presidium_decision` of all members of the presidium (主席团),
    `adoption` of all deputies, not of those present, and `turnout` what makes a vote valid.
    `second_answer` is the part of those who interpellated (质询) that must be dissatisfied.
    """

    name: str
    level: Literal["national", "province", "city", "county", "township"]
    movers: Count
    delegation_may_move: Flag
    interpellants: Count
    delegation_may_interpellate: Flag
    quorum: Proportion
    adoption: Proportion
    presidium_decision: Proportion
    delegation_majority: Proportion
    second_answer: Proportion
    committee_movers: Count | None = None
    committee_interpellants: Count | None = None
    presidium_quorum: Proportion | None = None
    turnout: Proportion | None = None


def parse(document: Mapping[str, Any], file: str) -> Congress:
    """Return the congress that `document` (as read from TOML) describes.

    Raises:
        Mistakes: everything that is wrong with it, with the key in `file`.
    """
    congress, mistakes = read(document, Congress, file)
    if congress is not None:
        mistakes += (Mistake(file, place, rule) for place, rule in _faults(congress))
    if congress is None or mistakes:
        raise Mistakes(mistakes)
    return congress


def _faults(congress: Congress) -> Iterator[tuple[str, str]]:
    if not NAME.fullmatch(congress.name):
        yield "name", "is of small letters, digits and _"
    for field in fields(congress):
        value = getattr(congress, field.name)
        if isinstance(value, Provision):
            yield from ((f"{field.name}.{key}", rule) for key, rule in faults(value))
