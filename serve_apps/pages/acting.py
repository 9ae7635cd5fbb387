"""What can be done with an entity (可以办理): a form for every command that its kind offers now,
and the command that a form sends."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, TypeVar

from actors.blocks.forms.asked import Asked, CommandForm, form_of
from actors.blocks.forms.sent import FIND, Entries, entries_of
from actors.blocks.forms.written import entries_from
from actors.kernel.deadlines import CHINA
from actors.kernel.offer import Offer, Rules
from actors.kernel.turn import Command
from serve_apps.front.language import Language
from serve_apps.front.problems import path_name
from serve_apps.front.words import known_word, sentence, word
from serve_apps.pages.asking import Action, Asking, Choices, Filled, Hint, Ready, Tried
from serve_apps.pages.controls import FILE, Control, Drawing, Drawn, Layout, chosen, places, way
from serve_apps.pages.grouping import moved_up, without
from serve_apps.pages.picking import MOST, Choosing, Found, Pick, among
from serve_apps.pages.records import Records
from serve_apps.pages.sending import Sent

T = TypeVar("T")
_FORMS_KEPT = 1024


@dataclass(frozen=True, kw_only=True)
class Acting:
    """The commands of `kind` that a page has forms for: all that people may send, as the kind
    offers them.

    Attributes:
        kind: its name; it has rules.
        choices: by a field, as exactly as is needed: "unit", "lead.unit" of a group, either behind
            "<Command>."; they go before those of its type.
            A question that need not be answered is not asked where there is nothing to choose.
        hints: by "<Command>.<field>".
        apart: fields of which each choice has a form of its own; the form is called by it, too.
        listed: by a field of groups, the part of a group that is known before: there is a group for
            each choice of that part, and those where nothing is said are left out.
        elsewhere: by a command, the address of the page that asks for it, with "{id}".
        left_out: commands that this page has no forms for.
        picks: fields, spoken of like those of `choices`, that hold ids of other entities: rows of a
            view, picked by name or number.
        filled: by a command, what stands in its form before somebody types. Whoever may send the
            command sees it.
        fresh: fields that name something new within the entity: nobody is asked for them.
        uploads: commands whose `sha256`, `media_type` and `size` are those of a file that comes
            with the form, which is called `<kind>.fields.file`; and with a command's name before
            it, "SealReply.letter", a field that is the digest of such a file.
    """

    kind: str
    choices: Mapping[str, Choices] = field(default_factory=dict[str, Choices])
    hints: Mapping[str, Hint] = field(default_factory=dict[str, Hint])
    apart: tuple[str, ...] = ()
    listed: Mapping[str, str] = field(default_factory=dict[str, str])
    elsewhere: Mapping[str, str] = field(default_factory=dict[str, str])
    left_out: tuple[str, ...] = ()
    picks: Mapping[str, Pick] = field(default_factory=dict[str, Pick])
    filled: Mapping[str, Filled] = field(default_factory=dict[str, Filled])
    fresh: tuple[str, ...] = ()
    uploads: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What it is called in mistakes."""
        return self.kind

    def forms(self, rules: Rules[Any]) -> dict[str, tuple[Offer[Any], CommandForm]]:
        """Return what people may send from this page, by the name of the command in addresses.

        Raises:
            TypeError: a command has a field that no form can ask for.
        """
        return {
            path_name(offer.command.__name__): (offer, _form(offer, self.kind))
            for offer in self._offers(rules)
            if offer.command.__name__ not in self.elsewhere
        }

    def faults(self, records: Any) -> Iterator[str]:
        """Yield what does not fit between these forms and what is installed
        (`pages.records.Records`)."""
        kind = records.kinds.get(self.kind)
        if kind is None or kind.rules is None:
            yield f"there is no kind {self.kind!r} that can be asked anything"
            return
        try:
            forms = self.forms(kind.rules)
        except TypeError as error:
            yield str(error)
            return
        for path in self._words(kind.rules, forms.values()):
            if not known_word(path, "zh"):
                yield f"there is no word {path!r}"
        known = {offer.command.__name__ for offer in kind.rules.offers}
        uploading = (each.partition(".")[0] for each in self.uploads)
        for name in (*self.elsewhere, *self.left_out, *self.filled, *uploading):
            if name not in known:
                yield f"{self.kind} has no command {name!r}"
        ways = {
            key for _, form in forms.values() for way in form.paths() for key in keys(form, way)
        }
        for name in sorted({*self.picks, *self.fresh} - ways):
            yield f"no command has a field {name!r}"
        digests = {each for each in self.uploads if "." in each}
        for name in sorted(digests - ways):
            yield f"no command has a field {name!r}"
        if set(self.uploads) - digests and not known_word(f"{self.kind}.fields.file", "zh"):
            yield f"there is no word '{self.kind}.fields.file'"
        for pick in self.picks.values():
            yield from pick.faults(records)

    async def ready(
        self, asking: Asking, rules: Rules[Any], tried: Tried | None = None
    ) -> Mapping[str, Ready]:
        """Return what the database has for the forms of what may be done now, and of what was
        `tried`, by their names in addresses.

        Raises:
            PyMongoError: it does not answer.
        """
        allowed = rules.allowed(asking.by, asking.state)
        made: dict[str, Ready] = {}
        for name, (offer, form) in self.forms(rules).items():
            here = tried if tried is not None and tried.command == name else None
            if offer.command.__name__ in allowed or here is not None:
                each = replace(asking, command=offer.command.__name__)
                made[name] = await self._ready(each, form, here)
        return made

    async def found(
        self, asking: Asking, form: CommandForm, control: str, sent: Sequence[tuple[str, str]]
    ) -> Control | None:
        """Return the `control` of a form with what can be picked in it, None if there is none.

        Raises:
            PyMongoError: the database does not answer.
        """
        entries = entries_of(form, sent)
        asked = dict(places(form.fields, entries)).get(control)
        each = replace(asking, command=form.command.__name__)
        found = await self._found(each, form, asked, control, entries) if asked else None
        layout = self._layout(each, form, ())
        drawing = Drawing(
            form,
            asking.language,
            "",
            entries=entries,
            layout=layout,
            found={control: found} if found else {},
        )
        return drawing.draw().control(control)

    def draw(
        self,
        asking: Asking,
        rules: Rules[Any],
        id: str,
        tried: Tried | None = None,
        ready: Mapping[str, Ready] | None = None,
    ) -> list[Action]:
        """Return what may be done now, each with its form; and what was `tried`, though it may be
        so no more, so that what was typed is not lost. `id` is that of the entity, `ready` what
        `ready` returned, for forms that need the database."""
        prepared = ready or {}
        allowed = rules.allowed(asking.by, asking.state)
        forms = self.forms(rules)
        drawn: list[Action] = []
        for offer in self._offers(rules):
            name = offer.command.__name__
            here = tried if tried is not None and tried.command == path_name(name) else None
            if name not in allowed and here is None:
                continue
            each = replace(asking, command=name)
            if name in self.elsewhere:
                drawn.append(self._link(each, offer, id))
            else:
                form = forms[path_name(name)][1]
                each = replace(each, ready=prepared.get(path_name(name), Ready()))
                drawn += self._drawn(each, offer, form, open=name in allowed, tried=here)
        return drawn

    def wish(self, form: CommandForm, sent: Sequence[tuple[str, str]]) -> Sent:
        """Return what was sent with `form`."""
        plain = dict(sent)
        if plain.get("less"):
            sent = without(sent, plain["less"])
        elif plain.get("up"):
            sent = moved_up(sent, plain["up"])
        looked = any(name.endswith(FIND) and value.strip() for name, value in sent)
        again = any(plain.get(name) for name in ("more", "less", "up", "find"))
        kept = [(name, value) for name, value in sent if self._is_said(name, sent)]
        return Sent(
            form,
            entries_of(form, kept),
            plain.get("key", "")[:64],
            plain.get("more", ""),
            again or bool(plain.get("enter") and looked),
            self.made_up(form),
        )

    def _offers(self, rules: Rules[Any]) -> Iterator[Offer[Any]]:
        for offer in rules.offers:
            if offer.of == "people" and offer.command.__name__ not in self.left_out:
                yield offer

    def _is_said(self, name: str, sent: Sequence[tuple[str, str]]) -> bool:
        """Tell whether `name` is anything but what a listed group is known by, with nothing said in
        the rest of it."""
        group, _, last = name.rpartition(".")
        if self.listed.get(group.partition(".")[0]) != last:
            return True
        return any(
            other.startswith(f"{group}.") and other != name and value.strip()
            for other, value in sent
        )

    def _drawn(
        self, asking: Asking, offer: Offer[Any], form: CommandForm, *, open: bool,
        tried: Tried | None,
    ) -> Iterator[Action]:  # fmt: skip
        """Yield the forms of one command: one, or one for each choice of a field apart."""
        field = next((each.name for each in form.fields if each.name in self.apart), "")
        if not field:
            yield from self._one(asking, offer, form, (), open=open, tried=tried)
            return
        chosen = tried.entries.get(field, ("",))[-1] if tried else ""
        choices = dict(self._choices(asking, field)) if open else {}
        for value, title in choices.items():
            each = replace(asking, of=value)
            here = tried if chosen == value else None
            fixed = (field, value, title)
            yield from self._one(each, offer, form, fixed, open=True, tried=here)
        if tried and chosen not in choices:
            each, fixed = replace(asking, of=chosen), (field, chosen, "")
            yield from self._one(each, offer, form, fixed, open=False, tried=tried)

    def _one(
        self, asking: Asking, offer: Offer[Any], form: CommandForm, fixed: tuple[str, ...], *,
        open: bool, tried: Tried | None,
    ) -> Iterator[Action]:  # fmt: skip
        name = path_name(asking.command)
        id = f"{name}-{asking.of}" if fixed else name
        drawing = Drawing(
            form,
            asking.language,
            id,
            entries=tried.entries if tried else asking.ready.entries,
            reasons=tried.reasons if tried else (),
            layout=self._layout(asking, form, fixed[:1]),
            found=asking.ready.found,
            more=tried.more if tried else "",
        )
        title = word(f"{self.kind}.commands.{asking.command}", asking.language)
        yield Action(
            name=name,
            id=id,
            title=" · ".join(filter(None, (title, *fixed[2:]))),
            grave=offer.grave,
            open=open,
            tried=tried is not None,
            form=drawing.draw(),
            fixed=((fixed[0], fixed[1]),) if fixed else (),
        )

    def _link(self, asking: Asking, offer: Offer[Any], id: str) -> Action:
        title = word(f"{self.kind}.commands.{asking.command}", asking.language)
        name = path_name(asking.command)
        href = self.elsewhere[asking.command].format(id=id)
        return Action(
            name=name, id=name, title=title, grave=offer.grave, open=True, tried=False,
            form=Drawn(()), href=href,
        )  # fmt: skip

    async def _ready(self, asking: Asking, form: CommandForm, tried: Tried | None) -> Ready:
        entries, more = (tried.entries, tried.more) if tried else ({}, "")
        if tried is None and asking.command in self.filled:
            entries = entries_from(form.fields, await self.filled[asking.command](asking), CHINA)
        found = {
            place: found
            for place, asked in places(form.fields, entries, more)
            if (found := await self._found(asking, form, asked, place, entries)) is not None
        }
        return Ready(entries, found)

    async def _found(
        self, asking: Asking, form: CommandForm, asked: Asked, place: str, entries: Entries
    ) -> Found | None:
        """Return what can be picked for a field, None where nothing has to be looked for."""
        text = "".join(entries.get(place + FIND, ())[-1:])
        picked = chosen(entries, place)
        pick = _of(self.picks, form, way(place))
        if pick is not None:
            records = asking.services[Records]
            at = Choosing(records, asking.by, asking.language, asking.state)
            return await pick.found(at, text, picked)
        source = _of(self.choices, form, way(place))
        if source is None or not asked.several:
            return None
        listed = tuple(source(asking))
        return among(listed, text, picked) if len(listed) > MOST else None

    def _layout(self, asking: Asking, form: CommandForm, fixed: tuple[str, ...]) -> Layout:
        paths = [each for each in form.paths() if each not in fixed]
        sources = ((each, _of(self.choices, form, each)) for each in paths)
        names = {each.rpartition(".")[2] for each in paths} | {f.name for f in form.fields}
        hints = ((name, self.hints.get(f"{asking.command}.{name}")) for name in names)
        return Layout(
            offered={each: tuple(source(asking)) for each, source in sources if source},
            hints={name: hint(asking) for name, hint in hints if hint is not None},
            listed=self.listed,
            fixed=fixed,
            fresh=self.made_up(form),
            file=asking.command in self.uploads,
            digests=self.digests(asking.command),
        )

    def files(self, command: str) -> tuple[tuple[str, ...], ...]:
        """Return the fields of `command` by which it names files that come with its form: of each
        the digest first, then what else is asked of it, in the order of `FILE`."""
        whole = (FILE,) if command in self.uploads else ()
        return (*whole, *((name,) for name in self.digests(command)))

    def digests(self, command: str) -> tuple[str, ...]:
        """Return the fields of `command` that are digests of files."""
        of = (each.partition(".") for each in self.uploads)
        return tuple(name for whose, _, name in of if whose == command and name)

    def made_up(self, form: CommandForm) -> frozenset[str]:
        """Return the ways to the fields of `form` that pages give a name of their own."""
        return frozenset(
            each for each in form.paths() if any(key in self.fresh for key in keys(form, each))
        )

    def _choices(self, asking: Asking, name: str) -> tuple[tuple[str, str], ...] | None:
        choices = self.choices.get(f"{asking.command}.{name}") or self.choices.get(name)
        return None if choices is None else tuple(choices(asking))

    def _words(
        self, rules: Rules[Any], forms: Iterable[tuple[Offer[Any], CommandForm]]
    ) -> Iterator[str]:
        for offer in self._offers(rules):
            yield f"{self.kind}.commands.{offer.command.__name__}"
        for offer, form in forms:
            command = offer.command.__name__
            chosen = tuple(
                f"{self.kind}.choices.{name.rpartition('.')[2]}."
                for name in (*self.choices, *self.picks)
                if not name[:1].isupper() or name.startswith(f"{command}.")
            )
            yield from (path for path in form.words() if not path.startswith(chosen))


def keys(form: CommandForm, path: str) -> tuple[str, ...]:
    """Return how a field of a form may be spoken of, the most exact first."""
    command, last = form.command.__name__, path.rpartition(".")[2]
    return f"{command}.{path}", f"{command}.{last}", path, last


def _of(sources: Mapping[str, T], form: CommandForm, path: str) -> T | None:
    return next((sources[key] for key in keys(form, path) if key in sources), None)


def summary_of(
    actions: Iterable[Action], tried: Tried | None, language: Language
) -> tuple[tuple[str, str], ...]:
    """Return what was wrong with what was `tried`, each with the id of its control; "" for what
    concerns none, or one that is not shown."""
    if tried is None:
        return ()
    for action in actions:
        if action.tried:
            return action.form.summary
    return tuple(("", sentence(each.code, language, each.facts)) for each in tried.reasons)


def _form(offer: Offer[Any], kind: str) -> CommandForm:
    return _form_of(offer.command, kind, offer.long, offer.unasked)


@lru_cache(_FORMS_KEPT)
def _form_of(
    command: type[Command], kind: str, long: tuple[str, ...], unasked: tuple[str, ...]
) -> CommandForm:
    return form_of(command, kind, long=long, unasked=unasked)
