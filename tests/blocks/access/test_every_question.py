"""Every question that a policy can ask is answered as by Cedar, in records and in lists."""

import itertools
from typing import Any

import pytest

from actors.blocks.access.access import load
from actors.blocks.access.vocabulary import Vocabulary
from actors.blocks.access.where import matches
from actors.kernel.guarded import Guarded
from actors.kernel.identity import Identity
from tests.blocks.access.drawn import asked_of_cedar

VOCABULARY = Vocabulary(
    kinds={
        "motion": Guarded(
            actions=("read",),
            facts={
                "unit": "text",
                "signers": "number",
                "units": "texts",
                "public": "truth",
                "urgent": "truth",
                "sealed": "truth",
            },
        )
    },
    standing={"place": "text", "rank": "number", "scopes": "texts"},
)
BY = Identity("staff:li", ("clerk",), "hall")
TEXTS = (None, "", "a", "a\nb")
NUMBERS = (None, 0, 1, 2)
SETS = (None, frozenset[str](), frozenset({"a"}), frozenset({"a", "b"}), frozenset({"b", "c"}))
TRUTHS = (None, True, False)
NEGATED, JOINED = ("", "!"), ("&&", "||")

OF_TEXTS = (
    "resource.unit == principal.place",
    "principal.place != resource.unit",
    'resource.unit == "a"',
    '["a", ""].contains(resource.unit)',
    'principal.place like "a*"',
    'resource.unit like "*"',
    'resource.unit like "a"',
    'resource.unit like "a*b"',
    "resource has unit",
)
OF_NUMBERS = (
    "resource.signers == principal.rank",
    *(f"resource.signers {operator} principal.rank" for operator in ("<", "<=", ">", ">=")),
    *(f"principal.rank {operator} resource.signers" for operator in ("<", "<=", ">", ">=")),
    "[0, 2].contains(resource.signers)",
)
OF_SETS = (
    "resource.units.containsAny(principal.scopes)",
    "principal.scopes.containsAny(resource.units)",
    "resource.units.containsAll(principal.scopes)",
    "principal.scopes.containsAll(resource.units)",
    "resource.units.isEmpty()",
    "principal.scopes.isEmpty()",
    'resource.units.contains("a")',
)
OF_BOTH = (
    "resource.units.contains(principal.place)",
    "principal.scopes.contains(resource.unit)",
    "principal.scopes.contains(principal.place)",
)
TOGETHER = tuple(
    f"{whole}({tree})"
    for whole, part, one, other in itertools.product(NEGATED, NEGATED, JOINED, JOINED)
    for tree in (
        f"{part}(resource.public {one} resource.urgent) {other} resource.sealed",
        f"resource.public {one} {part}(resource.urgent {other} resource.sealed)",
    )
)


def rows(**values: tuple[Any, ...]) -> list[dict[str, Any]]:
    """All ways of choosing one of the values for each name."""
    return [
        dict(zip(values, chosen, strict=True)) for chosen in itertools.product(*values.values())
    ]


def check(condition: str, facts: list[dict[str, Any]], standings: list[dict[str, Any]]) -> None:
    """Ask in a row, of one policy, whatever can be asked: what is remembered counts too."""
    text = f"""@id("drawn.read")
    permit(principal, action == Action::"motion.read", resource) when {{ {condition} }};"""
    access = load([("drawn", text)], VOCABULARY)

    for standing in standings:
        where = access.where(BY, "motion.read", standing=standing)
        for row in facts:
            cedar = asked_of_cedar(text, BY, "motion.read", row, "", standing, {})
            verdict = access.permit(BY, "motion.read", row, standing=standing)

            assert verdict.allowed is cedar.allowed, (row, standing)
            assert matches(where, row) is cedar.allowed, (row, standing)


@pytest.mark.parametrize("turned", ["{}", "!({})"])
@pytest.mark.parametrize("condition", OF_TEXTS)
def test_questions_of_texts(condition: str, turned: str) -> None:
    check(turned.format(condition), rows(unit=TEXTS), rows(place=TEXTS))


@pytest.mark.parametrize("turned", ["{}", "!({})"])
@pytest.mark.parametrize("condition", OF_NUMBERS)
def test_questions_of_numbers(condition: str, turned: str) -> None:
    check(turned.format(condition), rows(signers=NUMBERS), rows(rank=NUMBERS))


@pytest.mark.parametrize("turned", ["{}", "!({})"])
@pytest.mark.parametrize("condition", OF_SETS)
def test_questions_of_sets(condition: str, turned: str) -> None:
    check(turned.format(condition), rows(units=SETS), rows(scopes=SETS))


@pytest.mark.parametrize("turned", ["{}", "!({})"])
@pytest.mark.parametrize("condition", OF_BOTH)
def test_questions_of_texts_in_sets(condition: str, turned: str) -> None:
    check(
        turned.format(condition), rows(unit=TEXTS, units=SETS), rows(place=TEXTS, scopes=SETS[:4])
    )


@pytest.mark.parametrize("condition", TOGETHER)
def test_questions_together(condition: str) -> None:
    check(condition, rows(public=TRUTHS, urgent=TRUTHS, sealed=TRUTHS), [{}])
