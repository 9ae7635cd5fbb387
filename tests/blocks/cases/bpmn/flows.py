"""Flows of every shape that can be published, made by chance."""

from hypothesis import strategies as st

from actors.blocks.cases.flow import LEAD, Branch, Flow, Next, Stage
from actors.blocks.forms.conditions import Condition
from actors.kernel.words import Title

UNITS = ("health", "fire_rescue", "housing")
ROLES = ("reviewer", "approver")
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,6}", fullmatch=True)
TITLES = st.builds(
    Title,
    zh=st.text("审查决定<&\"'甲乙", min_size=1, max_size=5),
    en=st.text("Review <&\"'", min_size=1, max_size=6).filter(str.strip),
)
LEAVES = st.builds(Condition, field=NAMES, equals=st.sampled_from(["是", True, 3, "a\"<&'"]))
CONDITIONS = st.one_of(
    LEAVES, st.builds(Condition, all=st.lists(LEAVES, min_size=1, max_size=2).map(tuple))
)


@st.composite
def flows(draw: st.DrawFn) -> Flow:
    """Return a flow whose ways all lead forward to a decision."""
    names = draw(st.lists(NAMES, min_size=2, max_size=6, unique=True))
    decisions = draw(st.integers(1, len(names) - 1))
    stages: list[Stage] = []
    for number, name in enumerate(names):
        common = {"name": name, "title": draw(TITLES), "limit": draw(st.integers(0, 30))}
        if number >= len(names) - decisions:
            stages.append(Stage(**common, kind="decision", role=draw(st.sampled_from(ROLES))))
            continue
        then = _ways(draw, names[number + 1 :])
        if draw(st.booleans()):
            stages.append(Stage(**common, kind="parallel", branches=_branches(draw), then=then))
        else:
            unit, role = draw(st.sampled_from((LEAD, *UNITS))), draw(st.sampled_from(ROLES))
            stages.append(Stage(**common, kind="review", unit=unit, role=role, then=then))
    return Flow(name=draw(NAMES), title=draw(TITLES), stages=_reached(stages))


def _ways(draw: st.DrawFn, later: list[str]) -> tuple[Next, ...]:
    """The first way leads to the next stage, so that each is met."""
    others = draw(st.lists(st.sampled_from(later), max_size=2))
    conditioned = [Next(to=to, when=draw(CONDITIONS)) for to in others]
    return (*conditioned, Next(to=later[0]))


def _branches(draw: st.DrawFn) -> tuple[Branch, ...]:
    names = draw(st.lists(NAMES, min_size=2, max_size=4, unique=True))
    return tuple(
        Branch(
            name=name,
            title=draw(TITLES),
            unit=draw(st.sampled_from((LEAD, *UNITS))),
            role=draw(st.sampled_from(ROLES)),
            limit=draw(st.integers(1, 20)),
            when=draw(st.none() | CONDITIONS),
        )
        for name in names
    )


def _reached(stages: list[Stage]) -> tuple[Stage, ...]:
    met = {stages[0].name}
    for stage in stages:
        if stage.name in met:
            met |= {way.to for way in stage.then}
    return tuple(stage for stage in stages if stage.name in met)
