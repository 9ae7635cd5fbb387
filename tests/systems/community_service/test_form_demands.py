"""Departments hand communities what is on the list, and ask for nothing that the registers hold."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from actors.blocks.access.access import Access
from actors.kernel.identity import Identity
from actors.kernel.turn import Command
from actors.systems.community_service.form_demand import records as f
from actors.systems.community_service.form_demand.burden import burden
from actors.systems.community_service.form_demand.held import CALLED, checked, counted
from serve_apps.front.language import LANGUAGES
from serve_apps.front.words import word
from tests.systems.community_service.registers import (
    ASKED,
    ISSUE,
    KEEPER,
    OTHER_PLACE,
    REQUEST,
    RETURN,
    issued,
    listed,
    no_demand,
    requested,
    with_answer,
)
from tests.systems.community_service.station import AGENT, LIBRARY, OFFICER
from tests.systems.community_service.station import OTHER_OFFICER as DEPARTMENT

pytestmark = pytest.mark.feature("GRASS-05")


def test_of_twelve_fields_nine_are_held_and_the_place_types_three() -> None:
    listed(DEPARTMENT).then_shown(asked=ASKED).run()
    issued(DEPARTMENT).then_shown(held=tuple(each.field for each in ISSUE.values)).when(
        RETURN, by=AGENT
    ).then_shown(phase="returned").run()
    assert len(ISSUE.values) == 9 and len(RETURN.answers) == 3


def test_a_form_that_is_not_listed_is_refused() -> None:
    requested(DEPARTMENT).when(ISSUE, by=DEPARTMENT).then_refused("form_demand.not_now").run()
    listed(DEPARTMENT).at("2027-04-26 09:00").when(ISSUE, by=DEPARTMENT).then_refused(
        "form_demand.not_now"
    ).run()


def test_a_locked_field_is_nobodys_to_edit() -> None:
    issued(DEPARTMENT).when(with_answer("elder_alone", "9"), by=AGENT).then_refused(
        "form_demand.locked", "/answers/elder_alone"
    ).run()


@pytest.mark.parametrize(
    ("wish", "by", "code"),
    [
        (with_answer("4", "9"), AGENT, "form_demand.no_field"),
        (replace(RETURN, answers={"1": "1", "2": "2"}), AGENT, "form.required"),
        (RETURN, OTHER_PLACE, "form_demand.forbidden"),
        (replace(ISSUE, unit=OTHER_PLACE.unit, values=()), DEPARTMENT, "form_demand.not_filled"),
        (replace(ISSUE, unit=DEPARTMENT.unit), DEPARTMENT, "form_demand.no_place"),
        (ISSUE, DEPARTMENT, "form_demand.asked_twice"),
        (replace(ISSUE, unit=OTHER_PLACE.unit), OFFICER, "form_demand.forbidden"),
        (f.SettleNote(note=1, outcome="stands"), AGENT, "form_demand.no_note"),
        (f.DisputeValue(form=1, field="houses", text="?"), AGENT, "form_demand.not_held"),
    ],
)
def test_what_does_not_fit_the_form_is_refused(wish: Command, by: Identity, code: str) -> None:
    issued(DEPARTMENT).when(wish, by=by).then_refused(code).run()


def test_a_doubt_opens_a_note_and_no_other_form() -> None:
    doubt = f.DisputeValue(form=1, field="elder_alone", text="与走访人数不符")

    issued(DEPARTMENT).when(doubt, by=AGENT).then(events=[f.ValueDisputed]).then_shown(
        phase="issued"
    ).run()


def test_a_figure_is_doubted_by_its_place_or_whoever_demands_it_and_not_without_end() -> None:
    doubt = f.DisputeValue(form=1, field="elder_alone", text="与走访人数不符")
    wish = replace(ISSUE, unit=OTHER_PLACE.unit)
    both = issued(DEPARTMENT).when(wish, by=DEPARTMENT)

    both.when(doubt, by=OTHER_PLACE).then_refused("form_demand.forbidden", "/form").run()
    both.when(doubt, by=DEPARTMENT).then(events=[f.ValueDisputed]).run()
    full = issued(DEPARTMENT)
    for _ in range(f.MOST_OPEN_NOTES):
        full = full.when(doubt, by=AGENT)
    full.when(doubt, by=AGENT).then_refused("form_demand.too_many_notes").run()
    settled = full.when(f.SettleNote(note=1, outcome="stands"), by=AGENT)
    settled.when(doubt, by=AGENT).then(events=[f.ValueDisputed]).run()


def test_the_next_quarter_may_ask_again() -> None:
    returned = issued(DEPARTMENT).when(RETURN, by=AGENT)

    returned.at("2026-06-30 09:00").when(ISSUE, by=DEPARTMENT).then_refused(
        "form_demand.asked_twice"
    ).run()
    returned.at("2026-07-01 09:00").when(ISSUE, by=DEPARTMENT).then_shown(phase="issued").run()


def test_the_department_is_not_told_which_place_reported_it() -> None:
    def may_read(by: Identity, state: str) -> bool:
        told = {"state": state, "unit": DEPARTMENT.unit, "units": (AGENT.unit,)}
        return LIBRARY[Access].permit(by, "form_demand.read", told).allowed

    assert may_read(DEPARTMENT, "listed") and not may_read(DEPARTMENT, "unlisted")
    assert may_read(AGENT, "unlisted") and may_read(KEEPER, "unlisted")
    assert not may_read(OTHER_PLACE, "unlisted")


def test_whoever_demands_lists_nothing_and_nothing_is_listed_that_is_all_held() -> None:
    wish = f.ListForm(until=date(2027, 4, 24))
    own = Identity("staff:x", ("form_keeper", "item_officer"), DEPARTMENT.unit)
    held = replace(REQUEST, fields=("居民人数", "留守老人"))

    requested(DEPARTMENT).when(wish, by=own).then_refused("form_demand.forbidden").run()
    requested(DEPARTMENT).when(replace(wish, until=date(2029, 1, 1)), by=KEEPER).then_refused(
        "form_demand.until"
    ).run()
    no_demand().when(held, by=DEPARTMENT).when(wish, by=KEEPER).then_refused(
        "form_demand.all_held"
    ).run()


def test_fields_are_known_by_what_departments_call_them() -> None:
    names = [name for names in CALLED.values() for name in names]

    assert len(names) == len(set(names))
    for field in CALLED:
        titles = [word(f"form_demand.choices.held.{field}", each) for each in LANGUAGES]
        assert checked(titles) == ((field,), ())
    assert checked(("居民 人数", "常住人口", "志愿者", " 志愿者 ", "")) == (
        ("residents",),
        ("志愿者",),
    )


def test_figures_are_counted_from_the_rows_of_the_registers() -> None:
    old = {"state": "registered", "registration": "01", "marks": [{"care": "elder_alone"}]}
    guest = {"state": "registered", "registration": "02", "marks": []}
    dead = {"state": "deceased", "registration": "01", "marks": []}
    houses = [{"state": "standing", "use": "rented"}, {"state": "gone", "use": "rented"}]
    found = {
        field: counted(field, [old, guest, dead], houses)
        for field in ("residents", "floating", "elder_alone", "deceased", "houses", "rented_houses")
    }

    assert list(found.values()) == [2, 1, 1, 1, 1, 1]


@pytest.mark.feature("GRASS-06")
def test_what_forms_cost_is_measured() -> None:
    def row(
        unit: str, state: str, asked: list[str], held: list[str], minutes: int
    ) -> dict[str, Any]:
        returned = int(state == "returned")
        return {"unit": unit, "state": state, "asked": asked, "held": held, "minutes": minutes,
                "returned": returned}  # fmt: skip

    found = burden(
        [
            row("a", "returned", ["志愿者", "助餐点"], ["residents"], 30),
            row("b", "issued", ["志愿者"], ["residents"], 0),
            row("b", "unlisted", ["志愿者"], ["residents"], 90),
            row("c", "refused", ["志愿者"], [], 0),
        ]
    )

    assert dict(found.fields) == {"志愿者": 3, "residents": 2}
    assert (found.total.twice, found.total.unlisted, found.total.hours) == (3, 1, "2.0")
    assert (found.departments["a"].twice, found.departments["b"].twice) == (1, 3)
    assert found.departments["c"].listed == 0


def test_a_place_that_has_no_form_knows_of_the_list_and_returns_nothing() -> None:
    listed(DEPARTMENT).when(RETURN, by=AGENT).then_refused("form_demand.forbidden").run()
