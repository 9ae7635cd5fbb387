"""Given, when, then: what holds passes in silence, and what does not is told with its way there."""

import msgspec
import pytest

from actors.kernel.errors import HandlerFailed
from actors.kernel.kind import EntityKind
from actors.kernel.turn import Command, Event
from actors.testing import Scenario, ScenarioFailed
from tests.integration.kinds import Added, Break, Put, PutTo, Repeat
from tests.unit.testing.scenarios import HOLDING, ME, NOTHING_YET, RICH


@pytest.mark.parametrize("name", HOLDING)
def test_what_holds_passes(name: str) -> None:
    HOLDING[name].run()


@pytest.mark.parametrize(
    ("scenario", "told"),
    [
        (RICH.when(Put(7), by=ME).then(events=[Added(8)]), "Added(amount=8"),
        (RICH.when(Put(7), by=ME).then(events=[]), "nothing"),
        (RICH.when(Put(7), by=ME).then(reply=8), "reply"),
        (RICH.when(Put(7), by=ME).then(alarms={"later": "2026-03-02 10:00"}), "alarms"),
        (RICH.when(Put(7), by=ME).then(messages=[("ledger:2", Put(7))]), "messages"),
        (RICH.then_shown(total=99), "total: 99"),
        (RICH.then_shown(colour="red"), "no such field"),
        (RICH.when(Put(-101), by=ME), "ledger.overdrawn"),
        (RICH.when(Put(-101), by=ME).then_shown(total=100), "was refused"),
        (RICH.when(Put(-101), by=ME).then_refused("ledger.closed"), "ledger.overdrawn"),
        (RICH.when(Put(-101), by=ME).then_refused("ledger.overdrawn", "/x"), "/amount"),
        (RICH.when(Put(-101), by=ME).then_refused("ledger.overdrawn", facts={"left": "1"}), "left"),
        (RICH.when(Put(7), by=ME).then_refused("ledger.overdrawn"), "was not refused"),
        (RICH.when(PutTo("ledger:2", -1), by=ME), "ledger:2 refused"),
        (RICH.at("2026-03-01 09:00"), "time does not go back"),
    ],
)
def test_what_does_not_hold_is_told(scenario: Scenario, told: str) -> None:
    with pytest.raises(ScenarioFailed) as failed:
        scenario.run()

    assert told in str(failed.value)
    assert "step " in str(failed.value)


class Cart(msgspec.Struct, frozen=True):
    """Remembers nothing."""


class Carry(Command, frozen=True):
    items: tuple[str, ...]


def test_a_message_is_expected_as_it_was_sent_however_the_journal_keeps_it() -> None:
    kind = EntityKind(
        name="cart",
        state=Cart,
        initial=lambda key: Cart(),
        commands=Carry,
        events=Event,
        decide=lambda turn, command: turn.send("barn:1", command),
        evolve=lambda state, event: state,
    )
    sent = Carry(("hay", "oats"))

    Scenario.of(kind).when(sent, by=ME).then(messages=[("barn:1", sent)]).run()


def test_a_failure_tells_the_whole_way_there() -> None:
    scenario = NOTHING_YET.when(Repeat(60, 60), by=ME).after(minutes=1).then(events=[])

    with pytest.raises(ScenarioFailed) as failed:
        scenario.run()

    assert (
        str(failed.value)
        == """\
step 4, then
  events: expected
    nothing
  but found
    Scheduled(at=datetime.datetime(2026, 3, 2, 1, 1, tzinfo=datetime.timezone.utc))
the way there:
  1 at 2026-03-02 09:00
  2 when Repeat(seconds=60, every=60, missed='once', brings='tick') is sent to ledger:1 by \
person:tester
      2026-03-02 09:00 ledger:1: alarm repeat 2026-03-02 09:01
  3 after 0:01:00
      2026-03-02 09:01 the alarm repeat of ledger:1 fires
      2026-03-02 09:01 ledger:1: Scheduled, alarm repeat 2026-03-02 09:02"""
    )


def test_what_a_handler_raises_is_seen_with_its_cause() -> None:
    with pytest.raises(HandlerFailed) as failed:
        RICH.when(Break(), by=ME).run()

    assert isinstance(failed.value.__cause__, RuntimeError)


def test_a_scenario_is_a_value_that_others_go_on_from() -> None:
    longer = RICH.when(Put(1), by=ME)

    RICH.then_shown(total=100).run()
    longer.then_shown(total=101).run()
    longer.then_shown(total=101).run()
