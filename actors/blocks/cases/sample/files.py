"""A file that sample applications hand in."""

import msgspec


class SampleFile(msgspec.Struct, frozen=True):
    """A stored sample. `ending` is that of file names of its type."""

    ending: str
    sha256: str
    bytes: int
    media_type: str
