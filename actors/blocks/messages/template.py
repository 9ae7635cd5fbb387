"""Templates of letters (信件模板): data of the owners of kinds, in both languages, checked when
they are read. `letters.toml` says a letter's class and its facts, `words.toml` the sentences."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from string import Formatter
from typing import Any, cast, get_args

import msgspec

from actors.blocks.messages.delivery_rules import DeliveryRules, Sort
from actors.blocks.messages.reach import CHANNELS, Channel
from actors.kernel.mistakes import Mistake, unknown
from actors.kernel.words import Title

PLACEHOLDER = 20  # characters that what fills a placeholder counts as
_SORTS: tuple[Sort, ...] = get_args(Sort)
_TEXTS: Mapping[Channel, tuple[str, ...]] = {
    "mail": ("subject", "mail"),
    "sms": ("sms",),
    "push": ("sms",),  # a browser shows what a telephone would
}


class Fact(msgspec.Struct, frozen=True):
    """What a fact of a letter is: its sort and, of a choice, the words that it is called by
    ("procedures")."""

    sort: Sort
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Template:
    """One letter: `of` is its class, `facts` what it is told by name, `texts` its "subject" and
    "mail", its "sms"."""

    name: str
    of: str
    facts: Mapping[str, Fact]
    texts: Mapping[str, Title]

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The channels that it has words for. A browser has no answer to what asks for one by text
        message."""
        asks = any(fact.sort == "reply" for fact in self.facts.values())
        return tuple(
            channel
            for channel in CHANNELS
            if _TEXTS[channel][-1] in self.texts and not (asks and channel == "push")
        )

    def lacking(self, channel: Channel, facts: Mapping[str, str]) -> tuple[str, ...]:
        """Return the names of the facts that its words by `channel` ask for and `facts` lack."""
        asked = dict.fromkeys(
            name for text in _TEXTS[channel] for name in placeholders(self.texts[text].zh)
        )
        return tuple(name for name in asked if name not in facts)


@dataclass(frozen=True, kw_only=True)
class Letters:
    """Every template by its name ("case.Accepted"), the rules of delivery, and the words that
    choices and the frame of letters are made of, by path."""

    rules: DeliveryRules
    templates: Mapping[str, Template] = field(default_factory=dict[str, Template])
    words: Mapping[str, Title] = field(default_factory=dict[str, Title])


@dataclass(frozen=True)
class Source:
    """The folder of an owner, and what its files are called in mistakes ("blocks/cases")."""

    folder: Path
    called: str


def read_letters(sources: Iterable[Source], rules: DeliveryRules) -> tuple[Letters, list[Mistake]]:
    """Read the letters of every owner, and return everything that is wrong with them."""
    mistakes: list[Mistake] = []
    templates: dict[str, Template] = {}
    every: dict[str, Title] = {}
    declared: list[tuple[str, str, dict[str, Any]]] = []
    for source in sources:
        words = _words(source, mistakes)
        every |= {path: title for path, title in words.items() if ".letters." not in path}
        file = f"{source.called}/letters.toml"
        found = list(_declared(source, file, mistakes))
        declared += found
        names = {name for _, name, _ in found}
        mistakes += _of_nothing(f"{source.called}/words.toml", words, names)
        for _, name, document in found:
            said = f"{name.replace('.', '.letters.')}."
            texts = {
                path.removeprefix(said): words[path] for path in words if path.startswith(said)
            }
            template, wrong = _template(name, document, texts, rules, file)
            mistakes += wrong
            fallback = name.replace(".", ".notices.")
            if fallback not in words and not _at_once(template, rules):
                rule = f"the platform itself has no notice {fallback}, where all can be read"
                mistakes.append(Mistake(file, name, rule))
            if name in templates:
                mistakes.append(Mistake(file, name, "another owner has a letter of this name"))
            elif template is not None:
                templates[name] = template
    mistakes += _strange_choices(templates, every)
    return Letters(rules=rules, templates=templates, words=every), mistakes


def placeholders(text: str) -> tuple[str, ...]:
    """Return the names in the places of `text`, in order; what is no plain name as it stands.

    Raises:
        ValueError: its braces do not close.
    """
    parsed = Formatter().parse(text)
    return tuple(
        name if not (format or conversion) else f"{name}!{conversion or ''}:{format or ''}"
        for _, name, format, conversion in parsed
        if name is not None
    )


def _at_once(template: Template | None, rules: DeliveryRules) -> bool:
    return template is None or rules.classes[template.of].at_once


