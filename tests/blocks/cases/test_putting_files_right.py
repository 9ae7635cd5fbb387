"""A wrong file in a record is put right by an event of the record, and both stay (PIPL 46)."""

import dataclasses
from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.commands import Decide, Decline, PutFileRight
from actors.blocks.cases.events import FilePutRight
from actors.blocks.cases.items import ServiceItem
from actors.blocks.cases.kind import case_kind
from actors.blocks.cases.later_commands import Archive
from actors.blocks.cases.parts import PastFile
from actors.blocks.cases.putting_files_right import file_faults, file_parts, file_said
from actors.blocks.cases.state import Material
from actors.blocks.files.digest import digests
from actors.kernel.deadlines import CHINA
from actors.kernel.identity import PLATFORM
from actors.kernel.restricting import Restrict
from actors.testing import Scenario
from serve_apps.blocks.cases.archive_package import entries_of
from serve_apps.blocks.cases.held import HELD
from tests import loaded
from tests.blocks.cases.city import (
    APPROVER_LEAD,
    FILES,
    HALL,
    LIBRARY,
    PERMIT,
    RESIDENT_A,
    application,
    submitted,
)
from tests.blocks.cases.kit import Played
from tests.systems.test_every_item import officer, reviewed

PART = "/materials/plan/1"
NEW = replace(FILES[0], name="right_file", file_name="right.pdf", sha256="cd" * 32, bytes=900)
RIGHT = PutFileRight(
    part=PART, was=FILES[0].sha256, file=NEW, account="a1", unit=PERMIT.unit, basis="1"
)
SENT = Scenario.of(case_kind(LIBRARY)).at("2026-03-02 10:00").when(application(), by=RESIDENT_A)
OVER = SENT.when(Decline(reason="不属于本机关职权范围"), by=HALL).at("2026-03-04 10:00")
DONE = datetime(2026, 3, 4, 10, tzinfo=CHINA).astimezone(UTC)


def over() -> Played:
    case = submitted()
    case.when(HALL, Decline(reason="不属于本机关职权范围"))
    return case


def test_the_right_file_takes_the_place_of_the_wrong_one_which_stays() -> None:
    scenario = OVER.when(RIGHT, by=PLATFORM).then(events=(FilePutRight,))

    past = PastFile(file=FILES[0], part=PART, until=DONE, basis="1")
    scenario.then_shown(materials=(replace(NEW, name="plan"), *FILES[1:]), past_files=(past,)).run()
    scenario.when(RIGHT, by=PLATFORM).then(events=()).run()  # another file stands there by now


@pytest.mark.parametrize(
    "wrong",
    [
        {"account": "b2"},
        {"unit": "health"},
        {"was": "ef" * 32},
        {"was": ""},
        {"part": "/materials/plan/2"},
        {"part": "/materials/plan"},
        {"part": "/materials/nothing/1"},
        {"part": "/form/area"},
        {"file": Material(name="right_file")},
        {"file": replace(NEW, source="promise")},
        {"file": replace(NEW, source="licence_store")},
        {"file": replace(NEW, sha256=FILES[0].sha256)},
        {"file": replace(NEW, media_type="application/zip")},
        {"file": replace(NEW, bytes=20_000_001)},
    ],
    ids=str,
)
def test_what_is_anothers_has_changed_or_does_not_fit_is_left_as_it_is(
    wrong: dict[str, Any],
) -> None:
    OVER.when(replace(RIGHT, **wrong), by=PLATFORM).then(events=()).run()


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (Material(name="right_file"), "material.no_file"),
        (replace(NEW, sha256=FILES[0].sha256), "put_right.same_file"),
        (replace(NEW, media_type="application/zip"), "material.format"),
        (replace(NEW, bytes=20_000_001), "material.too_large"),
    ],
)
def test_what_is_wrong_with_the_right_file_is_named(file: Material, code: str) -> None:
    [fault] = file_faults(over().state, PART, file, PERMIT)

    assert (fault.code, fault.field) == (code, PART)


def test_nothing_is_put_right_before_the_case_is_over_or_once_it_is_restricted() -> None:
    SENT.when(RIGHT, by=PLATFORM).then(events=()).run()
    closed = Restrict(basis="1", closed_before=datetime(2036, 1, 1, tzinfo=UTC))
    OVER.when(closed, by=PLATFORM).when(RIGHT, by=PLATFORM).then(events=()).run()


def test_the_law_has_it_put_right_in_the_archive_too() -> None:
    OVER.when(Archive(), by=APPROVER_LEAD).when(RIGHT, by=PLATFORM).then(
        events=(FilePutRight,)
    ).run()


def test_nobody_but_the_platform_puts_a_file_right() -> None:
    OVER.when(RIGHT, by=RESIDENT_A).then_refused("case.forbidden").run()


def test_what_an_organ_has_issued_is_no_part_of_the_record_to_be_put_right() -> None:
    issued = replace(FILES[2], source="licence_store", grade="A")
    case = submitted(materials=(*FILES[:2], issued))
    case.when(HALL, Decline(reason="不属于本机关职权范围"))

    assert [part for part, _ in file_parts(case.state)] == [PART, "/materials/funds/1"]


def test_of_several_files_the_one_that_is_meant_is_replaced() -> None:
    second = replace(FILES[0], sha256="12" * 32)
    several = replace(PERMIT, materials=(replace(PERMIT.materials[0], several=2),))
    library = LIBRARY.having(
        dataclasses.replace(LIBRARY[Catalogue], items={(several.code, several.version): several})
    )
    case = Played(library, DONE)
    case.when(RESIDENT_A, application(several, materials=(FILES[0], second)))
    case.when(HALL, Decline(reason="不属于本机关职权范围"))
    case.when(PLATFORM, replace(RIGHT, part="/materials/plan/2", was=second.sha256))

    assert [each.sha256 for each in case.state.materials] == [FILES[0].sha256, NEW.sha256]
    assert case.replayed() == case.state


def test_both_files_are_named_copied_and_archived() -> None:
    case = over()
    case.when(PLATFORM, RIGHT)
    both = {FILES[0].sha256, NEW.sha256}

    assert both <= {sha256 for _, sha256 in digests(case.state)}
    assert both <= {each.sha256 for each in HELD.files(case.state)}
    assert both <= {each.sha256 for each in entries_of(case.state, PERMIT)}
    [one] = case.state.put_right
    assert (one.before, one.after) == (file_said(FILES[0]), file_said(NEW))


def test_the_case_that_was_granted_sends_the_file_that_came_with_it() -> None:
    [item] = [each for each in loaded.library()[Catalogue].current_items() if each.corrects]
    case = reviewed(about_a_file(item))
    case.when(officer(item.unit, "approver"), Decide(outcome="granted"))

    [sent] = [each for each in case.messages if each.command["type"] == "PutFileRight"]
    [right] = [each for each in case.state.materials if each.name == "right_file"]
    assert sent.key == f"case:{'0' * 32}"
    assert sent.command["was"] == FILES[0].sha256
    assert sent.command["file"]["sha256"] == right.sha256
    assert sent.command["basis"] == case.state.number


def about_a_file(item: ServiceItem) -> ServiceItem:
    """Return `item` with an example that has a file put right."""
    answers = {"record": "0" * 32, "part": PART, "sort": "file", "says": file_said(FILES[0])}
    return replace(item, example={**item.example, **answers})
