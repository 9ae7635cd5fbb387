"""A flow that cannot be walked to its end is not loaded, and says why."""

import tomllib
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors.blocks.cases.flow import Flow, Next, Stage
from actors.blocks.cases.parse_flows import parse_flow, read_flow
from actors.kernel.mistakes import Mistakes
from actors.kernel.words import Title

ROLES = {"window_clerk", "reviewer", "approver", "supervisor", "operator"}
UNITS = {"fire_rescue", "natural_resources", "health"}
SOUND = tomllib.loads("""
name = "parallel"
title = { zh = "并联审批", en = "Parallel approval" }

[[stages]]
name = "joint"
title = { zh = "联审", en = "Joint review" }
kind = "parallel"
then = [{ to = "summary", when = { field = "area", one_of = [1, 2] } }, { to = "decision" }]

[[stages.branches]]
name = "fire"
title = { zh = "消防", en = "Fire" }
unit = "fire_rescue"
limit = 5

[[stages.branches]]
name = "plan"
title = { zh = "规划", en = "Planning" }
unit = "natural_resources"
limit = 7
when = { all = [{ field = "area", is_filled = true }, { field = "kind", equals = "new" }] }

[[stages]]
name = "summary"
title = { zh = "汇总", en = "Summary" }
kind = "review"
limit = 3
then = [{ to = "decision" }]

[[stages]]
name = "decision"
title = { zh = "决定", en = "Decision" }
kind = "decision"
role = "approver"
""")
JOINT, SUMMARY, DECISION = 0, 1, 2
Change = Callable[[dict[str, Any]], object]


def test_a_sound_flow_is_read() -> None:
    flow = parse_flow(SOUND, file="parallel.toml", units=UNITS, roles=ROLES)

    assert [stage.name for stage in flow.stages] == ["joint", "summary", "decision"]
    assert flow.stage("joint").branches[1].unit == "natural_resources"


def stage(number: int, **keys: Any) -> Change:
    return lambda flow: flow["stages"][number].update(keys)


def branch(number: int, **keys: Any) -> Change:
    return lambda flow: flow["stages"][JOINT]["branches"][number].update(keys)


FAULTS: list[tuple[Change, str, str]] = [
    (lambda f: f.update(colour="red"), "colour", "unknown key"),
    (lambda f: f.pop("name"), "name", "missing"),
    (lambda f: f.update(name="Parallel Flow"), "name", "small letters"),
    (lambda f: f.update(stages=[]), "stages", "at least one stage"),
    (lambda f: f.update(stages={}), "stages", "expected `array`"),
    (lambda f: f["stages"].append("x"), "stages[3]", "expected `object`"),
    (stage(SUMMARY, kind="sleep"), "stages[1].kind", "invalid enum value 'sleep'"),
    (stage(SUMMARY, name="joint"), "stages", "two stages are called joint"),
    (stage(SUMMARY, name="Sum Up"), "stages[1].name", "small letters"),
    (stage(SUMMARY, limit=-1), "stages[1].limit", "not negative"),
    (stage(SUMMARY, limit="3"), "stages[1].limit", "expected `int`"),
    (stage(SUMMARY, unit="nobody"), "stages[1].unit", "unknown unit nobody"),
    (stage(SUMMARY, role="king"), "stages[1].role", "unknown role king"),
    (stage(SUMMARY, then=[]), "stages[1].then", "dead end"),
    (stage(SUMMARY, then=[{"to": "nowhere"}]), "stages[1].then[0].to", "unknown stage nowhere"),
    (stage(SUMMARY, then=[{"to": "joint"}]), "stages[1].then", "comes back to joint"),
    (stage(SUMMARY, then=[{"to": "summary"}]), "stages[1].then", "comes back to summary"),
    (
        stage(SUMMARY, then=[{"to": "decision", "when": {"field": "x", "equals": 1}}]),
        "stages[1].then[0].when",
        "may be stuck",
    ),
    (
        stage(SUMMARY, then=[{"to": "decision"}, {"to": "decision"}]),
        "stages[1].then[0]",
        "hides those after it",
    ),
    (stage(SUMMARY, branches=SOUND["stages"][0]["branches"]), "stages[1].branches", "no branches"),
    (stage(JOINT, then=[{"to": "decision"}]), "stages[1]", "no way leads to summary"),
    (stage(JOINT, unit="health"), "stages[0].unit", "under the lead department"),
    (
        lambda f: f["stages"][JOINT]["branches"].pop(),
        "stages[0].branches",
        "at least two branches",
    ),
    (branch(1, name="fire"), "stages[0].branches", "two branches are called fire"),
    (branch(1, name="a/b"), "stages[0].branches[1].name", "small letters"),
    (branch(1, limit=0), "stages[0].branches[1].limit", "at least one working day"),
    (branch(1, unit="nobody"), "stages[0].branches[1].unit", "unknown unit nobody"),
    (branch(1, role="king"), "stages[0].branches[1].role", "unknown role king"),
    (branch(1, when={"field": "x"}), "stages[0].branches[1].when", "exactly one of equals"),
    (
        branch(1, when={"field": "x", "equals": 1, "is_filled": True}),
        "stages[0].branches[1].when",
        "exactly one of equals",
    ),
    (branch(1, when={}), "stages[0].branches[1].when", "exactly one of all, any"),
    (
        branch(1, when={"any": [{"field": "x"}]}),
        "stages[0].branches[1].when.any[0]",
        "exactly one of equals",
    ),
    (stage(DECISION, then=[{"to": "summary"}]), "stages[2].then", "nothing follows"),
    (stage(DECISION, unit="health"), "stages[2].unit", "lead department decides"),
    (stage(DECISION, role="supervisor"), "stages[2].role", "an approver decides"),
    (stage(DECISION, title={"zh": " ", "en": "Decision"}), "stages[2].title.zh", "both languages"),
]


