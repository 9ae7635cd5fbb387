"""The form of a command as it is drawn: moments, files, and what was wrong with them."""

from datetime import datetime

import msgspec
import pytest

from actors.blocks.forms.asked import form_of
from actors.blocks.forms.sent import Entries
from actors.kernel.errors import Reason
from actors.kernel.turn import Command
from serve_apps.front.language import Language
from serve_apps.pages.controls import Control, Layout
from serve_apps.pages.drawing import Drawing


class Picture(msgspec.Struct, frozen=True):
    photograph: str = ""


class Hear(Command, frozen=True, kw_only=True):
    heard_at: datetime
    picture: Picture


FORM = form_of(Hear, "motion")


def heard_at(entries: Entries, language: Language = "zh") -> Control:
    control = Drawing(FORM, language, "hear", entries=entries).draw().control("heard_at")
    assert control is not None and control.look == "moment"
    return control


@pytest.mark.parametrize(
    ("typed", "kind", "shown"),
    [
        ((), "date", ("", "")),
        (("2026-03-05", "14:30"), "date", ("2026-03-05", "14:30")),
        (("2026-03-05 14:30",), "date", ("2026-03-05", "14:30")),
        (("2026年3月5日", "9:05"), "date", ("2026-03-05", "09:05")),
        (("", "14:30"), "date", ("", "14:30")),
        (("2026-03-05", ""), "date", ("2026-03-05", "")),
        (("昨天", "14:30"), "text", ("昨天", "14:30")),
        (("2026-03-05", "午后"), "text", ("2026-03-05", "午后")),
    ],
)
def test_a_moment_is_a_day_and_a_time_and_keeps_what_was_typed(
    typed: tuple[str, ...], kind: str, shown: tuple[str, str]
) -> None:
    control = heard_at({"heard_at": typed})

    assert (control.kind, control.values) == (kind, shown)


@pytest.mark.parametrize(
    ("language", "hint", "told"),
    [
        ("zh", "北京时间", "听取代表意见时间：请把日期和时间都填写完整"),
        ("en", "Beijing time", "Deputies heard at: Give both the date and the time"),
    ],
)
def test_the_hint_and_the_fault_of_a_moment_are_told_in_the_language_of_the_page(
    language: Language, hint: str, told: str
) -> None:
    reason = Reason("form.half_a_moment", "/heard_at")
    drawn = Drawing(FORM, language, "hear", reasons=(reason,)).draw()
    control = drawn.control("heard_at")

    assert control is not None and control.hint == hint
    assert drawn.summary == (("hear-heard_at", told),) and told.endswith(control.error)
    assert heard_at({"heard_at": ("soon",)}, language).hint.startswith(hint)


def test_a_file_within_a_group_is_asked_as_a_file_and_may_be_left_out() -> None:
    layout = Layout(digests=("picture.photograph",))
    drawn = Drawing(FORM, "zh", "hear", layout=layout).draw()
    control = drawn.control("picture.photograph")

    assert control is not None and (control.look, control.required) == ("file", False)
    assert drawn.files and not Drawing(FORM, "zh", "hear").draw().files


class Say(Command, frozen=True, kw_only=True):
    told: bool = False
    asked: bool | None = None


@pytest.mark.parametrize(
    ("entries", "shown"), [({}, "false"), ({"told": ("true",)}, "true"), ({"told": ("",)}, "false")]
)
def test_what_is_meant_where_nothing_is_said_is_chosen_already(
    entries: Entries, shown: str
) -> None:
    drawn = Drawing(form_of(Say, "motion"), "zh", "say", entries=entries).draw()
    told, asked = drawn.control("told"), drawn.control("asked")

    assert told is not None and asked is not None
    assert (told.value, told.required) == (shown, None)
    assert (asked.value, asked.required) == ("", False)  # "" says something else than no
