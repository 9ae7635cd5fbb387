"""What a place sets of the office (办公规则): data, read once."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

Level = Literal["parent", "peer", "child"]


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """The rules of one place.

    Attributes:
        countersign_days: working days within which units give their opinions.
        silence: whether a unit that says nothing is waited for, or goes down as silent when the
            days are over.
        handling_days: working days within which a document is handled that has no day of its own.
        follow_up_days: working days of a follow-up order for which no day was named.
        follow_up_yellow_days: so many working days before its day a yellow card holds.
        attachments_most: files that go with one document.
        booking_no_show_minutes: after its begin, when a booking is released to which nobody came.
        booking_days_ahead: so long before its begin something can be booked.
        booking_longest_days: of one booking.
        booking_occurrences_most: of a recurring booking.
        levels: to whom an organ may write.
        secrecy_marks: marks of classified papers.
        request_phrases: what a report may not say without being asked about it.
        seal_custody: the unit where electronic seals are kept.
        announcement_most: people that one announcement is told to.
        must_read_hours: hours after which who has not confirmed a must-read is reminded of it.
        leave_head_days: working days of a leave up to which the head of the unit decides alone.
        leave_balanced: kinds of leave of which somebody has so many days a year.
        leave_with_place: kinds of leave that say where to.
        leave_afterwards: kinds of leave that may be asked for after they have begun.
        leave_kinds: the names of the kinds of leave (假别), by their codes.
        kinds: the names of the kinds of documents (文种), by their codes.
        organ_codes: the codes of organs in numbers (机关代字), by units.
    """

    countersign_days: int
    silence: Literal["waits", "silent"]
    handling_days: int
    follow_up_days: int
    follow_up_yellow_days: int
    attachments_most: int
    booking_no_show_minutes: int
    booking_days_ahead: int
    booking_longest_days: int
    booking_occurrences_most: int
    levels: tuple[Level, ...]
    secrecy_marks: tuple[str, ...]
    request_phrases: tuple[str, ...]
    seal_custody: str
    announcement_most: int
    must_read_hours: int
    leave_head_days: int
    leave_balanced: tuple[str, ...]
    leave_with_place: tuple[str, ...]
    leave_afterwards: tuple[str, ...]
    leave_kinds: Mapping[str, str]
    kinds: Mapping[str, str]
    organ_codes: Mapping[str, str]


@cache
def profile() -> Profile:
    """Return the rules of this place.

    Raises:
        msgspec.ValidationError: the file does not say what it must.
    """
    file = Path(__file__).with_name("profile.toml")
    return msgspec.toml.decode(file.read_bytes(), type=Profile)
