"""What one organ issues reaches the registry of another, once (公文交换)."""

import pytest
from msgspec.structs import replace

from actors.kernel.errors import Refusal
from actors.kernel.identity import PLATFORM
from actors.systems.collaborative_office.exchange import (
    ConfirmReply,
    DeliverPackage,
    NoteProgress,
    NoteReply,
    RecallDelivered,
    receipt_of,
)
from actors.systems.collaborative_office.incoming import commands as i
from actors.systems.collaborative_office.incoming import events as e
from actors.systems.collaborative_office.incoming.state import IncomingState
from actors.systems.collaborative_office.outgoing import commands as c
from actors.systems.collaborative_office.outgoing.state import Dispatch, DocumentState
from actors.testing import Scenario
from tests.systems.collaborative_office import office as o
from tests.systems.collaborative_office import receiver as r

AT = o.MORNING_AT_NINE
RECEIPT = receipt_of(r.sealed_in().manifest, AT)
RECALL = c.RecallDocument(units=("health",), reason="附件有误")
SIGNED = NoteProgress(receiver="health", progress="signed_for", at=AT, receipt=RECEIPT)
ANSWER = i.AnswerDocument(result="已复函", reply="r1")


def dispatches(health: Dispatch) -> tuple[Dispatch, ...]:
    """Return where the document has come to, which nobody in housing has signed for."""
    return Dispatch(unit="housing_construction", progress="delivered", at=AT), health


def followed(scenario: Scenario, **health: object) -> None:
    """Expect that the sender knows that of the package to health."""
    there = replace(Dispatch(unit="health", progress="delivered", at=AT), **health)
    scenario.on(o.KEY).then_shown(dispatches=dispatches(there)).run()


@pytest.mark.feature("OA-09")
def test_what_is_issued_is_delivered_with_its_number_text_and_paper() -> None:
    package = r.sealed_in()
    fields = ("number", "title", "body", "paper", "pdf", "manifest", "sender", "document")

    r.delivered().then_shown(**{name: getattr(package, name) for name in fields}).run()
    followed(r.delivered())


@pytest.mark.feature("OA-09")
def test_to_whom_nobody_can_deliver_it_goes_on_paper() -> None:
    printed = DocumentState(
        phase="printed", since=AT, organ="market_supervision", main=("civil_affairs",)
    )

    turn = o.turn_of(printed, c.IssueDocument(), o.REGISTRY)
    paper = Dispatch(unit="civil_affairs", progress="on_paper", at=o.MORNING)
    assert turn.state.dispatches == (paper,)
    assert not [each for each in turn.messages if each.key.startswith("incoming_document")]


@pytest.mark.feature("OA-09")
def test_a_package_that_comes_twice_is_one_document_with_one_receipt() -> None:
    again = r.signed_for().after(hours=1).when(DeliverPackage(package=r.sealed_in()), by=PLATFORM)

    again.then(events=[], messages=[(o.KEY, SIGNED)]).then_shown(phase="signed_for").run()
    followed(again, progress="signed_for", receipt=RECEIPT)


@pytest.mark.feature("OA-09")
@pytest.mark.parametrize(
    "package",
    [
        r.sealed_in(body=o.BODY.replace("3", "6")),
        r.sealed_in(receiver="housing_construction"),
        r.package_of(receiver="housing_construction"),
        r.package_of(document="d2"),
    ],
)
def test_of_an_altered_package_nothing_is_kept(package: r.Package) -> None:
    with pytest.raises(Refusal, match="package_altered"):
        o.turn_of(IncomingState(), DeliverPackage(package=package), PLATFORM, r.KEY)


@pytest.mark.feature("OA-09")
def test_a_package_with_a_known_id_and_other_contents_is_refused() -> None:
    other = DeliverPackage(package=r.package_of(body=o.BODY.replace("3", "6")))

    refused = r.signed_for().when(other, by=PLATFORM)
    refused.then_refused("incoming_document.package_altered").then_shown(body=o.BODY).run()


@pytest.mark.feature("OA-09")
def test_what_nobody_has_signed_for_is_recalled() -> None:
    recalled = r.delivered().on(o.KEY).when(RECALL, by=o.REGISTRY)

    recalled.on(r.KEY).then_shown(phase="recalled").run()
    followed(recalled, progress="recalled", reason=RECALL.reason)
    recalled.on(o.KEY).then_shown(recipients=("housing_construction",)).run()
    late = recalled.on(r.KEY).when(DeliverPackage(package=r.sealed_in()), by=PLATFORM)
    late.then(events=[]).then_shown(phase="recalled").run()


@pytest.mark.feature("OA-01")
def test_it_is_put_on_file_once_it_is_known_what_became_of_each_package() -> None:
    file = c.ArchiveDocument()
    elsewhere = c.RecallDocument(units=("housing_construction",), reason="附件有误")
    one = r.signed_for().on(o.KEY)

    one.when(file, by=o.REGISTRY).then_refused("official_document.forbidden").run()
    both = one.when(elsewhere, by=o.REGISTRY).when(file, by=o.REGISTRY)
    both.then_shown(phase="archived").run()


@pytest.mark.feature("OA-09")
def test_what_was_signed_for_is_not_recalled() -> None:
    late = r.signed_for().on(o.KEY).when(RECALL, by=o.REGISTRY)
    late.then_refused("official_document.not_recalled", "/units").run()

    wish = RecallDelivered(document="d1", receiver="health", reason="附件有误")
    crossing = r.signed_for().when(wish, by=PLATFORM)
    crossing.then(events=[], messages=[(o.KEY, SIGNED)]).run()


