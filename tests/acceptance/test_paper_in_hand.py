"""A resident is told by a text message that his certificate is there, has it in hand, sealed, and a
stranger finds out by its code that it is genuine, and from its revocation on that it is not."""

import os
import re
import subprocess
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pypdfium2
import pytest

from actors.blocks.cases.roles import APPROVER, REVIEWER, WINDOW_CLERK
from actors.blocks.seals.shell.settings import SealSettings
from serve_apps.blocks.seals.sample_city import make_sample_seals
from serve_apps.cli.parts.standins import StandinsPart
from storage.clock import advance
from storage.embedded import EmbeddedMongo
from tests.acceptance.site import Site, running_site
from tests.acceptance.steps import application, apply, key, send
from tests.acceptance.test_case_papers import NO_HOME, officer, papers, text_of
from tests.acceptance.test_page_structure import fetched
from tests.ports import free_port
from tests.systems.npc_motions.living import PEOPLE, replied
from tests.waiting import until

RESIDENT = "chen_jiahui"
PHONE = "13800000008"
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture(scope="module")
def city(mongod: EmbeddedMongo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A platform with the stand-ins that the demonstration has, at an hour when people are told."""
    folder, port, before = tmp_path_factory.mktemp("hand"), free_port(), dict(os.environ)
    os.environ["YIMEN_SECRETS_FILE"] = str(folder / "secrets.json")
    outside = StandinsPart(data=folder, platform=f"http://127.0.0.1:{port}")
    try:
        outside.start()
        with running_site(mongod.uri, folder, port) as site:
            assert site.services is not None
            library, settings = site.library, site.services[SealSettings]
            site.run(make_sample_seals(site.services.sender, site.database, library, settings))
            by_day(site)
            yield site
    finally:
        outside.stop()
        os.environ.clear()
        os.environ.update(before)


def by_day(site: Site) -> None:
    """Have it be ten in the morning, unless it is day: by night nobody is sent a message."""
    now = datetime.now(SHANGHAI)
    if not 8 <= now.hour < 20:
        morning = now.replace(hour=10) + timedelta(days=1 if now.hour >= 20 else 0)
        site.run(advance(site.database, morning - now))
        time.sleep(1.5)  # within a second every process knows


def received() -> list[dict[str, str]]:
    """Return what the phones of the stand-in have received."""
    parties = Path(os.environ["YIMEN_PARTIES"]).read_text("utf-8")
    url = re.search(r'url = "([^"]+)"', parties)
    assert url is not None
    found: list[dict[str, str]] = httpx.get(f"{url[1]}/log").json()
    return found


def prove_phone(resident: httpx.Client) -> None:
    """Have the telephone known as one's own, by the code that comes there."""
    form = fetched(resident, "/notices/reach").xpath("//form[.//input[@value='sms']]")[0]
    sent = {**dict(form.form_values()), "channel": "sms", "to": PHONE}
    assert resident.post("/notices/reach/address", data=sent).status_code == 303
    [code] = until(lambda: [c for each in received() for c in re.findall(r"\d{6}", each["text"])])
    csrf = {"csrf_token": sent["csrf_token"]}
    assert resident.post("/notices/reach/prove", data={**csrf, "code": code}).status_code == 303


def issue(site: Site, case: str) -> None:
    """Work the case to its result."""
    with site.client(officer(site, NO_HOME, WINDOW_CLERK)) as clerk:
        send(clerk, case, "accept", {}).raise_for_status()
    with site.client(officer(site, NO_HOME, APPROVER)) as approver:
        send(approver, case, "decide", {"outcome": "granted", "reason": ""}).raise_for_status()
    with site.client(officer(site, NO_HOME, REVIEWER)) as reviewer:
        path = f"/staff/cases/{case}/issue"
        form = dict(fetched(reviewer, path).xpath(f"//form[@action='{path}']")[0].form_values())
        says = {"certifies": "查询区域内没有住房登记信息。"}
        assert reviewer.post(path, data={**form, **says}).status_code == 303


def code_on(pdf: bytes, folder: Path) -> str:
    """Return the address that a camera reads on the first page."""
    picture = folder / "page.png"
    with pypdfium2.PdfDocument(pdf) as document:
        document[0].render(scale=3).to_pil().save(picture)
    read = subprocess.run(["zbarimg", "--raw", "-q", picture], capture_output=True, check=True)
    return read.stdout.decode().strip()


@pytest.mark.feature("HALL-14", "HALL-15", "HALL-27", "OA-14")
def test_a_certificate_comes_into_the_hand_and_is_believed_until_it_is_revoked(
    city: Site, tmp_path: Path
) -> None:
    with city.client(RESIDENT) as resident:
        prove_phone(resident)
        case = str(apply(resident, application(city, NO_HOME)).json()["case"])
        issue(city, case)
        told = until(lambda: [m for m in received() if "已制成" in m["text"]])
        made = until(lambda: sealed(resident, case))
        pdf = resident.get(f"/api/v1/cases/{case}/papers/{made['id']}").content

    assert [each["to"] for each in told] == [PHONE]
    (tmp_path / "certificate.pdf").write_bytes(pdf)
    checked = subprocess.run(
        ["pdfsig", tmp_path / "certificate.pdf"], capture_output=True, text=True, check=False
    ).stdout
    assert "Signature is Valid." in checked
    assert "Total document signed" in checked

    address = code_on(pdf, tmp_path)
    path = "/verify/" + address.rpartition("/")[2]
    with city.client() as stranger, city.client(officer(city, NO_HOME, APPROVER)) as head:
        until(lambda: stranger.get(path).status_code == 200)
        assert state_of(stranger, path) == "in_force"
        assert "陈嘉慧" not in stranger.get(path).text
        licence = until(lambda: own_licence(city))
        wish = {"reason": "查询有误"}
        revoked = head.post(f"/api/v1/licences/{licence}/revoke_licence", json=wish, headers=key())
        assert revoked.status_code == 200, revoked.text
        until(lambda: state_of(stranger, path) == "withdrawn")
        assert "已撤销" in stranger.get(path).text
    assert len([m for m in received() if "已制成" in m["text"]]) == 1


@pytest.mark.feature("NPC-15")
def test_a_deputy_has_the_sealed_reply_in_hand_and_its_code_is_believed(
    city: Site, tmp_path: Path
) -> None:
    lead = PEOPLE[0]
    key = replied(
        city,
        "sealed-reply",
        lead,
        title="关于路灯的建议",
        matter="绿景路路灯不亮。",
        arrive=lambda site, handling: until_sealed(site, handling),
    )
    (work,) = city.run(shown(city, key)).at_work
    at = f"/api/v1/handlings/{work.handling}/letters"
    with city.client(lead.account) as deputy:
        (letter,) = deputy.get(at).raise_for_status().json()["letters"]
        pdf = deputy.get(f"{at}/{letter['id']}").content
        path = f"/verify/{letter['id']}"
        until(lambda: state_of(deputy, path) == "in_force")

    (tmp_path / "letter.pdf").write_bytes(pdf)
    checked = subprocess.run(
        ["pdfsig", tmp_path / "letter.pdf"], capture_output=True, text=True, check=False
    ).stdout
    assert "Signature is Valid." in checked and "Total document signed" in checked
    assert code_on(pdf, tmp_path).endswith(path)
    assert f"{lead.name}代表" in text_of(pdf) and "人民代表大会闭会期间" in text_of(pdf)
    uses = city.run(city.database["seal_uses"].find({"organ": "water_bureau"}).to_list())
    assert [use["state"] for use in uses if use["template"] == "reply_letter"] == ["stamped"] * 3


def until_sealed(site: Site, handling: str) -> None:
    """Wait until every letter of the handling has its seal."""
    until(lambda: site.run(shown(site, handling)).phase == "sealed")


async def shown(site: Site, key: str) -> Any:
    assert site.services is not None
    return (await site.services.sender.show(key)).state


def sealed(resident: httpx.Client, case: str) -> dict[str, Any] | None:
    made: dict[str, Any] | None = papers(resident, case).get("certificate")
    return made if made and made["ready"] else None


def own_licence(site: Site) -> str:
    with site.client(RESIDENT) as holder:
        found = holder.get("/api/v1/own-licences").json()["licences"]
    return str(found[0]["id"]) if found else ""


def state_of(anybody: httpx.Client, path: str) -> str:
    answer = anybody.get(f"/api/v1/verifications/{path.rpartition('/')[2]}")
    return str(answer.json().get("state", ""))
