"""What a case issues as a licence goes into the store, in the turn in which its paper is there."""

from datetime import UTC, date, datetime

import msgspec
import pytest

from actors.blocks.cases.basis import Basis
from actors.blocks.cases.licensing import register_result
from actors.blocks.cases.state import CaseState
from actors.blocks.documents.paper import PaperMade
from actors.kernel.identity import PLATFORM
from actors.kernel.turn import Turn
from tests.blocks.cases.city import LIBRARY, PERMIT, PERSON

pytestmark = pytest.mark.feature("HALL-15")
FORM: dict[str, object] = {"area": 120, "height": 3.5}
CODE = "9BEVZWF9QCJBNGMA"
GRANTED = CaseState(
    id="1",
    phase="issued",
    item=PERMIT.code,
    item_version=PERMIT.version,
    unit=PERMIT.unit,
    applicant=PERSON,
    form=FORM,
    document="佛建 1",
    decided_at=datetime(2026, 3, 2, 1, 0, tzinfo=UTC),
)


def told(template: str, days: dict[str, object]) -> list[tuple[str, dict[str, object]]]:
    """Return what a case sends once the paper by `template` is there."""
    made = PaperMade(template=template, n=1, document=CODE, sha256="a" * 64, bytes=9, pages=1)
    turn = Turn(
        "case:1", GRANTED, lambda state, event: state,
        now=datetime(2026, 3, 3, tzinfo=UTC), by=PLATFORM, command_id="1",
    )  # fmt: skip
    assert PERMIT.result is not None
    shows = msgspec.structs.replace(PERMIT.result, shows=("area", "seats"))
    item = msgspec.structs.replace(PERMIT, result=shows)
    register_result(turn, made, Basis(LIBRARY, item), days)
    return [(message.key, message.command) for message in turn.messages]


def test_a_certificate_is_registered_with_its_holder_and_its_days() -> None:
    [(key, wish)] = told("certificate", {"valid_until": "2029-03-01"})

    assert key == f"licence:{CODE}"
    assert (wish["kind"], wish["number"], wish["organ"]) == ("permit", "佛建 1", PERMIT.unit)
    assert wish["since"] in (date(2026, 3, 2), "2026-03-02")
    assert wish["until"] in (date(2029, 3, 1), "2029-03-01")
    assert wish["says"] == {"area": 120}  # what its paper shows, and nothing else
    assert (wish["file"], wish["basis"]) == ("a" * 64, "case:1")
    assert str(PERSON.id_number) in str(wish["holder"])


def test_a_notice_is_no_licence() -> None:
    assert told("case_grant", {}) == []
