"""Who gives out roles decides no case: no policy lets an administrator do anything to one."""

import pytest

from actors.blocks.access.access import Access
from actors.blocks.cases.facts import GUARDED
from actors.kernel.guarded import Facts
from tests.blocks.organisation.city import AN, LIBRARY

OF_HIS_UNIT: Facts = {
    "phase": "none",
    "unit": "services",
    "units": frozenset({"services"}),
    "task_units": frozenset({"services"}),
    "seats": frozenset({"approver@services", "reviewer@services"}),
    "applicant": "an",
    "agent": "staff:an2",
    "instant": True,
}
DEEDS = list(GUARDED.actions)
STANDING: Facts = {"integrated_window": True}


@pytest.mark.parametrize("action", DEEDS)
@pytest.mark.parametrize("phase", ["none", "draft", "submitted", "accepted", "granted"])
def test_an_administrator_does_nothing_to_a_case_of_his_own_unit(action: str, phase: str) -> None:
    for purpose in ("own", "handling", "supervision", "window_service", "complaint"):
        verdict = LIBRARY[Access].permit(
            AN, f"case.{action}", {**OF_HIS_UNIT, "phase": phase}, purpose, standing=STANDING
        )
        assert not verdict.allowed, verdict.because
