"""Sealed boxes: what the kiosk spools of a person, only the platform reads."""

import pytest

from edge.sealing import seal
from serve_apps.blocks.terminals.boxes import BoxKey, UnreadableBox

PLATFORM = BoxKey(b"k" * 32)


def test_the_platform_reads_what_a_kiosk_has_sealed() -> None:
    box = seal(PLATFORM.public, "陈嘉慧".encode(), b"t1/key")

    assert PLATFORM.open(box, b"t1/key").decode() == "陈嘉慧"
    assert "陈嘉慧".encode() not in box


def test_the_same_content_never_gives_the_same_box() -> None:
    assert seal(PLATFORM.public, b"x", b"l") != seal(PLATFORM.public, b"x", b"l")


@pytest.mark.parametrize("place", [0, 31, 32, -1])
def test_a_box_that_was_changed_does_not_open(place: int) -> None:
    box = bytearray(seal(PLATFORM.public, b"content", b"label"))
    box[place] ^= 1

    with pytest.raises(UnreadableBox):
        PLATFORM.open(bytes(box), b"label")


def test_a_box_opens_only_under_its_own_label_and_for_its_own_platform() -> None:
    box = seal(PLATFORM.public, b"content", b"t1/key")

    with pytest.raises(UnreadableBox):
        PLATFORM.open(box, b"t2/key")
    with pytest.raises(UnreadableBox):
        BoxKey(b"other").open(box, b"t1/key")
    with pytest.raises(UnreadableBox):
        PLATFORM.open(b"short", b"t1/key")
