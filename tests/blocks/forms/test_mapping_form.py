"""A mapping is asked for as rows, each with its key; and a form is filled with what is known."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

import msgspec
import pytest

from actors.blocks.forms.asked import form_of
from actors.blocks.forms.sent import FIND, entries_of, read
from actors.blocks.forms.written import entries_from
from actors.kernel.deadlines import CHINA
from actors.kernel.errors import Refusal
from actors.kernel.turn import Command


class Group(msgspec.Struct, frozen=True):
    head: str
    people: int = 1


class Seat(Command, frozen=True, kw_only=True):
    seats: Annotated[dict[str, str], msgspec.Meta(extra={"key": "account", "value": "seat"})]
    groups: Annotated[dict[str, Group], msgspec.Meta(extra={"key": "name"})] = {}


class Plan(Command, frozen=True, kw_only=True):
    on: date
    at: datetime | None = None
    cost_fen: int = 0
    open: bool = False
    rooms: tuple[int, ...] = ()
    kinds: tuple[Literal["a", "b"], ...] = ()
    parts: tuple[Group, ...] = ()
    lead: Group | None = None


FORM = form_of(Seat, "hall")
PLAN = form_of(Plan, "hall")


def reading(sent: list[tuple[str, str]]) -> Any:
    return read(FORM, entries_of(FORM, sent), CHINA)


def faults(sent: list[tuple[str, str]]) -> list[tuple[str, str]]:
    with pytest.raises(Refusal) as refused:
        reading(sent)
    return [(reason.code, reason.field) for reason in refused.value.reasons]


def test_rows_become_a_mapping_to_texts_and_to_structs() -> None:
    assert reading(
        [
            ("seats.0.account", "chan"), ("seats.0.seat", "1-1"),
            ("seats.2.account", "wong"), ("seats.2.seat", "1-2"),
            ("groups.0.name", "east"), ("groups.0.head", "chan"), ("groups.0.people", "3"),
        ]
    ) == Seat(seats={"chan": "1-1", "wong": "1-2"}, groups={"east": Group("chan", 3)})  # fmt: skip


def test_every_row_has_its_key_once_and_its_value() -> None:
    assert faults(
        [
            ("seats.0.account", "chan"), ("seats.0.seat", "1-1"),
            ("seats.1.account", "chan"), ("seats.1.seat", "1-2"),
            ("seats.2.account", "wong"), ("groups.0.head", "chan"), ("groups.0.people", "x"),
        ]
    ) == [
        ("form.twice", "/seats/1/account"),
        ("form.required", "/seats/2/seat"),
        ("form.required", "/groups/0/name"),
        ("form.whole_number", "/groups/0/people"),
    ]  # fmt: skip
    assert faults([]) == [("form.required", "/seats")]


def test_the_way_to_every_field_is_known_and_its_words() -> None:
    assert FORM.paths() == {
        "seats.account", "seats.seat", "groups.name", "groups.head", "groups.people",
    }  # fmt: skip
    assert {"hall.fields.account", "hall.fields.seat", "hall.fields.name"} <= FORM.words()


@pytest.mark.parametrize("kept", [dict[str, str], dict[int, str], dict[str, int]])
def test_a_mapping_without_words_for_its_parts_is_asked_by_no_form(kept: Any) -> None:
    odd = msgspec.defstruct("Odd", [("table", kept)], bases=(Command,), frozen=True)

    with pytest.raises(TypeError, match="no form asks for"):
        form_of(odd, "odd")


def test_what_is_looked_for_moves_with_its_group_and_is_no_answer() -> None:
    kept = entries_of(FORM, [("seats.4.account" + FIND, "陈"), ("seats.4.seat", "1-1")])

    assert kept == {"seats.0.account.find": ("陈",), "seats.0.seat": ("1-1",)}
    assert faults([("seats.0.account.find", "陈"), ("seats.0.seat", "1-1")]) == [
        ("form.required", "/seats/0/account")
    ]


@pytest.mark.parametrize(
    ("form", "command"),
    [
        (FORM, Seat(seats={"chan": "1-1"}, groups={"east": Group("chan", 3)})),
        (PLAN, Plan(on=date(2026, 3, 5))),
        (
            PLAN,
            Plan(
                on=date(2026, 3, 5),
                at=datetime(2026, 3, 5, 6, 30, tzinfo=UTC),
                cost_fen=123_405,
                open=True,
                rooms=(3, 4),
                kinds=("b", "a"),
                parts=(Group("chan"), Group("wong", 2)),
                lead=Group("lee"),
            ),
        ),
    ],
)
def test_what_is_written_into_a_form_is_read_from_it(form: Any, command: Any) -> None:
    values = {field.name: getattr(command, field.name) for field in form.fields}

    assert read(form, entries_from(form.fields, values, CHINA), CHINA) == command


def test_what_is_not_known_is_left_open() -> None:
    assert entries_from(PLAN.fields, {"on": None, "cost_fen": 5}, CHINA) == {"cost_fen": ("0.05",)}


@pytest.mark.parametrize(
    ("typed", "meant"), [("1\n２\n\n 3 ", (1, 2, 3)), ("0", (0,)), ("", ()), ("-4", (-4,))]
)
def test_whole_numbers_are_written_a_line_each(typed: str, meant: tuple[int, ...]) -> None:
    sent = entries_of(PLAN, [("on", "2026-03-05"), ("rooms", typed)])

    assert read(PLAN, sent, CHINA) == Plan(on=date(2026, 3, 5), rooms=meant)


@pytest.mark.parametrize("typed", ["1.5", "one", "1 2x"])
def test_a_line_that_is_no_whole_number_is_named(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(PLAN, entries_of(PLAN, [("on", "2026-03-05"), ("rooms", f"1\n{typed}")]), CHINA)

    assert [(each.code, each.field) for each in refused.value.reasons] == [
        ("form.whole_number", "/rooms")
    ]
