"""An office signs for a document and handles it, by forms of pages alone."""

import io
from uuid import uuid4

import httpx
import pytest
from msgspec.structs import replace

from actors.blocks.documents.make import paper_id
from actors.kernel.identity import PLATFORM
from actors.systems.collaborative_office.attachments import Attachment
from actors.systems.collaborative_office.exchange import (
    DeliverPackage,
    incoming_key,
    manifest_of,
)
from actors.systems.collaborative_office.outgoing import commands as c
from serve_apps.pages.records import Records
from storage.files import stored_of
from storage.uploads import Uploads
from tests import waiting
from tests.acceptance.site import Site
from tests.systems.collaborative_office import office as o
from tests.systems.collaborative_office import receiver as r
from tests.systems.collaborative_office.living import in_a_year, readings, send, until
from tests.systems.collaborative_office.test_pages import done, post

AT = "/incoming-documents"
PAPER, PLAN = b"%PDF-1.7 of a letter", b"%PDF-1.7 of a plan"
FILE = f"files/{stored_of(PLAN, 'application/pdf').sha256}"
REPLY = c.DraftDocument(
    genre="letter", main=("market_supervision",), title="关于联合检查的复函", body="同意。"
)


def came(site: Site) -> str:
    """Have a package come to the health bureau, and return the id of what it is there."""
    assert site.services is not None
    paper = stored_of(PAPER, "application/pdf")
    site.run(site.services.files.keep(io.BytesIO(PAPER), paper))
    plan = stored_of(PLAN, "application/pdf")
    site.run(site.services.files.keep(io.BytesIO(PLAN), plan))
    uploads, now = Uploads(site.services[Records].database), site.services.clock.now()
    site.run(uploads.record(plan.sha256, PLATFORM.id, "", now))  # as if its sender had it
    file = Attachment(
        name="检查方案", sha256=plan.sha256, media_type=plan.media_type, size=plan.bytes
    )
    package = replace(r.sealed_in(), document=uuid4().hex, pdf=paper.sha256, attachments=(file,))
    package = replace(package, manifest=manifest_of(package))
    key = incoming_key(package.document, "health")
    send(site, key, DeliverPackage(package=package), PLATFORM)
    return key.partition(":")[2]


def issued(site: Site) -> str:
    """Have the health bureau issue a reply to who sent it, and return its id."""
    id = uuid4().hex
    key, sha256 = f"official_document:{id}", o.sha256_of(REPLY)
    proofreader = o.somebody("office_proofreader_health")
    for command, by in (
        (REPLY, r.HANDLER),
        (c.HandIn(), r.HANDLER),
        (c.CheckDocument(), r.CHECKER),
        (c.AskOpinions(), r.HANDLER),
        (c.SignDocument(sha256=sha256), r.LEADER),
        (c.RecheckDocument(title=REPLY.title, body=REPLY.body), proofreader),
        (c.RegisterDocument(), r.REGISTRY),
    ):
        send(site, key, command, by)
    until(site, key, lambda state: state.phase == "numbered")
    send(site, key, c.SealDocument(sha256=sha256), o.CUSTODIAN)
    made = replace(o.made(), document=paper_id(key, "official_letter"))
    if until(site, key, lambda state: True).phase == "printing":
        send(site, key, made, PLATFORM)
    until(site, key, lambda state: state.phase == "printed")
    send(site, key, c.IssueDocument(), r.REGISTRY)
    return id


@pytest.mark.feature("OA-01", "OA-05", "OA-06", "OA-09", "OA-22", "OA-27")
def test_what_came_is_signed_for_instructed_circulated_and_answered(site: Site) -> None:
    id = came(site)
    at, key = f"{AT}/{id}", f"incoming_document:{id}"

    def act(account: str, command: str, **sent: str) -> None:
        done(post(site, f"office_{account}_health", at, command, **sent))

    def told(account: str) -> str:
        with site.client(f"office_{account}_health", language="zh") as client:
            return client.get(at).text

    def fetched(account: str, what: str = "paper") -> httpx.Response:
        with site.client(f"office_{account}_health") as client:
            return client.get(f"{at}/{what}")

    assert o.TITLE in told("registry") and "请予支持" not in told("registry")
    assert fetched("registry").status_code == 404  # nobody has signed for it
    assert fetched("registry", FILE).status_code == 404 and FILE not in told("registry")
    with site.client("office_registry_housing", language="zh") as client:
        assert client.get(at).status_code == client.get(f"{at}/paper").status_code == 404
    act("registry", "sign_for")
    act("registry", "register_incoming")
    number = until(site, key, lambda state: bool(state.received_number)).received_number
    before = readings(site, key)
    opened = post(site, "office_checker_health", at, "open", purpose="handling").text
    assert "请予支持" in opened and "已签收 · 待初审" in opened and "waits_for" not in opened
    assert f"{at}/paper" in told("checker") and fetched("checker").content == PAPER
    assert f"{at}/{FILE}" in told("checker") and fetched("checker", FILE).content == PLAN
    assert readings(site, key) == before + 3
    assert fetched("handler", FILE).status_code == 404  # it is not his yet
    act("checker", "propose_handling", proposal="拟请医政科办理")
    act(
        "leader", "instruct_handling", lead="health", instruction="请复函", due=in_a_year(),
        important="true", reply_needed="true",
    )  # fmt: skip
    act("registry", "circulate_document", readers="office_leader_health", purpose="请阅示")
    act("registry", "urge_handling", note="请尽快")
    act("leader", "note_read")
    act("leader", "finish_reading", note="同意")
    unnamed = post(site, "office_handler_health", at, "answer_document", result="已复", reply="")
    assert unnamed.status_code == 422 and "需要复文" in unnamed.text
    reply = issued(site)
    waiting.until(lambda: reply in told("handler"))
    act("handler", "answer_document", result="已复函", reply=reply)
    until(site, key, lambda state: state.phase == "answered")
    act("registry", "archive_incoming")

    assert "已归档" in told("registry")
    with site.client("office_registry_health", language="zh") as client:
        archived = {"state": "archived"}
        waiting.until(lambda: number in client.get(AT, params=archived).text)
        found = {"q": "增设检测站"}
        assert number in client.get(AT, params=found).text
    with site.client("office_registry_housing", language="zh") as client:
        assert number not in client.get(AT).text + client.get(AT, params=found).text
