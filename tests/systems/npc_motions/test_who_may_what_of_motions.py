"""Who may what, and who sees what, of motions and interpellations: the policies against a table
that is written by hand from the law (議案 under "who sees what")."""

import pytest

from actors.blocks.access.access import Access
from actors.blocks.access.matrix import Cell, matrix
from actors.kernel.guarded import Facts
from actors.kernel.identity import Identity
from actors.systems.npc_motions import congress_session, deputy, interpellation, motion
from actors.systems.npc_motions.motion_state import ENDED
from actors.systems.npc_motions.open_tasks import TAKE_TASK
from actors.systems.npc_motions.standing import standing
from tests.systems.npc_motions.floor import LIBRARY

ACCESS = LIBRARY[Access]
DEPUTY = Identity("person:d02", ("resident", "deputy"), "chancheng_delegation")
ELSEWHERE = Identity("person:d03", ("resident", "deputy"), "dongguan_delegation")
ROLES = {
    "deputy": DEPUTY,
    "deputy of another congress": ELSEWHERE,
    "resident": Identity("person:r1", ("resident",)),
    "kiosk": Identity("terminal:k1", ("terminal",)),
    "work body": Identity("staff:w", ("work_body",), "npc_office"),
    "secretariat": Identity("staff:s", ("session_secretariat",), "npc_office"),
    "presidium": Identity("staff:p", ("presidium",), "npc_office"),
    "chairpersons": Identity("staff:c", ("chairperson",), "npc_office"),
    "committee": Identity("staff:k", ("special_committee",), "urban_committee"),
    "handler": Identity("staff:h", ("handler",), "water_bureau"),
    "unit head": Identity("staff:u", ("unit_head",), "water_bureau"),
    "operator": Identity("staff:o", ("operator",), "npc_office"),
}
HIDDEN = ("draft", "cosigning", "queued", "abandoned")
STATES = (
    "", *HIDDEN, "submitted", "registered", "opinion", "on_agenda", "committee_later",
    "not_a_motion", "reconsidered", "reported", "assigned", "redo", *ENDED[1:],
)  # fmt: skip

NAMED = {"number", "kind", "title", "state", "updated_at"}
KNOWN = NAMED | {"suggestion_number"}
PUBLIC = {
    "congress", "session", "text", "outcome", "vote", "report", "handled", "round", "published",
    "submitted_at",
}  # fmt: skip
OF_UNITS = NAMED | {
    "congress", "session", "text", "attachments", "dues", "views", "units", "handled", "round",
    "submitted_at",
}  # fmt: skip
OF_THE_CONGRESS = NAMED | {
    "congress", "session", "delegation", "lead", "signers", "text", "attachments", "dues",
    "committee", "recommended", "outcome", "reason", "vote", "report", "units", "round",
    "published", "submitted_at",
}  # fmt: skip
STAFF = ("work body", "secretariat", "presidium", "chairpersons")


def motion_facts(state: str, published: bool) -> Facts:
    return {
        "state": state,
        "lead": "d99",
        "head": "",
        "invited": frozenset({"d99"}),
        "committee": "legal_committee",
        "units": frozenset({"finance"}),
        "congress": "foshan" if state else "",
        "published": published,
    }


def own(by: Identity, facts: Facts) -> Facts:
    account = by.id.partition(":")[2]
    return {
        **facts,
        "lead": account,
        "invited": frozenset({account}),
        "committee": by.unit,
        "units": frozenset({by.unit}),
    }


def invited(by: Identity, facts: Facts) -> Facts:
    return {**facts, "invited": frozenset({by.id.partition(":")[2]})}


RELATIONS = {"own": own, "invited": invited, "strange": lambda by, facts: facts}


def cells(published: bool, *actions: str) -> list[Cell]:
    return list(
        matrix(
            ACCESS,
            roles=ROLES,
            actions=[f"motion.{action}" for action in actions],
            states={state: motion_facts(state, published) for state in STATES},
            relations=RELATIONS,
            standing=lambda by: standing(by, LIBRARY),
        )
    )


def sees(cell: Cell, published: bool) -> set[str] | None:
    """Return what the table gives this cell to see; None is everything."""
    role, state, of_it = cell.role, cell.state, cell.relation != "strange"
    person = cell.by.id.startswith("person:")
    if person and of_it:
        return None
    seen: set[str] = set()
    handed_in = state not in ("", *HIDDEN)
    if handed_in:
        seen |= KNOWN
        if role in STAFF:
            return None
    if role == "committee" and cell.relation == "own":
        return None
    if published:
        seen |= PUBLIC
    if role in ("handler", "unit head") and cell.relation == "own":
        seen |= OF_UNITS
    answered = state == "accepted"
    if role == "deputy" and state in ("assigned", "redo", "accepted", "adopted", "rejected"):
        seen |= OF_THE_CONGRESS | ({"handled"} if answered else set())
    return seen


@pytest.mark.parametrize("published", [False, True])
def test_everybody_sees_of_a_motion_what_the_table_says(published: bool) -> None:
    wrong = [
        (cell.role, cell.state, cell.relation, cell.verdict.fields, sees(cell, published))
        for cell in cells(published, "read")
        if (None if cell.verdict.fields is None else set(cell.verdict.fields))
        != sees(cell, published)
        or cell.verdict.allowed is not (sees(cell, published) != set())
    ]

    assert wrong == []


