"""One clue for each message of a channel; drafts cite it, suppliers see what it was used in."""

import pytest

from actors.blocks.tasks.records import ClaimTask
from actors.kernel.identity import PLATFORM, Identity
from actors.systems.npc_motions import clue_records as q
from actors.systems.npc_motions.bodies import congress_of
from actors.systems.npc_motions.clue_work import work
from actors.systems.npc_motions.handling.commands import SignFor
from actors.systems.npc_motions.suggestion import commands as c
from actors.testing import Scenario
from tests.systems.npc_motions.chamber import (
    AN,
    KINDS,
    LEAD,
    ONE,
    RESIDENT,
    SUGGESTION,
    WORK_BODY,
    answered,
    at,
    clerk,
    contact,
    draft,
    handler,
    opened,
)
from tests.systems.npc_motions.reading import played, state_of, told
from tests.systems.npc_motions.test_open_tasks import tasks

ID = q.clue_id("wechat", "m-1")
KEY = q.clue_key(ID)
NINE = at("2026-03-02 09:00")


def receive(**more: str) -> q.ReceiveClue:
    given = {"channel": "wechat", "external_id": "m-1", "text": "绿景路逢雨必涝", **more}
    return q.ReceiveClue(told_at=NINE, **given)  # type: ignore[arg-type]


def received(by: Identity = RESIDENT, **more: str) -> Scenario:
    return Scenario.of(*KINDS.values()).on(KEY).when(receive(**more), by=by)


def test_the_id_follows_from_channel_and_message() -> None:
    ids = {
        q.clue_id(channel, message)
        for channel in ("wechat", "sms")
        for message in ("m-1", "m-2", "1")
    }

    assert len(ids) == 6
    assert q.clue_id("wechat", "m-1") == ID


def test_a_message_that_comes_again_makes_nothing_new() -> None:
    received().when(receive(text="别的"), by=PLATFORM).then(events=[]).then_shown(
        text="绿景路逢雨必涝"
    ).run()


def test_a_message_cannot_take_the_place_of_another() -> None:
    received_as = Scenario.of(*KINDS.values()).on(q.clue_key("0" * 32))
    received_as.when(receive(), by=PLATFORM).then_refused("clue.another_message").run()


def test_of_whoever_told_it_only_two_fields_know() -> None:
    state = state_of(received(person="何月仙", contact="13800000003"), KEY)

    assert (state.account, state.person, state.contact) == ("he", "何月仙", "13800000003")
    assert {"person", "contact"}.isdisjoint(KINDS["clue"].shown)


def test_lists_of_tasks_name_the_topic_or_the_channel_and_nothing_that_was_told() -> None:
    titles = [work(state_of(received(**more), KEY)).title.zh for more in ({"topic": "water"}, {})]

    assert titles == ["水利防洪", "微信"]


@pytest.mark.parametrize(
    ("text", "code"), [("", "proposal.empty"), ("绝密", "proposal.state_secret")]
)
def test_nothing_empty_and_no_secret_is_kept(text: str, code: str) -> None:
    Scenario.of(*KINDS.values()).on(KEY).when(receive(text=text), by=RESIDENT).then_refused(
        code
    ).then_shown(phase="").run()


def test_the_work_body_sorts() -> None:
    received().when(q.PutInCluster(cluster="flooding"), by=WORK_BODY).then_shown(
        cluster="flooding"
    ).when(q.SetAside(reason="已解决"), by=WORK_BODY).then_shown(phase="set_aside").when(
        q.PutInCluster(cluster="x"), by=WORK_BODY
    ).then_refused("clue.not_now").run()


def test_deputies_read_and_do_not_sort() -> None:
    received().when(q.SetAside(reason="x"), by=AN).then_refused("clue.forbidden").run()


def cited() -> Scenario:
    """A suggestion that cites the clue, as far as its reply."""
    scenario = opened().on(KEY).when(receive(), by=RESIDENT).on(SUGGESTION)
    scenario = scenario.when(draft(clues=(ID,)), by=AN).when(c.Submit(one_matter=True), by=AN)
    scenario = scenario.when(c.Accept(), by=WORK_BODY).when(c.Assign(units=ONE), by=WORK_BODY)
    scenario = scenario.on(LEAD).when(SignFor(), by=clerk())
    return answered(scenario.when(contact(), by=handler())).on(SUGGESTION)


PUBLISH = c.Publish(title="x", matter="x", reply="x")


@pytest.mark.feature("NPC-02")
def test_a_draft_cites_clues_and_once_published_suppliers_see_in_which_number() -> None:
    assert [(use.suggestion, use.number) for use in state_of(cited(), KEY).uses] == [("s1", "")]

    published = cited().when(PUBLISH, by=WORK_BODY)
    uses = state_of(published, KEY).uses
    assert [(use.suggestion, use.number) for use in uses] == [("s1", "20260001")]
    assert ("person:he", "clue.used") in told(published)
    (notice,) = [
        message["command"]["facts"]
        for commit in played(published).commits
        for message in commit["out"]
        if message["command"].get("template") == "clue.used"
    ]
    assert notice == {"number": "20260001"}


def test_a_draft_that_is_saved_again_cites_once() -> None:
    again = opened().on(KEY).when(receive(), by=RESIDENT).on(SUGGESTION)
    again = again.when(draft(clues=(ID,)), by=AN).when(draft(clues=(ID,), topic="x"), by=AN)

    assert len(state_of(again, KEY).uses) == 1


@pytest.mark.feature("NPC-01")
def test_a_clue_waits_for_the_work_body_until_somebody_has_looked_at_it() -> None:
    together = received().when(q.PutInCluster(cluster="路灯"), by=WORK_BODY)
    aside = received().when(q.SetAside(reason="重复"), by=WORK_BODY)

    ((name, task),) = tasks(received()).items()
    assert name == f"{KEY}#sort"
    assert (task["role"], task["unit"]) == ("work_body", "foshan_congress")
    assert tasks(together) == tasks(aside) == {}


def test_somebody_else_s_clue_is_left_to_whoever_took_it() -> None:
    other = Identity("staff:other", ("work_body",), "foshan_congress")
    taken = received().when(ClaimTask(task="sort"), by=WORK_BODY)

    taken.when(q.SetAside(reason="重复"), by=other).then_refused("tasks.claimed").run()
    taken.when(q.SetAside(reason="重复"), by=WORK_BODY).then_shown(phase="set_aside").run()


def test_a_clue_from_a_division_goes_to_its_own_congress_and_from_elsewhere_to_the_first() -> None:
    assert congress_of("440604") == congress_of("") == congress_of("110101") == "foshan"
