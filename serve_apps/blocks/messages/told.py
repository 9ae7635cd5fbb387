"""Whom an entity has told what, how and when, and whether it arrived (告知情况): for the office
that answers for it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actors.blocks.messages.address import owner_of, seat_of
from actors.blocks.messages.letter import LETTER, Letter
from actors.blocks.messages.mailbox_state import MAILBOX, MailboxState
from actors.blocks.messages.reach import Channel
from actors.kernel.identity import Identity
from actors.kernel.library import Library
from serve_apps.blocks.messages.notices import Notices
from serve_apps.blocks.messages.saying import said
from serve_apps.front.language import LANGUAGES, Language, translations
from serve_apps.front.rendering import unit_name
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services
from serve_apps.front.words import known_word, word
from serve_apps.pages.panels import Panel, Shows
from serve_apps.pages.values import acted
from storage.mongo import Document

_LOOKS = {
    "waiting": ("", "clock"),
    "ready": ("", "clock"),
    "taken": ("", "clock"),
    "sent": ("brand", "arrow"),
    "delivered": ("good", "check"),
    "bounced": ("bad", "close"),
    "unknown": ("notice", "alert"),
    "dead": ("bad", "close"),
}


@dataclass(frozen=True)
class Way:
    """One way that a notice left the platform by; `kind` and `mark` are how its state looks."""

    channel: str
    state: str
    kind: str
    mark: str
    at: datetime
    until: datetime | None


@dataclass(frozen=True)
class Told:
    """One notice: what it says, to whom, when, whether it was read, how else it left; `unreached`
    are the channels by which he is reached no longer, since letters came back. Whoever has no
    account has no notice `inside` the platform."""

    text: str
    to: str
    at: datetime
    read: bool
    ways: tuple[Way, ...]
    unreached: tuple[str, ...] = ()
    inside: bool = True


async def told_about(
    services: Services, key: str, by: Identity | None = None
) -> Mapping[Language, tuple[Told, ...]]:
    """Return what the entity `key` has told, the latest first, by languages; `by`: him alone.

    Raises:
        PyMongoError: the database does not answer.
        Overloaded, Unavailable: who was told could not be asked how he is reached.
    """
    notices = services[Notices]
    rows = await notices.about(key, by)
    letters = await notices.letters([row["_id"] for row in rows], by)
    texts = (
        [] if by is not None else [await _text(services, row) for row in await notices.texts(key)]
    )
    unreached = await _unreached(services, {row["mailbox"] for row in rows})
    kind = key.partition(":")[0]
    return {
        each: tuple(
            sorted(
                (
                    *_in_words(rows, letters, unreached, kind, services.library, each),
                    *(_texted(row, facts, services.library, each) for row, facts in texts),
                ),
                key=lambda told: told.at,
                reverse=True,
            )
        )
        for each in LANGUAGES
    }


async def _text(services: Services, row: Document) -> tuple[Document, Mapping[str, str]]:
    """Return a row of a letter, and the facts that it tells, which no row holds."""
    letter: Letter = (await services.sender.show(f"{LETTER}:{row['_id']}")).state
    return row, letter.facts


def _texted(row: Document, facts: Mapping[str, str], library: Library, language: Language) -> Told:
    return Told(
        text=said(row["template"], facts, library, language),
        to=translations(language).gettext("没有账号的申请人"),
        at=row["written_at"],
        read=False,
        ways=(_way(row, language),),
        inside=False,
    )


def told_panel(kind: str) -> Panel:
    """Return the part of the page of a record of `kind` that says whom it has told what."""

    async def made(
        services: Services, visitor: Visitor, id: str, state: Any, shows: Shows
    ) -> Mapping[Language, tuple[Told, ...]] | None:
        found = await told_about(services, f"{kind}:{id}")
        return found if any(found.values()) else None

    return Panel(template="notices/told_panel.html", made=made)


def by_notice(letters: Sequence[Document], language: Language) -> Mapping[str, tuple[Way, ...]]:
    """Return the ways that notices left by, by the ids of the notices."""
    found: dict[str, list[Way]] = defaultdict(list)
    for row in letters:
        found[row["notice"]].append(_way(row, language))
    return {notice: tuple(ways) for notice, ways in found.items()}


def _way(row: Document, language: Language) -> Way:
    kind, mark = _LOOKS[row["phase"]]
    return Way(
        channel=word(f"letter.choices.channel.{row['channel']}", language),
        state=word(f"letter.states.{row['phase']}", language),
        kind=kind,
        mark=mark,
        at=row["changed_at"],
        until=row["until"],
    )


def _in_words(
    rows: Sequence[Document],
    letters: Sequence[Document],
    unreached: Mapping[str, Sequence[Channel]],
    kind: str,
    library: Library,
    language: Language,
) -> tuple[Told, ...]:
    ways = by_notice(letters, language)
    return tuple(
        Told(
            text=said(row["template"], row["facts"], library, language),
            to=_whom(row["mailbox"], library, language, kind),
            at=row["at"],
            read=bool(row["read_by"]),
            ways=ways.get(row["_id"], ()),
            unreached=tuple(
                word(f"letter.choices.channel.{each}", language)
                for each in unreached.get(row["mailbox"], ())
            ),
        )
        for row in rows
    )


async def _unreached(
    services: Services, mailboxes: Iterable[str]
) -> Mapping[str, Sequence[Channel]]:
    """Return the channels by which the owners of mailboxes are reached no longer, of those who
    are people."""
    found: dict[str, Sequence[Channel]] = {}
    for mailbox in mailboxes:
        if owner_of(mailbox).startswith("person:"):
            state: MailboxState = (await services.sender.show(f"{MAILBOX}:{mailbox}")).state
            found[mailbox] = [name for name, way in state.reach.ways.items() if way.doubted]
    return found


def _whom(mailbox: str, library: Library, language: Language, kind: str) -> str:
    role, _, unit = seat_of(mailbox).partition("@")
    if unit:
        name = known_word(f"roles.{role}", language) or role
        return f"{unit_name(library, unit, language)} {name}"
    return acted(owner_of(mailbox), library, language, kind)
