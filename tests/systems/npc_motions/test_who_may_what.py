"""The policies say what the table of roles says, cell by cell."""

from collections.abc import Iterator, Mapping

import pytest

from actors.blocks.access.access import Access
from actors.blocks.access.matrix import Cell, Relate, matrix
from actors.kernel.guarded import Facts
from actors.kernel.identity import Identity
from actors.systems.npc_motions.handling.kind import GUARDED as HANDLING
from actors.systems.npc_motions.open_tasks import TAKE_TASK
from actors.systems.npc_motions.standing import standing
from actors.systems.npc_motions.suggestion.kind import GUARDED as SUGGESTION
from tests.systems.npc_motions import law
from tests.systems.npc_motions.chamber import LIBRARY

ACCESS = LIBRARY[Access]
HOME = "foshan_congress"
ROLES: Mapping[str, Identity] = {
    "deputy": Identity("person:an", ("resident", "deputy"), "chancheng_delegation"),
    "resident": Identity("person:he", ("resident",)),
    "government_office": Identity("staff:mai", ("government_office",), "municipal_government"),
    **{
        role: Identity(f"staff:{role}", (role,), HOME) for role in (*law.BODIES, "identity_officer")
    },
    **{role: Identity(f"staff:{role}", (role,), "water_bureau") for role in law.STAFF},
    "window_clerk": Identity("staff:hall", ("window_clerk",), "government_services"),
}
OTHERS = {"lead": "bo", "invited": frozenset({"bo"}), "signers": frozenset({"bo"})}


def account(by: Identity) -> str:
    return by.id.partition(":")[2]


def own(by: Identity, facts: Facts) -> Facts:
    one = frozenset({account(by)})
    unit = frozenset({by.unit})
    return {**facts, "lead": account(by), "invited": one, "signers": one, "units": unit}


def near(by: Identity, facts: Facts) -> Facts:
    both = frozenset({"bo", account(by)})
    return {**facts, **OTHERS, "invited": both, "signers": both}


RELATIONS: Mapping[str, Relate] = {
    "own": own,
    "near": near,
    "far": lambda by, facts: {**facts, **OTHERS},
    "abroad": lambda by, facts: {**facts, **OTHERS, "congress": "shanghai"},
}


def suggestion(state: str, **more: object) -> Facts:
    given: dict[str, object] = {
        "state": state,
        "congress": "foshan",
        "units": frozenset({"transport_bureau"}),
        "in_session": False,
        "hidden": False,
        "published": False,
        "public_allowed": False,
        **more,
    }
    return given  # type: ignore[return-value]


OF_THE_TABLE = [action for action in SUGGESTION.actions if action != TAKE_TASK]


def cells(**more: object) -> Iterator[Cell]:
    return matrix(
        ACCESS,
        roles=ROLES,
        actions=[f"suggestion.{action}" for action in OF_THE_TABLE],
        states={state: suggestion(state, **more) for state in law.STATES},
        relations=RELATIONS,
        standing=lambda by: standing(by, LIBRARY),
    )


def test_who_may_do_what_to_a_suggestion() -> None:
    found = list(cells())
    wrong = [
        (cell.role, cell.action, cell.state, cell.relation)
        for cell in found
        if cell.action != "suggestion.read"
        and cell.verdict.allowed
        is not law.may(cell.role, cell.action.partition(".")[2], cell.state, cell.relation)
    ]

    assert not wrong
    assert len(found) == len(ROLES) * len(OF_THE_TABLE) * len(law.STATES) * 4


@pytest.mark.parametrize("field", ["number", "matter", "signers", "attachments", "replies"])
def test_who_sees_what_of_a_suggestion(field: str) -> None:
    wrong = [
        (cell.role, cell.state, cell.relation, cell.verdict.shows(field))
        for cell in cells()
        if cell.action == "suggestion.read"
        and cell.verdict.shows(field)
        is not (field in law.seen(cell.role, cell.state, cell.relation))
    ]

    assert not wrong


def test_in_session_the_secretariat_reviews_and_the_work_body_does_not() -> None:
    reviewing = {
        cell.role
        for cell in cells(in_session=True)
        if cell.action == "suggestion.review" and cell.verdict.allowed
    }

    assert reviewing == {"session_secretariat"}


@pytest.mark.feature("NPC-28")
@pytest.mark.parametrize("telling", ["signers", "attachments"])
def test_hidden_deputies_are_known_to_themselves_and_the_named_officers_alone(
    telling: str,
) -> None:
    knowing = {
        (cell.role, cell.relation)
        for cell in cells(hidden=True)
        if cell.action == "suggestion.read" and cell.verdict.shows(telling)
    }

    assert knowing == {
        ("deputy", "own"),
        ("deputy", "near"),
        ("resident", "own"),
        ("resident", "near"),
        ("identity_officer", "own"),
        ("identity_officer", "near"),
        ("identity_officer", "far"),
    }


def test_what_is_published_everybody_reads_and_only_if_the_deputy_allows() -> None:
    def reading(**more: object) -> set[str]:
        return {
            cell.role
            for cell in cells(published=True, **more)
            if cell.action == "suggestion.read"
            and cell.state == "closed"
            and cell.relation == "abroad"
            and cell.verdict.shows("published")
        }

    assert reading(public_allowed=True) == set(ROLES)
    assert reading() == set()


def handling(state: str, key: bool) -> Facts:
    return {
        "state": state,
        "role": "lead",
        "congress": "foshan",
        "assigner": "work_body",
        "signers": frozenset({"bo"}),
        "key": key,
        "hidden": False,
        "unit": "transport_bureau",
        "fellows": frozenset[str](),
    }


@pytest.mark.parametrize("key", [False, True])
def test_who_may_do_what_to_a_handling(key: bool) -> None:
    actions = [action for action in HANDLING.actions if action not in ("read", TAKE_TASK)]
    relations: Mapping[str, Relate] = {
        "own": lambda by, facts: {**facts, "unit": by.unit},
        "near": lambda by, facts: {**facts, "fellows": frozenset({by.unit})},
        "far": lambda by, facts: facts,
        "abroad": lambda by, facts: {**facts, "congress": "shanghai"},
    }
    wrong = [
        (cell.role, cell.action, cell.relation)
        for cell in matrix(
            ACCESS,
            roles=ROLES,
            actions=[f"handling.{action}" for action in actions],
            states={"signed_for": handling("signed_for", key)},
            relations=relations,
            standing=lambda by: standing(by, LIBRARY),
        )
        if cell.verdict.allowed
        is not law.handles(cell.role, cell.action.partition(".")[2], cell.relation, key=key)
    ]

    assert not wrong


def test_units_do_not_learn_who_the_hidden_deputies_are() -> None:
    clerk = ROLES["unit_clerk"]
    shown = {**handling("signed_for", False), "unit": clerk.unit}

    assert ACCESS.permit(clerk, "handling.read", shown).shows("signers")
    assert not ACCESS.permit(clerk, "handling.read", {**shown, "hidden": True}).shows("signers")
