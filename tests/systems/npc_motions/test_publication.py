"""What everybody reads is de-identified and allowed; key items and hidden identities."""

import pytest

from actors.kernel.identity import Identity
from actors.systems.npc_motions import interpellation_records as r
from actors.systems.npc_motions import motion_commands as m
from actors.systems.npc_motions.motion_text import hash_of
from actors.systems.npc_motions.suggestion import commands as c
from actors.systems.npc_motions.suggestion import events as e
from actors.systems.npc_motions.suggestion.state import PublicText
from tests.systems.npc_motions import floor
from tests.systems.npc_motions.chamber import (
    AN,
    LEAD,
    OFFICER,
    RESIDENT,
    SECRETARY,
    SUGGESTION,
    WORK_BODY,
    assigned,
    contacted,
    draft,
    drafted,
    handler,
    replied,
    reply,
    submitted,
)
from tests.systems.npc_motions.reading import state_of

PUBLISH = c.Publish(title="关于整治内涝点的建议", matter="某路段内涝。", reply="已完成整治。")
PUBLISHED = replied().when(PUBLISH, by=WORK_BODY)


def test_the_work_body_publishes_what_it_de_identified() -> None:
    public = PublicText(title=PUBLISH.title, matter=PUBLISH.matter, reply=PUBLISH.reply)
    PUBLISHED.then(events=[e.Published, e.Notified]).then_shown(published=public).run()


def test_nothing_is_published_that_the_deputy_does_not_allow() -> None:
    refused = "suggestion.publication_not_allowed"
    forbidden = replied().when(c.AllowPublication(allowed=False), by=AN)
    forbidden.when(PUBLISH, by=WORK_BODY).then_refused(refused).run()


@pytest.mark.parametrize("field", ["title", "matter", "reply"])
@pytest.mark.parametrize("number", ["13800000001", "440602199005060028"])
def test_no_number_of_a_person_is_published(field: str, number: str) -> None:
    given = {"title": "x", "matter": "x", "reply": "x", field: f"请联系{number}。"}
    replied().when(c.Publish(**given), by=WORK_BODY).then_refused(
        "proposal.personal_number", field=f"/{field}"
    ).run()


@pytest.mark.feature("NPC-19")
@pytest.mark.parametrize("part", ["title", "subject", "grounds", "plan"])
def test_no_motion_with_the_number_of_a_person_is_published(part: str) -> None:
    parts = {**floor.PARTS, part: "联系人 13800000001"}
    text_hash = hash_of(parts["title"], parts["subject"], parts["grounds"], parts["plan"], "")
    seated = floor.seated(floor.convened(), 10)
    moved = floor.cosigned(floor.drafted(seated, **parts), 10, text_hash=text_hash)

    moved.when(m.SubmitMotion(), by=floor.deputy(1)).when(
        m.SetPublished(published=True), by=floor.WORK_BODY
    ).then_refused("proposal.personal_number", field="/published").run()


@pytest.mark.feature("NPC-28")
def test_nobody_keeps_a_state_secret_and_the_field_is_named() -> None:
    secret = "机密★3年"
    drafted().when(draft(requests=("公布", secret)), by=AN).then_refused(
        "proposal.state_secret", field="/requests/1"
    ).run()
    contacted().when(reply(text=secret), by=handler()).then_refused(
        "proposal.state_secret", field="/text"
    ).run()
    floor.convened().on(floor.MOTION).when(
        floor.draft(grounds=secret), by=floor.deputy(1)
    ).then_refused("proposal.state_secret", field="/grounds").run()
    floor.convened().on("interpellation:1").when(
        r.DraftInterpellation(
            session=floor.SESSION, target="water", question=secret, content="请说明。"
        ),
        by=floor.deputy(1),
    ).then_refused("proposal.state_secret", field="/question").run()


def test_a_withdrawal_takes_it_from_the_public_in_the_same_turn() -> None:
    PUBLISHED.when(c.Unpublish(reason="更正"), by=WORK_BODY).then_shown(published=None).run()
    PUBLISHED.when(c.AllowPublication(allowed=False), by=AN).then(
        events=[e.PublicationAllowed, e.Unpublished]
    ).then_shown(published=None).run()


def test_what_is_not_public_is_not_withdrawn() -> None:
    replied().when(c.Unpublish(reason="x"), by=WORK_BODY).then_refused(
        "suggestion.not_published"
    ).run()


@pytest.mark.parametrize("by", [AN, OFFICER, handler(), RESIDENT])
def test_nobody_else_publishes(by: Identity) -> None:
    refused = "suggestion.unknown" if by == RESIDENT else "suggestion.forbidden"
    replied().when(PUBLISH, by=by).then_refused(refused).run()


def test_nothing_is_published_before_it_is_answered() -> None:
    assigned().when(PUBLISH, by=WORK_BODY).then_refused("suggestion.not_now").run()


@pytest.mark.feature("NPC-28")
def test_the_deputies_are_hidden_on_request_and_their_units_are_told() -> None:
    hidden = assigned().when(c.HideIdentity(why="request"), by=AN)

    assert state_of(hidden, SUGGESTION).hiding == "request"
    assert state_of(hidden, LEAD).hidden


@pytest.mark.parametrize("by", [WORK_BODY, SECRETARY, handler()])
def test_only_the_lead_and_a_named_officer_hide(by: Identity) -> None:
    assigned().when(c.HideIdentity(why="risk"), by=by).then_refused("suggestion.forbidden").run()


@pytest.mark.feature("NPC-28")
def test_the_officer_hides_because_of_a_risk_and_knows_no_drafts() -> None:
    submitted().when(c.HideIdentity(why="risk"), by=OFFICER).then_shown(hiding="risk").run()
    drafted().when(c.HideIdentity(why="risk"), by=OFFICER).then_refused("suggestion.unknown").run()
