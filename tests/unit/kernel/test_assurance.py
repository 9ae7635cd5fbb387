"""Whether more proof is what is missing, and how much."""

import pytest

from actors.kernel.assurance import at_best, require_proof
from actors.kernel.errors import Refusal
from actors.kernel.identity import LEVELS, PLATFORM, Assurance, Identity


def identity(level: Assurance) -> Identity:
    return Identity("staff:wen", ("approver",), "health", assurance=level)


def lacking(by: Identity, *allowed: Assurance) -> str:
    """Return the level that `by` lacks where identities of `allowed` may, "" for none."""
    try:
        require_proof(by, lambda who: who.assurance in allowed)
    except Refusal as refusal:
        assert refusal.kind == "unproven"
        return refusal.reasons[0].facts["level"]
    return ""


@pytest.mark.parametrize("level", ["plain", "basic"])
def test_the_least_that_will_do_is_asked_for(level: Assurance) -> None:
    assert lacking(identity(level), "high", "fresh") == "high"
    assert lacking(identity(level), "fresh") == "fresh"


def test_who_has_proved_two_factors_is_asked_to_do_so_again() -> None:
    assert lacking(identity("high"), "fresh") == "fresh"


def test_nothing_is_asked_of_those_whom_no_proof_would_help() -> None:
    assert [lacking(identity(level)) for level in LEVELS] == ["", "", "", ""]
    assert lacking(identity("fresh"), "high") == ""


def test_the_platform_proves_nothing() -> None:
    assert lacking(PLATFORM, "fresh") == "" and at_best(PLATFORM) == PLATFORM


def test_what_somebody_could_do_is_drawn_as_if_he_had_proved_it() -> None:
    assert {at_best(identity(level)).assurance for level in LEVELS} == {"fresh"}
