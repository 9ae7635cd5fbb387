"""Each statistic is the length of the list behind it (NPC-21)."""

import csv
import html
import io
import random
import re
from collections.abc import Iterable
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from actors.kernel.view import Row
from actors.systems.npc_motions.views import PROPOSALS
from actors.systems.npc_motions.views.counts import UNSEEN
from serve_apps.systems.npc_motions.lists import LISTS
from serve_apps.systems.npc_motions.statistics import Statistics, statistics
from storage.mongo import Document
from tests.acceptance.site import Site
from tests.rows import commits_of, folded
from tests.systems.npc_motions import scenarios, scenarios_motions
from tests.systems.npc_motions.chamber import LIBRARY
from tests.systems.npc_motions.living import PEOPLE, WORK_BODY, followed, handed_in

KINDS = ("suggestion", "motion")
FIGURE = re.compile(r'href="(/(?:suggestions|motions)\?[^"]+)">(?:<strong>)?(\d+)<')


@cache
def generated() -> tuple[dict[str, Row], dict[str, Row]]:
    """Return rows and counters after proposals in every state that a scenario leaves them in, some
    of them many times, in an order in which a follower may meet their commits."""
    chance = random.Random(21)
    told = {**scenarios.SCENARIOS, **scenarios_motions.SCENARIOS}
    whole = [[c for c in commits_of(each) if PROPOSALS.reads(c["kind"])] for each in told.values()]
    lanes: list[list[Document]] = []
    for copy in range(60):
        lanes.append([_renamed(commit, copy) for commit in chance.choice(whole)])
    met: list[Document] = []
    while lanes:
        lane = chance.choice(lanes)
        met.append(lane.pop(0))
        lanes = [each for each in lanes if each]
    return folded(PROPOSALS, met)


def _renamed(commit: Document, copy: int) -> Document:
    kind, _, id = commit["key"].partition(":")
    return {**commit, "key": f"{kind}:{id}-{copy}"}


def shown(counters: Iterable[dict[str, Any]], kind: str) -> Statistics:
    of_kind = [each for each in counters if each["kind"] == kind and each["congress"] == "foshan"]
    return statistics(of_kind, "foshan", kind, LIBRARY, "zh")


def behind(href: str, rows: Iterable[Row], kind: str) -> int:
    """Return how many rows the list at `href` has for a body of the congress."""
    path, chosen = urlsplit(href).path, dict(parse_qsl(urlsplit(href).query))
    (listed,) = [each for each in LISTS if each.at == path]
    assert {each.field for each in listed.filters} >= set(chosen)
    assert listed.only == {"kind": kind}
    held = [row for row in rows if row["kind"] == kind and row["state"] not in UNSEEN]
    return sum(all(_is(row[field], value) for field, value in chosen.items()) for row in held)


def _is(value: Any, asked: str) -> bool:
    return asked in value if isinstance(value, list) else value == asked


@pytest.mark.feature("NPC-21")
def test_every_figure_is_the_length_of_the_list_that_it_leads_to() -> None:
    rows, counters = generated()
    compared = 0

    for kind in KINDS:
        told = shown(counters.values(), kind)
        figures = [told.whole, *(figure for group in told.groups for figure in group.figures)]
        for figure in figures:
            assert figure.number == behind(figure.href, rows.values(), kind), figure
            compared += figure.number > 0
    assert compared > 20


@pytest.mark.feature("NPC-21")
def test_every_state_that_a_list_shows_is_counted_once() -> None:
    rows, counters = generated()

    for kind in KINDS:
        told = shown(counters.values(), kind)
        (states,) = [group for group in told.groups if "state=" in group.figures[0].href]
        assert sum(figure.number for figure in states.figures) == told.whole.number > 0
    assert any(row["state"] in UNSEEN for row in rows.values())


@pytest.mark.feature("NPC-21")
def test_the_rate_leaves_out_whoever_did_not_rate() -> None:
    rated = {"satisfied": 15, "basically_satisfied": 2, "dissatisfied": 1, "silent": 2}
    counter = {"kind": "suggestion", "congress": "foshan", "all": 20, "rated": rated}

    assert shown([counter], "suggestion").satisfied == "94.4"
    assert shown([{**counter, "rated": {"silent": 2}}], "suggestion").satisfied == ""


@pytest.mark.feature("NPC-21")
def test_on_the_page_each_figure_leads_to_a_list_of_that_length(site: Site) -> None:
    lead = PEOPLE[16]
    handed_in(site, "counted", lead, title="关于绿道的建议", matter="绿道不连通。")
    followed(site, "counted", lambda row: row["number"])
    with site.client(WORK_BODY) as client:
        page = client.get("/statistics/proposals")
        figures = FIGURE.findall(page.text)
        assert len(figures) >= 3
        for href, number in figures:
            sheet = client.get(html.unescape(href) + "&format=csv").text.removeprefix("\ufeff")
            assert len(list(csv.reader(io.StringIO(sheet)))) - 1 == int(number), href
    with site.client("water_npc_handler") as client:
        assert client.get("/statistics/proposals").status_code == 403
