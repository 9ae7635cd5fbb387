"""A design goes out as one signed JSON bundle and comes in again, or all its faults are told."""

import json
from copy import deepcopy
from types import SimpleNamespace
from typing import Any

import pytest

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.designs.bundle import Bundle, bundled, fingerprint, read_bundle
from actors.blocks.designs.content import content_of
from actors.blocks.designs.differences import differences
from serve_apps.blocks.designs.sharing import Signing
from tests import loaded

pytestmark = pytest.mark.feature("GRASS-03", "HALL-02")
CONTENT = content_of(loaded.library()[Catalogue].item("WFZM-01"))


@pytest.fixture
def signing(tmp_path: Any) -> Signing:
    settings = SimpleNamespace(secrets_file=tmp_path / "secrets.json")
    around: Any = SimpleNamespace(settings=settings)
    return Signing(around)


def written(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def bundle_in(content: bytes) -> Bundle:
    bundle, faults = read_bundle(content)
    assert bundle is not None and faults == ()
    return bundle


def test_a_bundle_comes_back_as_it_went_out(signing: Signing) -> None:
    bundle = bundle_in(written(signing.bundle("WFZM-01", CONTENT)))

    assert bundle.content == CONTENT and bundle.code == "WFZM-01"
    assert signing.fault(bundle, "") is None


def test_what_was_changed_after_it_was_signed_is_refused(signing: Signing) -> None:
    document = signing.bundle("WFZM-01", deepcopy(CONTENT))
    document["content"]["fee_fen"] = 1
    fault = signing.fault(bundle_in(written(document)), "")

    assert fault is not None and fault.code == "item_design.bad_signature"


def test_a_bundle_of_another_platform_needs_its_fingerprint(
    signing: Signing, tmp_path: Any
) -> None:
    elsewhere: Any = SimpleNamespace(settings=SimpleNamespace(secrets_file=tmp_path / "b.json"))
    other = Signing(elsewhere)
    bundle = bundle_in(written(other.bundle("WFZM-01", CONTENT)))

    refused = signing.fault(bundle, fingerprint(signing.public))
    assert refused is not None and refused.code == "item_design.stranger"
    assert signing.fault(bundle, fingerprint(other.public)) is None


@pytest.mark.parametrize(
    ("content", "code", "field"),
    [
        (b"{", "no_json", ""),
        (b"[]", "no_bundle", ""),
        (b"[" * 100_000, "no_json", ""),
        (b" " * 2_100_000, "bundle_too_large", ""),
        (written({"schema": "yimen.item-design/9"}), "other_schema", "/schema"),
        (written({"code": "A", "run": "import os"}), "unknown_key", "/run"),
    ],
)
def test_what_is_no_bundle_is_told(content: bytes, code: str, field: str) -> None:
    bundle, faults = read_bundle(content)

    assert bundle is None
    assert (f"item_design.{code}", field) in [(each.code, each.field) for each in faults]


def test_a_thousand_faults_are_answered_at_once_each_by_its_path() -> None:
    content = deepcopy(CONTENT)
    content["materials"] = [{"name": 1, "title": {"zh": "材料", "en": "M"}} for _ in range(1000)]
    bundle, faults = read_bundle(written(bundled("WFZM-01", content, b"k" * 32, b"s" * 64)))

    assert bundle is None
    assert {f"/content/materials/{number}/name" for number in range(1000)} <= {
        each.field for each in faults
    }


def test_a_difference_is_told_by_field() -> None:
    changed = deepcopy(CONTENT)
    changed["fee_fen"] = 500
    changed["title"]["en"] = "Another title"
    changed["sections"][0]["fields"][1]["check"] = "code"
    del changed["materials"][1]

    found = {each.way: (each.tab, each.was, each.becomes) for each in differences(CONTENT, changed)}

    assert found == {
        ("title",): ("item", "无房证明（住房情况查询） / Certificate of owning no home",
                     "无房证明（住房情况查询） / Another title"),
        ("sections", "查询内容", "fields", "spouse_name", "check"): ("form", "person_name", "code"),
        ("materials", "spouse_consent"): ("form", "配偶同意查询声明 / Spouse's consent"
                                          " (spouse_consent)", ""),
        ("fee_fen",): ("fee", "0", "500"),
    }  # fmt: skip
    assert differences(CONTENT, deepcopy(CONTENT)) == ()
