"""The reply is a letter under seal: one per co-signer or by the place's rules, with copies to the
work body and the government's office, each of which can read it and is told (NPC-15)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from actors.blocks.access.access import Access
from actors.blocks.documents.paper import PaperFailed
from actors.blocks.documents.template import Papers
from actors.kernel.identity import PLATFORM, Identity
from actors.systems.npc_motions.handling import events as e
from actors.systems.npc_motions.handling import kind as handling
from actors.systems.npc_motions.handling.commands import (
    ApproveReply,
    SealReply,
    SendBackDraft,
    SendReply,
    SignFor,
)
from actors.systems.npc_motions.handling.letters import letters_for
from actors.systems.npc_motions.handling.state import Letter
from actors.systems.npc_motions.notices import Notified
from actors.systems.npc_motions.standing import standing
from actors.systems.npc_motions.suggestion import commands as c
from actors.systems.npc_motions.views import HANDLINGS
from actors.testing import Scenario
from tests.rows import rows_of
from tests.systems.npc_motions.chamber import (
    AN,
    BO,
    CAI,
    CHAIR,
    GOVERNMENT,
    HASH,
    LEAD,
    LIBRARY,
    OFFICER,
    ONE,
    RESIDENT,
    SUGGESTION,
    WATER,
    WORK_BODY,
    answered,
    arrived,
    at,
    clerk,
    contact,
    contacted,
    drafted,
    handler,
    hash_of,
    head,
    keeper,
    of,
    reply,
)
from tests.systems.npc_motions.reading import played, state_of, told


def signed_by_two(congress: str = "foshan") -> Scenario:
    """Return a suggestion of two signers, as far as its reply."""
    body = of(congress, WORK_BODY)
    begun = drafted(congress=congress).when(c.InviteCosigners(accounts=("bo",)), by=AN)
    signed = begun.when(c.Sign(sha256=HASH), by=BO).when(c.Submit(one_matter=True), by=AN)
    given = signed.when(c.Accept(), by=body).when(c.Assign(units=ONE), by=body).on(LEAD)
    return answered(given.when(SignFor(), by=clerk()).when(contact(), by=handler()))


def asked(before: Callable[[Scenario], Scenario] = lambda scenario: scenario) -> Scenario:
    """Return a scenario in which the seal was put under a reply whose letters are not there yet."""
    approved = before(contacted()).when(reply(), by=handler()).when(ApproveReply(), by=head())
    return approved.when(SealReply(sha256=hash_of(reply())), by=keeper())


def sent(scenario: Scenario) -> list[tuple[str, dict[str, Any]]]:
    """Return what was sent to other entities: to which, and what."""
    messages = (each for commit in played(scenario).commits for each in commit["out"])
    return [(each["key"], each["command"]) for each in messages]


def shown(by: Identity, field: str, scenario: Scenario) -> bool:
    facts = handling.facts(state_of(scenario, LEAD))
    known = standing(by, LIBRARY)
    return LIBRARY[Access].permit(by, "handling.read", facts, standing=known).shows(field)


@pytest.mark.feature("NPC-15")
def test_the_letter_is_kept_with_its_keeper_the_text_and_whom_it_went_to() -> None:
    state = state_of(signed_by_two(), LEAD)

    first = state.letters[0].sha256
    assert state.sealed == Letter(sealed_by=keeper().id, sha256=hash_of(reply()), letter=first)
    assert state.recipients == ("an", "bo")
    assert state.copies == ("work_body", "government_office")
    assert sorted(rows_of(HANDLINGS, signed_by_two())[f"s1-1-{WATER}"]["copied"]) == [
        "government_office",
        "work_body",
    ]


@pytest.mark.feature("NPC-15")
def test_each_of_them_is_told_and_can_read_it() -> None:
    sent = signed_by_two()
    people = [to for to, template in told(sent) if template == "handling.replied"]

    assert people == [
        "person:an",
        "person:bo",
        "unit~work_body~foshan_congress",
        "unit~government_office~municipal_government",
    ]
    for by in (AN, BO, WORK_BODY, GOVERNMENT):
        assert all(shown(by, field, sent) for field in ("reply", "letter", "sealed", "copies"))


@pytest.mark.feature("NPC-15")
def test_where_the_lead_relays_it_the_lead_alone_gets_the_letter() -> None:
    state = state_of(signed_by_two("qingdao"), LEAD)

    assert state.recipients == ("an",)


@pytest.mark.feature("NPC-15")
def test_nobody_else_reads_it_and_nobody_before_it_is_sent() -> None:
    sent = signed_by_two()

    for by in (CAI, RESIDENT, CHAIR, clerk("transport_bureau"), of("guangdong", WORK_BODY)):
        assert not shown(by, "sealed", sent) and not shown(by, "reply", sent)
    before = drafted().when(c.Submit(one_matter=True), by=AN).when(c.Accept(), by=WORK_BODY)
    given = before.when(c.Assign(units=ONE), by=WORK_BODY)
    assert not shown(AN, "sealed", given) and not shown(GOVERNMENT, "sealed", given)
    assert state_of(given, LEAD).sealed is None


@pytest.mark.feature("NPC-15")
def test_each_deputy_has_a_letter_and_each_body_a_copy_by_the_template() -> None:
    wishes = [each for key, each in sent(signed_by_two()) if key.startswith("document:")]
    facts = [wish["facts"] for wish in wishes]

    assert [each["deputies"] for each in facts] == [["an"], ["bo"], ["an", "bo"], ["an", "bo"]]
    assert {(each["organ"], each["seal"], each["template"]) for each in wishes} == {
        (WATER, WATER, "reply_letter")
    }
    assert [(each["asked_by"], each["approved_by"]) for each in wishes[:1]] == [
        (head().id, keeper().id)
    ]
    template = LIBRARY[Papers].template("reply_letter")
    assert template is not None and [*template.faults(facts[0])] == []
    assert (
        facts[0]
        | {
            "place": "佛山市",
            "term": "16",
            "session": "",
            "answers": ["已完成。", "已公布。"],
            "telephone": "0757-55500099",
            "copies": ["佛山市人民代表大会常务委员会", "佛山市人民政府"],
        }
        == facts[0]
    )


@pytest.mark.feature("NPC-15")
def test_it_is_sealed_once_the_last_letter_is_there_and_not_sent_before() -> None:
    waiting = asked()
    first, *others = state_of(waiting, LEAD).letters

    waiting.then_shown(phase="sealing").when(SendReply(), by=clerk()).then_refused(
        "handling.not_now"
    ).run()
    for letter in others:
        waiting = waiting.when(arrived(letter), by=PLATFORM).then_shown(phase="sealing")
    again = waiting.when(arrived(others[0]), by=PLATFORM).then(events=())
    there = again.when(arrived(first), by=PLATFORM).then(
        events=[e.LetterMade, e.ReplySealed, Notified]
    )
    there.then_shown(phase="sealed", sealed_by=keeper().id).run()


@pytest.mark.feature("NPC-15")
def test_a_letter_that_cannot_be_sealed_is_told_of_with_its_reason_and_may_come_later() -> None:
    waiting = asked()
    first, *others = state_of(waiting, LEAD).letters
    failed = PaperFailed(
        template="reply_letter", n=first.n, document=first.document, code="seal_refused"
    )
    missed = waiting.when(failed, by=PLATFORM)

    assert state_of(missed, LEAD).letters[0].code == "seal_refused"
    assert told(missed)[-1] == (f"unit~seal_keeper~{WATER}", "handling.letter_missed")
    for letter in (*others, first):
        missed = missed.when(arrived(letter), by=PLATFORM)
    missed.then_shown(phase="sealed").run()


@pytest.mark.feature("NPC-15")
def test_letters_of_a_text_that_was_sent_back_are_withdrawn_also_those_that_come_later() -> None:
    waiting = asked()
    early, *late = state_of(waiting, LEAD).letters
    back = waiting.when(arrived(early), by=PLATFORM).when(SendBackDraft(reason="补充"), by=head())
    for letter in late:
        back = back.when(arrived(letter), by=PLATFORM)

    for letter in (early, *late):
        withdrawn = state_of(back, f"verification:{letter.document}")
        assert withdrawn.phase == "withdrawn"
    again = back.when(reply(), by=handler()).when(ApproveReply(), by=head())
    fresh = state_of(again.when(SealReply(sha256=hash_of(reply())), by=keeper()), LEAD).letters
    assert {each.document for each in fresh}.isdisjoint(each.document for each in (early, *late))


@pytest.mark.feature("NPC-15")
def test_everybody_has_the_letter_that_is_addressed_to_him_and_the_unit_all() -> None:
    state = state_of(signed_by_two(), LEAD)

    def had(by: Identity) -> list[str]:
        return [each.to for each in letters_for(state, by)]

    assert had(AN) == ["an"] and had(BO) == ["bo"]
    assert had(WORK_BODY) == ["work_body"] and had(GOVERNMENT) == ["government_office"]
    assert had(clerk()) == ["an", "bo", "work_body", "government_office"]
    assert letters_for(state_of(asked(), LEAD), AN) == ()


@pytest.mark.feature("NPC-28")
def test_letters_to_hidden_deputies_name_nobody() -> None:
    hide = c.HideIdentity(why="request")
    hidden = asked(before=lambda scenario: scenario.on(SUGGESTION).when(hide, by=OFFICER).on(LEAD))

    assert state_of(hidden, LEAD).names == {}
    wishes = [each for key, each in sent(hidden) if key.startswith("document:")]
    assert wishes and all(wish["facts"]["deputies"] == [] for wish in wishes)


def test_a_letter_that_was_sealed_elsewhere_before_is_read_and_sent_as_it_was() -> None:
    approved = contacted().when(reply(), by=handler()).when(ApproveReply(), by=head())
    old = e.ReplySealed(
        at=at("2026-03-02 10:00"), by=keeper().id, sha256=hash_of(reply()), letter="f" * 64
    )
    sent_on = approved.given(old).when(SendReply(), by=clerk())

    state = state_of(sent_on, LEAD)
    assert (state.phase, state.letters) == ("replied", ())
    assert state.sealed == Letter(sealed_by=keeper().id, sha256=hash_of(reply()), letter="f" * 64)


def test_a_suggestion_that_was_answered_knows_the_same_letter() -> None:
    (kept,) = state_of(signed_by_two(), SUGGESTION).replies

    assert (kept.sha256, kept.letter) == (hash_of(reply()), f"{1:064x}")
    assert kept.at.date() == date(2026, 3, 2)
