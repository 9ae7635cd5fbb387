"""What ID cards hold: three layouts that are known, and one that is never guessed at."""

from contextlib import suppress
from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.devices.id_card import TEXT_BYTES, UnreadableCard, UnsupportedDocument, parse, parse_base
from edge.simulators.cards import SimulatedCard, load_cards

CARD = load_cards()["chen_jiahui"]


def block(*fields: tuple[str, int]) -> bytes:
    return b"".join(text.ljust(size // 2).encode("utf-16-le") for text, size in fields)


def test_a_resident_card_is_read_field_by_field() -> None:
    card = parse(CARD.text(), b"photo")

    assert (card.mark, card.name, card.number) == ("", "陈嘉慧", "440602199005060028")
    assert (card.sex, card.nation, card.birth) == ("2", "01", date(1990, 5, 6))
    assert card.address.startswith("广东省佛山市")
    assert (card.valid_from, card.valid_to) == (date(2020, 3, 12), date(2040, 3, 12))
    assert card.photo == b"photo"


def test_a_card_may_have_no_end() -> None:
    assert parse(load_cards()["huang_guoqiang"].text()).valid_to is None


def test_a_residence_permit_for_hong_kong_macao_and_taiwan_is_told_by_its_mark() -> None:
    text = block(
        ("欧阳小明", 30), ("1", 2), ("", 4), ("19800101", 16), ("广东省佛山市", 70),
        ("810000198001010017", 36), ("佛山市公安局", 30), ("20200101", 16), ("20250101", 16),
        ("H12345678", 18), ("01", 4), ("", 6), ("J", 2), ("", 6),
    )  # fmt: skip
    card = parse(text)

    assert (card.mark, card.number, card.pass_number) == ("J", "810000198001010017", "H12345678")


def test_a_foreigners_permit_is_told_by_its_mark() -> None:
    text = block(
        ("DOE, JANE", 120), ("2", 2), ("FRA110080010101", 30), ("FRA", 6), ("杜珍", 30),
        ("20200101", 16), ("20300101", 16), ("19800101", 16), ("01", 4), ("0000", 8), ("I", 2),
        ("", 6),
    )  # fmt: skip
    card = parse(text)

    assert (card.mark, card.english_name, card.name) == ("I", "DOE, JANE", "杜珍")


def test_the_foreigners_card_of_2023_is_unsupported_and_never_guessed_at() -> None:
    text = bytearray(CARD.text())
    text[248:250] = "Y".encode("utf-16-le")

    with pytest.raises(UnsupportedDocument):
        parse(bytes(text))


@pytest.mark.parametrize("content", [b"", b"\x01\x00\x04", b"\x01\x00\x04\x00" + bytes(10)])
def test_an_answer_that_is_cut_short_is_unreadable(content: bytes) -> None:
    with pytest.raises(UnreadableCard):
        parse_base(content)


@given(st.binary(min_size=TEXT_BYTES, max_size=TEXT_BYTES))
def test_damaged_text_is_unreadable_or_unsupported_and_nothing_else(text: bytes) -> None:
    with suppress(UnreadableCard, UnsupportedDocument):
        assert parse(text).number


@given(
    name=st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=15)
)
def test_every_name_of_fifteen_characters_comes_back_whole(name: str) -> None:
    card: SimulatedCard = msgspec.structs.replace(CARD, name=name)

    assert parse(card.text()).name == name


def test_a_card_shows_nothing_when_it_is_logged() -> None:
    assert "陈" not in repr(parse(CARD.text()))
