"""The fonts of papers: where they lie on this machine, and which package brings them."""

from functools import lru_cache
from pathlib import Path

FANDOL = Path("/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol")
NOTO = Path("/usr/share/fonts/opentype/noto")
_NEEDED = (
    (FANDOL / "FandolFang-Regular.otf", "texlive-lang-chinese"),
    (NOTO / "NotoSerifCJK-Regular.ttc", "fonts-noto-cjk"),
)


class NoFonts(Exception):
    """This machine lacks a font that papers are set in."""


@lru_cache(1)
def folders() -> tuple[Path, ...]:
    """Return the folders with the fonts.

    Raises:
        NoFonts: some are not there.
    """
    for file, package in _NEEDED:
        if not file.exists():
            raise NoFonts(f"papers cannot be made: apt-get install {package}")
    return FANDOL, NOTO
