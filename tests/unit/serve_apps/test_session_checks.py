"""What a replica believes of sessions, and for how long."""

from datetime import UTC, datetime, timedelta

import pytest

from actors.blocks.accounts.state import Session
from actors.kernel.identity import Identity
from serve_apps.front.session_checks import SILENCE_SECONDS, Check, SessionChecks
from serve_apps.front.visitor import Visitor

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
TRUST = 10.0
WEN = Identity("staff:wen", ("approver",), "health", assurance="fresh")


def check(account: str = "wen", token: str = "t") -> Check:
    visitor = Visitor(identity=WEN, account=account, session=f"s-{token}", token=token)
    return Check(visitor, Session(f"s-{token}", NOON, NOON), 100.0, NOON + timedelta(minutes=15))


@pytest.fixture
def checks() -> SessionChecks:
    checks = SessionChecks()
    checks.keep(check())
    return checks


def test_a_check_is_believed_for_a_while(checks: SessionChecks) -> None:
    assert checks.believed("t", 100.0 + TRUST, TRUST) is not None
    assert checks.believed("t", 100.1 + TRUST, TRUST) is None
    assert checks.believed("unknown", 100.0, TRUST) is None


def test_nothing_is_believed_while_its_end_would_not_be_heard_of(checks: SessionChecks) -> None:
    checks.heard_at = 101.0

    assert checks.believed("t", 101.0 + SILENCE_SECONDS, TRUST) is not None
    assert checks.believed("t", 101.1 + SILENCE_SECONDS, TRUST) is None


def test_of_an_account_that_has_changed_every_session_is_asked_for_again(
    checks: SessionChecks,
) -> None:
    checks.keep(check("wen", "t2"))
    checks.keep(check("li", "t3"))
    before = checks.news

    checks.forget_account("wen")

    assert checks.of("t") is checks.of("t2") is None and checks.of("t3") is not None
    assert checks.news > before


def test_a_proof_grows_stale(checks: SessionChecks) -> None:
    found = checks.of("t")
    assert found is not None
    found.grow_stale()

    assert found.visitor.identity.assurance == "high" and found.fresh_until is None
