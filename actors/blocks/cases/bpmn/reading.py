"""Makes a flow of a process in BPMN 2.0, and names everything that a flow cannot hold.

A task by people is a stage; the one after which the process ends is the decision (决定). A gateway
that forks, with its join, is a parallel stage, and each task between them a branch. An exclusive
gateway is the choice of the stage before it. What no flow has is passed by where it stands on the
way of a case. Nothing is made up: what the model does not say is missing in the flow, and
`read_flow` tells of it.
"""

import json
import re
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from actors.blocks.cases.bpmn.graph import Graph, LeftOut, Node, Way, graph_of
from actors.blocks.cases.bpmn.vocabulary import BY_PEOPLE, CHOICE, CONDITION, FORKS
from actors.blocks.cases.flow import LEAD
from actors.blocks.forms.conditions import Condition

_Choice = tuple[str, dict[str, Any] | None]  # a node, and the condition under which it follows
_NO_NAME = re.compile(r"[^a-z0-9]+")
_MOST_CHOICES = 200  # ways out of one stage


class Reading(msgspec.Struct, frozen=True):
    """What a model says as a flow: `document` as it would stand in TOML, for `read_flow`; what was
    left out; and the id of the element that each stage and branch was made of, by its place."""

    document: dict[str, Any]
    left_out: tuple[LeftOut, ...]
    elements: dict[str, str]


def read_bpmn(content: bytes, units: Mapping[str, str]) -> Reading:
    """Read the model in `content`; `units` are the codes of units by what lanes may be called.

    Raises:
        UnreadableModel: it is no BPMN 2.0 that can be read.
    """
    return _Reader(graph_of(content), units).read()


