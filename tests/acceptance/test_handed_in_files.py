"""Files at the door: pages and programs judge alike, nobody attaches what is another's, and who
downloads what is not public is on record."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx
import pytest
from lxml import html

from actors.blocks.files.shell.intake import MOST_A_DAY
from actors.kernel.deadlines import local_day
from actors.systems.npc_motions.sample.deputies import CONGRESS, TERM
from tests.acceptance.site import Site
from tests.acceptance.steps import PNG, application, apply, hand_in, kept, key
from tests.blocks.files.samples import DOCX, paper, picture
from tests.opening import commits_in
from tests.systems.npc_motions.living import PEOPLE, holder, take_office

ITEM = "SPJY-01"  # its floor plan may be a PDF, a JPEG or a PNG
APPLICANT, OTHER = "chen_jiahui", "huang_guoqiang"
LEAD, COLLEAGUE = PEOPLE[0], PEOPLE[1]
NOT_YOURS = "file.not_yours"


def own() -> bytes:
    """Return a picture that no other test has."""
    return picture("PNG", colour=f"#{uuid4().hex[:6]}")


def codes(answer: httpx.Response) -> list[tuple[str, str]]:
    return [(each["code"], each["pointer"]) for each in answer.json()["errors"]]


@pytest.fixture
def client(site: Site) -> Iterator[httpx.Client]:
    with site.client(APPLICANT) as client:
        yield client


@pytest.mark.parametrize(
    "declared", ["multipart/form-data; boundary=x", "application/json", "text/html"]
)
def test_a_raw_upload_is_a_file_and_nothing_that_is_declared_to_be_something_else(
    client: httpx.Client, declared: str
) -> None:
    sent = client.post("/api/v1/uploads", content=PNG, headers=key() | {"content-type": declared})

    assert sent.status_code == 415


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.no_file"),
        (b"MZ a program", "file.format"),
        (PNG[:-9], "file.cut_off"),
        (paper(password="secret"), "file.encrypted"),
        (paper({"/OpenAction": "<< /S /JavaScript /JS (x) >>"}), "file.active"),
        (b"<html>" + paper(), "file.two_in_one"),
        (b"x" * 20_000_001, "file.too_large"),
        (DOCX, ""),
        (own(), ""),
    ],
    ids=["empty", "program", "cut off", "password", "script", "html", "large", "docx", "png"],
)
def test_a_program_and_a_page_hear_the_same_of_a_file(
    site: Site, client: httpx.Client, content: bytes, code: str
) -> None:
    take_office(site, [LEAD])
    by_program = hand_in(client, content)
    with site.client(LEAD.account, language="zh") as desk:
        at = f"/write/suggestion/{uuid4().hex}"
        desk.post(f"{at}/subject", data={"title": "关于路灯的建议", "then": "next"})
        files = {"sha256.file": ("x.png", content, "image/png")}
        by_page = desk.post(f"{at}/files", data={"name": "照片", "then": "stay"}, files=files)

    if code:
        assert by_program.status_code == 422 and codes(by_program) == [(code, "")]
        assert by_page.status_code == 422
    else:
        assert by_program.status_code == 201 and by_page.status_code == 303


def begun(client: httpx.Client, site: Site) -> str:
    """Begin an application, and return its id."""
    wish = application(site, ITEM) | {"materials": []}
    return client.post("/api/v1/cases/save_draft", json=wish, headers=key()).json()["id"]


@pytest.mark.parametrize(
    ("name", "content", "kept_as"),
    [
        ("photo.jfif", picture(), "photo.jfif"),
        ("IMG_0001", picture(), "IMG_0001.jpg"),
        ("photo.jpg.", picture(), "photo.jpg"),
        ("x.png", paper(), "x.png.pdf"),
        ("re\u202egnp.png", PNG, "regnp.png"),
    ],
    ids=["another ending", "none", "a dot", "another format", "mark of direction"],
)
def test_the_content_of_a_material_decides_and_not_its_name(
    site: Site, client: httpx.Client, name: str, content: bytes, kept_as: str
) -> None:
    case = begun(client, site)
    at = f"/apply/{case}/materials"
    files = {"materials.floor_plan": (name, content, "application/x-unknown")}
    page = client.post(at, data={"then": "later"}, files=files)
    stored = hand_in(client, content).json()
    wish = application(site, ITEM)
    wish["materials"] = [{"name": "floor_plan", "file_name": name, **stored}]
    by_program = client.post("/api/v1/cases/save_draft", json=wish, headers=key()).json()["id"]

    assert page.status_code == 303
    assert [material_of(site, each).file_name for each in (case, by_program)] == [kept_as] * 2
    assert material_of(site, case).media_type == stored["media_type"]


def material_of(site: Site, case: str) -> Any:
    assert site.services is not None
    shown = site.run(site.services.sender.show(f"case:{case}"))
    return next(each for each in shown.state.materials if each.name == "floor_plan")


def test_a_material_of_a_format_that_the_item_does_not_take_is_refused_alike(
    site: Site, client: httpx.Client
) -> None:
    case = begun(client, site)
    page = client.post(
        f"/apply/{case}/materials",
        data={},
        files={"materials.floor_plan": ("plan.pdf", DOCX, "x/y")},
    )
    wish = application(site, ITEM)
    stored = hand_in(client, DOCX).json()
    wish["materials"][0] |= stored
    program = apply(client, wish)

    said = (
        html.fromstring(page.text).xpath("//*[@id='materials.floor_plan-error']")[0].text_content()
    )
    assert page.status_code == 422 and "文件格式应为 pdf, jpg, png" in said
    name = wish["materials"][0]["name"]
    assert ("material.format", f"/materials/{name}") in codes(program)


def test_nobody_attaches_a_file_of_another_and_nobody_hears_whether_there_is_one(
    site: Site, client: httpx.Client
) -> None:
    with site.client(OTHER) as other:
        strange = hand_in(other, own()).json()
    answers = []
    for sha256 in (strange["sha256"], "0" * 64):
        wish = application(site, ITEM)
        wish["materials"] = [
            {"name": "floor_plan", "file_name": "a.png", "sha256": sha256, "bytes": 9}
        ]
        answers.append(client.post("/api/v1/cases/save_draft", json=wish, headers=key()))

    assert [each.status_code for each in answers] == [422, 422]
    assert [codes(each) for each in answers] == [[(NOT_YOURS, "/materials/floor_plan")]] * 2
    assert answers[0].json()["detail"] == answers[1].json()["detail"]


def test_no_command_attaches_a_file_of_another(site: Site) -> None:
    take_office(site, [LEAD])
    id = uuid4().hex
    with site.client(OTHER) as other, site.client(LEAD.account) as desk:
        strange = hand_in(other, own()).json()["sha256"]
        mine = hand_in(desk, own()).json()["sha256"]
        draft = {"congress": CONGRESS, "term": TERM}
        at = f"/api/v1/suggestions/{id}"
        saved = desk.post(f"{at}/save_draft", json=draft | {"title": "路灯"}, headers=key())

        def attach(sha256: str, **more: Any) -> httpx.Response:
            wish = {"name": "照片", "sha256": sha256, "media_type": "text/html", "size": 1} | more
            return desk.post(f"{at}/attach_file", json=wish, headers=key())

        refused, unknown, done = attach(strange), attach("0" * 64), attach(mine)
        told = site.run(site.services.sender.show(f"suggestion:{id}")).state.attachments  # type: ignore[union-attr]

    assert saved.status_code in (200, 201), saved.text
    assert codes(refused) == codes(unknown) == [(NOT_YOURS, "/sha256")]
    assert done.status_code == 200
    assert [(each.media_type, each.size > 1) for each in told] == [("image/png", True)]


def test_a_colleague_attaches_what_the_unit_handed_in_and_a_stranger_does_not(site: Site) -> None:
    assert site.services is not None
    content = own()
    keeper = holder(site, "seal_keeper", "water_bureau")
    clerk = holder(site, "unit_clerk", "water_bureau")
    stranger = holder(site, "unit_clerk", "urban_management")
    sha256 = kept(site, keeper, content)

    def known(by: Any) -> bool:
        return bool(site.run(site.services.sender.known("handling:none", by, {sha256})))  # type: ignore[union-attr]

    assert [known(each) for each in (keeper, clerk, stranger)] == [True, True, False]


def test_one_account_hands_in_so_much_a_day(site: Site) -> None:
    account = PEOPLE[30].account
    take_office(site, [PEOPLE[30]])
    assert site.services is not None
    day = local_day(site.services.clock.now()).isoformat()
    full = {"_id": f"person:{account}/{day}", "day": day, "bytes": 0, "files": MOST_A_DAY - 1}
    site.run(site.database["upload_days"].insert_one(full))
    with site.client(account) as client:
        last, refused = hand_in(client), hand_in(client)

    assert last.status_code == 201
    assert refused.status_code == 422 and codes(refused) == [("file.quota", "")]


def test_a_file_is_sent_to_be_kept_under_a_name_of_its_own_and_never_opened_in_its_place(
    site: Site, client: httpx.Client
) -> None:
    stored = hand_in(client, own()).json()
    wish = application(site, ITEM)
    name = '平面图 "一".jpg'
    for material in wish["materials"]:
        material |= {**stored, "file_name": name}
    case = apply(client, wish).json()["case"]
    fit = f"{name}.png"
    with site.client("market_clerk") as clerk:
        sent = clerk.get(f"/staff/cases/{case}/materials/{wish['materials'][0]['name']}")
        page = html.fromstring(clerk.get(f"/staff/cases/{case}").text)

    assert sent.headers["content-type"] == "image/png"
    assert sent.headers["content-disposition"] == (
        f"attachment; filename=\"___ ___.jpg.png\"; filename*=UTF-8''{quote(fit, safe='')}"
    )
    assert sent.headers["content-security-policy"].startswith("sandbox")
    assert sent.headers["x-content-type-options"] == "nosniff"
    pictures = page.xpath("//section[@aria-labelledby='materials']//img/@src")
    assert pictures and all(each.startswith("data:image/webp;base64,") for each in pictures)


def test_who_applies_sees_small_pictures_of_what_was_handed_in(
    site: Site, client: httpx.Client
) -> None:
    case = client.post("/api/v1/cases/save_draft", json=application(site, ITEM), headers=key())
    page = html.fromstring(client.get(f"/apply/{case.json()['id']}/check").text)

    assert page.xpath("//dd/img[@class='preview']/@src")


def test_a_download_of_a_proposal_s_file_is_on_record(site: Site) -> None:
    take_office(site, [LEAD, COLLEAGUE])
    id = uuid4().hex
    with site.client(LEAD.account) as desk:
        sha256 = hand_in(desk, own()).json()["sha256"]
        at = f"/api/v1/suggestions/{id}"
        draft = {"congress": CONGRESS, "term": TERM, "title": "路灯", "matter": "不亮。"}
        desk.post(f"{at}/save_draft", json=draft, headers=key())
        wish = {"name": "照片", "sha256": sha256, "media_type": "image/png", "size": 1}
        assert desk.post(f"{at}/attach_file", json=wish, headers=key()).status_code == 200
        assert desk.get(f"/suggestions/{id}/files/{sha256}").status_code == 200

    found = site.run(commits_in(site.database, {"key": f"access:suggestion.{id}"}))
    assert [(each["ev"][0]["by"], each["ev"][0]["purpose"]) for each in found] == [
        (f"person:{LEAD.account}", "own")
    ]
