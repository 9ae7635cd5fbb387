"""Citizens and deputies exchange messages, each of which an officer has looked at."""

import pytest

from actors.blocks.access.access import Access
from actors.kernel.identity import Identity
from actors.systems.npc_motions import conversation
from actors.systems.npc_motions import conversation_records as r
from actors.systems.npc_motions.deputy_records import SuspendDeputy
from actors.systems.npc_motions.views import CONVERSATIONS
from actors.testing import Scenario
from tests.rows import rows_of
from tests.systems.npc_motions.chamber import (
    AN,
    BO,
    CHAIR,
    LIBRARY,
    RESIDENT,
    WORK_BODY,
    handler,
    of,
    opened,
)
from tests.systems.npc_motions.reading import state_of, told
from tests.systems.npc_motions.test_open_tasks import waits

KEY = "conversation:c1"
FIRST = r.WriteToDeputy(deputy="foshan-16-an", subject="路灯", text="滨江步道路灯不亮。")
BACK = r.WriteBack(text="已向水利局了解。")


def written(wish: r.WriteToDeputy = FIRST) -> Scenario:
    return opened().on(KEY).when(wish, by=RESIDENT)


def answered() -> Scenario:
    through = written().when(r.ReleaseMessage(number=1), by=WORK_BODY)
    return through.when(BACK, by=AN).when(r.ReleaseMessage(number=2), by=WORK_BODY)


def shows(by: Identity, field: str, scenario: Scenario) -> bool:
    facts = conversation.facts(state_of(scenario, KEY))
    known = {"congress": "foshan" if by.unit.endswith(("congress", "delegation")) else ""}
    return LIBRARY[Access].permit(by, "conversation.read", facts, standing=known).shows(field)


def test_lists_of_tasks_say_nothing_that_a_citizen_wrote() -> None:
    work = conversation.work(state_of(written(), KEY))

    assert [task.name for task in work.tasks] == ["moderate"]
    assert work.title.zh == ""


@pytest.mark.feature("NPC-34")
def test_a_message_reaches_the_other_side_when_an_officer_let_it_through() -> None:
    state = state_of(answered(), KEY)

    assert [(each.side, each.text) for each in state.exchanged] == [
        ("citizen", FIRST.text),
        ("deputy", BACK.text),
    ]
    notices = [each for each in told(answered()) if each[1].startswith("conversation.")]
    assert notices == [
        ("unit~work_body~foshan_congress", "conversation.to_moderate"),
        ("person:an", "conversation.message"),
        ("unit~work_body~foshan_congress", "conversation.to_moderate"),
        ("person:he", "conversation.message"),
    ]


@pytest.mark.feature("NPC-34")
def test_before_that_the_other_side_knows_nothing_of_it() -> None:
    written().when(BACK, by=AN).then_refused("conversation.unknown").run()
    assert not shows(AN, "subject", written())
    assert shows(RESIDENT, "from_citizen", written())
    assert not shows(RESIDENT, "to_moderate", written())
    assert shows(WORK_BODY, "to_moderate", written())
    through = written().when(r.ReleaseMessage(number=1), by=WORK_BODY).when(BACK, by=AN)
    assert shows(AN, "from_deputy", through) and not shows(RESIDENT, "from_deputy", through)
    assert state_of(through, KEY).to_moderate == (f"2. {BACK.text}",)
    assert FIRST.text not in str(rows_of(CONVERSATIONS, through))


@pytest.mark.feature("NPC-34")
def test_what_is_kept_back_is_told_to_its_writer_with_a_reason() -> None:
    refuse = r.RefuseMessage(number=1, reason="含辱骂内容")
    refused = written().when(refuse, by=WORK_BODY)
    (message,) = state_of(refused, KEY).from_citizen

    assert (message.standing, message.reason) == ("refused", "含辱骂内容")
    assert ("person:he", "conversation.refused") in told(refused)
    refused.when(r.ReleaseMessage(number=1), by=WORK_BODY).then_refused(
        "conversation.nothing_to_judge"
    ).run()
    written().when(r.RefuseMessage(number=1, reason=" "), by=WORK_BODY).then_refused(
        "proposal.empty"
    ).run()
    written().when(r.ReleaseMessage(number=0), by=WORK_BODY).then_refused(
        "conversation.nothing_to_judge"
    ).run()


@pytest.mark.feature("NPC-34")
def test_what_is_to_be_looked_at_or_answered_waits_in_the_inbox() -> None:
    assert waits(written(), KEY) == {"moderate": ("work_body@foshan_congress", None)}
    through = written().when(r.ReleaseMessage(number=1), by=WORK_BODY)
    assert waits(through, KEY) == {"answer": ("deputy@chancheng_delegation", None)}
    assert waits(answered(), KEY) == {}


@pytest.mark.parametrize("by", [handler(), CHAIR, AN, RESIDENT, of("guangdong", WORK_BODY)])
@pytest.mark.feature("NPC-34")
def test_nobody_else_looks_at_messages(by: Identity) -> None:
    refused = "conversation.forbidden" if by == RESIDENT else "conversation.unknown"

    written().when(r.ReleaseMessage(number=1), by=by).then_refused(refused).run()


def test_another_deputy_takes_no_part() -> None:
    answered().when(BACK, by=BO).then_refused("conversation.unknown").run()


def test_nothing_is_passed_on_to_who_is_not_in_office() -> None:
    suspended = opened().on("deputy:foshan-16-an")
    suspended = suspended.when(SuspendDeputy(ground="other", reason="x"), by=WORK_BODY)
    begun = suspended.on(KEY).when(FIRST, by=RESIDENT)

    begun.when(r.ReleaseMessage(number=1), by=WORK_BODY).then_refused(
        "conversation.not_in_office"
    ).run()


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"deputy": "x"}, "conversation.deputy_unknown"),
        ({"deputy": "foshan-16-a:b"}, "conversation.deputy_unknown"),
        ({"subject": " "}, "proposal.empty"),
        ({"subject": "题" * 101}, "conversation.too_long"),
        ({"text": ""}, "proposal.empty"),
        ({"text": "字" * 2_001}, "conversation.too_long"),
        ({"text": "绝密"}, "proposal.state_secret"),
    ],
)
def test_nothing_is_written_that_cannot_be_kept(more: dict[str, str], code: str) -> None:
    given = {"deputy": FIRST.deputy, "subject": FIRST.subject, "text": FIRST.text, **more}

    written(r.WriteToDeputy(**given)).then_refused(code).run()


def test_numbers_of_people_are_not_passed_on() -> None:
    wish = r.WriteToDeputy(deputy="foshan-16-an", subject="x", text="电话 13800000001")

    written(wish).when(r.ReleaseMessage(number=1), by=WORK_BODY).then_refused(
        "proposal.personal_number"
    ).run()


def test_messages_wait_five_at_a_time_and_an_ended_conversation_takes_no_more() -> None:
    many = written()
    for _ in range(4):
        many = many.when(r.WriteBack(text="还是不亮。"), by=RESIDENT)

    many.when(r.WriteBack(text="x"), by=RESIDENT).then_refused("conversation.too_many").run()
    ended = answered().when(r.CloseConversation(), by=RESIDENT)
    ended.when(r.WriteBack(text="x"), by=RESIDENT).then_refused("conversation.not_now").run()
    row = rows_of(CONVERSATIONS, ended)["c1"]
    assert (row["state"], row["waiting"], row["begun"]) == ("closed", 0, True)