@pytest.mark.parametrize(
    ("change", "place", "rule"), FAULTS, ids=[f"{f[1]}: {f[2]}" for f in FAULTS]
)
def test_a_mistake_is_named_by_file_place_and_rule(change: Change, place: str, rule: str) -> None:
    document = deepcopy(SOUND)
    change(document)

    with pytest.raises(Mistakes) as wrong:
        parse_flow(document, file="parallel.toml", units=UNITS, roles=ROLES)

    assert all(mistake.file == "parallel.toml" for mistake in wrong.value.mistakes)
    assert any(m.place == place and rule in m.rule for m in wrong.value.mistakes), str(wrong.value)


def test_all_mistakes_are_named_at_once() -> None:
    document = deepcopy(SOUND)
    document["colour"] = "red"
    stage(SUMMARY, unit="nobody", role="king")(document)
    stage(DECISION, unit="health")(document)

    _, mistakes = read_flow(document, file="f.toml", units=UNITS, roles=ROLES)

    assert {m.place for m in mistakes} == {
        "colour",
        "stages[1].unit",
        "stages[1].role",
        "stages[2].unit",
    }


@given(st.lists(st.lists(st.integers(0, 6), max_size=3), min_size=1, max_size=6))
def test_a_flow_that_loads_ends_in_a_decision_whichever_way_it_takes(ways: list[list[int]]) -> None:
    """Any tangle of stages: if it is read, every walk from its first stage ends in the decision."""
    last = len(ways)
    stages = [
        Stage(
            name=f"s{number}",
            title=Title("一", "One"),
            kind="review",
            then=tuple(Next(to=f"s{min(to, last)}") for to in tos),
        )
        for number, tos in enumerate(ways)
    ]
    stages.append(Stage(name=f"s{last}", title=Title("决定", "Decision"), kind="decision"))
    flow = Flow(name="any", title=Title("流程", "Flow"), stages=tuple(stages))
    _, mistakes = read_flow(msgspec.to_builtins(flow), file="f", units=UNITS, roles=ROLES)
    grave = [m for m in mistakes if "hides those" not in m.rule]

    def ends(name: str, left: int) -> bool:
        here = flow.stage(name)
        if here.kind == "decision":
            return True
        return left > 0 and bool(here.then) and all(ends(way.to, left - 1) for way in here.then)

    def met(name: str, seen: set[str]) -> set[str]:
        if name not in seen:
            seen.add(name)
            for way in flow.stage(name).then:
                met(way.to, seen)
        return seen

    sound = ends("s0", last + 1) and met("s0", set()) == {s.name for s in flow.stages}
    assert sound is not bool(grave)
