"""What a letter says: the words of its template, filled in, in the language of who gets it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from actors.blocks.messages.reach import Channel, Language
from actors.blocks.messages.template import Fact, Letters, Template
from actors.kernel.words import Title

_SHOWN = 4  # last characters of a number that a short message shows
_HIDDEN = "**"
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
Units = Callable[[str], Title | None]
"""What a unit is called, by its code."""


@dataclass(frozen=True)
class Written:
    """A letter as it leaves; a text message has no subject, and that of what a browser shows is who
    says it."""

    subject: str
    text: str


def write(
    template: Template,
    channel: Channel,
    facts: Mapping[str, str],
    language: Language,
    letters: Letters,
    units: Units,
) -> Written:
    """Return what the letter says.

    Raises:
        KeyError: a fact is lacking; `Template.lacking` tells before which.
    """
    told = {
        name: _value(name, fact, facts, channel, language, letters, units)
        for name, fact in template.facts.items()
        if name in facts
    }
    if channel == "mail":
        subject = template.texts["subject"][language].format_map(told)
        return Written(subject, template.texts["mail"][language].format_map(told))
    text = template.texts["sms"][language].format_map(told)
    if channel == "push":
        return Written(letters.words["letters.sender"][language], text)
    return Written("", f"{letters.words['letters.signature'][language]}{text}")


def masked(number: str) -> str:
    """Return what a short message shows of the number of a file: its last digits."""
    return f"{_HIDDEN}{number[-_SHOWN:]}" if len(number) > _SHOWN else number


def _value(
    name: str,
    fact: Fact,
    facts: Mapping[str, str],
    channel: Channel,
    language: Language,
    letters: Letters,
    units: Units,
) -> str:
    said = facts.get(f"{name}_en", facts[name]) if language == "en" else facts[name]
    match fact.sort:
        case "number":
            said = said if channel == "mail" else masked(said)
        case "unit":
            title = units(said)
            said = title[language] if title else said
        case "day":
            said = _day(said, language)
        case "choice":
            word = letters.words.get(f"{fact.words}.{said}")
            said = word[language] if word else said
        case _:
            pass
    return " ".join(said.split())


def _day(text: str, language: Language) -> str:
    try:
        on = date.fromisoformat(text)
    except ValueError:
        return text
    if language == "en":
        return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"
    return f"{on.year}年{on.month}月{on.day}日"
