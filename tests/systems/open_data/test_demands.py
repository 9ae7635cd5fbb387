"""What people would have opened: moderated, voted for, answered in time."""

from typing import Any
from uuid import uuid4

import msgspec
import pytest

from actors.systems.open_data.demand import records as r
from actors.systems.open_data.demand.deciding import Deciding
from tests.acceptance.site import Site
from tests.acceptance.test_page_structure import faults, fetched
from tests.systems.open_data import demands as d
from tests.systems.open_data.opening import HEAD, LIBRARY
from tests.systems.open_data.walking import send
from tests.waiting import until


@pytest.mark.parametrize("name", d.DEMANDS)
def test_a_demand_goes_its_way(name: str) -> None:
    d.DEMANDS[name].run()


def test_supervision_sees_both_days_and_when_they_were_kept() -> None:
    kind = d.demand_kind(LIBRARY)
    state: Any = r.Demand()
    led = Deciding(LIBRARY)
    assert led.watched(state) is None
    at = "2026-10-12T01:00:00Z"
    for event in (
        {"type": "DemandPosted", "at": at, "owner": "person:an", "title": "x", "text": "y",
         "due": "2026-10-13"},
        {"type": "DemandShown", "at": at, "by": "staff:x", "unit": "health", "title": "x",
         "text": "y", "due": "2026-11-09"},
    ):  # fmt: skip
        state = kind.evolve(state, msgspec.convert(event, r.DemandEvent))
    subject = led.watched(state)
    assert subject is not None and subject.unit == "health" and not subject.closed
    moderation, reply = subject.clocks
    assert moderation.stopped_at is not None and reply.stopped_at is None
    assert [str(mark.on) for mark in reply.marks] == ["2026-11-10", "2026-11-11"]


def test_nobody_votes_under_the_id_of_another() -> None:
    other = d.shown().on(f"{r.VOTE}:{'a' * 32}").when(r.CastVote(demand=d.ID), by=d.LI)
    other.then_refused("demand_vote.other_id").run()
    early = d.held().when(r.RefuseDemand(reason="x"), by=HEAD)
    early.then_refused("data_demand.unknown").run()


@pytest.mark.feature("OPEN-22", "OPEN-30", "OPEN-36")
def test_a_demand_is_moderated_voted_for_and_answered(site: Site) -> None:
    title = f"停车位{uuid4().hex[:8]}"
    with (
        site.client("chen_jiahui", language="zh") as asker,
        site.client("huang_guoqiang", language="zh") as other,
        site.client(language="zh") as anybody,
        site.client("open_reviewer", language="zh") as reviewer,
    ):
        form = {"key": uuid4().hex, "title": title, "text": ""}
        wrong = asker.post("/demands/new", data=form)
        assert wrong.status_code == 422 and 'href="#text"' in wrong.text
        at = asker.post("/demands/new", data={**form, "text": "找车位"}).headers["location"]
        id = at.rpartition("/")[2]
        assert "审核后公开" in asker.get(at).text and other.get(at).status_code == 404
        until(lambda: id in reviewer.get("/open-demands").text)
        desk = f"/open-demands/{id}"
        assert title not in reviewer.get(desk).text
        assert title in reviewer.post(f"{desk}/open", data={"purpose": "handling"}).text
        sent = {"key": uuid4().hex, "unit": "civil_affairs"}
        assert reviewer.post(f"{desk}/show_demand", data=sent).status_code == 303
        for _ in range(2):
            assert other.post(f"{at}/vote", data={"key": uuid4().hex}).status_code == 303
        until(lambda: title in anybody.get("/demands?unit=civil_affairs").text)
        until(lambda: "<dd>1</dd>" in anybody.get(at).text)
        send(site, f"{r.DEMAND}:{id}", r.RefuseDemand(reason=f"涉密{id}"), HEAD)
        assert f"涉密{id}" in anybody.get(at).text
        for path in ("/demands", "/demands?lang=en", at, f"{at}?lang=en"):
            assert list(faults(fetched(anybody, path))) == []
        assert list(faults(fetched(other, "/demands/new"))) == []
        assert title in reviewer.get(desk).text
        assert list(faults(fetched(reviewer, desk))) == []
