"""Motions cite clues as suggestions do, and suppliers see what theirs were used in (NPC-02)."""

from dataclasses import replace

import pytest

from actors.kernel.identity import PLATFORM
from actors.systems.npc_motions import clue_records as q
from actors.systems.npc_motions import motion_commands as m
from actors.systems.npc_motions.views import CLUES
from actors.testing import Scenario
from tests.rows import rows_of
from tests.systems.npc_motions import floor
from tests.systems.npc_motions.chamber import KINDS, RESIDENT
from tests.systems.npc_motions.reading import state_of, told

ID = q.clue_id("wechat", "m-1")
KEY = q.clue_key(ID)
AT = floor.at("2026-03-02 09:00")


def receive(message: str = "m-1") -> q.ReceiveClue:
    return q.ReceiveClue(channel="wechat", external_id=message, told_at=AT, text="绿景路逢雨必涝")


def moved() -> Scenario:
    """Return a motion that cites the clue, numbered."""
    begun = replace(floor.seated(floor.convened(), 10), kinds=KINDS)
    drafted = floor.drafted(begun.on(KEY).when(receive(), by=RESIDENT), clues=(ID,))
    return floor.cosigned(drafted, 10).when(m.SubmitMotion(), by=floor.deputy(1))


@pytest.mark.feature("NPC-02")
def test_a_motion_cites_clues_and_once_published_suppliers_see_in_which_number() -> None:
    before = state_of(moved(), KEY).uses
    published = moved().when(m.SetPublished(published=True), by=floor.WORK_BODY)
    row = rows_of(CLUES, published)[ID]

    assert [(use.suggestion, use.number, use.kind) for use in before] == [("1", "", "motion")]
    assert row["uses"] == [{"suggestion": "1", "number": "J20260001", "kind": "motion"}]
    assert ("person:he", "clue.used") in told(published)
    hidden = published.when(m.SetPublished(published=False, reason="更正"), by=floor.WORK_BODY)
    again = hidden.when(m.SetPublished(published=True), by=floor.WORK_BODY)
    assert told(again).count(("person:he", "clue.used")) == 1


@pytest.mark.feature("NPC-02")
def test_a_motion_that_is_edited_cites_what_is_new_once() -> None:
    other = q.clue_id("wechat", "m-2")
    begun = replace(floor.seated(floor.convened(), 1), kinds=KINDS).on(KEY)
    begun = begun.when(receive(), by=RESIDENT).on(q.clue_key(other))
    begun = begun.when(receive("m-2"), by=PLATFORM)
    edited = floor.drafted(begun, clues=(ID,)).when(
        m.EditMotion(**floor.PARTS, one_matter=True, clues=(ID, other, other)),
        by=floor.deputy(1),
    )

    assert [len(state_of(edited, q.clue_key(each)).uses) for each in (ID, other)] == [1, 1]
