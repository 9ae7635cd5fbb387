"""What a design may not say is told all at once, each with its tab and field."""

from asyncio import run
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from actors.blocks.cases.bpmn.reading import read_bpmn
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.designs.content import content_of, of_item, read_content
from actors.blocks.designs.faults import faults_of
from actors.blocks.designs.parts import tab_of
from actors.blocks.designs.records import ItemDesign
from actors.kernel.library import Library
from actors.testing.scenario import START
from actors.testing.worlds import MemoryWorld
from tests.blocks.designs.making import CODE
from tests.blocks.designs.scenarios import DRAFT, KEY, LIBRARY

pytestmark = pytest.mark.feature("GRASS-03", "HALL-22")
Content = dict[str, Any]


def _drafted() -> Content:
    world = MemoryWorld(DRAFT.kinds, START)
    run(DRAFT.run_in(world))
    state: ItemDesign = run(world.state(KEY))
    return state.content


CONTENT = _drafted()


def faults(content: Content, library: Library = LIBRARY, **beside: Any) -> list[tuple[str, str]]:
    return [(each.code.partition(".")[2], each.field) for each in
            faults_of(content, CODE, library, **beside)]  # fmt: skip


def changed(change: Callable[[Content], None]) -> Content:
    content = deepcopy(CONTENT)
    change(content)
    return content


def _stage(content: Content, number: int) -> Content:
    return content["flow"]["stages"][number]


def _unreachable(content: Content) -> None:
    _stage(content, 0)["then"] = [{"to": "decision"}]


def _dead_end(content: Content) -> None:
    _stage(content, 2)["then"] = []


def _one_branch(content: Content) -> None:
    branch = {"name": "fire", "title": {"zh": "消防", "en": "Fire"}, "unit": "@lead",
              "role": "reviewer", "limit": 1}  # fmt: skip
    _stage(content, 1).update(kind="parallel", branches=[branch])


def _no_role(content: Content) -> None:
    _stage(content, 1)["role"] = ""


def _nobody(content: Content) -> None:
    _stage(content, 1)["role"] = "security_administrator"


def _no_basis(content: Content) -> None:
    content["fee_basis"] = ""


def _shared(content: Content) -> None:
    content["materials"][0]["title"] = {"zh": "申请人身份证", "en": "Identity card"}


def _promised(content: Content) -> None:
    content["limits"]["promised"] = 21


def _step_too_long(content: Content) -> None:
    _stage(content, 0)["limit"] = 21


def _notice(content: Content) -> None:
    content["limits"]["notice"] = 6


def _no_help(content: Content) -> None:
    content["sections"][0]["fields"][2]["hint"] = None


def _no_source(content: Content) -> None:
    content["sections"][0]["fields"][2]["source"] = ""


def _no_sensitivity(content: Content) -> None:
    content["sections"][0]["fields"][2]["sensitivity"] = ""


def _comes_back(content: Content) -> None:
    _stage(content, 2)["then"] = [{"to": "first_review"}]


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        (_unreachable, "unreachable", "/flow/stages/1"),
        (_dead_end, "dead_end", "/flow/stages/2/then"),
        (_one_branch, "two_branches", "/flow/stages/1/branches"),
        (_no_role, "no_role", "/flow/stages/1/role"),
        (_nobody, "nobody_there", "/flow/stages/1/role"),
        (_comes_back, "comes_back", "/flow/stages/2/then"),
        (_no_basis, "fee_without_basis", "/fee_basis"),
        (_shared, "shared_already", "/materials/0/sources"),
        (_promised, "promised_above_statutory", "/limits/promised"),
        (_step_too_long, "above_statutory", "/flow/stages/0/limit"),
        (_notice, "above_law", "/limits/notice"),
        (_no_help, "no_help", "/sections/0/fields/2/hint"),
        (_no_source, "no_source", "/sections/0/fields/2/source"),
        (_no_sensitivity, "no_sensitivity", "/sections/0/fields/2/sensitivity"),
    ],
)
def test_what_no_item_may_be_is_refused_with_its_field(
    change: Callable[[Content], None], code: str, field: str
) -> None:
    assert faults(CONTENT) == []
    assert (code, field) in faults(changed(change))


def test_all_of_them_are_told_at_once_tab_by_tab() -> None:
    def everything(content: Content) -> None:
        for change in (_unreachable, _no_role, _no_basis, _shared, _promised, _no_help, _notice):
            change(content)

    found = faults(changed(everything))

    assert {"unreachable", "no_role", "fee_without_basis", "shared_already", "no_help",
            "promised_above_statutory", "above_law"} <= {code for code, _ in found}  # fmt: skip
    tabs = {tab_of(field.split("/")[1]) for _, field in found}
    assert tabs == {"flow", "fee", "form", "limits"}


def test_a_field_that_open_cases_have_is_not_removed() -> None:
    item, mistakes = read_content(CONTENT, CODE, 1, LIBRARY)
    assert item is not None and not mistakes
    catalogue = LIBRARY[Catalogue]
    published = replace(catalogue, items={**catalogue.items, (CODE, 1): item})
    library = LIBRARY.amended(published)

    def without_area(content: Content) -> None:
        content["sections"][0]["fields"].pop()
        del content["form"]["properties"]["area"]
        content["form"]["required"].remove("area")
        del content["example"]["area"]
        content["result"]["shows"] = []

    fewer = changed(without_area)

    assert faults(fewer, library, base=1) == []
    assert faults(fewer, library, base=1, running=(1,)) == [("field_in_use", "/sections")]


def test_a_join_that_does_not_wait_for_every_branch_is_refused_where_it_was_drawn() -> None:
    model = b"""<?xml version="1.0"?>
    <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p">
    <startEvent id="s"/><parallelGateway id="fork" name="F"/><userTask id="a" name="A"/>
    <userTask id="b" name="B"/><parallelGateway id="join"/><userTask id="d" name="D"/>
    <endEvent id="e"/>
    <sequenceFlow id="1" sourceRef="s" targetRef="fork"/>
    <sequenceFlow id="2" sourceRef="fork" targetRef="a"/>
    <sequenceFlow id="3" sourceRef="fork" targetRef="b"/>
    <sequenceFlow id="4" sourceRef="a" targetRef="join"/>
    <sequenceFlow id="5" sourceRef="b" targetRef="e"/>
    <sequenceFlow id="6" sourceRef="join" targetRef="d"/>
    <sequenceFlow id="7" sourceRef="d" targetRef="e"/></process></definitions>"""
    reading = read_bpmn(model, {})

    assert ("join_without_branches", "/flow/stages") in faults(CONTENT, left_out=reading.left_out)


def test_what_a_version_says_already_need_not_be_explained_anew() -> None:
    """So that an old version can become a new one (回退)."""
    catalogue = LIBRARY[Catalogue]
    for item in catalogue.current_items():
        content = of_item(item, content_of(item))
        found = faults_of(content, item.code, LIBRARY, base=item.version)
        asked_anew = {"no_help", "no_source", "no_sensitivity"}
        assert not asked_anew & {each.code.partition(".")[2] for each in found}, item.code
