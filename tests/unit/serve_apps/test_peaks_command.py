"""What an operator types about peaks."""

from datetime import UTC, datetime

import pytest

from serve_apps.cli.peaks import NotAPeak, peak_of, told

NOW = datetime(2026, 11, 29, tzinfo=UTC)


def test_a_peak_is_typed_in_local_time() -> None:
    peak = peak_of("2027-03-01T08:00", "2027-03-15T20:00", 24, 16, now=NOW)

    assert peak.begins == datetime(2027, 3, 1, tzinfo=UTC)
    assert peak.ends == datetime(2027, 3, 15, 12, tzinfo=UTC)
    assert told(peak) == "2027-03-01 08:00 - 2027-03-15 20:00, 24, 16"


@pytest.mark.parametrize(
    ("begins", "ends", "hosts", "reason"),
    [
        ("tomorrow", "2027-03-15T20:00", 24, "is no instant"),
        ("2027-03-15T20:00", "2027-03-01T08:00", 24, "ends after it begins"),
        ("2026-03-01T08:00", "2026-03-15T20:00", 24, "after now"),
        ("2027-03-01T08:00", "2027-03-15T20:00", 0, "say how many"),
    ],
)
def test_what_is_no_peak_is_refused_with_its_reason(
    begins: str, ends: str, hosts: int, reason: str
) -> None:
    with pytest.raises(NotAPeak, match=reason):
        peak_of(begins, ends, hosts, 0, now=NOW)
