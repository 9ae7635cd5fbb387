"""The application (申请): who applies, what was filled in and handed in, what is wrong with it."""

from datetime import date
from typing import Annotated, Literal

import msgspec

from actors.blocks.files.digest import Digest
from actors.kernel.words import Title


class Applicant(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """申请人. Personal data: shown only after the read is logged.

    `account` is the account of whoever applies or, at a window or kiosk, "" when there is none.
    `id_type`: "resident_id" (GB 11643) or "credit_code" (GB 32100). `by_agent` is the identity that
    filed for the applicant (代办): "staff:...", "terminal:..." or the "person:..." with a mandate.
    `identified` tells how it is known who applies: by the account, by the card that was read, or by
    what a clerk typed from a document that he saw; "" where that was not recorded yet. `person` is
    a keyed digest of the number of whoever was identified so, made by the platform: by it an
    account with the same number is found (`ApplicantRecognised`), "" where nobody was. `texted`
    tells that whoever has no account has agreed to be told by text messages at `phone`.
    """

    kind: Literal["natural", "legal"]
    name: str
    id_type: Literal["resident_id", "credit_code"]
    id_number: str
    phone: str = ""
    account: str = ""
    by_agent: str = ""
    identified: Literal["", "account", "card", "typed"] = ""
    person: str = ""
    texted: bool = False


class Material(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One file of a material as handed in; several of one name are in their order. `source`
    "promise" has no file yet; `sha256` names the stored file, `bytes` is its size. Of one that was
    taken from the licence store, `licence` is the id, of one that was handed in with an earlier
    application (沿用), `case` is that case; "made" is one that the case `case`, which was applied
    for together with this one, makes: it has no file until then.

    What it is worth the platform says alone, whoever sends it: from which organ it is (`issuer`),
    since which local day it is there (`issued_on`), with which application it came (`case_number`),
    and of which `grade` (国办函〔2016〕108号), see `materials.py`."""

    name: str
    source: Literal["upload", "licence_store", "promise", "scan", "earlier", "made"] = "upload"
    file_name: str = ""
    sha256: Digest = ""
    bytes: Annotated[int, msgspec.Meta(ge=0, lt=2**40)] = 0
    media_type: str = ""
    licence: str = ""
    issuer: Title | None = None
    issued_on: date | None = None
    grade: Literal["", "A", "B", "C", "D"] = ""
    case: str = ""
    case_number: str = ""


class Prefilled(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An answer that stood in the form before anybody typed, as its applicant has agreed, and that
    nobody has changed: of the field `field`, from his account, from the earlier application with
    the number `case_number`, sent on the local day `on`, from the `licence` with that id, which
    is called `title`, has the `number` and is valid since `on`, or from a library of facts: from
    its source that is called by the word `title`, as it was on the day `on`, with the `grade` of
    evidence "A" to "D"."""

    field: str
    source: Literal["account", "earlier", "licence", "library"]
    case_number: str = ""
    on: date | None = None
    licence: str = ""
    title: str = ""
    number: str = ""
    grade: str = ""


class Wanted(msgspec.Struct, frozen=True):
    """A case, by its id, that waits for the result of this one, as its `material`."""

    case: str
    material: str


class Together(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a case was applied for together with: the life event (一件事), and which application of
    it; `wanted` are the cases that wait for its result."""

    event: str
    bundle: str
    wanted: tuple[Wanted, ...] = ()


class Application(msgspec.Struct, frozen=True, kw_only=True):
    """申请: what is applied for, where and by whom, and what was filled in and handed in. Commands
    that bring it and events that record it have these fields beside their own. `statement` is the
    reference of what the applicant was told of his data before he was asked, "" where that was not
    recorded yet; `guardian_consents` tells whether a guardian of the child concerned consents."""

    item: str
    item_version: int
    channel: str
    place: str = ""  # division code of the hall or terminal, 6 to 12 digits
    applicant: Applicant
    form: dict[str, object]
    materials: tuple[Material, ...] = ()
    statement: str = ""
    guardian_consents: bool = False
    prefilled: tuple[Prefilled, ...] = ()
    together: Together | None = None


class Fault(msgspec.Struct, frozen=True):
    """One thing to put right (补正事项): `field` is a JSON pointer, "/form/area" or
    "/materials/lease"."""

    field: str
    reason: str
