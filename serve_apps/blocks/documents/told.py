"""What somebody's copy of the own data says of papers that were made for him or her."""

from collections.abc import Iterable
from typing import Any, Protocol

from actors.blocks.documents.template import Papers
from serve_apps.front.holding import Telling


class Made(Protocol):
    """A paper that is there, as the record of its owner has it."""

    @property
    def template(self) -> str:
        """By which it was made."""
        ...

    @property
    def bytes(self) -> int:
        """How many its file has."""
        ...

    @property
    def sha256(self) -> str:
        """The digest of its file."""
        ...


def papers_told(papers: Iterable[Made], how: Telling) -> list[dict[str, Any]]:
    """Name each of `papers` by what it is called, with the size and digest of its file."""
    templates = how.library[Papers]
    return [
        {
            "title": templates.template(each.template).title[how.language],
            "bytes": each.bytes,
            "sha256": each.sha256,
        }
        for each in papers
    ]
