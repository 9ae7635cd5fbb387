"""Papers of a case that were handed over or posted (送达), for the eye."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Protocol

import msgspec

from actors.blocks.cases.basis import basis_of
from actors.blocks.cases.parts import ServedPaper
from actors.blocks.cases.serving import RELATIONS, ServePaper, service_of, to_be_served
from actors.blocks.cases.state import CaseState
from actors.blocks.cases.taken_back import TakeBackService, taken_back_of, to_take_back
from actors.blocks.documents.template import Papers
from actors.kernel.identifiers import mask_name
from actors.kernel.library import Library
from serve_apps.front.language import Language
from serve_apps.front.problem import path_name
from serve_apps.front.words import word
from serve_apps.pages.asking import Action, Asking

OF_A_PAPER = (path_name(ServePaper.__name__), path_name(TakeBackService.__name__))
Titled = Iterator[tuple[str, str]]


class ServiceOut(msgspec.Struct, frozen=True):
    """How a paper was served (送达): "in_person", "post" or "left", on which local day, who signed
    or, of one that was left, who refused to, and what that is to the applicant. Names are masked
    for offices that have not said what they look for."""

    method: str
    served_on: date
    receiver: str
    relation: str
    tracking: str
    witness: str


class TakenBackOut(msgspec.Struct, frozen=True):
    """A service that was entered by mistake and does not hold: how the paper was said to have been
    served, when that was taken back, and why."""

    was: ServiceOut
    at: datetime
    reason: str


class Listed(Protocol):
    """A paper as a list has it."""

    @property
    def id(self) -> str:
        """Of its document."""
        ...


def service_out(state: CaseState, document: str, *, in_full: bool) -> ServiceOut | None:
    """Return how the paper `document` of the case was served, None while it was not."""
    served = service_of(state, document)
    return _out(served, in_full=in_full) if served else None


def taken_back_out(state: CaseState, document: str, *, in_full: bool) -> tuple[TakenBackOut, ...]:
    """Return what was entered of the paper `document` of the case and taken back, in order."""
    return tuple(
        TakenBackOut(was=_out(each, in_full=in_full), at=each.back.at, reason=each.back.reason)
        for each in taken_back_of(state, document)
        if each.back
    )


def _out(served: ServedPaper, *, in_full: bool) -> ServiceOut:
    return ServiceOut(
        method=served.method,
        served_on=served.served_on,
        receiver=served.receiver if in_full else mask_name(served.receiver),
        relation=served.relation,
        tracking=served.tracking,
        witness=served.witness if in_full else mask_name(served.witness),
    )


def beside(
    actions: Iterable[Action], papers: Iterable[Listed]
) -> tuple[list[Action], dict[str, Action]]:
    """Return what is asked on its own, and the forms that stand beside a paper, by its id."""
    ids, rest, there = {paper.id for paper in papers}, list[Action](), dict[str, Action]()
    for action in actions:
        paper = dict(action.fixed).get("paper", "") if action.name in OF_A_PAPER else ""
        if paper in ids:
            there[paper] = action
        else:
            rest.append(action)
    return rest, there


def papers_to_serve(asking: Asking) -> Titled:
    """Yield the papers that can still be served, by what they are called."""
    library = asking.services.library
    for paper in to_be_served(asking.state, basis_of(library, asking.state)):
        yield paper.document, title_of(paper.template, library, asking.language)


def papers_served(asking: Asking) -> Titled:
    """Yield the papers of which a service can be taken back, by what they are called."""
    for paper in to_take_back(asking.state, asking.by):
        yield paper.document, title_of(paper.template, asking.services.library, asking.language)


def ways_to_serve(asking: Asking) -> Titled:
    """Yield the ways of service."""
    for code in ("in_person", "post", "left"):
        yield code, word(f"servings.{code}", asking.language)


def who_may_sign(asking: Asking) -> Titled:
    """Yield who may sign for an applicant of this kind."""
    applicant = asking.state.applicant
    for code in RELATIONS[applicant.kind] if applicant else ():
        yield code, word(f"servings.relations.{code}", asking.language)


def title_of(template: str, library: Library, language: Language) -> str:
    """Return what papers by `template` are called."""
    known = library[Papers].template(template)
    return known.title[language] if known else template
