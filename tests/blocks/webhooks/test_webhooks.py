"""Programs of those who use the API are told what happens, signed, under one id for each thing, and
never elsewhere than where operators allow (HALL-26)."""

import asyncio
import json
from typing import Any

import pytest

from actors.blocks.calls.call import call_id
from actors.blocks.calls.shell.adapter import Call
from actors.blocks.calls.shell.exchange import Answer
from actors.blocks.calls.shell.signed import check_signed
from actors.blocks.webhooks import records as r
from actors.blocks.webhooks.kind import OFFERS
from actors.blocks.webhooks.shell import webhook as shell
from actors.blocks.webhooks.shell.webhook import Programs
from actors.kernel.identity import PLATFORM
from serve_apps.front.language import LANGUAGES
from serve_apps.front.words import known_word
from tests.blocks.cases.city import CLERK, OPERATOR_1, RESIDENT_A, RESIDENT_B
from tests.blocks.webhooks.scenarios import (
    OTHER,
    SCENARIOS,
    SECRET,
    SUBSCRIBED,
    WEBHOOK,
    WISH,
    happened,
    noted,
)

SUBSCRIBER = RESIDENT_A
TOLD = SUBSCRIBED.when(happened("Accepted"), by=PLATFORM)


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_webhook_goes_its_way(name: str) -> None:
    SCENARIOS[name].run()


def test_only_what_was_asked_for_is_told_and_only_while_it_is() -> None:
    SUBSCRIBED.when(happened("StageEntered"), by=PLATFORM).then(events=()).run()
    stopped = SUBSCRIBED.when(r.StopTelling(), by=SUBSCRIBER)
    stopped.when(happened("Accepted"), by=PLATFORM).then(events=()).run()
    ended = SUBSCRIBED.when(r.Unsubscribe(), by=SUBSCRIBER)
    ended.when(happened("Accepted"), by=PLATFORM).then(events=()).run()


def test_an_event_that_there_is_not_is_refused() -> None:
    wish = r.Subscribe(url=WISH.url, events=("Accepted", "Everything"), secret=SECRET)

    SUBSCRIBED.on("webhook:" + "b" * 32).when(wish, by=CLERK).then_refused(
        "webhook.no_event", "/events/1"
    ).run()


@pytest.mark.parametrize("who", [RESIDENT_B, CLERK, OPERATOR_1])
def test_nobody_touches_anothers(who: Any) -> None:
    for command in (r.ChangeSecret(secret=OTHER), r.Unsubscribe(), r.StopTelling()):
        SUBSCRIBED.when(command, by=who).then_refused("webhook.unknown").run()


def test_an_operator_has_none_of_his_own() -> None:
    SUBSCRIBED.on("webhook:" + "b" * 32).when(WISH, by=OPERATOR_1).then_refused(
        "webhook.forbidden"
    ).run()


def test_the_last_secret_is_good_for_a_day_beside_the_new_one() -> None:
    changed = SUBSCRIBED.when(r.ChangeSecret(secret=OTHER), by=SUBSCRIBER)

    def secrets(scenario: Any, commit: int) -> Any:
        return scenario.on(f"call:{call_id(WEBHOOK, commit, 0)}")

    both = changed.when(happened("Accepted"), by=PLATFORM)
    body = {**BODY, "secrets": [OTHER, SECRET]}
    secrets(both, 3).then_shown(body=body).run()
    later = changed.after(days=1, seconds=1).when(happened("Accepted"), by=PLATFORM)
    secrets(later, 3).then_shown(body={**BODY, "secrets": [OTHER]}).run()


BODY = {
    "url": WISH.url,
    "id": "c" * 32 + ".2.Accepted",
    "event": {
        "type": "case.Accepted",
        "timestamp": "2026-03-02T02:00:00Z",
        "data": {
            "case": "c" * 32,
            "number": "440600",
            "phase": "accepted",
            "address": "/api/v1/cases/" + "c" * 32,
        },
    },
}


def test_what_was_delivered_or_is_on_its_way_is_not_told_again() -> None:
    again = r.TellAgain(n=1)

    TOLD.when(again, by=SUBSCRIBER).then_refused("webhook.not_dead").run()
    TOLD.when(noted(1, "done"), by=PLATFORM).when(again, by=SUBSCRIBER).then_refused(
        "webhook.not_dead"
    ).run()


def test_a_webhook_that_nobody_answers_is_stopped_and_its_owner_told() -> None:
    scenario = SUBSCRIBED
    for n in range(1, r.MOST_DEAD + 1):
        scenario = scenario.when(happened("Accepted", seq=n), by=PLATFORM)
        scenario = scenario.when(noted(n, "dead"), by=PLATFORM)

    scenario.then_shown(phase="stopped", why="dead").when(
        r.GoOnTelling(), by=SUBSCRIBER
    ).then_shown(phase="active", dead=0).run()


def test_every_event_that_is_told_has_a_name_in_both_languages() -> None:
    for name in r.EVENTS:
        assert all(known_word(f"case.events.{name}", language) for language in LANGUAGES), name
    assert {offer.command for offer in OFFERS if offer.of == "platform"} == {
        r.Happened, r.LeftOut, r.NoteTold,
    }  # fmt: skip


PROGRAMS = Programs({"hosts": "a.example b.example:8443 127.0.0.1:9"}, now=lambda: 1_000.0)


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("https://a.example/hooks", True),
        ("https://A.example/hooks", True),
        ("https://b.example:8443/", True),
        ("http://127.0.0.1:9/x", True),
        ("http://a.example/hooks", False),  # in clear
        ("https://b.example/", False),
        ("https://a.example.evil.example/", False),
        ("https://a.example@evil.example/", False),
        ("https://x@a.example/", False),
        ("http://169.254.169.254/latest", False),
        ("ftp://a.example/", False),
        ("https://[abc", False),
    ],
)
def test_nothing_is_sent_to_a_host_that_is_not_named(url: str, may: bool) -> None:
    assert PROGRAMS.may_tell(url) is may
    if not may:
        call = Call(id="1", body={**BODY, "url": url, "secrets": [SECRET]})
        assert asyncio.run(PROGRAMS.run(call)).reason == "host_not_allowed"


@pytest.mark.parametrize(
    ("status", "state"),
    [(200, "done"), (204, "done"), (404, "unsent"), (422, "unsent"), (410, "failed")],
)
def test_it_is_signed_by_each_secret_and_tried_again_unless_it_is_gone(
    status: int, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Any] = []

    async def exchange(method: str, url: str, **told: Any) -> Any:
        sent.append(told)
        return shell_answer(status)

    monkeypatch.setattr(shell, "exchange", exchange)
    call = Call(id="1", body={**BODY, "secrets": [OTHER, SECRET]})
    assert asyncio.run(PROGRAMS.run(call)).state == state
    [told] = sent
    assert json.loads(told["content"]) == BODY["event"]
    for secret in (OTHER, SECRET):
        check_signed(told["headers"], told["content"], bytes.fromhex(secret), 1_000.0)


def shell_answer(status: int) -> Any:
    return Answer(status, b"")