@pytest.mark.feature("OA-09")
def test_a_recall_that_comes_before_the_package_holds() -> None:
    wish = RecallDelivered(document="d1", receiver="health", reason="附件有误")
    early = Scenario.of(o.KINDS["incoming_document"]).on(r.KEY).when(wish, by=PLATFORM)

    late = early.then(events=[e.PackageRecalled]).when(
        DeliverPackage(package=r.sealed_in()), by=PLATFORM
    )
    late.then(events=[]).then_shown(phase="recalled", body="").run()


@pytest.mark.feature("OA-09")
def test_the_sender_is_told_why_it_was_refused_or_returned() -> None:
    reason = "不属于本机关职责"
    refused = r.delivered().when(i.RefusePackage(reason=reason), by=r.REGISTRY)
    returned = r.registered().when(
        i.ReturnDocument(ground="wrong_organ", reason=reason), by=r.CHECKER
    )

    refused.then_shown(phase="refused").run()
    followed(refused, progress="refused", reason=reason)
    returned.then_shown(phase="returned").run()
    followed(returned, progress="returned", receipt=RECEIPT, reason=reason)


@pytest.mark.feature("OA-09")
@pytest.mark.parametrize(
    ("known", "told", "becomes"),
    [
        ("sent", "delivered", "delivered"),
        ("sent", "signed_for", "signed_for"),
        ("signed_for", "delivered", "signed_for"),
        ("signed_for", "returned", "returned"),
        ("returned", "signed_for", "returned"),
        ("signed_for", "recalled", "signed_for"),
        ("recalled", "delivered", "recalled"),
        ("refused", "signed_for", "refused"),
    ],
)
def test_what_is_told_late_changes_nothing(known: str, told: str, becomes: str) -> None:
    there = Dispatch(unit="health", progress=known, at=AT)  # pyright: ignore[reportArgumentType]
    state = DocumentState(phase="issued", since=AT, dispatches=(there,))
    note = NoteProgress(receiver="health", progress=told, at=AT)  # pyright: ignore[reportArgumentType]

    (now,) = o.turn_of(state, note, PLATFORM).state.dispatches
    assert now.progress == becomes


def test_the_registry_is_reminded_day_by_day_of_what_it_has_not_signed_for() -> None:
    unsigned = "mailbox:unit~office_registry~health"
    waiting = IncomingState(phase="delivered", since=AT, organ="health", number=r.NUMBER)

    for phase, told in (("delivered", [unsigned]), ("signed_for", [])):
        turn = o.turn_of(replace(waiting, phase=phase), i.RemindToSign(), PLATFORM, r.KEY)
        assert [each.key for each in turn.messages] == told
    r.alone().then(alarms={"unsigned": "2026-09-25 09:00"}).run()
    r.signed_for().then(alarms={}).run()


@pytest.mark.feature("OA-09")
def test_a_reply_that_was_issued_to_the_sender_answers_it() -> None:
    asked = r.handling(replace(r.INSTRUCT, reply_needed=True), r.alone())
    missing = asked.when(i.AnswerDocument(result="已办"), by=r.HANDLER)
    missing.then_refused("incoming_document.reply_missing", "/reply").run()

    wish = ConfirmReply(
        document=r.KEY.partition(":")[2], organs=("health", "health"), to=o.DRAFTER.unit
    )
    named = asked.when(ANSWER, by=r.HANDLER).then(messages=[("official_document:r1", wish)])
    named.then_shown(phase="handling", waits_for_reply=True).run()
    again = named.when(ANSWER, by=r.HANDLER)
    again.then_refused("incoming_document.reply_under_way").run()
    number = "佛卫〔2026〕7号"
    told = NoteReply(reply="r1", confirmed=True, number=number)
    done = named.when(told, by=PLATFORM)
    done.then_shown(phase="answered", reply_number=number, result="已复函").run()


@pytest.mark.feature("OA-09")
def test_what_is_no_reply_leaves_it_with_its_handler() -> None:
    named = r.handling().when(ANSWER, by=r.HANDLER)  # there is no such document

    named.then_shown(phase="handling", reply_rejected=True, waits_for_reply=False).run()
    earlier = NoteReply(reply="r0", confirmed=True, number="佛卫〔2026〕6号")
    named.when(earlier, by=PLATFORM).then(events=[]).run()


@pytest.mark.feature("OA-09")
@pytest.mark.parametrize(
    ("organs", "to", "phase", "confirmed"),
    [
        (("market_supervision",), "health", "issued", True),
        (("market_supervision",), "health", "printed", False),
        (("housing_construction",), "health", "issued", False),
        (("market_supervision",), "civil_affairs", "issued", False),
    ],
)
def test_a_reply_is_issued_by_who_was_asked_to_who_asked(
    organs: tuple[str, ...], to: str, phase: str, confirmed: bool
) -> None:
    state = DocumentState(
        phase=phase,  # pyright: ignore[reportArgumentType]
        since=AT,
        organ="market_supervision",
        main=("health",),
        number=r.NUMBER,
    )
    wish = ConfirmReply(document="i1", organs=organs, to=to)

    (answer,) = o.turn_of(state, wish, PLATFORM).messages
    assert answer.key == "incoming_document:i1"
    assert answer.command["confirmed"] is confirmed
    assert answer.command["number"] == (r.NUMBER if confirmed else "")
