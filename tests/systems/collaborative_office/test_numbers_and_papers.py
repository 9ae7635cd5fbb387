"""Answers of number books and printers that come late, and who may put a seal where."""

import dataclasses

import pytest
from msgspec.structs import replace

from actors.blocks.documents.paper import OrderPaper
from actors.blocks.numbers.register import Asker, Numbered, VoidNumber
from actors.blocks.organisation.units import Organisation
from actors.blocks.verification.verification import EndPaper
from actors.kernel.errors import Refusal
from actors.kernel.identity import PLATFORM
from actors.systems.collaborative_office.outgoing import commands as c
from actors.systems.collaborative_office.outgoing import state as s
from actors.systems.collaborative_office.texts import plain_digest
from actors.testing import Scenario
from tests.systems.collaborative_office import office as o

BOOK = "official_document-佛市监-{year}"
WHY = "文号用错"
OLD, NEW = "佛市监〔2026〕9号", "佛市监〔2027〕1号"
WRONG = s.VoidNumber(number=OLD, reason=WHY)
ENDED = [(f"verification:{o.made().document}", EndPaper())]
STANDS = s.DocumentState(
    phase="printed",
    organ=o.DRAFTER.unit,
    genre="letter",
    main=o.UNITS,
    title=o.TITLE,
    body=o.BODY,
    sha256=o.sha256_of(),
    signer=o.SIGNER.id,
    signed_plain=plain_digest(o.TITLE, o.BODY),
    request=1,
    number=OLD,
    n=9,
    register=BOOK.format(year=2026),
    papers=1,
    paper="P1",
    since=o.MORNING,
)


def given(number: str, n: int, request: str) -> Numbered:
    """Return what a book answers, also to a request that was long ago."""
    register = BOOK.format(year=number[4:8])
    series = "official_document"
    return Numbered(series=series, number=number, n=n, register=register, request=request)


def asked_twice() -> Scenario:
    """Return a document that was sent back while it waited for its number, and waits again: books
    and printers have answered nothing."""
    kinds = {"official_document": o.KINDS["official_document"]}
    alone = dataclasses.replace(o.handed_in(), kinds=kinds)
    first = (
        alone.when(c.CheckDocument(note="格式无误"), by=o.CHECKER)
        .when(c.AskOpinions(), by=o.DRAFTER)
        .when(c.SignDocument(sha256=o.sha256_of()), by=o.SIGNER)
        .when(c.RecheckDocument(title=o.TITLE, body=o.BODY), by=o.PROOFREADER)
        .when(c.RegisterDocument(), by=o.REGISTRY)
    )
    return (
        first.when(c.SendBack(to="signed", reason=WHY), by=o.REGISTRY)
        .when(c.RecheckDocument(title=o.TITLE, body=o.BODY), by=o.PROOFREADER)
        .when(c.RegisterDocument(), by=o.REGISTRY)
    )


def late(scenario: Scenario) -> Scenario:
    """Have the first request answered, which makes that number void in its own book."""
    void = VoidNumber(n=9, asker=Asker(o.KEY, "1"))
    told = [(f"register:{BOOK.format(year=2026)}", void)]
    return scenario.when(given(OLD, 9, "1"), by=PLATFORM).then(messages=told)


@pytest.mark.feature("OA-02")
def test_an_answer_to_an_earlier_request_leaves_the_later_one_waiting() -> None:
    waiting = late(asked_twice())

    waiting.then_shown(number="", voided=(WRONG,), waits_for_number=True).when(
        given(NEW, 1, "2"), by=PLATFORM
    ).then_shown(phase="numbered", number=NEW, voided=(WRONG,)).run()


@pytest.mark.feature("OA-02")
def test_an_answer_to_an_earlier_request_leaves_the_later_number_in_force() -> None:
    numbered = asked_twice().when(given(NEW, 1, "2"), by=PLATFORM)

    kept = {"number": NEW, "n": 1, "voided": (WRONG,)}
    late(numbered).then_shown(phase="numbered", **kept).run()
    failed = numbered.when(c.SealDocument(sha256=o.sha256_of()), by=o.CUSTODIAN)
    late(failed.when(o.FAILED, by=PLATFORM)).then_shown(phase="numbered", **kept).run()


@pytest.mark.feature("OA-02")
def test_only_the_book_that_was_asked_last_is_full() -> None:
    waiting = asked_twice().when(o.FULL, by=PLATFORM)

    waiting.then_shown(waits_for_number=True).run()


def test_a_paper_that_fails_first_and_is_made_later_is_kept() -> None:
    failed = o.sealed().when(o.FAILED, by=PLATFORM)

    kept = failed.when(o.made(), by=PLATFORM)
    kept.then_shown(phase="printed", paper=o.made().document, failed="").run()
    again = failed.when(c.SealDocument(sha256=o.sha256_of()), by=o.CUSTODIAN)
    again.when(o.made(), by=PLATFORM).then(messages=ENDED).then_shown(phase="printing").run()


def test_a_paper_with_a_number_that_is_void_is_not_kept() -> None:
    back = (
        o.sealed()
        .when(o.FAILED, by=PLATFORM)
        .when(c.SendBack(to="rechecked", reason=WHY), by=o.CUSTODIAN)
        .when(c.RegisterDocument(), by=o.REGISTRY)
    )

    late = back.when(o.made(), by=PLATFORM).then(messages=ENDED)
    late.then_shown(phase="numbered", paper="").run()


@pytest.mark.feature("OA-08")
@pytest.mark.parametrize("to", ["numbered", "draft"])
def test_a_paper_is_in_force_no_longer_once_it_goes_back_from_the_printer(to: c.Earlier) -> None:
    turn = o.turn_of(STANDS, c.SendBack(to=to, reason="印错"), o.REGISTRY)

    ended = [each for each in turn.messages if each.key == "verification:P1"]
    assert [each.command["type"] for each in ended] == ["EndPaper"]
    assert (turn.state.paper, turn.state.phase) == ("", to)


@pytest.mark.feature("OA-01")
def test_the_paper_bears_the_signed_text_and_its_number() -> None:
    name = o.LIBRARY[Organisation].full_name
    facts = {
        "title": o.TITLE,
        "to": [name(unit) for unit in o.UNITS],
        "copies": [],
        "urgency": "",
        "attachments": [],
        "text": o.BODY,
    }
    order = OrderPaper(
        template="official_letter",
        facts=facts,
        of=o.KEY,
        n=1,
        organ=o.DRAFTER.unit,
        organ_name=name(o.DRAFTER.unit),
        number="佛市监〔2026〕1号",
        seal=o.DRAFTER.unit,
        asked_by=o.CUSTODIAN.id,
        approved_by=o.SIGNER.id,
    )
    o.sealed().then(messages=[(f"document:{o.made().document}", order)]).run()


def test_who_signed_it_does_not_seal_it() -> None:
    command, signer = c.SealDocument(sha256=o.sha256_of()), o.as_other(o.SIGNER, o.CUSTODIAN)

    o.numbered().when(command, by=signer).then_refused("official_document.seal_by_signer").run()


@pytest.mark.feature("OA-01")
def test_no_other_text_than_the_signed_one_is_sealed() -> None:
    numbered = replace(STANDS, phase="numbered", paper="")
    other = replace(numbered, body=o.BODY.replace("3", "6"))
    seal = c.SealDocument(sha256=STANDS.sha256)

    assert o.turn_of(numbered, seal, o.CUSTODIAN).state.phase == "printing"
    with pytest.raises(Refusal, match="another_text"):
        o.turn_of(other, seal, o.CUSTODIAN)
