"""Files belong to the text: whoever signs it signs them."""

import msgspec
import pytest
from msgspec.structs import replace

from actors.systems.npc_motions import motion_commands as m
from actors.systems.npc_motions.attachments import MOST, AttachFile, Attachment, RemoveFile
from actors.systems.npc_motions.motion_events import MotionEdited
from actors.systems.npc_motions.motion_text import hash_of
from actors.systems.npc_motions.suggestion import commands as s
from actors.systems.npc_motions.texts import digest
from actors.testing import Scenario
from tests.systems.npc_motions import chamber, floor
from tests.systems.npc_motions.reading import played, state_of, told
from tests.systems.npc_motions.test_motion_as_suggestion import NOW, SUGGESTION, TURN

FILE = AttachFile(name="现场照片", sha256="a" * 64, media_type="image/jpeg", size=1_024)
OTHER = AttachFile(name="调研报告", sha256="b" * 64, media_type="application/pdf", size=2_048)
ATTACHED = Attachment(**msgspec.structs.asdict(FILE))
REMOVE = RemoveFile(file=FILE.sha256)
DRAFTED = chamber.drafted()
WITH_FILE = digest(chamber.TITLE, chamber.MATTER, chamber.REQUESTS, (FILE.sha256,))


def test_a_file_is_part_of_what_is_signed() -> None:
    invited = DRAFTED.when(s.InviteCosigners(accounts=("bo",)), by=chamber.AN)
    signed = invited.when(s.Sign(sha256=chamber.HASH), by=chamber.BO)
    attached = signed.when(FILE, by=chamber.AN)

    attached.then_shown(signers=("an",)).when(
        s.Sign(sha256=chamber.HASH), by=chamber.BO
    ).then_refused("suggestion.text_changed", "/sha256").when(
        s.Sign(sha256=WITH_FILE), by=chamber.BO
    ).then_shown(signers=("an", "bo")).when(REMOVE, by=chamber.AN).then_shown(signers=("an",)).run()
    assert ("person:bo", "suggestion.signature_voided") in told(attached)


def test_a_text_without_files_has_the_digest_that_it_always_had() -> None:
    kept = "6945f938308f19d64c0e82525ad4c35c0f70fc0eb3719f5e50a55342e56ee7a9"

    assert digest("a", "b", ("c",)) == kept
    assert digest("a", "b", ("c", "d")) != digest("a", "b", ("c",), ("d",))


def test_a_changed_text_keeps_its_files() -> None:
    again = digest(chamber.TITLE, "另一事由", chamber.REQUESTS, (FILE.sha256,))
    invited = DRAFTED.when(s.InviteCosigners(accounts=("bo",)), by=chamber.AN)
    attached = invited.when(FILE, by=chamber.AN)

    attached.when(chamber.draft(matter="另一事由"), by=chamber.AN).when(
        s.Sign(sha256=again), by=chamber.BO
    ).then_shown(signers=("an", "bo")).run()


@pytest.mark.parametrize(
    ("wish", "code", "field"),
    [
        (FILE, "proposal.attached_already", "/sha256"),
        (replace(OTHER, name=" "), "proposal.empty", "/name"),
        (replace(OTHER, name="绝密★报告"), "proposal.state_secret", "/name"),
        (RemoveFile(file=OTHER.sha256), "proposal.not_attached", "/file"),
    ],
)
def test_what_cannot_be_attached_or_removed_is_refused_by_its_field(
    wish: AttachFile | RemoveFile, code: str, field: str
) -> None:
    for begun, lead in ((DRAFTED, chamber.AN), (motion(), floor.deputy(1))):
        begun.when(FILE, by=lead).when(wish, by=lead).then_refused(code, field).run()


def test_there_are_at_most_ten_files() -> None:
    full = DRAFTED
    for n in range(MOST):
        full = full.when(replace(FILE, sha256=f"{n:064}"), by=chamber.AN)

    full.when(OTHER, by=chamber.AN).then_refused("proposal.too_many_files", "/sha256").when(
        RemoveFile(file=f"{0:064}"), by=chamber.AN
    ).when(OTHER, by=chamber.AN).run()


def motion() -> Scenario:
    return floor.drafted(floor.seated(floor.convened(), 2))


def test_files_of_a_motion_are_signed_with_it_and_go_on_with_it_as_a_suggestion() -> None:
    lead = floor.deputy(1)
    parts = tuple(floor.PARTS[name] for name in ("title", "subject", "grounds", "plan"))
    attached = floor.drafted(floor.seated(floor.convened(), 10)).when(FILE, by=lead)
    invited = attached.when(m.InviteCosigners(accounts=("d02",)), by=lead)
    signed = floor.cosigned(attached, 10, text_hash=hash_of(*parts, "", FILE.sha256))
    submitted = signed.when(m.SubmitMotion(), by=lead)
    turned = submitted.when(TURN, by=floor.WORK_BODY)

    invited.when(floor.sign(), by=floor.deputy(2)).then_refused("motion.text_changed").run()
    assert [each.name for each in state_of(turned, SUGGESTION).attachments] == [FILE.name]
    assert not state_of(signed.when(OTHER, by=lead), floor.MOTION).signers[1:]


@pytest.mark.feature("NPC-19")
def test_a_motion_is_published_without_its_files() -> None:
    handled = floor.assigned()
    public = m.SetPublished(published=True)
    attached = handled.given(
        MotionEdited(at=NOW, attachments=(ATTACHED,), former_hash="a", text_hash="b", **floor.PARTS)
    ).when(public, by=floor.WORK_BODY)

    event = next(
        event
        for commit in played(attached).commits
        for event in commit["ev"]
        if event["type"] == "PublicationSet"
    )
    assert not event["text"].get("attachments")
    assert state_of(attached, floor.MOTION).attachments == (ATTACHED,)


def test_an_edit_of_a_motion_keeps_its_files() -> None:
    lead = floor.deputy(1)
    edited = (
        motion().when(FILE, by=lead).when(m.EditMotion(**floor.PARTS, one_matter=True), by=lead)
    )

    edited.when(REMOVE, by=lead).when(REMOVE, by=lead).then_refused("proposal.not_attached").run()


def test_nobody_but_the_lead_attaches_and_nothing_once_it_is_handed_in() -> None:
    DRAFTED.when(FILE, by=chamber.BO).then_refused("suggestion.unknown").run()
    chamber.submitted().when(FILE, by=chamber.AN).then_refused("suggestion.not_now").run()
    floor.submitted().when(FILE, by=floor.deputy(1)).then_refused("motion.not_now").run()
