"""What can be done with an entity (可以办理): a form for every command that its kind offers now,
and the command that a form sends."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar

from actors.blocks.files.digest import names_files
from actors.blocks.forms.asked import CommandForm, form_of
from actors.blocks.forms.sent import FIND, entries_of
from actors.kernel.offer import Offer, Rules
from actors.kernel.turn import Command
from serve_apps.front.problem import path_name
from serve_apps.front.words import known_word
from serve_apps.pages.asking import Choices, Filled, Hint
from serve_apps.pages.control_names import places
from serve_apps.pages.grouping import moved_up, without
from serve_apps.pages.picking import Pick
from serve_apps.pages.sending import Sent
from serve_apps.pages.uploads import FILE, Upload

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
        hindered: commands of which it is told why they cannot be sent yet, where the sender could
            send them but for what the rules' questions find.
        picks: fields, spoken of like those of `choices`, that hold ids of other entities: rows of a
            view, picked by name or number.
        filled: by a command, what stands in its form before somebody types. Whoever may send the
            command sees it.
        fresh: fields that name something new within the entity: nobody is asked for them.
        uploads: commands whose `sha256`, `media_type` and `size` are those of a file that comes
            with the form, which is called `<kind>.fields.file`; and with a command's name before
            it, "Describe.portrait.photograph", the way to a field that is the digest of such a
            file.
    """

    kind: str
    choices: Mapping[str, Choices] = field(default_factory=dict[str, Choices])
    hints: Mapping[str, Hint] = field(default_factory=dict[str, Hint])
    apart: tuple[str, ...] = ()
    listed: Mapping[str, str] = field(default_factory=dict[str, str])
    elsewhere: Mapping[str, str] = field(default_factory=dict[str, str])
    left_out: tuple[str, ...] = ()
    hindered: tuple[str, ...] = ()
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
            for offer in self.offers(rules)
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
        known = {offer.command.__name__: offer.command for offer in kind.rules.offers}
        uploading = (each.partition(".")[0] for each in self.uploads)
        for name in (*self.elsewhere, *self.left_out, *self.hindered, *self.filled, *uploading):
            if name not in known:
                yield f"{self.kind} has no command {name!r}"
        for name in sorted({each.partition(".")[0] for each in self.uploads} & known.keys()):
            if not names_files(known[name]):
                yield f"{self.kind}: {name} has no field of the type Digest"
        ways = {
            key for _, form in forms.values() for way in form.paths() for key in keys(form, way)
        }
        for name in sorted({*self.picks, *self.fresh} - ways):
            yield f"no command has a field {name!r}"
        digests = {each for each in self.uploads if "." in each}
        asked = {
            f"{form.command.__name__}.{place}"
            for _, form in forms.values()
            for place, _asked in places(form.fields, {})
        }
        for name in sorted(digests - asked):
            yield f"no command has a field {name!r}"
        if set(self.uploads) - digests and not known_word(f"{self.kind}.fields.file", "zh"):
            yield f"there is no word '{self.kind}.fields.file'"
        for pick in self.picks.values():
            yield from pick.faults(records)

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

    def offers(self, rules: Rules[Any]) -> Iterator[Offer[Any]]:
        """Yield what people may be offered on this page, in the order of the kind."""
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

    def files(self, form: CommandForm) -> Iterator[Upload]:
        """Yield the files that come with `form`."""
        command = form.command.__name__
        if command in self.uploads:
            yield Upload(FILE)
        asked = dict(places(form.fields, {}))
        for name in self.digests(command):
            yield Upload((name,), asked[name].required)

    def digests(self, command: str) -> tuple[str, ...]:
        """Return the ways to the fields of `command` that are digests of files."""
        of = (each.partition(".") for each in self.uploads)
        return tuple(name for whose, _, name in of if whose == command and name)

    def made_up(self, form: CommandForm) -> frozenset[str]:
        """Return the ways to the fields of `form` that pages give a name of their own."""
        return frozenset(
            each for each in form.paths() if any(key in self.fresh for key in keys(form, each))
        )

    def _words(
        self, rules: Rules[Any], forms: Iterable[tuple[Offer[Any], CommandForm]]
    ) -> Iterator[str]:
        for offer in self.offers(rules):
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


def sourced(sources: Mapping[str, T], form: CommandForm, path: str) -> T | None:
    """Return what `sources` have for a field of a form, None for nothing."""
    return next((sources[key] for key in keys(form, path) if key in sources), None)


def _form(offer: Offer[Any], kind: str) -> CommandForm:
    return _form_of(offer.command, kind, offer.long, offer.unasked, offer.first)


@lru_cache(_FORMS_KEPT)
def _form_of(
    command: type[Command],
    kind: str,
    long: tuple[str, ...],
    unasked: tuple[str, ...],
    first: tuple[str, ...],
) -> CommandForm:
    return form_of(command, kind, long=long, unasked=unasked, first=first)
