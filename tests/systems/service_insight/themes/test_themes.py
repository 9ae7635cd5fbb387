"""Theme sets: changes that are judged before they are saved, and views that refuse and say why."""

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from actors.systems.service_insight.themes import records as r
from actors.systems.service_insight.themes import sample
from actors.systems.service_insight.themes.reading import BadFile, RejectedRow, read_rows
from actors.systems.service_insight.themes.shell.tables import kept, told
from actors.systems.service_insight.themes.theme import ThemeColumn, ThemeSet, View, links
from actors.testing.scenario import START
from actors.testing.worlds import MemoryWorld
from tests.systems.service_insight.base.kit import STEWARD
from tests.systems.service_insight.themes.kit import (
    COLUMNS,
    GRANT,
    OWNER,
    USER,
    asking,
    in_use,
    made,
)

CODE, CAPITAL, STATUS = COLUMNS


def changed(*columns: ThemeColumn, announced: date | None = None) -> r.ChangeColumns:
    return r.ChangeColumns(columns=columns, announced=announced)


@pytest.mark.feature("SDB-08")
def test_a_change_is_judged_before_it_is_saved() -> None:
    more = ThemeColumn(name="note", title="备注", nullable=True)
    wider = replace(CAPITAL, type="int64")
    fine = in_use().when(changed(CODE, wider, STATUS, more), by=OWNER)
    fine.then(reply="compatible").run()
    listed = replace(STATUS, values=("存续", "注销", "吊销"))
    in_use().when(changed(CODE, CAPITAL, listed), by=OWNER).then(reply="notice").run()
    for column in (
        replace(CAPITAL, name="registered"),
        replace(CAPITAL, nullable=True),
        replace(CAPITAL, measure="元"),
    ):
        wish = changed(CODE, column, STATUS)
        in_use().when(wish, by=OWNER).then_refused("theme_set.breaking").run()
    made().when(changed(CODE, STATUS), by=OWNER).then(reply="breaking").run()  # nobody reads it


@pytest.mark.feature("SDB-08")
def test_what_breaks_is_announced_and_asked_beside_the_version_before() -> None:
    early = changed(CODE, STATUS, announced=date(2026, 5, 23))
    in_use().when(early, by=OWNER).then_refused("theme_set.breaking").run()
    announced = in_use().when(changed(CODE, STATUS, announced=date(2026, 5, 24)), by=OWNER)
    announced.when(asking("code"), by=USER).then(reply=1).run()
    both = announced.at("2026-06-01 09:00").when(asking("code"), by=USER).then(reply=2)
    both.when(asking("code", rows=50, version=1), by=USER).then(reply=1).run()
    over = announced.at("2026-06-24 09:00").when(asking("code", version=1), by=USER)
    over.then_refused("theme_set.no_version").run()


@pytest.mark.feature("SDB-09")
def test_what_a_view_has_not_is_refused_and_the_refusal_says_why() -> None:
    in_use().when(asking("code", "capital"), by=USER).then_refused("theme_set.not_in_view").run()
    used = in_use().when(asking("code"), by=USER)
    used.when(asking("code"), by=USER).then_refused("theme_set.quota").run()
    used.at("2026-04-25 00:01").when(asking("code"), by=USER).then(reply=1).run()
    late = in_use().at("2027-01-01 00:01").when(asking("code"), by=USER)
    late.then_refused("theme_set.view_over").run()
    other = replace(USER, unit="civil_affairs")
    in_use().when(asking("code"), by=other).then_refused("theme_set.unknown").run()


def test_what_is_of_natural_persons_is_in_no_view() -> None:
    marked = changed(replace(CODE, personal=True), CAPITAL, STATUS)
    personal = in_use().when(marked, by=OWNER)

    personal.when(asking("code"), by=USER).then_refused("theme_set.personal").run()
    personal.when(GRANT, by=OWNER).then_refused("theme_set.personal", "/columns/0").run()
    personal.when(asking("status"), by=USER).then(reply=2).run()


def test_nobody_uses_what_nobody_has_reviewed() -> None:
    made().when(r.OpenTheme(), by=OWNER).then_refused("theme_set.not_now").run()
    made().when(r.ReviewTheme(), by=OWNER).then_refused("theme_set.forbidden").run()
    made().when(r.ReviewTheme(), by=STEWARD).then_shown(phase="reviewed").run()


def test_a_file_is_read_by_its_columns_and_what_is_not_in_order_is_told() -> None:
    text = "status,code,capital\n存续,a,5\n吊销,b,6\n存续,,x\n存续,c\n"
    found = read_rows(text.encode("gb18030"), COLUMNS)

    assert found.rows == [{"code": "a", "capital": 5, "status": "存续"}]
    assert found.rejected == [
        RejectedRow(3, "status", "value"),
        RejectedRow(4, "code", "missing"),
        RejectedRow(4, "capital", "type"),
        RejectedRow(5, "", "cells"),
    ]
    for head, fault in (("code,capital", "no_column"), ("code,capital,status,x", "strange_column")):
        with pytest.raises(BadFile) as bad:
            read_rows(f"{head}\n".encode(), COLUMNS)
        assert bad.value.fault == fault


def test_rows_are_told_by_the_view_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIMEN_TABLES", str(tmp_path))
    rows = sample.rows_of("enterprises")
    view = View(
        code="v", title="", unit="", columns=("name",), rows_by="status", rows_are="存续",
        purpose="", quota=1, until=date(2027, 1, 1),
    )  # fmt: skip
    digest = kept(sample.columns_of("enterprises"), rows)

    assert digest == sample.digest_of("enterprises")
    assert told(digest, view, ["name"], 10, 0) == [{"name": row["name"]} for row in rows[:2]]
    assert told(digest, view, ["name"], 10, 1) == [{"name": rows[1]["name"]}]


@pytest.mark.feature("SDB-23")
async def test_the_five_links_say_who_answers_and_what_stands() -> None:
    played = in_use().when(asking("code"), by=USER)
    world = MemoryWorld(played.kinds, START)
    await played.run_in(world)
    state: ThemeSet = await world.state("theme_set:firms")
    found = links(state, "government_services", date(2026, 4, 24))

    assert [(each.name, each.stands, each.count) for each in found] == [
        ("provide", True, 3), ("maintain", True, 1), ("share", True, 1), ("trace", True, 1),
        ("evaluate", True, 1),
    ]  # fmt: skip
