"""Reads of personal data: recorded, with a purpose that is the reader's to claim."""

from datetime import UTC, datetime

import pytest

from actors.kernel.access_log import AccessState, Purpose, RecordAccess, decide, evolve
from actors.kernel.errors import Refusal
from actors.kernel.identity import Identity
from actors.kernel.turn import Turn

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
RESIDENT = Identity("person:chen", ("resident",))
CLERK = Identity("staff:wen", ("window_clerk",), "government_services")
OPERATOR = Identity("staff:yan", ("operator",), "government_services")
KIOSK = Identity("terminal:k1")


def read(by: Identity, purpose: Purpose) -> AccessState:
    turn = Turn("access:c1", AccessState(), evolve, now=NOON, by=by, command_id="c")
    decide(turn, RecordAccess(purpose=purpose))
    return turn.state


@pytest.mark.parametrize(
    ("by", "purpose"),
    [(RESIDENT, "own"), (KIOSK, "own"), (CLERK, "handling"), (OPERATOR, "maintenance")],
)
def test_a_read_is_recorded_with_its_purpose(by: Identity, purpose: Purpose) -> None:
    assert read(by, purpose) == AccessState(1, NOON)


@pytest.mark.parametrize(
    ("by", "purpose"),
    [
        (RESIDENT, "handling"),
        (KIOSK, "supervision"),
        (CLERK, "own"),
        (OPERATOR, "handling"),
        (CLERK, "maintenance"),
        (RESIDENT, "maintenance"),
    ],
)
def test_a_purpose_of_somebody_else_is_refused(by: Identity, purpose: Purpose) -> None:
    with pytest.raises(Refusal, match=r"access\.forbidden"):
        read(by, purpose)
