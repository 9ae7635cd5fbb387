"""What one paper is made from, and what becomes of it, as they pass between processes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """One paper to be made. The same work gives the same bytes.

    `source` is its template in Typst, `facts` what it says, `day` its date
    ("2026-03-02"), `at` the instant that its file says it was made, `code` and `address` by which
    it is verified; `sealed`: it leaves room for a seal; `specimen`: it is marked as one (样张).
    """

    source: str
    facts: Mapping[str, Any]
    organ_name: str
    number: str
    day: str
    at: datetime
    code: str
    address: str
    sealed: bool
    specimen: bool = False


class Rendered(msgspec.Struct, frozen=True, kw_only=True):
    """A paper that was made: its file (PDF/A-2b), how many pages it has, and where its seal goes:
    "page,x,y,w,h" in pt from the upper left, "" for nowhere."""

    pdf: bytes
    pages: int
    mark: str = ""


class Flaw(msgspec.Struct, frozen=True, kw_only=True):
    """Why a paper cannot be made: "missing_glyph" with the character and the field that it stands
    in, or "template" with what Typst says."""

    code: str
    detail: str = ""
    field: str = ""
