"""What follows from the comparisons of a record with entries, and a whole run of it (SDB-18).

One record after the other: what is linked changes nothing about the entries of others, so that no
id changes but by a decision that somebody has made, and that is kept.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from actors.systems.service_insight.base.comparing import blocks, compared
from actors.systems.service_insight.base.identities import resolved
from actors.systems.service_insight.base.said import Said
from actors.systems.service_insight.base.weighing import (
    Evidence,
    Level,
    Verdict,
    Weighting,
    judged,
    weigh,
)

MOST_SHOWN = 5  # entries among which a steward chooses


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """How a record compares with an entry, feature by feature."""

    entry: str
    levels: Mapping[str, Level]


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """What a comparison weighs: the evidence on which somebody or the policy decides."""

    entry: str
    weight: float
    probability: float
    verdict: Verdict
    evidence: tuple[Evidence, ...]


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of a record, by which matches, the likeliest first; `entry` is the one that it
    is linked to, "" for one of its own, or while a steward is to decide."""

    phase: Literal["linked", "candidate", "new"]
    matches: tuple[Match, ...]
    entry: str = ""


def settled(comparisons: Iterable[Comparison], weighting: Weighting) -> Settled:
    """Return what becomes of a record. Where several entries are of one person by the policy, a
    steward decides. Of a record of its own the likeliest entry is told that it was not of."""
    found = sorted(
        (_match(each, weighting) for each in comparisons),
        key=lambda each: (-each.probability, each.entry),
    )
    likely = tuple(each for each in found if each.verdict != "new")[:MOST_SHOWN]
    linking = [each for each in likely if each.verdict == "link"]
    if len(linking) == 1:
        return Settled(phase="linked", matches=likely, entry=linking[0].entry)
    if likely:
        return Settled(phase="candidate", matches=likely)
    return Settled(phase="new", matches=tuple(found[:1]))


def rerun(
    records: Iterable[tuple[str, Said]],
    weighting: Weighting,
    decided: Mapping[str, str] | None = None,
    into: Mapping[str, str] | None = None,
) -> Mapping[str, str]:
    """Match `records`, (id, what it says) in the order in which they came, from the beginning, and
    return the entry of each, "" while a steward is to decide. `decided` are the entries that
    stewards have chosen for records, `into` the entries that others were merged into: both hold
    whatever the weights say."""
    decided, into = decided or {}, into or {}
    known: defaultdict[str, list[Said]] = defaultdict(list)
    of_block: defaultdict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    entries: dict[str, str] = {}
    for id, said in records:
        own = blocks(said)
        alike = dict.fromkeys(entry for block in own for entry in of_block[block])
        entry = decided.get(id)
        if entry is None:
            found = settled(
                (Comparison(entry=each, levels=compared(said, known[each])) for each in alike),
                weighting,
            )
            entry = "" if found.phase == "candidate" else found.entry or id
        entry = resolved(entry, into)
        entries[id] = entry
        if entry:
            known[entry].append(said)
            for block in own:
                of_block[block][entry] = None
    return entries


def _match(comparison: Comparison, weighting: Weighting) -> Match:
    weighed = weigh(comparison.levels, weighting)
    return Match(
        entry=comparison.entry,
        weight=round(weighed.weight, 4),
        probability=weighed.probability,
        verdict=judged(weighed, weighting),
        evidence=weighed.evidence,
    )
