"""Receipts as bytes: Chinese in GB18030, rare characters as pictures, python-escpos as oracle."""

import pytest
from escpos.escpos import QR_ECLEVEL_M
from escpos.printer import Dummy
from hypothesis import given
from hypothesis import strategies as st

from edge.devices import raster
from edge.devices.escpos import (
    ASK_WHEN_DONE,
    CUT,
    GENERIC_58,
    GENERIC_80,
    Code,
    Feed,
    Line,
    columns_of,
    encode,
    in_font,
    wrap,
)
from edge.devices.raster import draw
from edge.simulators.receipt_printer import readable


def no_picture(text: str, height: int, dots: int) -> tuple[int, int, bytes]:
    raise AssertionError(f"{text!r} needs no picture")


def test_common_chinese_goes_out_in_two_bytes_a_character() -> None:
    out = encode([Line("申请回执")], GENERIC_80, no_picture)

    assert "申请回执".encode("gb18030") + b"\n" in out
    assert out.startswith(b"\x1b@\x1c&")
    assert out.endswith(CUT)


@pytest.mark.parametrize("name", ["䶮", "𠮷野", "王䶮"])
def test_a_name_of_rare_characters_is_drawn_and_not_printed_as_question_marks(name: str) -> None:
    out = encode([Line(name)], GENERIC_80, draw)

    assert readable(out) == "[picture]\n"


@pytest.mark.parametrize("name", ["王ꆈꌠ", "བསྟན་འཛིན", "𪚥"])
def test_a_name_is_drawn_whole_or_not_at_all(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raster, "FONTS", raster.FONTS[:1])  # others may be installed or not

    with pytest.raises(raster.NoFont, match="U\\+"):
        encode([Line(f"姓名 {name}")], GENERIC_80, draw)


def test_a_drawn_line_has_as_many_bytes_as_its_header_says_and_some_are_black() -> None:
    out = encode([Line("䶮")], GENERIC_58, draw)
    start = out.index(b"\x1dv0\x00")
    width = int.from_bytes(out[start + 4 : start + 6], "little")
    rows = int.from_bytes(out[start + 6 : start + 8], "little")
    bits = out[start + 8 : start + 8 + width * rows]

    assert out[start + 8 + width * rows :] == CUT
    assert width * 8 <= GENERIC_58.dots
    assert 0.02 < sum(byte.bit_count() for byte in bits) / (len(bits) * 8) < 0.6


def test_a_picture_never_holds_what_a_printer_takes_for_a_question() -> None:
    def hostile(text: str, height: int, dots: int) -> tuple[int, int, bytes]:
        return 4, 1, b"\x10\x04\x10\x04"

    out = encode([Line("䶮")], GENERIC_80, hostile)

    assert b"\x10\x04" not in out


def test_the_yuan_sign_is_one_that_printers_have() -> None:
    out = encode([Line("¥12")], GENERIC_80, no_picture)

    assert "￥12".encode("gb18030") in out


def test_codes_cuts_and_sizes_are_those_of_python_escpos() -> None:
    oracle = Dummy()
    oracle.qr("https://example.org/1", native=True, size=6, ec=QR_ECLEVEL_M)
    wanted = oracle.output
    out = encode([Code("https://example.org/1")], GENERIC_80, no_picture)

    assert out[out.index(b"\x1d(k") : -len(CUT)] == wanted.strip(b"\n")


def test_double_size_text_is_set_as_python_escpos_sets_it() -> None:
    oracle = Dummy()
    oracle.set(custom_size=True, width=2, height=2)

    assert b"\x1d!\x11" in oracle.output
    assert b"\x1d!\x11" in encode([Line("A", 2)], GENERIC_80, no_picture)


@given(st.text(max_size=200), st.integers(2, 48))
def test_no_line_is_wider_than_the_paper_and_no_printable_character_is_lost(
    text: str, columns: int
) -> None:
    lines = wrap(text, columns)

    assert all(sum(map(columns_of, line)) <= columns for line in lines)
    assert "".join(lines) == "".join(filter(str.isprintable, text))


@given(st.lists(st.text(st.characters(codec="gb18030"), max_size=40), max_size=5))
def test_no_text_can_smuggle_a_command_to_the_printer(texts: list[str]) -> None:
    printable = [text for text in texts if in_font(text)]
    out = encode([Line(text) for text in printable], GENERIC_80, lambda *_: (1, 1, b"\0"))

    assert out.count(CUT) == 1
    assert ASK_WHEN_DONE not in out


def test_a_receipt_reads_back_as_it_was_written() -> None:
    out = encode([Line("申请回执", 2, "centre"), Feed(), Code("N1")], GENERIC_80, no_picture)

    assert readable(out).split() == ["申请回执", "[QR", "N1]"]
