"""An office drafts a document, and it goes its way to its issue, by forms of pages alone."""

import re
from uuid import uuid4

import httpx
import pytest

from actors.blocks.documents.make import paper_id
from actors.blocks.documents.paper import PaperMade
from actors.kernel.identity import PLATFORM
from actors.systems.collaborative_office.exchange import incoming_key
from tests import waiting
from tests.acceptance.site import Site
from tests.acceptance.steps import PNG
from tests.systems.collaborative_office.living import readings, send, until

AT = "/official-documents"
TITLE, BODY = "关于联合检查的函", "拟于3个月内开展联合检查，请予支持。"
FILE = ("plan.png", PNG, "image/png")
LONGER = BODY.replace("3", "6")


def post(site: Site, account: str, at: str, command: str, **sent: str) -> httpx.Response:
    with site.client(account, language="zh") as client:
        return client.post(f"{at}/{command}", data={"key": uuid4().hex, **sent})


def fetched(site: Site, account: str, at: str) -> int:
    with site.client(account) as client:
        return client.get(at).status_code


def done(answer: httpx.Response) -> str:
    assert answer.status_code == 303, re.findall(r"error-summary.*?</ul>", answer.text, re.S)
    return answer.headers["location"]


@pytest.mark.feature("OA-01", "OA-02", "OA-03", "OA-09", "OA-27")
def test_a_document_is_signed_again_after_a_change_issued_and_recalled(site: Site) -> None:
    draft = {"genre": "letter", "main": "health", "urgency": "ordinary", "title": TITLE}
    with site.client("office_drafter", language="zh") as client:
        assert "主送机关" in client.get(f"{AT}/new").text
    marked = post(
        site, "office_drafter", f"{AT}/new", "draft_document", **draft, body=f"密级：机密\n{BODY}"
    )
    assert marked.status_code == 422 and "密级标志" in marked.text
    at = done(post(site, "office_drafter", f"{AT}/new", "draft_document", **draft, body=BODY))
    key = f"official_document:{at.rpartition('/')[2]}"

    def act(account: str, command: str, **sent: str) -> None:
        done(post(site, account, at, command, **sent))

    def sha256() -> str:
        return until(site, key, lambda state: True).sha256

    with site.client("office_drafter", language="zh") as client:
        named = {"key": uuid4().hex, "name": "检查方案"}
        done(client.post(f"{at}/attach_to_document", data=named, files={"sha256.file": FILE}))
    (attached,) = until(site, key, lambda state: bool(state.attachments)).attachments
    file = f"{at}/files/{attached.sha256}"
    act("office_drafter", "hand_in", phrases_meant="false")
    with site.client("office_checker", language="zh") as client:
        assert file in client.get(at).text and client.get(file).content == FILE[1]
    assert fetched(site, "office_signer", file) == 404  # it is not his turn
    act("office_checker", "check_document", note="")
    act("office_drafter", "ask_opinions", manner="parallel", units="housing_construction")
    act("office_housing", "give_opinion", view="agree", note="")
    act("office_signer", "sign_document", sha256=sha256())
    act("office_proofreader", "recheck_document", title=TITLE, body=LONGER)
    before = readings(site, key)
    opened = post(site, "office_signer", at, "open", purpose="handling")
    assert "「3」→「6」" in opened.text and LONGER in opened.text
    assert readings(site, key) == before + 1
    act("office_signer", "sign_document", sha256=sha256())
    with site.client("office_proofreader", language="zh") as client:
        assert LONGER in client.get(at).text
    assert readings(site, key) == before + 2
    act("office_proofreader", "recheck_document", title=TITLE, body=LONGER)
    act("office_registry", "register_document")
    number = until(site, key, lambda state: bool(state.number)).number
    act("seal_custodian", "seal_document", sha256=sha256(), copies_printed="3")
    made = PaperMade(
        template="official_letter",
        n=1,
        document=paper_id(key, "official_letter"),
        sha256="ab" * 32,
        bytes=1_000,
        pages=1,
    )
    if until(site, key, lambda state: True).phase == "printing":
        send(site, key, made, PLATFORM)
    until(site, key, lambda state: state.phase == "printed")
    act("office_registry", "issue_document")

    with site.client("office_drafter", language="zh") as client:
        assert "已核发" in client.get(at).text
    here = incoming_key(key.partition(":")[2], "health")
    assert until(site, here, lambda state: bool(state.phase)).number == number
    until(site, key, lambda state: state.dispatches[0].progress == "delivered")
    with site.client("office_drafter", language="zh") as client:
        assert "已送达" in client.get(at).text
    delivered = until(site, here, lambda state: True)
    assert delivered.attachments == (attached,)
    file = f"/incoming-documents/{here.partition(':')[2]}/files/{attached.sha256}"
    assert fetched(site, "office_registry_health", file) == 404  # nobody has signed for it
    act("office_registry", "recall_document", units="health", reason="附件有误")
    until(site, here, lambda state: state.phase == "recalled")
    until(site, key, lambda state: state.dispatches[0].progress == "recalled")
    listed(site, number)
    with site.client("office_registry_health", language="zh") as client:
        assert client.get(at).status_code == 404  # a recipient has a document of its own
    with site.client("office_of_government", language="zh") as client:
        assert client.get(at).status_code == 404
        assert number not in client.get(AT).text


def listed(site: Site, number: str) -> None:
    with site.client("office_drafter", language="zh") as client:
        waiting.until(lambda: number in client.get(AT).text)
