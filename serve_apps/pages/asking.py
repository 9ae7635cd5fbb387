"""The commands that a visitor may send to one record, as forms of its page."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from starlette.datastructures import UploadFile

from actors.blocks.forms.asked import Asked, CommandForm
from actors.blocks.forms.sent import FIND, Entries, entries_of, read
from actors.blocks.forms.written import entries_from
from actors.kernel.deadlines import CHINA
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import Identity
from actors.kernel.offer import Offer, Rules
from actors.kernel.turn import Command
from serve_apps.front.language import Language
from serve_apps.front.wiring import Services
from serve_apps.front.words import word
from serve_apps.pages.controls import FILE, Drawing, Drawn, Offered, chosen, places, way
from serve_apps.pages.grouping import moved_up, without
from serve_apps.pages.picking import MOST, Choosing, Found, Pick, among
from serve_apps.pages.records import Records
from storage.files import Unfit

MOST_MEGABYTES = 20  # of a file
_PIECE = 1 << 18

Choices = Callable[[Services, Any, Language], Iterable[tuple[str, str]]]
"""(services, state, language) -> the choices for a field, where they depend on what there is."""

Filled = Callable[[Services, Identity, Any], Awaitable[Mapping[str, Any]]]
"""(services, visitor, state) -> what stands in a form before somebody types, by its fields."""

Forms = Mapping[str, tuple[Offer[Any], CommandForm]]
"""What people may send, by the name of the command in addresses."""


@dataclass(frozen=True)
class Tried:
    """A command that was refused, or whose form is to be drawn again: with one more group of the
    field `more`, or with what was looked for."""

    command: str
    entries: Entries
    reasons: tuple[Reason, ...] = ()
    more: str = ""


def again(command: str, form: CommandForm, sent: Sequence[tuple[str, str]]) -> Tried | None:
    """Return the form to draw again if a button within it was pressed, None if it was sent. The
    key for a new line in a control to look for something presses no button and looks."""
    plain = dict(sent)
    if plain.get("less"):
        return Tried(command, entries_of(form, without(sent, plain["less"])))
    if plain.get("up"):
        return Tried(command, entries_of(form, moved_up(sent, plain["up"])))
    looked = any(name.endswith(FIND) and value.strip() for name, value in sent)
    if plain.get("more") or plain.get("find") or (plain.get("enter") and looked):
        return Tried(command, entries_of(form, sent), more=plain.get("more", ""))
    return None


@dataclass(frozen=True)
class Asking:
    """Draws the commands of a record of `kind` for the visitor `by`.

    Attributes:
        choices, filled, fresh, uploads: see `RecordPage`.
    """

    kind: str
    rules: Rules[Any]
    forms: Forms
    choices: Mapping[str, Choices | Pick]
    filled: Mapping[str, Filled]
    fresh: tuple[str, ...]
    uploads: tuple[str, ...]
    services: Services
    by: Identity
    language: Language

    async def actions(self, state: Any, tried: Tried | None) -> list[dict[str, Any]]:
        """Return what the visitor may do now, each with its form; and what was tried, though it
        may be so no more, so that what was typed is not lost.

        Raises:
            PyMongoError: the database does not answer.
        """
        allowed = self.rules.allowed(self.by, state)
        drawn: list[dict[str, Any]] = []
        for name, (offer, form) in self.forms.items():
            here = tried if tried is not None and tried.command == name else None
            open = offer.command.__name__ in allowed
            if not open and here is None:
                continue
            drawn.append(
                {
                    "name": name,
                    "title": word(f"{self.kind}.commands.{offer.command.__name__}", self.language),
                    "grave": offer.grave,
                    "open": open,
                    "tried": here is not None,
                    "form": await self._drawn(name, form, state, here),
                }
            )
        return drawn

    def read(self, form: CommandForm, entries: Entries) -> Command:
        """Return the command that `entries` are, with a name of its own for whatever is new.

        Raises:
            Refusal: it is none; every fault is named by its field.
        """
        fresh = self._fresh(form)
        made = {
            name: (uuid4().hex[:12],)
            for name, _ in places(form.fields, entries)
            if way(name) in fresh and name not in entries
        }
        return read(form, {**made, **entries}, CHINA)

    async def with_file(self, form: CommandForm, entries: Entries, sent: Any) -> Entries:
        """Return `entries` with the file that came with the form, once that is kept, or with the
        one that was kept before.

        Raises:
            Refusal: it is unfit, or there is none.
            PyMongoError: the database does not answer.
        """
        if form.command.__name__ not in self.uploads:
            return entries
        files, upload = self.services.files, sent.get(f"{FILE[0]}.file")
        try:
            if isinstance(upload, UploadFile) and upload.size:
                stored = await files.put(_pieces(upload), max_megabytes=MOST_MEGABYTES)
            else:
                stored = await files.find("".join(entries.get(FILE[0], ())))
        except Unfit as unfit:
            raise Refusal(Reason(f"file.{unfit.code}", f"/{FILE[0]}", unfit.facts)) from unfit
        if stored is None:
            raise Refusal(Reason("file.no_file", f"/{FILE[0]}"))
        values = stored.sha256, stored.media_type, str(stored.bytes)
        return {**entries, **{name: (said,) for name, said in zip(FILE, values, strict=True)}}

    async def found(self, form: CommandForm, name: str, sent: Any, state: Any) -> Drawn:
        """Return the form with what can be picked in its control `name` alone."""
        entries = entries_of(form, sent)
        field = dict(places(form.fields, entries)).get(name)
        found = await self._found(form, field, name, entries, state) if field else None
        offered = self._offered(form, state)
        return Drawing(
            form,
            self.language,
            "",
            entries=entries,
            offered=offered,
            found={name: found} if found else {},
        ).draw()

    async def _drawn(self, name: str, form: CommandForm, state: Any, here: Tried | None) -> Drawn:
        entries = here.entries if here else await self._begin(form, state)
        more = here.more if here else ""
        found = {
            place: found
            for place, field in places(form.fields, entries, more)
            if (found := await self._found(form, field, place, entries, state)) is not None
        }
        return Drawing(
            form,
            self.language,
            name,
            entries=entries,
            reasons=here.reasons if here else (),
            offered=self._offered(form, state),
            found=found,
            fresh=self._fresh(form),
            file=form.command.__name__ in self.uploads,
            more=more,
        ).draw()

    async def _begin(self, form: CommandForm, state: Any) -> Entries:
        filled = self.filled.get(form.command.__name__)
        if filled is None:
            return {}
        return entries_from(form.fields, await filled(self.services, self.by, state), CHINA)

    async def _found(
        self, form: CommandForm, field: Asked, name: str, entries: Entries, state: Any
    ) -> Found | None:
        """Return what can be picked for a field, None where nothing has to be looked for."""
        source = self._source(form, way(name))
        text = "".join(entries.get(name + FIND, ())[-1:])
        picked = chosen(entries, name)
        if isinstance(source, Pick):
            at = Choosing(self.services[Records], self.by, self.language, state)
            return await source.found(at, text, picked)
        if source is None or not field.several:
            return None
        listed = tuple(source(self.services, state, self.language))
        return among(listed, text, picked) if len(listed) > MOST else None

    def _offered(self, form: CommandForm, state: Any) -> Offered:
        return {
            path: tuple(source(self.services, state, self.language))
            for path in form.paths()
            if (source := self._source(form, path)) and not isinstance(source, Pick)
        }

    def _source(self, form: CommandForm, path: str) -> Choices | Pick | None:
        return next((self.choices[key] for key in keys(form, path) if key in self.choices), None)

    def _fresh(self, form: CommandForm) -> frozenset[str]:
        return frozenset(
            path for path in form.paths() if any(key in self.fresh for key in keys(form, path))
        )


async def _pieces(upload: UploadFile) -> AsyncIterator[bytes]:
    while piece := await upload.read(_PIECE):
        yield piece


def keys(form: CommandForm, path: str) -> tuple[str, str, str]:
    """Return how a field of a form may be spoken of, the most exact first."""
    return f"{form.command.__name__}.{path}", path, path.rpartition(".")[2]
