"""What a person cannot type comes as a file: letters under seal, and signatures."""

from hashlib import sha256
from uuid import uuid4

import pytest

from actors.systems.npc_motions.handling import commands as h
from actors.systems.npc_motions.handling.replying import digest_of
from actors.systems.npc_motions.suggestion.commands import Accept, Assign
from tests.acceptance.site import Site
from tests.blocks.files.samples import paper
from tests.systems.npc_motions.living import (
    GIVEN,
    OFFICE,
    PEOPLE,
    REPLY,
    WORK_BODY,
    handed_in,
    holder,
    send,
    staff,
    until,
)

LEAD, UNIT = PEOPLE[40], "water_bureau"
LETTER = paper(note="a letter under seal")


@pytest.mark.feature("NPC-15")
def test_the_keeper_of_the_seal_hands_in_the_letter_itself(site: Site) -> None:
    key = handed_in(
        site, f"letter-{uuid4().hex[:8]}", LEAD, title="关于路灯的建议", matter="不亮。"
    )
    send(site, key, Accept(), staff(site, WORK_BODY))
    send(site, key, Assign(units=GIVEN), staff(site, OFFICE))
    (work,) = until(site, key, lambda state: bool(state.at_work)).at_work
    handling = f"handling:{work.handling}"
    until(site, handling, lambda state: state.phase == "assigned")
    draft = h.DraftReply(text=REPLY, result="A", contact="经办人", telephone="0757-55500099")
    contact = h.RecordContact(
        who="经办人", at=until(site, handling, bool).since, how="visit", what="x"
    )
    for command, role in (
        (h.SignFor(), "unit_clerk"),
        (contact, "handler"),
        (draft, "handler"),
        (h.ApproveReply(), "unit_head"),
    ):
        send(site, handling, command, holder(site, role, UNIT))
    keeper = holder(site, "seal_keeper", UNIT).id.partition(":")[2]

    with site.client(keeper, language="zh") as client:
        at = f"/handlings/{work.handling}"
        page = client.get(at).text
        sent = {"key": uuid4().hex, "sha256": digest_of(draft)}
        bare = client.post(f"{at}/seal_reply", data=sent)
        files = {"letter.file": ("letter.pdf", LETTER, "application/pdf")}
        sealed = client.post(f"{at}/seal_reply", data=sent, files=files)

    assert 'name="letter.file"' in page and "盖章件" in page
    assert bare.status_code == 422 and "请选择文件" in bare.text
    assert sealed.status_code == 303
    state = until(site, handling, lambda state: state.phase == "sealed")
    assert state.letter == sha256(LETTER).hexdigest()


@pytest.mark.feature("NPC-01")
def test_who_tells_of_something_picks_topic_and_place_by_name(site: Site) -> None:
    with site.client(language="zh") as anybody:
        page = anybody.get("/tell").text
        english = anybody.get("/tell?lang=en").text

    assert 'value="housing"' in page and "住房建设" in page
    assert 'value="440604"' in page and "禅城区" in page
    assert "Chancheng" in english and "Housing" in english
