"""Dates within their bounds, and rules that fail: a form answers, whatever is written in it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from actors.blocks.forms.dates import bound
from actors.blocks.forms.form import Form
from actors.blocks.forms.layout import Check, Field, Section
from actors.kernel.errors import Reason
from tests.blocks.cases.city import title

TODAY = date(2026, 11, 29)  # a Sunday
FRIDAY = "2026-12-04"


def is_open(day: date) -> bool:
    return day.weekday() < 5


def dated(*checks: Check, **layout: Any) -> Form:
    field = Field(name="on", title=title("日期"), widget="date", **layout)
    schema = {"type": "object", "properties": {"on": {"type": "string", "format": "date"}}}
    return Form(schema, (Section(title=title("表"), fields=(field,)),), checks)


def faults(form: Form, typed: str, **rules: Any) -> tuple[Reason, ...]:
    return form.faults(
        form.clean({"on": typed}),
        today=TODAY,
        divisions={},
        rules=rules,
        is_open=is_open,
        known={"applicant:name": "张三"},
    )


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("today", TODAY),
        ("+1 day", date(2026, 11, 30)),
        ("-30 days", date(2026, 10, 30)),
        ("+3 months", date(2027, 2, 28)),
        ("-18 years", date(2008, 11, 29)),
        ("1949-10-01", date(1949, 10, 1)),
    ],
)
def test_a_bound_is_seen_from_the_day(written: str, day: date) -> None:
    assert bound(written, TODAY) == day


@pytest.mark.parametrize(
    "written", ["", "soon", "+1 day\n", "+1 week", "-9999 years", "2026-02-30"]
)
def test_what_is_no_bound_is_said_to_be_none(written: str) -> None:
    with pytest.raises(ValueError):
        bound(written, TODAY)


@pytest.mark.parametrize("typed", ["2026-11-30", "2099-01-01", "9998-12-31"])
def test_nobody_is_born_tomorrow(typed: str) -> None:
    assert faults(dated(latest="today"), typed) == (
        Reason("form.too_late", "/form/on", {"limit": "2026-11-29"}),
    )
    assert not faults(dated(latest="today"), "2026-11-29")


@pytest.mark.parametrize("typed", ["0026-11-08", "1876-01-01"])
def test_a_date_without_bounds_has_those_of_a_life(typed: str) -> None:
    assert [each.code for each in faults(dated(), typed)] == ["form.too_early"]
    assert [each.code for each in faults(dated(), "9998-01-01")] == ["form.too_late"]
    assert not faults(dated(), "2099-01-01")


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        (FRIDAY, []),
        ("2026-12-05", ["form.day_off"]),
        ("2026-11-29", ["form.too_early"]),
        ("2026-11-27", ["form.too_early"]),
    ],
)
def test_what_is_booked_lies_ahead_on_a_day_on_which_offices_work(
    typed: str, codes: list[str]
) -> None:
    booking = dated(earliest="+1 day", latest="+1 year", working_days=True)

    assert [each.code for each in faults(booking, typed)] == codes


@pytest.mark.parametrize(
    ("written", "moved"),
    [(FRIDAY, FRIDAY), ("2020-01-01", "2026-11-30"), ("2028-01-01", "2027-11-29")],
)
def test_the_dates_of_an_example_move_into_their_bounds(written: str, moved: str) -> None:
    booking = dated(earliest="+1 day", latest="+1 year", working_days=True)
    example = {"on": written, "other": 1}

    assert booking.timely(example, today=TODAY, is_open=is_open) == {"on": moved, "other": 1}


def test_a_rule_that_fails_is_told_as_that_and_the_form_answers() -> None:
    def breaks(answers: Mapping[str, Any]) -> bool:
        return answers["nothing"]

    check = Check(rule="breaks", question=title("?"), field="on")

    assert faults(dated(check), FRIDAY, breaks=breaks) == (
        Reason("item.rule_broken", "/form/on", {"rule": "breaks", "error": "KeyError"}),
    )


def test_rules_know_who_applies() -> None:
    check = Check(rule="own", question=title("?"))

    assert not faults(dated(check), FRIDAY, own=lambda told: told["applicant:name"] == "张三")
