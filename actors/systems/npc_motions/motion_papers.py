"""Which rows become which papers: a motion of three sections, a reply, the agenda of a session."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from actors.kernel.deadlines import local_day
from actors.kernel.view import Row
from actors.systems.npc_motions.motion_akoma_ntoso import Paper, Part, work_uri

SECTIONS = ("subject", "grounds", "plan")


def motion_paper(
    row: Row, headings: Mapping[str, str], *, jurisdiction: str, author: str, source: str
) -> Paper:
    """Return the paper of a motion that is published: subject, grounds, plan (案由、案据、方案).

    `headings` are the words for the three, by their names.

    Raises:
        ValueError: it is not published, or has no number.
    """
    return _paper("motion", SECTIONS, row, headings, jurisdiction, author, source)


def suggestion_paper(
    row: Row, headings: Mapping[str, str], *, jurisdiction: str, author: str, source: str
) -> Paper:
    """Return the paper of a suggestion that is published; `headings` has the word for "matter".

    Raises:
        ValueError: it is not published, or has no number.
    """
    return _paper("suggestion", ("matter",), row, headings, jurisdiction, author, source)


def _paper(
    name: str,
    sections: Iterable[str],
    row: Row,
    headings: Mapping[str, str],
    jurisdiction: str,
    author: str,
    source: str,
) -> Paper:
    text: Mapping[str, Any] | None = row["public"]
    if not row["published"] or text is None or not row["number"]:
        raise ValueError("only what is numbered and published is written out")
    return Paper(
        name=name,
        jurisdiction=jurisdiction,
        on=local_day(row["submitted_at"]),
        number=row["number"],
        title=text["title"],
        author=author,
        source=source,
        parts=tuple(Part(heading=headings[each], text=text.get(each, "")) for each in sections),
    )


def reply_paper(
    proposal: Paper, *, on: date, author: str, title: str, parts: Iterable[Part]
) -> Paper:
    """Return the paper that answers `proposal`, of the local day `on`, in the name of `author`."""
    return Paper(
        name="reply",
        jurisdiction=proposal.jurisdiction,
        on=on,
        number=proposal.number,
        title=title,
        author=author,
        source=proposal.source,
        parts=tuple(parts),
        about=work_uri(proposal),
    )


def agenda_paper(session: Row, *, jurisdiction: str, author: str, source: str) -> Paper:
    """Return the agenda of a session (a row of `sessions`), a section an item.

    Raises:
        ValueError: nothing is on its agenda.
    """
    if not session["agenda"]:
        raise ValueError("nothing is on the agenda")
    return Paper(
        name="agenda",
        jurisdiction=jurisdiction,
        on=date.fromisoformat(session["opens_on"]),
        number=session["_id"],
        title=session["title"],
        author=author,
        source=source,
        parts=tuple(
            Part(heading=item["title"], text=item.get("speaker", "")) for item in session["agenda"]
        ),
    )
