"""What a web replica tells Prometheus."""

import pytest

from actors.blocks.security.sorts import SORTS
from actors.blocks.waiting.state import Board
from actors.kernel.errors import Crowded, Overloaded, Unavailable
from serve_apps.front.limits import TooManyPlaces, TooManyTries, WaitFirst
from serve_apps.front.patience import Impatient
from serve_apps.front.problem import problem_of
from serve_apps.metrics import METRICS, SENT_AWAY, Figure, figures


def test_every_reason_is_told_from_the_start_and_no_other() -> None:
    told = list(figures({"crowded": 3, "something_else": 7}, {}, {}, {}, 0))

    reasons = {each.labels["why"]: each.value for each in told if "why" in each.labels}
    assert reasons == {**dict.fromkeys(SENT_AWAY, 0), "crowded": 3}
    assert [each.value for each in told if "rule" in each.labels] == [0]


@pytest.mark.parametrize(
    "error",
    [
        Crowded(),
        Impatient(),
        Overloaded(),
        TooManyPlaces(1),
        TooManyTries(1),
        Unavailable(),
        WaitFirst("hall", "/", 1),
    ],
    ids=lambda error: type(error).__name__,
)
def test_whoever_is_told_to_come_again_is_counted_under_a_known_reason(error: Exception) -> None:
    problem = problem_of(error)

    assert problem.status in (429, 503)
    assert problem.code.removeprefix("request.") in SENT_AWAY


def test_a_room_tells_how_many_wait_and_a_rule_how_often_it_failed() -> None:
    boards = {"SPJY-01": Board(open=True, head=40, tail=100)}
    told = list(figures({}, boards, {"fits": 2}, {"forged": 5}, 3))

    counts = {each.labels["sort"]: each.value for each in told[: len(SORTS)]}
    assert counts == {**dict.fromkeys(SORTS, 0), "forged": 5}
    assert told[len(SORTS)] == Figure("yimen_security_events_lost_total", 3, {})
    assert told[len(SORTS) + 1 + len(SENT_AWAY) :] == [
        Figure("yimen_broken_rules_total", 2, {"rule": "fits"}),
        Figure("yimen_waiting_people", 60, {"room": "SPJY-01"}),
        Figure("yimen_waiting_let_in_total", 40, {"room": "SPJY-01"}),
    ]
    assert {figure.name for figure in told} == set(METRICS)
