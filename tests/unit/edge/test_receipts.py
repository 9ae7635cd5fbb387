"""What is printed: the number for the applicant, and nothing about the applicant."""

from datetime import UTC, datetime

from actors.kernel.errors import Reason
from edge.devices.escpos import GENERIC_58, GENERIC_80, Code, Line, encode
from edge.devices.raster import draw
from edge.receipts import Told, parts
from edge.simulators.receipt_printer import readable

AT = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
NUMBER = "11440600SAMPLE009X4442009001000202611230001"


def printed(told: Told) -> str:
    return readable(encode(parts(told, None, "一号机"), GENERIC_80, draw))


def test_the_official_receipt_holds_the_number_whole_and_as_a_code() -> None:
    told = Told(provisional="P-1", item="A-1", at=AT, number=NUMBER)
    text = printed(told)

    assert NUMBER in text.splitlines()
    assert f"[QR {NUMBER}]" in text
    assert "2026-11-23 22:30:00" in text


def test_a_provisional_receipt_says_that_the_number_follows_and_where_to_find_it() -> None:
    text = printed(Told(provisional="P-1", item="A-1", at=AT))

    assert "临时回执" in text
    assert "P-1" in text
    assert "[QR P-1]" in text
    assert "查询进度" in text.replace("\n", "")  # where it leads


def test_a_refusal_is_told_and_holds_no_number() -> None:
    told = Told(provisional="P-1", item="A-1", at=AT, refused=(Reason("form.required"),))

    assert "未受理提示" in printed(told)


def test_the_arguments_of_the_order_are_read_as_the_platform_wrote_them() -> None:
    arguments = {
        "provisional": "P", "item": "A", "number": "", "at": AT.isoformat(),
        "refused": [{"code": "form.required", "field": "/form/area"}],
    }  # fmt: skip

    assert Told.of(arguments).refused == (Reason("form.required", "/form/area"),)


def test_a_number_fits_narrow_paper_by_going_on_in_the_next_line() -> None:
    told = Told(provisional="P", item="A", at=AT, number=NUMBER)
    lines = [part for part in parts(told, None, "") if isinstance(part, Line | Code)]
    text = readable(encode(lines, GENERIC_58, draw))

    assert NUMBER in text.replace("\n", "")