MAY: dict[str, set[tuple[str, str]]] = {
    "edit": {("person", "own")},
    "invite": {("person", "own")},
    "submit": {("person", "own")},
    "sign": {("person", "own"), ("person", "invited")},
    "withdraw_signature": {("person", "own"), ("person", "invited")},
    "ask": {("person", "own"), ("person", "invited")},
    "forward": {("work body", "any"), ("secretariat", "any")},
    "turn_away": {("work body", "any"), ("secretariat", "any")},
    "give_opinion": {("committee", "own")},
    "consult": {("committee", "own")},
    "report": {("committee", "own")},
    "decide": {("presidium", "any")},
    "record_vote": {("secretariat", "any")},
    "give_view": {("handler", "own")},
    "report_handling": {("handler", "own")},
    "assign": {("chairpersons", "any")},
    "judge_handling": {("chairpersons", "any")},
    "publish": {("work body", "any")},
}


def test_everybody_may_do_to_a_motion_what_the_table_says() -> None:
    def may(cell: Cell) -> bool:
        action = cell.action.partition(".")[2]
        person = cell.by.id.startswith("person:")
        if action == "draft":
            return cell.state == "" and "deputy" in cell.by.roles
        who = {cell.role, "person"} if person else {cell.role}
        return any(
            (each, cell.relation) in MAY[action] or (each, "any") in MAY[action] for each in who
        )

    actions = [each for each in motion.GUARDED.actions if each not in ("read", TAKE_TASK)]
    assert set(actions) == {"draft", *MAY}
    wrong = [
        (cell.action, cell.role, cell.state, cell.relation)
        for cell in cells(False, *actions)
        if cell.verdict.allowed is not may(cell)
    ]
    assert wrong == []


def test_the_head_of_a_delegation_submits_and_does_not_edit() -> None:
    facts = {**motion_facts("cosigning", False), "head": "d02", "invited": frozenset({"d02"})}

    assert ACCESS.permit(DEPUTY, "motion.submit", facts, standing={"congress": "foshan"}).allowed
    assert not ACCESS.permit(DEPUTY, "motion.edit", facts, standing={"congress": "foshan"}).allowed


def interpellation_facts(state: str, **more: object) -> Facts:
    given = {
        "state": state,
        "lead": "d99",
        "invited": frozenset({"d99"}),
        "target": "water_bureau",
        "congress": "foshan",
    }
    return {**given, **more}  # type: ignore[dict-item]


@pytest.mark.parametrize("state", ["draft", "cosigning", "submitted", "withdrawn"])
def test_the_body_that_is_asked_sees_nothing_before_it_is_delivered(state: str) -> None:
    head = ROLES["unit head"]

    for action in ("read", "answer"):
        verdict = ACCESS.permit(
            head, f"interpellation.{action}", interpellation_facts(state), standing={"congress": ""}
        )
        assert not verdict.allowed


@pytest.mark.parametrize("state", ["delivered", "answered", "second_answer_due", "closed"])
def test_what_was_delivered_is_seen_by_the_congress_and_by_the_head_who_answers(state: str) -> None:
    facts = interpellation_facts(state)
    here, away = {"congress": "foshan"}, {"congress": ""}

    def may(role: str, action: str, known: Facts) -> bool:
        return ACCESS.permit(ROLES[role], f"interpellation.{action}", facts, standing=known).allowed

    assert may("deputy", "read", here)
    assert may("unit head", "read", away) and may("unit head", "answer", away)
    assert may("handler", "read", away) and not may("handler", "answer", away)
    assert not may("deputy of another congress", "read", {"congress": "dongguan"})
    assert not may("resident", "read", away)
    assert may("presidium", "close", away) and not may("secretariat", "close", away)


def test_what_is_posted_of_a_deputy_tells_no_reason_of_a_suspension() -> None:
    facts = {"status": "suspended", "account": "d99", "congress": "foshan", "delegation": "x"}

    verdict = ACCESS.permit(ROLES["resident"], "deputy.read", facts, standing={"congress": ""})

    assert verdict.shows("status") and verdict.shows("posted_duties")
    assert not verdict.shows("spells") and not verdict.shows("duties")


def test_papers_of_a_session_are_for_its_deputies_and_staff() -> None:
    facts = {"state": "open", "congress": "foshan"}

    def papers(role: str, congress: str) -> bool:
        return ACCESS.permit(
            ROLES[role], "congress_session.read_papers", facts, standing={"congress": congress}
        ).allowed

    assert papers("deputy", "foshan") and papers("secretariat", "")
    assert not papers("deputy of another congress", "dongguan")
    assert not papers("resident", "")
    agenda = ACCESS.permit(
        ROLES["resident"], "congress_session.read", facts, standing={"congress": ""}
    )
    assert agenda.shows("agenda") and not agenda.shows("documents")


def test_every_action_of_every_kind_is_some_policy_s() -> None:
    offered = {
        f"{name}.{offer.action}"
        for name, offers in (
            ("motion", motion.OFFERS),
            ("deputy", deputy.OFFERS),
            ("congress_session", congress_session.OFFERS),
            ("interpellation", interpellation.OFFERS),
        )
        for offer in offers
        if offer.of == "people"
    }
    guarded = {
        f"{name}.{action}"
        for name, kind in (
            ("motion", motion.GUARDED),
            ("deputy", deputy.GUARDED),
            ("congress_session", congress_session.GUARDED),
            ("interpellation", interpellation.GUARDED),
        )
        for action in kind.actions
    }

    assert offered <= guarded
    assert guarded - offered == {
        "motion.read", "deputy.read", "congress_session.read", "congress_session.read_papers",
        "interpellation.read",
    }  # fmt: skip
