"""Writing a suggestion step by step (撰写向导), with help in line. Every step is kept as the draft,
so that it can be gone on with later, and prints."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import uuid4

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.forms.asked import CommandForm, form_of
from actors.blocks.forms.sent import Entries, entries_of, read
from actors.blocks.organisation.units import Organisation
from actors.kernel.deadlines import CHINA
from actors.kernel.errors import Reason, Refusal
from actors.systems.npc_motions.suggestion.commands import InviteCosigners, SaveDraft, Submit
from actors.systems.npc_motions.suggestion.kind import SUGGESTION
from actors.systems.npc_motions.suggestion.state import SuggestionState
from serve_apps.front.bodies import command_id
from serve_apps.front.language import Language, language_of
from serve_apps.front.policies import Resident
from serve_apps.front.rendering import page, unit_name
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import known_word, word
from serve_apps.pages.controls import Layout, Offered
from serve_apps.pages.drawing import Drawing
from serve_apps.pages.parts import SummaryRow
from serve_apps.pages.records import Records
from serve_apps.pages.values import Values
from serve_apps.systems.npc_motions.choosing import topics_in
from storage.mongo import Document

router = APIRouter(include_in_schema=False)
AT = "/write-suggestion"
DRAFT = form_of(SaveDraft, SUGGESTION, long=("matter",))
INVITE = form_of(InviteCosigners, SUGGESTION)
SUBMIT = form_of(Submit, SUGGESTION)
MOST_NAMES = 500  # deputies to choose from
MOST_CLUES = 30
SHOWN = 80  # characters of a clue


@dataclass(frozen=True)
class Part:
    """One step: what is asked on it, and of which command."""

    name: str
    form: CommandForm
    fields: tuple[str, ...]


PARTS = (
    Part("subject", DRAFT, ("title", "topic", "clues")),
    Part("matter", DRAFT, ("matter", "requests")),
    Part("units", DRAFT, ("proposed_units", "public_allowed")),
    Part("cosigners", INVITE, ("accounts",)),
    Part("check", SUBMIT, ("one_matter",)),
)
_BY_NAME = {part.name: part for part in PARTS}


@router.get(AT)
async def begin(request: Request, visitor: Resident, services: Wired) -> Response:
    """Say what the steps are, and lead to the first one of a new draft.

    Raises:
        Refusal: the visitor is no deputy in office.
    """
    await _deputy(services, visitor)
    language = language_of(request)
    context = {
        "steps": [
            (_said("titles", part, language), _said("texts", part, language)) for part in PARTS
        ],
        "first": f"{AT}/{uuid4().hex}/{PARTS[0].name}",
    }
    return page(request, "npc_motions/write_begin.html", context)


@router.get(f"{AT}/{{id}}/{{step}}")
async def show_step(
    request: Request, visitor: Resident, services: Wired, id: str, step: str
) -> Response:
    """Show a step of the draft.

    Raises:
        Refusal: there is no such step, or the draft is not the visitor's.
    """
    return await _Writing(request, services, visitor, id, step).show()


@router.post(f"{AT}/{{id}}/{{step}}")
async def take_step(
    request: Request, visitor: Resident, services: Wired, id: str, step: str
) -> Response:
    """Keep what was written on a step, and lead to the next one.

    Raises:
        Refusal: there is no such step, or the draft is not the visitor's.
    """
    return await _Writing(request, services, visitor, id, step).take()


class _Writing:
    """One step of one draft, for one request."""

    def __init__(
        self, request: Request, services: Services, visitor: Visitor, id: str, step: str
    ) -> None:
        if step not in _BY_NAME or not id.isalnum() or len(id) > 40:
            raise Refusal(Reason("suggestion.unknown"), kind="unknown")
        self._request = request
        self._services = services
        self._visitor = visitor
        self._id = id
        self._part = _BY_NAME[step]
        self._language: Language = language_of(request)

    async def show(
        self, entries: Entries | None = None, refused: Refusal | None = None
    ) -> Response:
        """Show the step, with what was typed and what is wrong with it."""
        state = await self._state()
        if not state.phase and self._part is not PARTS[0]:
            return RedirectResponse(f"{AT}/{self._id}/{PARTS[0].name}", 303)
        offered = await self._offered(state)
        drawing = Drawing(
            self._part.form,
            self._language,
            self._part.name,
            entries=entries if entries is not None else self._known(state),
            reasons=refused.reasons if refused else (),
            layout=Layout(offered=offered, hints=self._hints()),
        )
        drawn = drawing.draw()
        at = PARTS.index(self._part)
        context = {
            "title": _said("titles", self._part, self._language),
            "text": _said("texts", self._part, self._language),
            "number": at + 1,
            "total": len(PARTS),
            "steps": [
                (_said("titles", part, self._language), f"{AT}/{self._id}/{part.name}", n == at)
                for n, part in enumerate(PARTS)
            ],
            "controls": [
                each for name in self._part.fields for each in drawn.controls if each.name == name
            ],
            "errors": drawn.summary,
            "back": f"{AT}/{self._id}/{PARTS[at - 1].name}" if at else AT,
            "here": f"{AT}/{self._id}/{self._part.name}",
            "last": at == len(PARTS) - 1,
            "facts": self._facts(state) if at == len(PARTS) - 1 else (),
            "key": uuid4().hex,
        }
        status = 200 if refused is None else 409 if refused.kind == "not_now" else 422
        return page(self._request, "npc_motions/write_step.html", context, status=status)

    def _hints(self) -> dict[str, str]:
        """Return the help that stands beside the questions of the step."""
        hints = {
            name: known_word(f"writing.hints.{name}", self._language) for name in self._part.fields
        }
        return {name: hint for name, hint in hints.items() if hint}

    async def take(self) -> Response:
        """Send what the step makes, and lead on; show it again if the rules refuse it."""
        state = await self._state()
        form = await self._request.form()
        sent = [(k, v) for k, v in form.multi_items() if isinstance(v, str)]
        entries = entries_of(self._part.form, self._whole(state, sent))
        if self._part.name == "cosigners" and not entries.get("accounts"):
            return self._next()  # nobody has to be invited
        try:
            if self._part.form is DRAFT:
                entries = {**entries, **await self._where(state)}
            wish = read(self._part.form, entries, CHINA)
            id = command_id(self._visitor.identity.id, dict(sent).get("key", "")[:64])
            key, by = f"{SUGGESTION}:{self._id}", self._visitor.identity
            await self._services.sender.send(key, wish, id=id, by=by)
        except Refusal as refused:
            if refused.kind not in ("invalid", "not_now"):
                raise
            return await self.show(entries, refused)
        return self._next()

    def _next(self) -> Response:
        at = PARTS.index(self._part) + 1
        if at == len(PARTS):
            return RedirectResponse(f"/suggestions/{self._id}", 303)
        return RedirectResponse(f"{AT}/{self._id}/{PARTS[at].name}", 303)

    async def _state(self) -> SuggestionState:
        state: SuggestionState = (
            await self._services.sender.show(f"{SUGGESTION}:{self._id}")
        ).state
        account = self._visitor.identity.id.partition(":")[2]
        if state.phase and (state.phase != "draft" or state.lead != account):
            raise Refusal(Reason("suggestion.unknown"), kind="unknown")
        if not state.phase:
            await _deputy(self._services, self._visitor)
        return state

    async def _where(self, state: SuggestionState) -> Entries:
        """Return of which congress and term the draft is: the visitor's."""
        if state.phase:
            return {"congress": (state.congress,), "term": (str(state.term),)}
        row = await _deputy(self._services, self._visitor)
        return {"congress": (row["congress"],), "term": (str(row["term"]),)}

    def _known(self, state: SuggestionState) -> Entries:
        """Return what the draft says, as it would be typed."""
        if self._part.form is not DRAFT:
            return {}
        return entries_of(DRAFT, self._whole(state, ()))

    def _whole(
        self, state: SuggestionState, sent: Iterable[tuple[str, str]]
    ) -> list[tuple[str, str]]:
        """Return what was sent of the step, and what the draft says of the other ones."""
        pairs = list(sent)
        if self._part.form is not DRAFT:
            return pairs
        asked = frozenset(self._part.fields) if pairs else frozenset[str]()
        known: Mapping[str, str] = {
            "congress": state.congress,
            "term": str(state.term),
            "session": state.session,
            "mover": state.mover,
            "delegation": state.delegation,
            "topic": state.topic,
            "title": state.title,
            "matter": state.matter,
            "requests": "\n".join(state.requests),
            "public_allowed": "true" if state.public_allowed else "false",
        }
        kept = [(name, value) for name, value in known.items() if name not in asked]
        for name in ("proposed_units", "clues"):
            if name not in asked:
                kept += [(name, each) for each in getattr(state, name)]
        return [*kept, *((k, v) for k, v in pairs if k in asked)]

    async def _offered(self, state: SuggestionState) -> Offered:
        match self._part.name:
            case "subject":
                clues = await self._clues(state)
                return {"topic": topics_in(self._services.library, self._language), "clues": clues}
            case "units":
                units = self._services.library[Organisation].units.values()
                titled = ((unit.code, unit.title[self._language]) for unit in units)
                return {"proposed_units": sorted(titled, key=lambda each: each[1])}
            case "cosigners":
                return {"accounts": await self._deputies(state)}
            case _:
                return {}

    async def _clues(self, state: SuggestionState) -> list[tuple[str, str]]:
        """Return the clues that can be cited by what they say: those that are, then the latest."""
        clues = self._services[Records].database["clues"]
        latest = clues.find({"state": "received"}).sort("told_at", -1).limit(MOST_CLUES)
        cited = clues.find({"_id": {"$in": list(state.clues)}})
        rows = {row["_id"]: row["text"] for found in (cited, latest) async for row in found}
        return [(id, text[:SHOWN]) for id, text in rows.items()]

    async def _deputies(self, state: SuggestionState) -> list[tuple[str, str]]:
        """Return who may still be invited, those of one's own delegation first."""
        where = {"congress": state.congress, "term": state.term, "status": "active"}
        found = self._services[Records].database["deputies"].find(where).limit(MOST_NAMES)
        rows = [row async for row in found if row["account"] not in state.roster]
        own = self._visitor.unit
        rows.sort(key=lambda row: (row["delegation"] != own, row["delegation"], row["_id"]))
        library, language = self._services.library, self._language
        return [
            (row["account"], f"{row['name']} · {unit_name(library, row['delegation'], language)}")
            for row in rows
        ]

    def _facts(self, state: SuggestionState) -> list[SummaryRow]:
        values = Values(SUGGESTION, self._services.library, self._language)
        at = {field: part.name for part in PARTS for field in part.fields}
        at["signers"] = "cosigners"
        names = ("title", "topic", "matter", "requests", "clues", "proposed_units")
        told = [(name, values.text(name, getattr(state, name))) for name in names]
        told.append(("public_allowed", values.text("public_allowed", state.public_allowed)))
        told.append(("signers", values.text("signers", state.signers)))
        return [
            SummaryRow(
                values.label(name),
                text,
                change=f"{AT}/{self._id}/{at[name]}",
                name=values.label(name),
            )
            for name, text in told
        ]


async def _deputy(services: Services, visitor: Visitor) -> Document:
    """Return the row of the visitor as a deputy in office.

    Raises:
        Refusal: he or she is none.
    """
    account = visitor.identity.id.partition(":")[2]
    where = {"account": account, "status": "active"}
    row = await services[Records].database["deputies"].find_one(where)
    if row is None:
        raise Refusal(Reason("suggestion.not_in_office"), kind="forbidden")
    return row


def _said(group: str, part: Part, language: Language) -> str:
    return word(f"writing.{group}.{part.name}", language)