class _Reader:
    def __init__(self, graph: Graph, units: Mapping[str, str]) -> None:
        self._graph = graph
        self._units = units
        self._met: set[str] = set()  # nodes that stand in the flow
        self._names: dict[str, str] = {}

    def read(self) -> Reading:
        graph = self._graph
        stages: dict[str, dict[str, Any]] = {}
        first = self._first()
        waiting = deque([first] if first else [])
        while waiting:
            id = waiting.popleft()
            if id in stages:
                continue
            stages[id], following = self._stage(graph.nodes[id])
            waiting += following
        self._name_the_rest()
        order = sorted(stages, key=lambda id: (id != first, graph.nodes[id].place))
        document = {
            "name": graph.own.get("name") or _slug(graph.name) or "flow",
            "title": {"zh": graph.name, "en": graph.own.get("title_en", "")},
            "stages": [stages[id] for id in order],
        }
        return Reading(document, tuple(sorted(set(graph.left_out))), dict(self._places(order)))

    def _first(self) -> str:
        """Return the node of the first stage, "" where there is none."""
        starts = [node for node in self._graph.nodes.values() if node.kind == "startEvent"]
        if not starts:
            return ""
        first, *others = sorted(starts, key=lambda node: node.place)
        self._met.add(first.id)
        for other in others:
            self._met.add(other.id)
            self._graph.leave_out(other, "bpmn.second_start")
        choices = self._choices(first)
        if len(choices) > 1:
            self._graph.leave_out(first, "bpmn.choice_at_start")
        return choices[-1][0] if choices else ""

    def _stage(self, node: Node) -> tuple[dict[str, Any], list[str]]:
        """Return the stage that `node` stands for, and the nodes of those that follow."""
        self._met.add(node.id)
        stage: dict[str, Any] = {"name": self._name(node), "title": _title(node)}
        last = node
        if node.kind in FORKS:
            branches, last = self._branches(node)
            stage |= {"kind": "parallel", "branches": branches}
            if "on_objection" in node.own:
                stage["on_objection"] = node.own["on_objection"]
        choices = self._choices(last)
        if not choices and node.kind in BY_PEOPLE:
            stage |= {"kind": "decision", "role": node.own.get("role", "approver")}
        else:
            stage.setdefault("kind", "review")
            if node.kind in BY_PEOPLE:
                stage |= self._worker(node)
            stage["then"] = [
                {"to": self._name(self._graph.nodes[id])} | ({"when": when} if when else {})
                for id, when in choices
            ]
            if not choices:
                self._graph.leave_out(last, "bpmn.no_decision")
        return stage | _limit(node), [id for id, _ in choices]

    def _worker(self, node: Node) -> dict[str, Any]:
        """Return who does a task: as it says itself, or by its lane where that is a unit."""
        unit = node.own.get("unit") or self._units.get(self._graph.lanes.get(node.lane, ""), LEAD)
        return {"unit": unit, "role": node.own.get("role", "reviewer")}

    def _branches(self, fork: Node) -> tuple[list[dict[str, Any]], Node]:
        """Return the branches of a fork, and the join in which all of them end."""
        tasks: list[tuple[Node, Way]] = []
        joins: set[str] = set()
        for way in self._graph.out[fork.id]:
            task = self._passing(way.target)
            if task is None or task.kind not in BY_PEOPLE:
                continue
            ways = self._graph.out[task.id]
            join = self._passing(ways[0].target) if len(ways) == 1 else None
            if join is not None and join.kind in FORKS:
                tasks.append((task, way))
                joins.add(join.id)
        if len(joins) != 1 or len(tasks) < len(self._graph.out[fork.id]):
            self._graph.leave_out(fork, "bpmn.no_block")
            return [], fork
        self._met |= {task.id for task, _ in tasks} | joins
        return [self._branch(task, way) for task, way in tasks], self._graph.nodes[joins.pop()]

    def _branch(self, task: Node, way: Way) -> dict[str, Any]:
        when = self._condition(way)
        branch = {"name": self._name(task), "title": _title(task)} | self._worker(task)
        return branch | _limit(task) | ({"when": when} if when else {})

    def _choices(self, node: Node) -> list[_Choice]:
        """Return what may follow `node`, the first that holds: stages that are met through choices
        and what is passed by. Of a way that ends the process there is nothing."""
        found: list[_Choice] = []
        ended = False
        waiting: list[tuple[Node, dict[str, Any] | None, tuple[str, ...]]] = [(node, None, ())]
        while waiting and len(found) < _MOST_CHOICES:
            here, when, path = waiting.pop()
            ways = self._ordered(here)
            if here is not node and (here.kind in BY_PEOPLE or here.kind in FORKS):
                found.append((here.id, when))
                continue
            self._met.add(here.id)
            if here.kind == "endEvent":
                ended = True
            if here.id in path:
                self._graph.leave_out(here, "bpmn.comes_back")
                continue
            if here.kind != CHOICE and len(ways) > 1 and here.kind not in FORKS:
                self._graph.leave_out(here, "bpmn.splits_by_itself")
            follow = [
                (self._graph.nodes[way.target], _both(when, self._condition(way)), (*path, here.id))
                for way in ways
            ]
            waiting += reversed(follow if here.kind == CHOICE else follow[:1])
        if ended and found:
            self._graph.leave_out(node, "bpmn.ends_undecided")
        return found

    def _ordered(self, node: Node) -> list[Way]:
        """Return the ways out of a node, those with a condition before the one that has none."""
        ways = self._graph.out[node.id]
        return sorted(ways, key=lambda way: not way.condition or way.id == node.default)

    def _passing(self, id: str) -> Node | None:
        """Return what a way leads to, passing by what no flow has; None where it is a choice that
        is one, or comes back."""
        met: set[str] = set()
        while id not in met:
            met.add(id)
            node, ways = self._graph.nodes[id], self._graph.out[id]
            if node.kind in BY_PEOPLE or node.kind in FORKS or node.kind == "endEvent":
                return node
            if len(ways) != 1:
                return None
            self._met.add(id)
            id = ways[0].target
        return None

    def _condition(self, way: Way) -> dict[str, Any] | None:
        if not way.condition:
            return None
        if way.language == CONDITION:
            try:
                condition: dict[str, Any] = json.loads(way.condition)
                msgspec.convert(condition, Condition)
                return condition
            except (ValueError, RecursionError):
                pass
        said = way.condition[:200]
        self._graph.left_out.append(LeftOut(way.id, "conditionExpression", said, "bpmn.condition"))
        return None

    def _name(self, node: Node) -> str:
        """Return the name of a stage or branch: its own, or one that no other has."""
        if node.id not in self._names and "name" in node.own:
            self._names[node.id] = node.own["name"]
        elif node.id not in self._names:
            name = _slug(node.name) or "step"
            taken = set(self._names.values())
            number = 2
            unique = name
            while unique in taken:
                unique, number = f"{name}_{number}", number + 1
            self._names[node.id] = unique
        return self._names[node.id]

    def _name_the_rest(self) -> None:
        """Name what no way from the start leads to, and lanes that are no unit."""
        graph = self._graph
        named = {each.id for each in graph.left_out}
        for node in graph.nodes.values():
            if node.id not in self._met and node.id not in named:
                graph.leave_out(node, "bpmn.not_reached")
        for id, name in graph.lanes.items():
            if name not in self._units:
                graph.left_out.append(LeftOut(id, "lane", name, "bpmn.no_unit"))

    def _places(self, order: list[str]) -> Iterator[tuple[str, str]]:
        for number, id in enumerate(order):
            yield f"stages[{number}]", id
            if self._graph.nodes[id].kind in FORKS:
                for branch, way in enumerate(self._graph.out[id]):
                    yield f"stages[{number}].branches[{branch}]", way.target


def _title(node: Node) -> dict[str, str]:
    return {"zh": node.name, "en": node.own.get("title_en", "")}


def _limit(node: Node) -> dict[str, Any]:
    said = node.own.get("limit", "")
    return {"limit": int(said)} if said.isascii() and said.isdigit() and len(said) < 5 else {}


def _slug(name: str) -> str:
    slug = _NO_NAME.sub("_", name.lower()).strip("_")
    return slug if slug[:1].isalpha() else ""


def _both(outer: dict[str, Any] | None, inner: dict[str, Any] | None) -> dict[str, Any] | None:
    if outer is None or inner is None:
        return outer or inner
    return {"all": [outer, inner]}
