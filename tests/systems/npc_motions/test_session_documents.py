"""Documents of a session: who reads them, and until when."""

from typing import Any

import pytest

from actors.systems.npc_motions import congress_session_records as s
from tests.systems.npc_motions.floor import (
    SECRETARY,
    at,
    convened,
)


def document(**more: Any) -> s.AddDocument:
    given: dict[str, Any] = {
        "document": "r1",
        "title": "政府工作报告",
        "sha256": "a" * 64,
        "media_type": "application/pdf",
        "size": 1000,
        "release_at": at("2026-03-03 08:00"),
        "withdraw_at": at("2026-03-05 18:00"),
    }
    return s.AddDocument(**{**given, **more})


@pytest.mark.feature("NPC-20")
def test_a_document_can_be_read_from_its_release_until_its_withdrawal() -> None:
    released = s.DocumentReleased(at=at("2026-03-03 08:00"), document="r1")
    withdrawn = s.DocumentWithdrawn(at=at("2026-03-05 18:00"), document="r1")

    (
        convened()
        .when(document(), by=SECRETARY)
        .then(events=[s.DocumentAdded], alarms={"document r1": "2026-03-03 08:00"})
        .at("2026-03-03 08:00")
        .then(events=[released], alarms={"document r1": "2026-03-05 18:00"})
        .at("2026-03-05 18:00")
        .then(events=[withdrawn], alarms={})
        .run()
    )


@pytest.mark.feature("NPC-20")
def test_a_document_whose_time_has_come_is_released_at_once() -> None:
    convened().when(document(release_at=at("2026-03-02 08:00")), by=SECRETARY).then(
        events=[s.DocumentAdded, s.DocumentReleased],
        alarms={"document r1": "2026-03-05 18:00"},
    ).run()


@pytest.mark.feature("NPC-20")
def test_after_an_outage_a_document_is_not_shown_past_its_time() -> None:
    convened().when(document(), by=SECRETARY).outage(days=10).then(
        events=[s.DocumentReleased, s.DocumentWithdrawn], alarms={}
    ).run()


@pytest.mark.feature("NPC-20")
def test_a_document_is_withdrawn_early_for_a_reason() -> None:
    out = convened().when(document(), by=SECRETARY)

    out.when(s.WithdrawDocument(document="r1", reason=""), by=SECRETARY).then_refused(
        "congress_session.reason_missing"
    ).run()
    (
        out.when(s.WithdrawDocument(document="r1", reason="有误"), by=SECRETARY)
        .then(events=[s.DocumentWithdrawn], alarms={})
        .when(s.WithdrawDocument(document="r1", reason="有误"), by=SECRETARY)
        .then_refused("congress_session.document_unknown")
        .when(document(), by=SECRETARY)
        .then_refused("congress_session.document_known")
        .run()
    )
    convened().when(document(withdraw_at=at("2026-03-03 08:00")), by=SECRETARY).then_refused(
        "congress_session.document_without_time"
    ).run()


@pytest.mark.feature("NPC-20")
def test_what_only_deputies_could_read_is_gone_when_the_session_closes() -> None:
    (
        convened()
        .when(document(), by=SECRETARY)
        .when(document(document="p1", audience="everybody"), by=SECRETARY)
        .at("2026-03-04 09:00")
        .when(s.CloseSession(), by=SECRETARY)
        .then(
            events=[
                s.DocumentWithdrawn(at=at("2026-03-04 09:00"), document="r1"),
                s.SessionClosed(at=at("2026-03-04 09:00")),
            ],
            alarms={"document p1": "2026-03-05 18:00"},
        )
        .run()
    )
