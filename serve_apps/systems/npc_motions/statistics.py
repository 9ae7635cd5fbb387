"""Statistics of proposals (统计): each figure is the length of a list, and leads to it (NPC-21)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, cast
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from actors.kernel.library import Library
from actors.kernel.view import Row
from actors.systems.npc_motions.ratings import RatingCount, satisfaction
from actors.systems.npc_motions.standing import standing
from actors.systems.npc_motions.views.counts import DERIVED
from serve_apps.front.language import Language, language_of
from serve_apps.front.policies import staff_with
from serve_apps.front.rendering import page, unit_name
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Wired
from serve_apps.front.words import word
from serve_apps.pages.records import Records
from serve_apps.systems.npc_motions.lists import LEVELS, MOTION_STATES, RATED, SUGGESTION_STATES

router = APIRouter(include_in_schema=False)
BODIES = ("work_body", "session_secretariat", "chairperson")
"""The roles that see everything of their congress that was handed in, and so the whole of each
list."""
LISTS = {"suggestion": "/suggestions", "motion": "/motions"}


@dataclass(frozen=True, kw_only=True)
class Figure:
    """How many proposals a list has; `title` says which, `href` leads to them."""

    title: str
    number: int
    href: str


@dataclass(frozen=True, kw_only=True)
class Group:
    """Figures by one field of the proposals."""

    title: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, kw_only=True)
class Statistics:
    """The figures of one kind; `satisfied` is the rate in per cent, "" if nobody rated."""

    title: str
    whole: Figure
    groups: tuple[Group, ...]
    satisfied: str = ""


@router.get("/statistics/proposals")
async def show(
    request: Request, visitor: Annotated[Visitor, Depends(staff_with(*BODIES))], services: Wired
) -> Response:
    """Show how many proposals of the visitor's congress there are, by what lists filter by."""
    congress = str(standing(visitor.identity, services.library)["congress"])
    language = language_of(request)
    collection = services[Records].database[DERIVED.name]
    kinds: list[Statistics] = []
    for kind in LISTS:
        counters = await collection.find({"congress": congress, "kind": kind}).to_list()
        kinds.append(statistics(counters, congress, kind, services.library, language))
    return page(request, "npc_motions/statistics.html", {"kinds": kinds})


def statistics(
    counters: Iterable[Row], congress: str, kind: str, library: Library, language: Language
) -> Statistics:
    """Return the figures of `kind` in `congress`, whose `counters` (of `proposal_counts`) are those
    of its sessions."""
    sums: Counter[str] = Counter()
    for counter in counters:
        sums.update(dict(_flat(counter)))

    def figure(title: str, name: str, **chosen: str) -> Figure:
        query = urlencode({"congress": congress, **chosen})
        return Figure(title=title, number=sums[name], href=f"{LISTS[kind]}?{query}")

    def group(field: str, prefix: str, titles: Mapping[str, str]) -> Group:
        shown = {value: title for value, title in titles.items() if sums[f"{prefix}.{value}"]}
        figures = (
            figure(title, f"{prefix}.{value}", **{field: value}) for value, title in shown.items()
        )
        return Group(title=word(f"{kind}.fields.{field}", language), figures=tuple(figures))

    def units(prefix: str) -> dict[str, str]:
        codes = (name.partition(".")[2] for name in sorted(sums) if name.startswith(f"{prefix}."))
        return {code: unit_name(library, code, language) for code in codes}

    states = SUGGESTION_STATES if kind == "suggestion" else MOTION_STATES
    groups = [
        group(
            "state", "states", {each: word(f"{kind}.states.{each}", language) for each in states}
        ),
        group("units", "units", units("units")),
        group("delegation", "delegations", units("delegations")),
    ]
    rate = ""
    if kind == "suggestion":
        groups += [
            group("level", "levels", _chosen("level", LEVELS, language)),
            group("key", "keys", _chosen("key", ("decided", "proposed"), language)),
            group("rated", "rated", _chosen("rated", RATED, language)),
        ]
        rate = _rate(sums)
    return Statistics(
        title=word("entries.proposals" if kind == "suggestion" else "entries.motions", language),
        whole=figure(word("lists.proposals.whole", language), "all"),
        groups=tuple(each for each in groups if each.figures),
        satisfied=rate,
    )


def _chosen(field: str, values: tuple[str, ...], language: Language) -> dict[str, str]:
    return {each: word(f"suggestion.choices.{field}.{each}", language) for each in values}


def _rate(sums: Mapping[str, int]) -> str:
    rated = {name: sums.get(f"rated.{name}", 0) for name in RATED}
    rate = satisfaction(RatingCount(**rated))
    return "" if rate is None else str(rate)


def _flat(document: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, int]]:
    """Yield the counters of `document` by their dotted names."""
    for name, value in document.items():
        if isinstance(value, Mapping):
            yield from _flat(cast("Mapping[str, Any]", value), f"{path}{name}.")
        elif isinstance(value, int):
            yield f"{path}{name}", value
