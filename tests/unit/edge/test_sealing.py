"""Sealed boxes: what the kiosk spools of a person, only the platform reads."""

import pytest

from edge.sealing import seal
from serve_apps.blocks.terminals.boxes import BoxKey, UnreadableBox

PLATFORM = BoxKey(b"k" * 32)
OF_KIOSKS_BEFORE_HPKE = [
    "0113ef3985d2078dbf01ce7b9c3f8d1171cc1fe9e8f1677c8dd1853b72ae3619"
    "ca63af4779bfe2bb6d343638bf4194420f3798af2c9a7cce3e",
    "390da92d590a21dd53018eae2df38202e7c4514bdb0644e378cbe4524f980273"
    "1d12b3a214d208f8853a88eba557c5fec967247bb47fa5c29a",
]


def test_the_platform_reads_what_a_kiosk_has_sealed() -> None:
    box = seal(PLATFORM.public, "陈嘉慧".encode(), b"t1/key")

    assert PLATFORM.open(box, b"t1/key").decode() == "陈嘉慧"
    assert "陈嘉慧".encode() not in box


@pytest.mark.parametrize("box", OF_KIOSKS_BEFORE_HPKE)
def test_what_older_kiosks_have_spooled_opens_still(box: str) -> None:
    """The first begins with the byte that names the form of today's boxes."""
    assert PLATFORM.open(bytes.fromhex(box), b"t1/key").decode() == "陈嘉慧"
    with pytest.raises(UnreadableBox):
        PLATFORM.open(bytes.fromhex(box), b"t2/key")


def test_the_same_content_never_gives_the_same_box() -> None:
    assert seal(PLATFORM.public, b"x", b"l") != seal(PLATFORM.public, b"x", b"l")


@pytest.mark.parametrize("place", [0, 1, 32, 33, -1])
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
