"""Reports of mail servers are about the letter that they prove to be about, and nothing else."""

import pytest

from actors.blocks.messages.shell.returned import (
    Nameless,
    Returned,
    Unproved,
    read_returned,
    return_name,
)
from storage.secrecy.lookups import Lookups
from tests.blocks.messages.reports import report

pytestmark = pytest.mark.feature("HALL-27")
LOOKUPS = Lookups(b"k" * 32)
ID = "0123456789abcdef0123456789abcdef"
NAME = return_name(LOOKUPS, ID)
BACK = f"notices+{NAME}@city.example"


@pytest.mark.parametrize(
    ("action", "status", "told"),
    [
        ("failed", "5.1.1", Returned(ID, "bounced", "5.1.1")),
        ("failed", "4.4.7", Returned(ID, "bounced", "4.4.7")),
        ("delivered", "2.1.5", Returned(ID, "delivered", "2.1.5")),
        ("delayed", "4.4.1", Returned(ID, "")),
        ("relayed", "2.1.9", Returned(ID, "")),
    ],
)
def test_a_report_says_what_became_of_the_letter(action: str, status: str, told: Returned) -> None:
    assert read_returned(report(BACK, action, status), LOOKUPS) == told


@pytest.mark.parametrize("to", [BACK.upper(), f'"Notices" <{BACK}>', f"<{BACK}>, other@x.example"])
def test_the_letter_is_known_by_the_address_however_that_is_written(to: str) -> None:
    assert read_returned(report(to), LOOKUPS) == Returned(ID, "bounced", "5.1.1")


def test_where_the_address_was_changed_on_the_way_the_envelope_tells() -> None:
    found = read_returned(report("notices@city.example", envelope=NAME), LOOKUPS)

    assert found == Returned(ID, "bounced", "5.1.1")


def test_what_is_no_report_says_nothing_of_the_letter() -> None:
    away = f"From: an@example.org\r\nTo: {BACK}\r\nSubject: Out of office\r\n\r\nAction: failed\r\n"

    assert read_returned(away.encode(), LOOKUPS) == Returned(ID, "")


@pytest.mark.parametrize(
    ("to", "why"),
    [
        ("notices@city.example", Nameless),
        (f"notices+{ID}@city.example", Nameless),
        (f"notices+{ID}.aaaaaaaaaaaa@city.example", Unproved),
        (f"notices+{'f' * 32}.{NAME.partition('.')[2]}@city.example", Unproved),
    ],
)
def test_what_is_made_up_is_not_taken(to: str, why: type[Exception]) -> None:
    with pytest.raises(why):
        read_returned(report(to), LOOKUPS)


@pytest.mark.parametrize("content", [b"", b"\x00\xff" * 100, b"To: \r\n\r\n", b"Content-Type: x"])
def test_what_is_no_mail_is_about_no_letter(content: bytes) -> None:
    with pytest.raises(Nameless):
        read_returned(content, LOOKUPS)


def test_the_name_of_the_address_fits_where_mail_servers_have_64_characters() -> None:
    assert len(f"city-notices+{NAME}") <= 64 and NAME.lower() == NAME
