"""A design as one bundle (导出包) that another platform takes in: JSON without any code, in a
version of its shape, with a signature over what it says.

The signature is Ed25519 over the canonical text of everything but itself; who signed is told by the
public key, whose fingerprint people compare.
"""

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, cast

import msgspec

from actors.blocks.cases.items import ServiceItem
from actors.blocks.designs.content import BESIDE
from actors.blocks.designs.mistakes_told import told
from actors.kernel.errors import Reason
from actors.kernel.mistakes import Mistake
from actors.kernel.shape import read
from actors.kernel.storable import pointer, unstorable

SCHEMA = "yimen.item-design/1"
MOST_BYTES = 2 * 2**20
MOST_SCENARIOS = 100
DEEPEST = 24
_KEYS = ("schema", "code", "content", "signed_by", "signature")


class _Beside(msgspec.Struct, frozen=True):
    scenarios: tuple[dict[str, Any], ...] = ()
    replaces: tuple[str, ...] = ()


def statement_of(code: str, content: Mapping[str, Any]) -> bytes:
    """Return what is signed: schema, code and content in one form, however they were written."""
    said = {"schema": SCHEMA, "code": code, "content": content}
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def bundled(
    code: str, content: Mapping[str, Any], signed_by: bytes, signature: bytes
) -> dict[str, Any]:
    """Return the bundle as a document."""
    return {
        "schema": SCHEMA,
        "code": code,
        "content": content,
        "signed_by": base64.b64encode(signed_by).decode(),
        "signature": base64.b64encode(signature).decode(),
    }


def fingerprint(public: bytes) -> str:
    """Return what people compare a public key by: eight groups of four digits."""
    digest = hashlib.sha256(public).hexdigest()[:32].upper()
    return " ".join(digest[at : at + 4] for at in range(0, 32, 4))


class Bundle(msgspec.Struct, frozen=True):
    """A bundle that was read: what it says, and who is said to have signed it."""

    code: str
    content: dict[str, Any]
    signed_by: bytes
    signature: bytes

    @property
    def statement(self) -> bytes:
        """What the signature is of."""
        return statement_of(self.code, self.content)


def read_bundle(content: bytes) -> tuple[Bundle | None, tuple[Reason, ...]]:
    """Return the bundle that `content` is, None if it is none, and everything that is wrong with
    it, each with its path."""
    if len(content) > MOST_BYTES:
        return None, (Reason("item_design.bundle_too_large", ""),)
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        return None, (Reason("item_design.no_json", ""),)
    if not isinstance(said, dict):
        return None, (Reason("item_design.no_bundle", ""),)
    document = cast("dict[str, Any]", said)
    way = unstorable(document, deepest=DEEPEST, json=True)
    if way is not None:
        return None, (Reason("form.unreadable", pointer(way)),)
    faults = [
        *(
            Reason("item_design.unknown_key", pointer([key]))
            for key in document.keys() - set(_KEYS)
        ),
        *(Reason("item_design.missing", pointer([key])) for key in _KEYS if key not in document),
    ]
    if document.get("schema", SCHEMA) != SCHEMA:
        facts = {"schema": SCHEMA}
        faults.append(Reason("item_design.other_schema", "/schema", facts))
    code, inner = document.get("code"), document.get("content")
    if not isinstance(code, str):
        faults.append(Reason("item_design.code", "/code"))
    keys = {name: _decoded(document.get(name)) for name in ("signed_by", "signature")}
    for name, long in (("signed_by", 32), ("signature", 64)):
        if name in document and len(keys[name]) != long:
            faults.append(Reason("item_design.no_signature", f"/{name}"))
    if isinstance(inner, dict):
        shape = content_faults(cast("dict[str, Any]", inner))
        faults += (Reason(f.code, f"/content{f.field}", f.facts) for f in shape)
    else:
        faults.append(Reason("item_design.no_bundle", "/content"))
    if faults or not isinstance(code, str) or not isinstance(inner, dict):
        return None, tuple(dict.fromkeys(faults))
    held = cast("dict[str, Any]", inner)
    return Bundle(code, held, keys["signed_by"], keys["signature"]), ()


def content_faults(content: Mapping[str, Any]) -> tuple[Reason, ...]:
    """Return where `content` has not the shape of one, each with its path."""
    return tuple(dict.fromkeys(told(each) for each in _shape_mistakes(content)))


def _shape_mistakes(content: Mapping[str, Any]) -> Iterator[Mistake]:
    said = {name: part for name, part in content.items() if name not in BESIDE}
    if not isinstance(said.get("statement", ""), str):
        yield Mistake("", "statement", "unknown statement")
    said |= {"code": "", "version": 1, "statement": None}
    for name in ("code", "version"):
        if name in content:
            yield Mistake("", name, "unknown key")
    _, mistakes = read(said, ServiceItem, "")
    yield from mistakes
    _, mistakes = read({name: content[name] for name in BESIDE if name in content}, _Beside, "")
    yield from mistakes
    if len(content.get("scenarios", ())) > MOST_SCENARIOS:
        yield Mistake("", "scenarios", f"has more than {MOST_SCENARIOS} entries")


def _decoded(value: object) -> bytes:
    try:
        return base64.b64decode(value, validate=True) if isinstance(value, str) else b""
    except ValueError:
        return b""
