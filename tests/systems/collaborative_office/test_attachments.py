"""What is attached to a document is signed with it, named under it, and goes with it (附件)."""

import pytest
from msgspec.structs import replace

from actors.blocks.documents.paper import OrderPaper
from actors.kernel.errors import Refusal
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.turn import Command
from actors.systems.collaborative_office.attachments import (
    DetachFromDocument,
)
from actors.systems.collaborative_office.exchange import DeliverPackage
from actors.systems.collaborative_office.incoming.state import IncomingState
from actors.systems.collaborative_office.outgoing import commands as c
from actors.systems.collaborative_office.outgoing.state import DocumentState
from actors.systems.collaborative_office.texts import plain_digest
from actors.testing import Scenario
from tests.systems.collaborative_office import attaching as a
from tests.systems.collaborative_office import office as o
from tests.systems.collaborative_office import receiver as r


@pytest.mark.feature("OA-01")
def test_a_file_is_part_of_what_is_signed() -> None:
    a.attached().then_shown(attachments=(a.KEPT,), sha256=a.SIGNED).run()
    edit = c.EditDocument(genre="letter", main=o.UNITS, title=o.TITLE, body=o.BODY)
    a.attached().when(edit, by=o.DRAFTER).then_shown(attachments=(a.KEPT,), sha256=a.SIGNED).run()
    without = a.attached().when(DetachFromDocument(file=a.KEPT.sha256), by=o.DRAFTER)
    without.then_shown(attachments=(), sha256=o.sha256_of()).run()
    countersigned = (
        a.attached()
        .when(c.HandIn(), by=o.DRAFTER)
        .when(c.CheckDocument(), by=o.CHECKER)
        .when(c.AskOpinions(), by=o.DRAFTER)
    )
    seen_without = countersigned.when(c.SignDocument(sha256=o.sha256_of()), by=o.SIGNER)
    seen_without.then_refused("official_document.another_text", "/sha256").run()
    signed = countersigned.when(c.SignDocument(sha256=a.SIGNED), by=o.SIGNER)
    again = signed.when(c.RecheckDocument(title=o.TITLE, body=o.BODY), by=o.PROOFREADER)
    again.then_shown(phase="rechecked", sha256=a.SIGNED).run()


@pytest.mark.parametrize(
    ("before", "wish", "by", "code"),
    [
        (a.attached(), replace(a.PLAN, name="另名"), o.DRAFTER, "attached_already"),
        (a.attached(), replace(a.LIST, name="选址方案"), o.DRAFTER, "name_taken"),
        (o.drafted(), replace(a.PLAN, name="机密"), o.DRAFTER, "secrecy_mark"),
        (o.drafted(), DetachFromDocument(file=a.KEPT.sha256), o.DRAFTER, "not_attached"),
        (o.handed_in(), a.PLAN, o.DRAFTER, "not_now"),
        (o.drafted(), a.PLAN, o.CHECKER, "unknown"),
    ],
)
def test_what_is_not_attached(before: Scenario, wish: Command, by: Identity, code: str) -> None:
    before.when(wish, by=by).then_refused(f"official_document.{code}").run()


def test_twenty_files_are_enough() -> None:
    many = DocumentState(
        phase="draft",
        drafter=o.DRAFTER.id,
        organ=o.DRAFTER.unit,
        since=o.MORNING,
        attachments=tuple(replace(a.KEPT, name=f"{n}", sha256=f"{n:064x}") for n in range(20)),
    )
    with pytest.raises(Refusal, match="too_many_files"):
        o.turn_of(many, a.LIST, o.DRAFTER)


@pytest.mark.feature("OA-09")
def test_files_are_named_on_the_paper_and_go_with_the_package() -> None:
    both = (a.KEPT, replace(a.KEPT, name="设备清单", sha256="2b" * 32))
    numbered = DocumentState(
        phase="numbered", since=o.MORNING, organ=o.DRAFTER.unit, main=("health",), attachments=both
    )
    plain = plain_digest(numbered.title, numbered.body)
    numbered = replace(numbered, signed_plain=plain, sha256=a.SIGNED, number=r.NUMBER)
    ordered = o.turn_of(numbered, c.SealDocument(sha256=a.SIGNED), o.CUSTODIAN).messages
    (paper,) = (each for each in ordered if each.command["type"] == OrderPaper.__name__)
    assert paper.command["facts"]["attachments"] == ["选址方案", "设备清单"]

    issued = o.turn_of(replace(numbered, phase="printed"), c.IssueDocument(), o.REGISTRY)
    (sent,) = (each for each in issued.messages if each.key.startswith("incoming_document"))
    names = [each["name"] for each in sent.command["package"]["attachments"]]
    assert names == ["选址方案", "设备清单"]


@pytest.mark.feature("OA-09")
def test_a_package_with_another_file_than_its_manifest_says_is_refused() -> None:
    whole = r.package_of(attachments=(a.KEPT,))
    kept = o.turn_of(IncomingState(), DeliverPackage(package=whole), PLATFORM, r.KEY)
    assert kept.state.attachments == (a.KEPT,)

    for files in ((replace(a.KEPT, sha256="3c" * 32),), (replace(a.KEPT, name="他名"),), ()):
        altered = DeliverPackage(package=replace(whole, attachments=files))
        with pytest.raises(Refusal, match="package_altered"):
            o.turn_of(IncomingState(), altered, PLATFORM, r.KEY)
