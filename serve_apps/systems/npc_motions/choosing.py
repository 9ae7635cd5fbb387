"""What the forms of motions offer to choose from."""

from collections.abc import Iterable
from uuid import uuid4

from actors.blocks.organisation.terms import terms_of
from actors.blocks.organisation.units import Organisation
from actors.kernel.library import Library
from actors.systems.npc_motions.books import Books
from actors.systems.npc_motions.congress_session_state import SessionState
from actors.systems.npc_motions.deputy_records import DeputyState
from actors.systems.npc_motions.handling.state import HandlingState
from actors.systems.npc_motions.interpellation_records import InterpellationState
from actors.systems.npc_motions.load import load_congresses, load_profiles
from actors.systems.npc_motions.motion_state import MotionState
from actors.systems.npc_motions.suggestion.state import SuggestionState
from actors.systems.npc_motions.topics import TOPICS
from serve_apps.front.language import Language, translations
from serve_apps.front.words import known_word
from serve_apps.pages.asking import Asking

Titled = Iterable[tuple[str, str]]
_BODY = "_congress"  # ends the code of the unit that the bodies and delegations of one are under


def units(asking: Asking) -> Titled:
    """Return every unit, by name."""
    found = asking.services.library[Organisation].units.values()
    return sorted(
        ((unit.code, unit.title[asking.language]) for unit in found), key=lambda each: each[1]
    )


def congresses(asking: Asking) -> Titled:
    """Return the congresses that have units here."""
    names = (
        code.removesuffix(_BODY)
        for code in asking.services.library[Organisation].units
        if code.endswith(_BODY)
    )
    return [
        (name, known_word(f"choices.congress.{name}", asking.language) or name) for name in names
    ]


def delegations(asking: Asking) -> Titled:
    """Return the delegations of the congress, or of all where none is named yet."""
    congress = getattr(asking.state, "congress", "")
    return [
        (unit.code, unit.title[asking.language])
        for unit in asking.services.library[Organisation].units.values()
        if unit.code.endswith("_delegation")
        and unit.superior.endswith(_BODY)
        and congress in ("", unit.superior.removesuffix(_BODY))
    ]


def delegation_if_any(asking: Asking) -> Titled:
    """Return that none is named, and the delegations."""
    return [("", translations(asking.language).gettext("不选")), *delegations(asking)]


def topics(asking: Asking) -> Titled:
    """Return the topics by which clues and suggestions are sorted."""
    return topics_in(asking.services.library, asking.language)


def topics_in(library: Library, language: Language) -> list[tuple[str, str]]:
    """Return the topics, by their words: those that are published, or those that ship."""
    published = terms_of(library, "topic")
    if published:
        return [(code, title[language]) for code, title in published.items()]
    return [(each, known_word(f"choices.topic.{each}", language)) for each in TOPICS]


def regions(asking: Asking) -> Titled:
    """Return the divisions of this place, by name."""
    return regions_in(asking.services.library, asking.language)


def regions_in(library: Library, language: Language) -> list[tuple[str, str]]:
    """Return the divisions of this place, by name, in the order of their codes."""
    return [
        (code, place.title[language])
        for code, place in sorted(library[Organisation].places.items())
    ]


def levels(asking: Asking) -> Titled:
    """Return the levels of congresses whose numbers are known."""
    return [
        (name, known_word(f"congress_session.choices.level.{name}", asking.language) or name)
        for name in load_congresses()
    ]


def places(asking: Asking) -> Titled:
    """Return the places whose regulations are known."""
    return sorted({each.place: each.regulation for each in load_profiles().values()}.items())


def grounds(asking: Asking) -> Titled:
    """Return the grounds on which the place's rules let a suggestion be declined."""
    state: SuggestionState = asking.state
    found = Books(asking.services.library).of(state.profile).grounds if state.phase else None
    return [(each.name, each.title[asking.language]) for each in found.reasons] if found else []


def text(asking: Asking) -> Titled:
    """Return the one text that can be signed: the one that the page shows."""
    state: SuggestionState = asking.state
    return [(state.text.sha256, state.title)] if state.texts else []


def attachments(asking: Asking) -> Titled:
    """Return the files of a proposal, by their names."""
    state: SuggestionState | MotionState = asking.state
    return [(each.sha256, each.name) for each in state.attachments]


def requests(asking: Asking) -> Titled:
    """Return what is asked for, each by its number."""
    state: SuggestionState = asking.state
    return [(str(at), f"{at}. {each}") for at, each in enumerate(state.requests, start=1)]


def moved(asking: Asking) -> Titled:
    """Return the one text of a motion that can be signed."""
    state: MotionState = asking.state
    return [(state.text.hash, state.text.title)] if state.texts else []


def asked(asking: Asking) -> Titled:
    """Return the one text of an interpellation that can be signed."""
    state: InterpellationState = asking.state
    return [(state.text_hash, state.question)] if state.text_hash else []


def replies(asking: Asking) -> Titled:
    """Return the replies of the round that are not rated yet."""
    state: SuggestionState = asking.state
    rated = {each.handling for each in state.due_ratings}
    known = asking.services.library[Organisation].units
    return [
        (each.handling, known[each.unit].title[asking.language])
        for each in state.due_replies
        if each.handling not in rated
    ]


def approved(asking: Asking) -> Titled:
    """Return the text that was approved, the only one that is sealed."""
    state: HandlingState = asking.state
    return [(state.draft.sha256, state.title)] if state.draft else []


def numbers(asking: Asking) -> Titled:
    """Return the numbers of the requests that the unit answers."""
    state: HandlingState = asking.state
    said = translations(asking.language).gettext("第 %(n)s 项")
    return [(str(each), said % {"n": each}) for each in state.requests]


def duties(asking: Asking) -> Titled:
    """Return the acts of duty that are not posted yet."""
    state: DeputyState = asking.state
    return [
        (id, f"{entry.on} · {entry.subject}")
        for id, entry in state.duties.items()
        if not entry.posted
    ]


def sittings(asking: Asking) -> Titled:
    """Return the sittings of a session."""
    state: SessionState = asking.state
    return [(id, sitting.title) for id, sitting in state.sittings.items()]


def sitting_or_new(asking: Asking) -> Titled:
    """Return a sitting that is to come, and those that can be moved."""
    new = translations(asking.language).gettext("新增会次")
    return [(uuid4().hex[:8], new), *sittings(asking)]


def agenda(asking: Asking) -> Titled:
    """Return the items of the agenda."""
    state: SessionState = asking.state
    return [(item.id, item.title) for item in state.agenda]


def documents(asking: Asking) -> Titled:
    """Return the documents that are not withdrawn."""
    state: SessionState = asking.state
    return [
        (id, document.title)
        for id, document in state.documents.items()
        if document.state != "withdrawn"
    ]
