"""Each use of a seal is asked for and approved by another, or stands approved by a decision."""

import pytest
from msgspec.structs import replace

from actors.blocks.messages.mailbox import PutNotice
from actors.blocks.seals.seal import ForgetApproval, KeepApproval
from actors.blocks.seals.use import ApproveUse, RefuseUse, UseApproved, UseAsked
from actors.kernel.identity import PLATFORM, Identity
from tests.blocks.seals.scenarios import (
    ASK,
    ASKED,
    CLERK,
    DIGEST,
    HEAD,
    IN_USE,
    STAMP,
    USE_ID,
)

pytestmark = pytest.mark.feature("OA-12")
NEW = IN_USE.on(f"seal_use:{USE_ID}")


def test_an_approval_waits_with_the_seal_and_is_forgotten_once_stamped() -> None:
    kept = KeepApproval(use=USE_ID, document=ASK.document, template=ASK.template, sha256=DIGEST)
    approved = NEW.when(ASK, by=CLERK).when(ApproveUse(), by=HEAD)
    told = PutNotice(template="seal_use.Approved", facts={}, about=f"seal_use:{USE_ID}")

    approved.then(
        events=(UseApproved,), messages=(("seal:1", kept), ("mailbox:staff~market_clerk", told))
    ).run()
    approved.when(STAMP, by=PLATFORM).then(messages=(("seal:1", ForgetApproval(use=USE_ID)),)).run()


def test_whoever_asked_does_not_approve() -> None:
    NEW.when(ASK, by=HEAD).when(ApproveUse(), by=HEAD).then_refused("seal_use.second_person").run()


def test_it_is_asked_for_once() -> None:
    ASKED.when(ASK, by=CLERK).then_refused("seal_use.not_now").run()


def test_another_organ_does_not_ask() -> None:
    other = Identity("staff:h", ("approver",), "health")

    NEW.when(ASK, by=other).then_refused("seal_use.forbidden").run()
    ASKED.when(ApproveUse(), by=other).then_refused("seal_use.unknown").run()


def test_a_decision_stands_for_the_approval_when_the_platform_says_whose() -> None:
    standing = replace(ASK, asked_by=CLERK.id, approved_by=HEAD.id)

    NEW.when(standing, by=PLATFORM).then(events=(UseAsked, UseApproved)).then_shown(
        phase="approved", approved_by=HEAD.id, standing=True, asked_by=CLERK.id
    ).run()


def test_nobody_else_says_who_approved() -> None:
    forged = replace(ASK, asked_by="staff:other", approved_by=HEAD.id)

    NEW.when(forged, by=CLERK).then(events=(UseAsked,)).then_shown(
        phase="asked", asked_by=CLERK.id
    ).run()


def test_what_was_refused_is_not_stamped() -> None:
    refused = ASKED.when(ApproveUse(), by=HEAD).when(RefuseUse(reason="撤回"), by=HEAD)

    refused.when(STAMP, by=PLATFORM).then_refused("seal_use.not_now").run()
    ASKED.when(STAMP, by=PLATFORM).then_refused("seal_use.not_now").run()
