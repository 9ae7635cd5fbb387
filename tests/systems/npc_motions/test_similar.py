"""Clues of one subject come together; what was proposed already is found (NPC-24)."""

import re
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from actors.kernel.identity import PLATFORM
from actors.systems.npc_motions import clue_records as c
from actors.systems.npc_motions.clue_records import clue_id
from actors.systems.npc_motions.sample.deputies import CONGRESS, TERM
from actors.systems.npc_motions.similar import LIKE, clusters, likeness, similar
from actors.systems.npc_motions.suggestion.commands import SaveDraft, Submit
from tests.acceptance.site import Site
from tests.systems.npc_motions.living import (
    PEOPLE,
    WORK_BODY,
    followed,
    handed_in,
    send,
    take_office,
    until,
)

TEXTS = {
    "flood-1": "绿景路每逢大雨就内涝积水，车辆无法通行",
    "flood-2": "大雨后绿景路内涝积水严重，车辆无法通行",
    "flood-3": "绿景路大雨内涝积水，出行困难",
    "school": "希望在岭南新区增建一所小学，解决入学难",
    "bus": "建议延长 801 路公交末班车时间",
}


def test_the_same_words_in_another_order_are_alike() -> None:
    assert likeness(TEXTS["flood-1"], TEXTS["flood-2"]) >= LIKE
    assert likeness(TEXTS["flood-1"], TEXTS["school"]) < LIKE


def test_what_says_nothing_is_like_nothing() -> None:
    assert likeness("", TEXTS["bus"]) == likeness("！", TEXTS["bus"]) == 0


@pytest.mark.feature("NPC-24")
def test_similar_texts_come_the_likest_first() -> None:
    found = similar("绿景路大雨内涝积水，车辆无法通行", TEXTS)

    assert {each.id for each in found} == {"flood-1", "flood-2", "flood-3"}
    assert [each.likeness for each in found] == sorted(
        (each.likeness for each in found), reverse=True
    )


@pytest.mark.feature("NPC-24")
def test_texts_of_one_subject_make_one_cluster() -> None:
    assert list(clusters(TEXTS)) == [
        frozenset({"flood-1", "flood-2", "flood-3"}),
        frozenset({"bus"}),
        frozenset({"school"}),
    ]


@pytest.mark.feature("NPC-24")
def test_a_chain_of_likeness_makes_one_cluster_whatever_the_order() -> None:
    forth = set(clusters(TEXTS))
    back = set(clusters(dict(reversed(TEXTS.items()))))

    assert forth == back


@pytest.fixture(scope="module")
def told(site: Site) -> dict[str, str]:
    """The ids of clues that were told, by their names above."""
    command = c.ReceiveClue(channel="email", told_at=datetime(2026, 3, 2, tzinfo=UTC), text="")
    ids = {name: clue_id("email", f"alike-{name}") for name in TEXTS}
    for name, text in TEXTS.items():
        wish = replace(command, external_id=f"alike-{name}", text=text)
        send(site, f"clue:{ids[name]}", wish, PLATFORM, once=ids[name])
    return ids


@pytest.mark.feature("NPC-24")
def test_a_draft_shows_what_is_similar_before_it_is_handed_in_and_not_after(
    site: Site, told: dict[str, str]
) -> None:
    first, second = PEOPLE[17:19]
    handed_in(site, "alike-1", first, title="关于整治绿景路内涝积水的建议", matter=TEXTS["flood-1"])
    followed(site, "alike-1", lambda row: row["number"])
    take_office(site, [second])
    key = "suggestion:alike-2"
    more = {"title": "关于解决绿景路内涝积水的建议", "matter": TEXTS["flood-3"]}
    send(site, key, SaveDraft(congress=CONGRESS, term=TERM, **more), second.identity)
    until(site, key, lambda state: state.roster[second.account].membership.status == "active")

    with site.client(second.account, language="zh") as client:
        draft = client.get("/suggestions/alike-2").text
        send(site, key, Submit(one_matter=True), second.identity)
        handed = client.get("/suggestions/alike-2").text

    assert "提交前请查看相似内容" in draft
    assert 'href="/suggestions/alike-1"' in draft
    assert f'href="/clues/{told["flood-3"]}"' in draft
    assert f'href="/clues/{told["school"]}"' not in draft.partition("相似的群众线索")[2]
    assert "提交前请查看相似内容" not in handed


@pytest.mark.feature("NPC-24")
def test_clues_of_one_subject_stand_together_for_deputies_and_the_work_body(
    site: Site, told: dict[str, str]
) -> None:
    take_office(site, [PEOPLE[18]])
    for account in (PEOPLE[18].account, WORK_BODY):
        with site.client(account, language="zh") as client:
            page = client.get("/clues/subjects")
        groups = [
            re.findall(r"/clues/([0-9a-f]{32})", each) for each in page.text.split("<section")
        ]
        ours = [set(group) & set(told.values()) for group in groups]
        assert {frozenset(each) for each in ours if each} == {
            frozenset(told[name] for name in ("flood-1", "flood-2", "flood-3"))
        }
    with site.client("chen_jiahui", language="zh") as client:
        assert told["flood-1"] not in client.get("/clues/subjects").text
