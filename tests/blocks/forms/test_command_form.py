"""A command is its own form: what it asks for, and what is made of what was typed."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors.blocks.forms import normalise
from actors.blocks.forms.asked import form_of
from actors.blocks.forms.sent import entries_of, groups_in, read
from actors.kernel.deadlines import CHINA
from actors.kernel.errors import Refusal
from actors.kernel.turn import Command


class Share(msgspec.Struct, frozen=True):
    unit: str
    part: str = ""


class Place(msgspec.Struct, frozen=True):
    street: str
    floor: int


class Assign(Command, frozen=True, kw_only=True):
    lead: Annotated[tuple[Share, ...], msgspec.Meta(max_length=3)]
    phone: Annotated[str, msgspec.Meta(extra={"check": "mobile"})]
    title: Annotated[str, msgspec.Meta(min_length=2, max_length=5)]
    days: Annotated[int, msgspec.Meta(ge=1, le=15)]
    fee_fen: int = 0
    urgent: bool = False
    reply_on: date | None = None
    heard_at: datetime | None = None
    rating: Literal["", "good", "bad"] = ""
    topics: tuple[Literal["roads", "schools"], ...] = ()
    others: tuple[str, ...] = ()
    place: Place | None = None
    note: str | None = None
    secret: str = "kept"


FORM = form_of(Assign, "motion", long=("note",), unasked=("secret",))
RIGHT = [("lead.0.unit", "school"), ("phone", "13812345678"), ("title", "修路"), ("days", "5")]


def reading(sent: list[tuple[str, str]]) -> Any:
    return read(FORM, entries_of(FORM, sent), CHINA)


def faults(sent: list[tuple[str, str]]) -> list[tuple[str, str, dict[str, str]]]:
    with pytest.raises(Refusal) as refused:
        reading(sent)
    return [(reason.code, reason.field, reason.facts) for reason in refused.value.reasons]


def test_every_type_has_its_way_to_be_asked() -> None:
    assert {field.name: field.sort for field in FORM.fields} == {
        "lead": "groups", "phone": "identifier", "title": "text", "days": "number",
        "fee_fen": "yuan", "urgent": "yes_no", "reply_on": "day", "heard_at": "moment",
        "rating": "choice", "topics": "choices", "others": "lines", "place": "group",
        "note": "long_text",
    }  # fmt: skip
    assert [field.name for field in FORM.fields if field.required] == [
        "lead", "phone", "title", "days",
    ]  # fmt: skip


@pytest.mark.parametrize("moment", [["2026-03-05", "14:30"], ["2026/3/5", "１４:30"]])
def test_a_moment_is_a_day_and_a_time_of_day_in_the_zone_of_the_place(moment: list[str]) -> None:
    command = reading([*RIGHT, *(("heard_at", each) for each in moment)])

    assert command.heard_at == datetime(2026, 3, 5, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        (("2026-03-05", ""), "form.half_a_moment"),
        ((" ", "14:30"), "form.half_a_moment"),
        (("2026-02-30", "14:30"), "form.format"),
        (("2026-03-05", "24:30"), "form.format"),
        (("0001-01-01", "00:00"), "form.format"),  # before it began in UTC
    ],
)
def test_half_a_moment_or_one_that_never_is_is_refused(moment: list[str], code: str) -> None:
    assert faults([*RIGHT, *(("heard_at", each) for each in moment)]) == [(code, "/heard_at", {})]


def test_a_moment_of_which_nothing_is_said_is_none() -> None:
    assert reading([*RIGHT, ("heard_at", ""), ("heard_at", "")]).heard_at is None


def test_what_comes_first_is_asked_before_the_others() -> None:
    form = form_of(Assign, "motion", first=("place", "phone"))

    assert [field.name for field in form.fields][:4] == ["place", "phone", "lead", "title"]


def test_labels_are_words_of_the_kind() -> None:
    assert FORM.words() >= {
        "motion.fields.lead", "motion.fields.unit", "motion.choices.rating.good",
        "motion.choices.topics.roads",
    }  # fmt: skip
    assert "motion.choices.rating." not in FORM.words()


def test_what_was_typed_becomes_the_command() -> None:
    command = reading(
        [
            ("lead.0.unit", "school"), ("lead.0.part", " 一 "), ("lead.1.unit", "bureau"),
            ("phone", "１３８-1234 5678"), ("title", "  修路\r\n"), ("days", "１５"),
            ("fee_fen", "1,234.5"), ("urgent", "true"), ("reply_on", "2026年3月5日"),
            ("heard_at", "2026-03-05T14:30"), ("rating", "good"), ("topics", "roads"),
            ("topics", "schools"), ("others", "甲\r\n\r\n乙 "), ("place.street", "长街"),
            ("place.floor", "3"), ("note", "Ａ"), ("secret", "told"),
        ]
    )  # fmt: skip

    assert command == Assign(
        lead=(Share("school", "一"), Share("bureau")),
        phone="13812345678",
        title="修路",
        days=15,
        fee_fen=123450,
        urgent=True,
        reply_on=date(2026, 3, 5),
        heard_at=datetime(2026, 3, 5, 6, 30, tzinfo=UTC),
        rating="good",
        topics=("roads", "schools"),
        others=("甲", "乙"),
        place=Place("长街", 3),
        note="Ａ",  # text is not folded: it is what somebody wrote
        secret="kept",
    )


def test_what_is_not_said_keeps_its_default() -> None:
    assert reading([*RIGHT, ("rating", ""), ("reply_on", " "), ("place.street", "")]) == Assign(
        lead=(Share("school"),), phone="13812345678", title="修路", days=5
    )


def test_every_fault_is_named_by_its_field_at_once() -> None:
    assert faults(
        [
            ("lead.0.part", "half"), ("title", "x"), ("days", "16"), ("fee_fen", "1.234"),
            ("urgent", "perhaps"), ("reply_on", "2026-02-30"), ("heard_at", "2026-02-03 25:00"),
            ("rating", "superb"), ("topics", "bridges"), ("place.street", "长街"),
            ("place.floor", "first"), ("note", "\ud800"),
        ]
    ) == [
        ("form.required", "/lead/0/unit", {}),
        ("form.required", "/phone", {}),
        ("form.too_short", "/title", {"limit": "2"}),
        ("form.too_large", "/days", {"limit": "15"}),
        ("form.yuan", "/fee_fen", {}),
        ("form.yes_or_no", "/urgent", {}),
        ("form.format", "/reply_on", {}),
        ("form.format", "/heard_at", {}),
        ("form.choice", "/rating", {}),
        ("form.choice", "/topics", {}),
        ("form.whole_number", "/place/floor", {}),
        ("form.unreadable", "/note", {}),
    ]  # fmt: skip


def test_a_required_group_that_was_left_empty_is_missing() -> None:
    assert faults([*RIGHT[1:], ("lead.0.unit", " ")]) == [("form.required", "/lead", {})]


def test_too_many_groups_are_told_by_their_number() -> None:
    many = [(f"lead.{at}.unit", "school") for at in range(4)]

    assert faults([*RIGHT[1:], *many]) == [("form.too_many", "/lead", {"limit": "3"})]


def test_empty_groups_are_left_out_and_the_others_move_up() -> None:
    kept = entries_of(FORM, [("lead.0.unit", ""), ("lead.7.unit", "school"), ("other", "x")])

    assert kept == {"lead.0.unit": ("school",)}
    assert groups_in(kept, "lead") == 1


class Odd(Command, frozen=True):
    table: dict[str, str]


class Left(Command, frozen=True):
    name: str


@pytest.mark.parametrize(
    ("form", "told"),
    [
        (lambda: form_of(Odd, "odd"), "Odd.table: no form asks for"),
        (lambda: form_of(Left, "left", unasked=("name",)), "Left.name is not asked for"),
        (lambda: form_of(Left, "left", long=("nam",)), "Left has no field 'nam'"),
    ],
)
def test_what_no_form_can_ask_for_is_refused_when_it_is_made(form: Any, told: str) -> None:
    with pytest.raises(TypeError, match=told):
        form()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-3-5", 5),
        ("2026/03/05", 5),
        ("２０２６．３．５", 5),
        ("20260305", 5),
        ("5 March", None),
    ],
)
def test_a_day_is_read_however_it_is_written(typed: str, meant: int | None) -> None:
    assert normalise.day(typed) == (date(2026, 3, meant) if meant else None)


def test_identifiers_are_read_without_what_is_typed_between() -> None:
    assert normalise.identifier("４４０６ 0819-9001 0112３ｘ") == "44060819900101123X"
    assert normalise.identifier("2401－440606—04-01-123456", "project") == (
        "2401-440606-04-01-123456"
    )


@given(st.lists(st.tuples(st.sampled_from([f.name for f in FORM.fields] + ["lead.0.unit"]),
                          st.text())))  # fmt: skip
def test_nothing_that_can_be_typed_breaks_the_reading(sent: list[tuple[str, str]]) -> None:
    try:
        assert isinstance(reading(sent), Assign)
    except Refusal as refused:
        assert all(reason.field for reason in refused.reasons)
