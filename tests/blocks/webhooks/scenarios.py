"""What becomes of webhooks, step by step."""

from datetime import UTC, datetime

from actors.blocks.calls.kind import call_kind
from actors.blocks.calls.outcome import Outcome, OutcomeState
from actors.blocks.webhooks import records as r
from actors.blocks.webhooks.kind import webhook_kind
from actors.kernel.identity import PLATFORM
from actors.testing import Scenario
from tests.blocks.cases.city import LIBRARY, RESIDENT_A

ID = "a" * 32
WEBHOOK = f"webhook:{ID}"
SECRET, OTHER = "ab" * 32, "cd" * 32
WISH = r.Subscribe(url="https://a.example/hooks", events=("Accepted", "Granted"), secret=SECRET)
AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
KIND = webhook_kind(LIBRARY)
SUBSCRIBED = Scenario.of(KIND, call_kind(LIBRARY)).on(WEBHOOK).when(WISH, by=RESIDENT_A)


def happened(*events: str, seq: int = 2) -> r.Happened:
    """Return what a case has recorded."""
    return r.Happened(
        case="c" * 32, seq=seq, number="440600", phase="accepted", at=AT, events=events
    )


def noted(n: int, state: OutcomeState, attempt: int = 1) -> r.NoteTold:
    """Return what came of telling `n`."""
    outcome = Outcome(state=state, reason="HTTP 500" if state != "done" else "")
    return r.NoteTold(n=n, attempt=attempt, outcome=outcome)


SCENARIOS: dict[str, Scenario] = {
    "a webhook that is told": SUBSCRIBED.when(happened("Accepted", "StageEntered"), by=PLATFORM)
    .then_shown(last=1)
    .when(noted(1, "dead"), by=PLATFORM)
    .when(r.TellAgain(n=1), by=RESIDENT_A)
    .when(noted(1, "done"), by=PLATFORM)
    .then(events=())
    .when(noted(1, "done", attempt=2), by=PLATFORM)
    .then_shown(dead=0)
    .when(r.ChangeSecret(secret=OTHER), by=RESIDENT_A)
    .then(reply={"secret": OTHER})
    .when(r.StopTelling(), by=RESIDENT_A)
    .when(r.GoOnTelling(), by=RESIDENT_A)
    .when(r.LeftOut(), by=PLATFORM)
    .then_shown(phase="stopped", why="left")
    .when(r.Unsubscribe(), by=RESIDENT_A)
    .then_shown(phase="ended", secret=""),
}
