"""The sample of motions: it can be carried out, and shows them in every state."""

from datetime import timedelta
from functools import cache

from actors.kinds import build_kinds
from actors.systems.npc_motions.motion_state import ENDED
from actors.systems.npc_motions.sample.deputies import deputies
from actors.systems.npc_motions.sample.motions import plan
from actors.systems.npc_motions.views import DEPUTIES, PROPOSALS, SESSIONS
from actors.testing import Scenario
from actors.testing.scenario import START
from storage.mongo import Document
from tests import loaded
from tests.rows import commits_of, folded
from tests.systems.npc_motions.floor import NAMES

LIBRARY = loaded.library()
NOW = START + timedelta(days=400)


@cache
def committed() -> list[Document]:
    return commits_of(carried_out())


def carried_out() -> Scenario:
    kinds = build_kinds(LIBRARY)
    scenario = Scenario.of(*(kinds[name] for name in NAMES))
    for at, act in plan(LIBRARY, NOW):
        scenario = scenario.at(at).on(act.key).when(act.command, by=act.by)
    return scenario


def test_the_sample_shows_motions_in_every_state_that_lasts() -> None:
    commits = committed()
    proposals = folded(PROPOSALS, commits)[0].values()
    rows = [row for row in proposals if row["kind"] == "motion"]

    states = {row["state"] for row in rows}
    assert states == {
        *ENDED, "draft", "cosigning", "registered", "opinion", "on_agenda", "committee_later",
        "not_a_motion", "reconsidered", "reported", "assigned", "redo",
    }  # fmt: skip
    numbers = sorted(row["number"] for row in rows if row["number"])
    assert len(numbers) == len(set(numbers)) == 17
    waited = next(row for row in rows if row["_id"] == "sample-m13")
    assert (waited["state"], waited["session"]) == ("registered", "foshan-16-3")
    assert any(row["published"] for row in rows)

    sessions = folded(SESSIONS, commits)[0]
    assert {id: row["state"] for id, row in sessions.items()} == {
        "foshan-16-2": "closed",
        "foshan-16-3": "open",
    }
    people = folded(DEPUTIES, commits)[0].values()
    assert len(people) == 60
    assert {row["status"] for row in people} == {"active"}


def test_sixty_deputies_sit_in_four_delegations() -> None:
    seats = {person.delegation for person in deputies()}

    assert len(deputies()) == len({person.account for person in deputies()}) == 60
    assert len(seats) == 4
    assert sum(person.committee_member for person in deputies()) >= 5


def test_a_session_that_is_over_has_results_and_the_one_that_goes_on_an_agenda_and_seats() -> None:
    sessions = folded(SESSIONS, committed())[0]
    over, on = sessions["foshan-16-2"], sessions["foshan-16-3"]

    decided = ("rules", "government", "budget", "committee")
    assert all(over["votes"][name]["adopted"] for name in decided)
    assert set(on["votes"]) >= {"rules"}
    for row in (over, on):
        assert len(row["agenda"]) == 4
        assert [each["seats"] for each in row["sittings"].values()] == [60, 60, 60]
        assert row["sittings"]["opening"]["present"] == 55
    assert {each["state"] for each in on["documents"].values()} == {"released"}
    assert over["documents"]["government"]["state"] == "withdrawn"
