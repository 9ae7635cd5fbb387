"""What is remembered of Cedar's verdicts is what Cedar would say."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actors.blocks.access.access import Access, load
from actors.blocks.access.judge import Judge, Unreadable
from actors.blocks.access.leaves import Sources
from actors.blocks.access.read import read
from actors.kernel.identity import Identity
from actors.kernel.verdict import Verdict
from tests.blocks.access import drawn

CLERK = Identity("staff:li", ("clerk",), "hall")
OF_UNIT = """
@id("drawn.of_unit")
permit(principal, action == Action::"motion.read", resource)
when { resource.unit == principal.unit && principal.roles.contains("clerk") };
"""


QUESTIONS = {
    "text": drawn.policies(),
    "action": st.sampled_from(drawn.ACTIONS),
    "questions": st.lists(
        st.tuples(drawn.identities, drawn.facts, drawn.words, drawn.standings, drawn.contexts),
        min_size=2,
        max_size=8,
    ),
}


@settings(max_examples=150)
@given(**QUESTIONS)
def test_every_verdict_is_that_of_cedar(**asked: Any) -> None:
    answered_as_by_cedar(**asked)


@pytest.mark.long
@settings(max_examples=3_000)
@given(**QUESTIONS)
def test_every_verdict_of_thousands_is_that_of_cedar(**asked: Any) -> None:
    answered_as_by_cedar(**asked)


def answered_as_by_cedar(text: str, action: str, questions: list[tuple[Any, ...]]) -> None:
    """Assert that what is remembered says of each question what Cedar says."""
    access = load([("drawn", text)], drawn.VOCABULARY)

    for by, facts, purpose, standing, context in questions:
        verdict = access.permit(by, action, facts, purpose, standing=standing, context=context)
        cedar = drawn.asked_of_cedar(text, by, action, facts, purpose, standing, context)
        reasons = cedar.diagnostics.id_annotations_by_reason.values()

        assert verdict.allowed is cedar.allowed
        assert verdict.because == min(reasons, default="")


class CountingJudge(Judge):
    """The judge, and how often it was asked."""

    asked = 0

    def decide(self, action: str, sources: Sources) -> Verdict:
        self.asked += 1
        return super().decide(action, sources)


def test_cedar_is_asked_once_for_each_way_of_answering() -> None:
    policies = read([("drawn", OF_UNIT)], drawn.VOCABULARY, [])
    judge = CountingJudge([OF_UNIT], policies, drawn.VOCABULARY)
    access = Access(policies, judge, drawn.ACTIONS)

    for number in range(50):
        by = Identity(f"staff:{number}", ("clerk",), f"unit_{number % 5}")
        assert access.permit(by, "motion.read", {"unit": by.unit}).allowed
        assert not access.permit(by, "motion.read", {"unit": "another"}).allowed
        assert not access.permit(by, "motion.read", {}).allowed

    assert judge.asked == 3


def test_more_ways_of_answering_than_are_kept_are_answered_all_the_same() -> None:
    questions = " || ".join(f'resource.tags.contains("{number}")' for number in range(13))
    text = f"""@id("drawn.tags")
    permit(principal, action == Action::"motion.read", resource) when {{ {questions} }};"""
    access = load([("drawn", text)], drawn.VOCABULARY)

    for number in range(2**13):
        tags = frozenset(str(place) for place in range(13) if number >> place & 1)
        assert access.permit(CLERK, "motion.read", {"tags": tags}).allowed is bool(tags)


@pytest.mark.parametrize("unit", [2.5, datetime(2026, 11, 2, tzinfo=UTC), b"hall"])
def test_a_fact_that_policies_have_no_type_for_is_refused(unit: Any) -> None:
    access = load([("drawn", OF_UNIT)], drawn.VOCABULARY)

    with pytest.raises(Unreadable):
        access.permit(CLERK, "motion.read", {"unit": unit})


def test_facts_that_no_policy_may_ask_for_do_no_harm() -> None:
    access = load([("drawn", OF_UNIT)], drawn.VOCABULARY)

    row: dict[str, Any] = {"unit": "hall", "opened": object()}

    assert access.permit(CLERK, "motion.read", row).allowed
