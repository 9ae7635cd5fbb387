"""What is found of a file that was handed in: what it is, or why it cannot be kept."""

import msgspec

from actors.blocks.files.formats import MEDIA_TYPES


class Content(msgspec.Struct, frozen=True):
    """A file that is in order. `preview` is a small picture of it, made anew (WebP), or empty;
    `anew` is what is kept in its place, or empty where it is kept as it came."""

    media_type: str
    preview: bytes = b""
    anew: bytes = b""


class Fault(msgspec.Struct, frozen=True):
    """A file that cannot be kept. `code` ends the code of the refusal: "cut_off" for
    "file.cut_off"; `facts` fill its sentence."""

    code: str
    facts: dict[str, str] = {}


class Unfit(Exception):
    """What was sent cannot be kept, for the reason `fault`."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code)
        self.fault = Fault(code, facts)


def of_no_format() -> Unfit:
    """Return what is wrong with a file that has none of our formats."""
    return Unfit("format", formats=", ".join(MEDIA_TYPES))
