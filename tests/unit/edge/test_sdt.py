"""SDT, byte for byte: the frames that readers of ID cards speak."""

from functools import reduce
from operator import xor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.devices import sdt


@pytest.mark.parametrize(
    ("command", "bytes_"),
    [
        (sdt.FIND, "AAAAAA9669 0003 2001 22"),
        (sdt.SELECT, "AAAAAA9669 0003 2002 21"),
        (sdt.READ_BASE, "AAAAAA9669 0003 3001 32"),
        (sdt.SAM_STATUS, "AAAAAA9669 0003 11FF ED"),
    ],
)
def test_requests_are_those_of_the_published_descriptions(
    command: tuple[int, int], bytes_: str
) -> None:
    assert sdt.request(command) == bytes.fromhex(bytes_)


def test_an_answer_to_find_carries_four_bytes() -> None:
    frame = bytes.fromhex("AAAAAA9669 0008 00009F 00000000 97")

    assert list(sdt.AnswerReader().feed(frame)) == [sdt.Answer(0x9F, bytes(4))]


def test_the_answer_with_text_and_photo_has_1295_bytes() -> None:
    content = bytes.fromhex("01000400") + bytes(256 + 1024)

    assert len(sdt.answer(sdt.OK, content)) == 1295


@given(sw3=st.integers(0, 255), content=st.binary(max_size=1500), data=st.data())
def test_an_answer_is_read_however_it_is_cut_into_pieces(
    sw3: int, content: bytes, data: st.DataObject
) -> None:
    frame = sdt.answer(sw3, content)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(frame)), max_size=6)))
    pieces = [frame[a:b] for a, b in zip([0, *cuts], [*cuts, len(frame)], strict=True)]
    reader = sdt.AnswerReader()

    found = [answer for piece in pieces for answer in reader.feed(piece)]

    assert found == [sdt.Answer(sw3, content)]


@given(noise=st.binary(max_size=200), content=st.binary(max_size=300))
def test_an_answer_is_found_behind_noise_of_any_kind(noise: bytes, content: bytes) -> None:
    frame = sdt.answer(sdt.OK, content)
    reader = sdt.AnswerReader()

    # Noise that happens to begin a frame hides what follows until that frame is over.
    found = [
        answer for piece in (noise, frame, bytes(sdt.LONGEST + 7)) for answer in reader.feed(piece)
    ]
    hidden = sdt.PREFIX in noise or any(noise.endswith(sdt.PREFIX[:n]) for n in range(1, 5))

    assert hidden or sdt.Answer(sdt.OK, content) in found


@given(content=st.binary(max_size=300), place=st.integers(5, 400), bit=st.integers(0, 7))
def test_no_answer_with_a_turned_bit_is_believed(content: bytes, place: int, bit: int) -> None:
    frame = bytearray(sdt.answer(sdt.OK, content))
    place = min(place, len(frame) - 1)
    frame[place] ^= 1 << bit

    found = list(sdt.AnswerReader().feed(bytes(frame)))

    assert not any(isinstance(answer, sdt.Answer) for answer in found)


@given(st.binary(max_size=600))
def test_the_check_is_the_exclusive_or_of_everything_from_the_length_on(content: bytes) -> None:
    frame = sdt.answer(sdt.OK, content)

    assert frame[-1] == reduce(xor, frame[5:-1])
    assert int.from_bytes(frame[5:7], "big") == len(frame) - 7
