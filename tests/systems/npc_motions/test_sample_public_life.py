"""The sample shows what is posted, what citizens tell, what they write, and what units report."""

from datetime import timedelta

from actors.kernel.identity import Identity
from actors.systems.npc_motions.motion_heat import heat
from actors.systems.npc_motions.sample.past import lived
from actors.systems.npc_motions.sample.public_life import plan
from actors.systems.npc_motions.views import (
    CLUES,
    CONVERSATIONS,
    DEPUTIES,
    HANDLING_REPORTS,
    SESSIONS,
)
from actors.testing import Scenario
from actors.testing.scenario import START
from tests.rows import commits_of, folded
from tests.systems.npc_motions.chamber import KINDS, LIBRARY

NOW = START + timedelta(days=400)
KEYS = ("deputy", "congress_session", "clue", "conversation", "handling_report")


def carried_out() -> Scenario:
    """Return what was done to deputies and sessions, and what is of this part of the sample."""
    own = {act.key for _, act in plan(LIBRARY, NOW)}
    scenario = Scenario.of(*(KINDS[name] for name in KEYS))
    for at, act in lived(LIBRARY, NOW):
        kind = act.key.partition(":")[0]
        if act.key in own or kind in ("deputy", "congress_session"):
            scenario = scenario.at(at).on(act.key).when(act.command, by=act.by)
    return scenario


def test_it_shows_something_on_every_page_that_is_posted() -> None:
    commits = commits_of(carried_out())
    posted = [row for row in folded(DEPUTIES, commits)[0].values() if row["posted_duties"]]
    plans = [row["plans"] for row in folded(SESSIONS, commits)[0].values() if row["plans"]]
    reports = folded(HANDLING_REPORTS, commits)[0]
    talks = folded(CONVERSATIONS, commits)[0]

    assert len(posted) == 4
    assert len(plans) == 1
    assert {id: row["state"] for id, row in reports.items()} == {
        "sample-report-past": "published",
        "sample-report-present": "collecting",
    }
    assert {id: (row["begun"], row["waiting"]) for id, row in talks.items()} == {
        "sample-conversation-lamps": (True, 0),
        "sample-conversation-lift": (False, 1),
    }
    cells = heat(folded(CLUES, commits)[0].values())
    assert {(cell.topic, cell.region) for cell in cells} >= {("water", "440604")}
    assert sum(cell.count for cell in cells) == 7


def test_it_is_told_in_order_and_up_to_now() -> None:
    times = [at for at, _ in plan(LIBRARY, NOW)]

    assert times == sorted(times)
    assert times[-1] <= NOW
    assert all(isinstance(act.by, Identity) for _, act in plan(LIBRARY, NOW))