def _declared(
    source: Source, file: str, mistakes: list[Mistake]
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield the file, the name and the declaration of each letter of an owner."""
    path = source.folder / "letters.toml"
    if not path.exists():
        return
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except ValueError as error:
        mistakes.append(Mistake(file, "", str(error)))
        return
    for kind, letters in document.items():
        for name, declared in cast(dict[str, Any], letters).items():
            yield file, f"{kind}.{name}", declared


def _words(source: Source, mistakes: list[Mistake]) -> dict[str, Title]:
    path = source.folder / "words.toml"
    if not path.exists():
        return {}
    try:
        return dict(_titles("", tomllib.loads(path.read_text("utf-8"))))
    except ValueError as error:
        mistakes.append(Mistake(f"{source.called}/words.toml", "", str(error)))
        return {}


def _titles(prefix: str, table: Mapping[str, Any]) -> Iterator[tuple[str, Title]]:
    if "zh" in table and "en" in table:
        yield prefix, Title(zh=str(table["zh"]), en=str(table["en"]))
        return
    for name, inner in table.items():
        if isinstance(inner, dict):
            below = cast(dict[str, Any], inner)
            yield from _titles(f"{prefix}.{name}" if prefix else name, below)


def _template(
    name: str,
    document: dict[str, Any],
    texts: Mapping[str, Title],
    rules: DeliveryRules,
    file: str,
) -> tuple[Template | None, list[Mistake]]:
    mistakes = [
        Mistake(file, name, f"there is no key {key!r}")
        for key in document.keys() - {"class", "facts"}
    ]
    of = str(document.get("class", ""))
    if of not in rules.classes:
        mistakes.append(Mistake(file, f"{name}.class", unknown(of, rules.classes, "class")))
    facts: dict[str, Fact] = {}
    for fact, said in cast(dict[str, str], document.get("facts", {})).items():
        sort, _, words = said.partition(":")
        known: Sort | None = next((each for each in _SORTS if each == sort), None)
        if known is None:
            rule = f"{unknown(sort, _SORTS, 'sort of fact')}; a letter says nothing else of anybody"
            mistakes.append(Mistake(file, f"{name}.facts.{fact}", rule))
        else:
            facts[fact] = Fact(known, words)
    template = Template(name=name, of=of, facts=facts, texts=texts)
    mistakes += _text_faults(template, rules, file)
    fits = of in rules.classes and not mistakes
    return (template if fits else None), mistakes


def _text_faults(template: Template, rules: DeliveryRules, file: str) -> Iterator[Mistake]:
    words = file.replace("letters.toml", "words.toml")
    path = template.name.replace(".", ".letters.")
    if not template.channels:
        yield Mistake(words, path, "it has no words for any channel (subject and mail, sms)")
    if ("subject" in template.texts) is not ("mail" in template.texts):
        yield Mistake(words, path, "a mail has a subject and a text")
    known = ("subject", "mail", "sms")
    for strange in sorted(template.texts.keys() - set(known)):
        yield Mistake(words, f"{path}.{strange}", unknown(strange, known, "text"))
    used: set[str] = set()
    for text in (each for each in known if each in template.texts):
        channel: Channel = "sms" if text == "sms" else "mail"
        may = rules.classes[template.of].may_hold(channel) if template.of in rules.classes else None
        for language in ("zh", "en"):
            said = template.texts[text][language]
            place = f"{path}.{text}.{language}"
            try:
                names = placeholders(said)
            except ValueError as error:
                yield Mistake(words, place, str(error))
                continue
            used |= set(names)
            yield from (
                Mistake(words, place, each) for each in _asked(names, template, channel, may)
            )
            if text == "sms" and _length(said, names) > rules.sms_longest:
                rule = f"it is longer than {rules.sms_longest} characters when it is filled in"
                yield Mistake(words, place, rule)
    for name in sorted(template.facts.keys() - used):
        yield Mistake(file, f"{template.name}.facts.{name}", "none of its words asks for it")


def _asked(
    names: Iterable[str], template: Template, channel: Channel, may: tuple[Sort, ...] | None
) -> Iterator[str]:
    for name in dict.fromkeys(names):
        fact = template.facts.get(name)
        if fact is None:
            yield unknown(name, template.facts, "fact")
        elif may is not None and fact.sort not in may:
            yield f"a letter of the class {template.of!r} holds no {fact.sort!r} by {channel}"


def _length(said: str, names: Iterable[str]) -> int:
    return len(said) + sum(PLACEHOLDER - len(name) - 2 for name in names)


def _of_nothing(file: str, words: Mapping[str, Title], names: set[str]) -> Iterator[Mistake]:
    """Yield words of letters that are not declared."""
    for path in words:
        kind, mark, rest = path.partition(".letters.")
        name = f"{kind}.{rest.partition('.')[0]}"
        if mark and name not in names:
            yield Mistake(file, path, f"letters.toml does not declare {name}")


def _strange_choices(
    templates: Mapping[str, Template], words: Mapping[str, Title]
) -> Iterator[Mistake]:
    for template in templates.values():
        for name, fact in template.facts.items():
            if fact.sort == "choice" and not any(
                path.startswith(f"{fact.words}.") for path in words
            ):
                rule = f"no words are called {fact.words!r}: a choice is declared as choice:<words>"
                yield Mistake("letters.toml", f"{template.name}.facts.{name}", rule)
