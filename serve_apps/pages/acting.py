"""What can be done with an entity (可以办理): a form for every command that its kind offers now,
and the command that a form sends."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from actors.blocks.forms.asked import CommandForm, form_of
from actors.blocks.forms.sent import Entries, entries_of, read
from actors.kernel.deadlines import CHINA
from actors.kernel.errors import Reason
from actors.kernel.identity import Identity
from actors.kernel.offer import Offer, Rules
from actors.kernel.turn import Command
from serve_apps.front.language import Language
from serve_apps.front.problems import path_name
from serve_apps.front.wiring import Services
from serve_apps.front.words import known_word, sentence, word
from serve_apps.pages.controls import Drawing, Drawn, Layout

_FORMS_KEPT = 1024


@dataclass(frozen=True, kw_only=True)
class Asking:
    """For whom a form is drawn: who looks at an entity in `state`, and may send `command` to it.

    `of` is the value of the field that the form has for itself, see `Acting.apart`; "": none.
    """

    services: Services
    by: Identity
    state: Any
    language: Language
    command: str = ""
    of: str = ""


Choices = Callable[[Asking], Iterable[tuple[str, str]]]
"""The choices for a field, (value, title) each, where they depend on what there is."""

Hint = Callable[[Asking], str]
"""What helps to answer a question."""


@dataclass(frozen=True)
class Tried:
    """A command that was refused, or whose form shall have one more group of `more`."""

    command: str
    entries: Entries
    reasons: tuple[Reason, ...] = ()
    more: str = ""


@dataclass(frozen=True, kw_only=True)
class Action:
    """A command that may be sent now, or was tried and may not: `open` tells. `form` is what it
    asks, `fixed` what goes with it unseen; with `href` it has a page of its own."""

    name: str
    id: str
    title: str
    grave: bool
    open: bool
    tried: bool
    form: Drawn
    fixed: tuple[tuple[str, str], ...] = ()
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class Acting:
    """The commands of `kind` that a page has forms for: all that people may send, as the kind
    offers them.

    Attributes:
        kind: its name; it has rules.
        choices: by the name of a field, or "<Command>.<field>"; they go before those of its type.
            A question that need not be answered is not asked where there is nothing to choose.
        hints: by "<Command>.<field>".
        apart: fields of which each choice has a form of its own; the form is called by it, too.
        listed: by a field of groups, the part of a group that is known before: there is a group for
            each choice of that part, and those where nothing is said are left out.
        elsewhere: by a command, the address of the page that asks for it, with "{id}".
        left_out: commands that this page has no forms for.
    """

    kind: str
    choices: Mapping[str, Choices] = field(default_factory=dict[str, Choices])
    hints: Mapping[str, Hint] = field(default_factory=dict[str, Hint])
    apart: tuple[str, ...] = ()
    listed: Mapping[str, str] = field(default_factory=dict[str, str])
    elsewhere: Mapping[str, str] = field(default_factory=dict[str, str])
    left_out: tuple[str, ...] = ()

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
        for name in (*self.elsewhere, *self.left_out):
            if name not in known:
                yield f"{self.kind} has no command {name!r}"

    def draw(
        self, asking: Asking, rules: Rules[Any], id: str, tried: Tried | None = None
    ) -> list[Action]:
        """Return what may be done now, each with its form; and what was `tried`, though it may be
        so no more, so that what was typed is not lost. `id` is that of the entity."""
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
                drawn += self._drawn(each, offer, form, open=name in allowed, tried=here)
        return drawn

    def wish(self, form: CommandForm, sent: Sequence[tuple[str, str]]) -> "Sent":
        """Return what was sent with `form`."""
        plain = dict(sent)
        kept = [(name, value) for name, value in sent if self._is_said(name, sent)]
        return Sent(form, entries_of(form, kept), plain.get("key", "")[:64], plain.get("more", ""))

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
            entries=tried.entries if tried else {},
            reasons=tried.reasons if tried else (),
            layout=self._layout(asking, form, fixed[:1]),
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

    def _layout(self, asking: Asking, form: CommandForm, fixed: tuple[str, ...]) -> Layout:
        names = {path.rpartition(".")[2] for path in form.words() if ".fields." in path}
        found = ((name, self._choices(asking, name)) for name in names - {*fixed})
        hints = ((name, self.hints.get(f"{asking.command}.{name}")) for name in names)
        return Layout(
            offered={name: choices for name, choices in found if choices is not None},
            hints={name: hint(asking) for name, hint in hints if hint is not None},
            listed=self.listed,
            fixed=fixed,
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
                f"{self.kind}.choices.{name.removeprefix(f'{command}.')}."
                for name in self.choices
                if "." not in name or name.startswith(f"{command}.")
            )
            yield from (path for path in form.words() if not path.startswith(chosen))


@dataclass(frozen=True)
class Sent:
    """What a form sent. `key` makes a wish that is sent again the same wish, "" for none; `more` is
    a field of groups that shall have one more."""

    form: CommandForm
    entries: Entries
    key: str
    more: str

    def command(self) -> Command:
        """Return the command.

        Raises:
            Refusal: it is none; every fault is named by its field.
        """
        return read(self.form, self.entries, CHINA)


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
