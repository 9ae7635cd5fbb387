"""Dictionaries (字典): coded lists that forms choose from, published as versions."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

import msgspec

from actors.blocks.access.access import Access
from actors.blocks.organisation.versions import faults_of, require_last
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.guarded import NOTHING, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer, Rules, commands_of, decider
from actors.kernel.shape import NAME, repeated
from actors.kernel.system import Installed
from actors.kernel.turn import Command, Event, Turn
from actors.kernel.words import Title

GUARDED = Guarded(actions=("read", "publish", "take_back"))


class Term(msgspec.Struct, frozen=True):
    """One choice of a dictionary: the code that is kept, and its text."""

    code: str
    title: Title


class PublishDictionary(Command, frozen=True, kw_only=True):
    """Publish a version with all its terms, in the order in which forms show them."""

    effective: date
    reason: str
    title: Title
    terms: tuple[Term, ...]


class TakeBackDictionary(Command, frozen=True, kw_only=True):
    """Take back the last version, which is `number`, before its first day is over."""

    number: int
    reason: str


class DictionaryPublished(Event, frozen=True, kw_only=True):
    at: datetime
    number: int
    effective: date
    reason: str
    title: Title
    terms: tuple[Term, ...]


class DictionaryTakenBack(Event, frozen=True, kw_only=True):
    at: datetime
    number: int
    reason: str


class DictionaryState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The versions of one dictionary that stand; `count` the number of the last published."""

    code: str
    versions: tuple[DictionaryPublished, ...] = ()
    count: int = 0


def evolve(
    state: DictionaryState, event: DictionaryPublished | DictionaryTakenBack
) -> DictionaryState:
    """Return the dictionary after `event`."""
    if isinstance(event, DictionaryPublished):
        versions = (*state.versions, event)
        return msgspec.structs.replace(state, versions=versions, count=event.number)
    kept = tuple(each for each in state.versions if each.number != event.number)
    return msgspec.structs.replace(state, versions=kept)


def codes_of(library: Library) -> frozenset[str]:
    """Return the codes of all dictionaries that something of what is installed chooses from."""
    return frozenset(each.dictionary for each in library[Installed].vocabularies().values())


def faults(code: str, command: PublishDictionary, known: Collection[str]) -> Iterable[Reason]:
    """Yield what is wrong with the dictionary `code` as `command` has it; `known` are the codes of
    those that have readers."""
    if code not in known:
        facts = {"code": code, "known": " ".join(sorted(known))}
        yield Reason("dictionary.no_reader", "/code", facts)
    if not (command.title.zh.strip() and command.title.en.strip()):
        yield Reason("organisation.title_in_both_languages", "/title")
    if not command.terms:
        yield Reason("dictionary.empty", "/terms")
    for term in command.terms:
        if not NAME.fullmatch(term.code):
            yield Reason("dictionary.term_code", "/terms", {"code": term.code})
        elif not (term.title.zh.strip() and term.title.en.strip()):
            yield Reason("dictionary.term_title", "/terms", {"code": term.code})
    for name in repeated([term.code for term in command.terms]):
        yield Reason("dictionary.repeated", "/terms", {"code": name})


def _publish(
    turn: Turn[DictionaryState], command: PublishDictionary, known: Collection[str]
) -> None:
    found = [
        *faults(turn.state.code, command, known),
        *faults_of(command.effective, command.reason, local_day(turn.now)),
    ]
    if found:
        raise Refusal(*found)
    published = DictionaryPublished(
        at=turn.now,
        number=turn.state.count + 1,
        effective=command.effective,
        reason=command.reason.strip(),
        title=command.title,
        terms=command.terms,
    )
    turn.emit(published)


def _take_back(turn: Turn[DictionaryState], command: TakeBackDictionary) -> None:
    require_last(turn.state.versions, command.number, command.reason, local_day(turn.now))
    reason = command.reason.strip()
    turn.emit(DictionaryTakenBack(at=turn.now, number=command.number, reason=reason))


_TITLE = Title(zh="主题", en="Themes")
OFFERS: tuple[Offer[DictionaryState], ...] = (
    Offer(
        command=PublishDictionary,
        action="publish",
        example=PublishDictionary(
            effective=date(2026, 12, 1),
            reason="a new theme",
            title=_TITLE,
            terms=(Term("housing", Title(zh="住房", en="Housing")),),
        ),
        long=("reason",),
    ),
    Offer(
        command=TakeBackDictionary,
        action="take_back",
        example=TakeBackDictionary(number=1, reason="a mistake"),
        long=("reason",),
    ),
)


def dictionary_kind(library: Library) -> EntityKind[DictionaryState]:
    """Return the kind "dictionary": one entity for each, its id the code."""
    known = codes_of(library)
    rules = Rules(
        kind="dictionary",
        offers=OFFERS,
        permits=library[Access],
        facts=lambda state: NOTHING,
        phase=lambda state: "published" if state.versions else "empty",
    )
    return EntityKind(
        name="dictionary",
        state=DictionaryState,
        initial=lambda key: DictionaryState(code=key.partition(":")[2]),
        commands=commands_of(OFFERS),
        events=DictionaryPublished | DictionaryTakenBack,
        decide=decider(
            rules,
            {
                PublishDictionary: lambda turn, command: _publish(turn, command, known),
                TakeBackDictionary: _take_back,
            },
        ),
        evolve=evolve,
        plural="dictionaries",
        rules=rules,
        shown=("number", "effective", "title", "terms"),
    )
