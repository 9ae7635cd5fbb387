"""What every command of a kind meets first: who asks, then whether it is the time."""

from dataclasses import replace
from typing import Any

import msgspec
import pytest

from actors.kernel.errors import Reason, Refusal
from actors.kernel.guarded import NOTHING, Facts
from actors.kernel.identity import CLOCK, Identity
from actors.kernel.offer import Offer, Rules, commands_of, decider
from actors.kernel.turn import Command, Event, Turn
from actors.kernel.verdict import Verdict


class Plant(Command, frozen=True, kw_only=True):
    kind: str


class Water(Command, frozen=True, kw_only=True):
    litres: int


class Fell(Command, frozen=True, kw_only=True):
    """Of the clock."""


class Planted(Event, frozen=True, kw_only=True):
    kind: str


class Tree(msgspec.Struct, frozen=True):
    kind: str = ""
    litres: int = 0


GARDENER = Identity("staff:gardener")
NEIGHBOUR = Identity("staff:neighbour")
STRANGER = Identity("person:stranger")

OAK = Tree("oak")


class Permits:
    """The gardener plants oaks and waters; the neighbour sees the tree."""

    def permit(
        self,
        by: Identity,
        action: str,
        facts: Facts,
        purpose: str = "",
        *,
        standing: Facts = NOTHING,
    ) -> Verdict:
        match action:
            case "tree.plant":
                allowed = by == GARDENER and facts.get("kind") == "oak"
            case "tree.water":
                allowed = by == GARDENER
            case _:
                allowed = by in (GARDENER, NEIGHBOUR)
        return Verdict(allowed, because=f"garden.{action}" if allowed else "")


RULES = Rules[Tree](
    kind="tree",
    offers=(
        Offer(
            command=Plant, action="plant", begins=True, facts=lambda _, plant: {"kind": plant.kind}
        ),
        Offer(
            command=Water,
            action="water",
            states=("dry",),
            asks=(("tree.oaks_only", lambda _, tree: tree.kind == "oak"),),
        ),
        Offer(command=Fell, of="platform", states=("dry", "wet")),
    ),
    permits=Permits(),
    facts=lambda tree: {"kind": tree.kind},
    phase=lambda tree: "" if not tree.kind else "wet" if tree.litres else "dry",
)


def evolve(state: Tree, event: Planted) -> Tree:
    return Tree(event.kind)


def plant(turn: Turn[Tree], command: Plant) -> None:
    turn.emit(Planted(kind=command.kind))


def water(turn: Turn[Tree], command: Water) -> None:
    if command.litres > 9:
        raise Refusal(Reason("tree.drowned"), kind="not_now")


def fell(turn: Turn[Tree], command: Fell) -> None:
    turn.emit(Planted(kind=""))


DECIDE = decider(RULES, {Plant: plant, Water: water, Fell: fell})


def sent(by: Identity, command: Command, state: Tree = OAK) -> Turn[Tree]:
    turn = Turn("tree:1", state, evolve, now=None, by=by, command_id="1")  # type: ignore[arg-type]
    DECIDE(turn, command)
    return turn


def refused(by: Identity, command: Command, state: Tree = OAK) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        sent(by, command, state)
    return refusal.value


def test_the_turn_knows_by_which_policy_it_was_allowed() -> None:
    assert sent(GARDENER, Water(litres=1)).because == "garden.tree.water"


def test_what_is_to_begin_is_judged_by_what_is_sent() -> None:
    assert sent(GARDENER, Plant(kind="oak"), Tree()).state == OAK
    assert refused(GARDENER, Plant(kind="yew"), Tree()).kind == "forbidden"


def test_what_has_not_begun_is_unknown_to_everybody() -> None:
    assert refused(GARDENER, Water(litres=1), Tree()).kind == "unknown"


def test_who_may_see_is_told_that_he_may_not_and_others_that_there_is_none() -> None:
    assert refused(NEIGHBOUR, Water(litres=1)).kind == "forbidden"
    assert refused(STRANGER, Water(litres=1)).kind == "unknown"


def test_a_kind_may_say_itself_who_knows() -> None:
    rules = replace(RULES, knowing=("water",))

    assert not rules.may_know(NEIGHBOUR, OAK)
    assert rules.may_know(GARDENER, OAK)


def test_at_the_wrong_time_what_is_allowed_is_told() -> None:
    found = refused(GARDENER, Plant(kind="oak"))

    assert (found.kind, found.reasons[0].code, found.allowed) == (
        "not_now",
        "tree.not_now",
        ("Water",),
    )


def test_a_question_that_is_answered_by_no_is_a_reason_of_its_own() -> None:
    found = refused(GARDENER, Water(litres=1), Tree("yew"))

    assert [reason.code for reason in found.reasons] == ["tree.oaks_only"]
    assert found.allowed == ()


def test_a_handler_need_not_say_what_is_allowed() -> None:
    assert refused(GARDENER, Water(litres=10)).allowed == ("Water",)


def test_what_the_platform_sends_needs_no_policy_and_is_offered_to_nobody() -> None:
    assert sent(CLOCK, Fell()).because == "platform"
    assert refused(GARDENER, Fell()).kind == "forbidden"
    assert RULES.allowed(CLOCK, OAK) == ()


def test_who_may_begin_what_shows_only_when_it_is_sent() -> None:
    assert RULES.allowed(GARDENER, Tree()) == ()


def test_rules_that_miss_what_they_rest_on_allow_nothing() -> None:
    def lost(_: Tree) -> Facts:
        raise Refusal(Reason("item.unknown"), kind="unknown")

    rules = replace(RULES, facts=lost)

    assert rules.allowed(GARDENER, OAK) == ()


def test_an_offer_without_a_handler_is_a_mistake() -> None:
    handlers: dict[type[Command], Any] = {Plant: plant, Water: water}
    with pytest.raises(ValueError, match="Fell"):
        decider(RULES, handlers)


def test_the_commands_of_a_kind_are_those_of_its_offers() -> None:
    assert commands_of(RULES.offers) == Plant | Water | Fell
