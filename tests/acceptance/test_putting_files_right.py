"""A wrong paper in a finished case is put right by an application; both versions stay readable."""

import asyncio
import io
import os
import re
from typing import Any

import pytest
from PIL import Image

from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, hand_in, send, wait_for
from tests.acceptance.test_putting_right import ITEM, RESIDENT, errors, officers
from tests.waiting import until

PART = "/materials/identity_card/1"


def picture() -> bytes:
    """Return a picture that nobody else hands in."""
    kept = io.BytesIO()
    Image.frombytes("L", (8, 8), os.urandom(64)).save(kept, "PNG")
    return kept.getvalue()


@pytest.mark.feature("PLAT-01")
def test_a_wrong_file_of_a_finished_case_is_put_right(site: Site) -> None:
    wrong, right, who = picture(), picture(), officers(site)
    with site.client(RESIDENT, language="zh") as resident, site.client(who["approver"]) as approver:
        case = finished(site, resident, who, wrong)
        part = f"/account/records/parts?record={case}"
        shown = resident.get(part).text
        assert "wrong.png" in shown and f'value="{PART}"' in shown
        form = begun(site, resident, case)

        wish = application(site, ITEM)
        wish["form"] |= form | {"should_be": "本人身份证", "why": "交成了别人的证件"}
        [proof] = [each for each in wish["materials"] if each["name"] == "proof"]
        new = {"name": "right_file", "file_name": "right.png", **hand_in(resident, right).json()}
        without = wish | {"materials": [proof]}
        assert errors(apply(resident, without)) == ["/materials/right_file"]
        wish["materials"] = [proof, new]
        stale = wish | {"form": wish["form"] | {"says": f"wrong.png · SHA-256 {'0' * 64}"}}
        assert errors(apply(resident, stale)) == ["/form/says"]
        filed = apply(resident, wish)
        assert filed.status_code == 201, filed.text
        granted(site, who, filed.json()["case"])
        state = site.run(put_right(site, case))

        [now], [past] = state.materials, state.past_files
        assert (now.name, now.file_name, past.file.file_name) == (
            "identity_card", "right.png", "wrong.png",
        )  # fmt: skip
        assert resident.get(f"/apply/{case}/materials/identity_card/1").content == right
        assert resident.get(f"/cases/{case}/past-files/1").content == wrong
        assert resident.get(f"/cases/{case}/past-files/2").status_code == 404
        page = resident.get(f"/cases/{case}").text
        assert "已更正" in page and f"/cases/{case}/past-files/1" in page
        listed = resident.get("/account/records").text
        assert past.file.sha256 in listed and now.sha256 in listed
        assert approver.get(f"/staff/cases/{case}/past-files/1").content == wrong
        assert f"/staff/cases/{case}/past-files/1" in approver.get(f"/staff/cases/{case}").text
        assert site.services is not None
        views, reader = site.services.views, f"staff:{who['approver']}"
        until(lambda: any(each["by"] == reader for each in site.run(views.access_of(case))))
    with site.client("huang_guoqiang") as stranger:
        assert stranger.get(f"/cases/{case}/past-files/1").status_code == 404


def finished(site: Site, resident: Any, who: dict[str, str], content: bytes) -> str:
    """Return the id of a case of the resident's that was granted, with `content` as the copy of the
    identity card."""
    wish = application(site, "WFZM-01")
    card = {"name": "identity_card", "file_name": "wrong.png", **hand_in(resident, content).json()}
    answer = apply(resident, wish | {"materials": [card]})
    assert answer.status_code == 201, answer.text
    filed = answer.json()
    with site.client(who["window_clerk"]) as clerk:
        assert send(clerk, filed["case"], "accept", {}).status_code == 200
        decided = send(clerk, filed["case"], "decide", {"outcome": "granted"})
        assert decided.status_code == 200, decided.text
    wait_for(site, filed["number"])
    return filed["case"]


def begun(site: Site, resident: Any, case: str) -> dict[str, Any]:
    """Begin from the page of one's own data; return what is filled in. The file is asked for."""
    page = resident.get(f"/account/records/parts?record={case}").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    wish = {"key": "f" * 33, "record": case, "part": PART}
    sent = wish | ({"csrf_token": token[1]} if token else {})
    answer = resident.post("/account/records/parts", data=sent)
    assert answer.status_code == 303, answer.text
    draft = answer.headers["location"]
    assert 'name="materials.right_file"' in resident.get(f"{draft}/materials").text
    assert site.services is not None
    shown = site.run(site.services.sender.show(f"case:{draft.rpartition('/')[2]}"))
    return dict(shown.state.form)


def granted(site: Site, who: dict[str, str], case: str) -> None:
    """Have the unit that holds the record grant the application `case`."""
    for role, command, body in (
        ("window_clerk", "accept", {}),
        ("reviewer", "give_opinion", {"task": "review", "opinion": "agree"}),
        ("approver", "decide", {"outcome": "granted"}),
    ):
        with site.client(who[role]) as officer:
            answer = send(officer, case, command, body)
            assert answer.status_code == 200, answer.text


async def put_right(site: Site, case: str) -> Any:
    """Return the case once a file of it was put right, the pages know, and it holds both files: so
    they stay when the case with which the right one came is destroyed."""
    assert site.services is not None
    held = {"metadata.held_by": f"case:{case}"}
    async with asyncio.timeout(60):
        while True:
            state = (await site.services.sender.show(f"case:{case}")).state
            row = await site.services.views.case(case)
            told = "FilePutRight" in [each["event"] for each in row["timeline"]]
            if told and await site.database["files.files"].count_documents(held) == 2:
                return state
            await asyncio.sleep(0.02)
