"""Files that commands name are found by the type of the field, and names are made fit."""

from typing import get_args

import pytest

from actors.blocks.cases.commands import Correct, SupplyMaterials
from actors.blocks.cases.state import Material
from actors.blocks.files.digest import digests, names_files, with_facts
from actors.blocks.files.formats import LONGEST_NAME, MEDIA_TYPES, file_name
from actors.kinds import build_kinds
from actors.systems.npc_motions.clue_records import ReceiveClue
from actors.systems.npc_motions.deputy_records import Describe, Portrait
from tests import loaded

PDF, JPEG = MEDIA_TYPES["pdf"], MEDIA_TYPES["jpg"]


def test_a_file_is_found_wherever_it_stands_in_a_command() -> None:
    several = (Material(name="a", sha256="1"), Material(name="b", source="promise"))

    assert digests(SupplyMaterials(materials=several)) == (("/materials/0/sha256", "1"),)
    assert digests(Describe(portrait=Portrait(photograph="2"))) == (("/portrait/photograph", "2"),)
    assert digests(ReceiveClue(text="x", files=("3", "4"))) == (
        ("/files/0", "3"),
        ("/files/1", "4"),
    )


def test_what_stands_beside_a_digest_is_what_was_found_whatever_was_sent() -> None:
    sent = Material(name="a", sha256="1", media_type="text/html", bytes=7)
    known = {"1": {"media_type": PDF, "bytes": 9, "size": 9}}

    told = with_facts(Correct(form={}, materials=(sent,)), known)

    assert (told.materials[0].media_type, told.materials[0].bytes) == (PDF, 9)


def test_every_command_that_says_it_names_a_file_is_known_to() -> None:
    found = {
        command.__name__
        for kind in build_kinds(loaded.library()).values()
        for command in get_args(kind.commands) or (kind.commands,)
        if names_files(command)
    }

    assert found >= {
        "SaveDraft", "Submit", "Correct", "SupplyMaterials", "AttachFile", "AddDocument",
        "KeepCommitment", "ExplainBreach", "Describe", "ReceiveClue",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "media_type", "fit"),
    [
        ("photo.jfif", JPEG, "photo.jfif"),
        ("IMG_0001", JPEG, "IMG_0001.jpg"),
        ("photo.jpg.", JPEG, "photo.jpg"),
        ("PHOTO.JPEG", JPEG, "PHOTO.JPEG"),
        ("x.png", PDF, "x.png.pdf"),
        ("re\u202egpj.exe", JPEG, "regpj.exe.jpg"),
        ("\u2066a\u2069\u200f.pdf", PDF, "a.pdf"),
        ("C:\\papers\\租赁合同.pdf", PDF, "租赁合同.pdf"),
        ("../../etc/a.pdf", PDF, "a.pdf"),
        ("a\r\nset-cookie: b.pdf", PDF, "a set-cookie: b.pdf"),
        ("pdf", PDF, "pdf.pdf"),
        (" . ", PDF, "plan.pdf"),
        ("现场照片", JPEG, "现场照片.jpg"),
    ],
)
def test_a_name_is_made_fit_and_ends_like_its_format(name: str, media_type: str, fit: str) -> None:
    assert file_name(name, media_type, "plan") == fit


@pytest.mark.parametrize("ending", ["", ".pdf"])
def test_a_long_name_is_shortened_before_its_ending(ending: str) -> None:
    name = file_name("长" * 300 + ending, PDF)

    assert len(name) == LONGEST_NAME and name.endswith("长.pdf")
