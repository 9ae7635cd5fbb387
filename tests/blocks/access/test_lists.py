"""A list shows what a record would show, and nothing else."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actors.blocks.access.access import load
from actors.blocks.access.where import EVERYTHING, NOTHING, Equals, matches
from actors.kernel.identity import Identity
from tests.blocks.access import drawn

CLERK = Identity("staff:li", ("clerk",), "hall")
OF_UNIT = """
@id("drawn.of_unit")
permit(principal, action == Action::"motion.read", resource)
when { principal.roles.contains("clerk") && resource.unit == principal.unit };
"""
EXCEPT_ITS_OWN = """
@id("drawn.supervises")
permit(principal, action == Action::"motion.read", resource)
when { principal.roles.contains("supervisor") };
@id("drawn.not_its_own")
forbid(principal, action, resource) when { resource.unit == principal.unit };
"""


QUESTIONS = {
    "text": drawn.policies(),
    "by": drawn.identities,
    "action": st.sampled_from(drawn.ACTIONS),
    "purpose": drawn.words,
    "standing": drawn.standings,
    "context": drawn.contexts,
    "rows": st.lists(drawn.facts, min_size=1, max_size=8),
}


@settings(max_examples=200)
@given(**QUESTIONS)
def test_a_row_is_listed_where_its_record_is_permitted(**question: Any) -> None:
    listed_where_permitted(**question)


@pytest.mark.long
@settings(max_examples=4_000)
@given(**QUESTIONS)
def test_a_row_is_listed_where_its_record_is_permitted_by_thousands(**question: Any) -> None:
    listed_where_permitted(**question)


def listed_where_permitted(
    text: str,
    by: Identity,
    action: str,
    purpose: str,
    standing: dict[str, Any],
    context: dict[str, Any],
    rows: list[dict[str, Any]],
) -> None:
    """Assert that the filter of a list says of each row what its record's verdict says."""
    access = load([("drawn", text)], drawn.VOCABULARY)
    where = access.where(by, action, purpose, standing=standing, context=context)

    for row in rows:
        verdict = access.permit(by, action, row, purpose, standing=standing, context=context)
        assert matches(where, row) is verdict.allowed


def test_what_is_known_of_the_actor_stands_in_the_filter_as_a_value() -> None:
    access = load([("drawn", OF_UNIT)], drawn.VOCABULARY)

    assert access.where(CLERK, "motion.read") == Equals("unit", "hall")


def test_who_has_no_role_is_listed_nothing() -> None:
    access = load([("drawn", OF_UNIT)], drawn.VOCABULARY)

    assert access.where(Identity("staff:li", (), "hall"), "motion.read") == NOTHING
    assert access.where(CLERK, "motion.sign") == NOTHING


def test_what_is_forbidden_is_not_listed_whatever_permits_it() -> None:
    access = load([("drawn", EXCEPT_ITS_OWN)], drawn.VOCABULARY)
    supervisor = Identity("staff:he", ("supervisor",), "hall")
    where = access.where(supervisor, "motion.read")

    assert [unit for unit in ("hall", "school") if matches(where, {"unit": unit})] == ["school"]


def test_an_unconditional_permit_lists_everything() -> None:
    text = '@id("drawn.all") permit(principal, action == Action::"motion.read", resource);'

    assert load([("drawn", text)], drawn.VOCABULARY).where(CLERK, "motion.read") == EVERYTHING
