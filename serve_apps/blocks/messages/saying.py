"""What a notice says, in words."""

from collections.abc import Mapping

from actors.blocks.messages.template import Letters
from actors.kernel.library import Library
from serve_apps.front.language import Language
from serve_apps.front.words import known_word
from serve_apps.pages.values import Values


def said(template: str, facts: Mapping[str, str], library: Library, language: Language) -> str:
    """Return the words of `template` ("case.Corrected") with `facts` in their placeholders: units
    by their names, days and choices in words, and a fact that is told in both languages in this
    one. One that nothing which is installed has words for is shown by its name."""
    kind, _, name = template.partition(".")
    words = known_word(f"{kind}.notices.{name}", language)
    values = Values(kind, library, language)
    chosen = _chosen(template, library)

    def told(fact: str, value: str) -> str:
        value = facts.get(f"{fact}_{language}", value)
        called = known_word(f"{chosen[fact]}.{value}", language) if fact in chosen else ""
        return called or values.text(fact, value)

    try:
        return (
            words.format_map({each: told(each, value) for each, value in facts.items()}) or template
        )
    except (KeyError, IndexError, ValueError):  # told by a release that has other facts
        return words


def _chosen(template: str, library: Library) -> Mapping[str, str]:
    """Return the groups of words of the facts that are choices, as the letter of the same name
    declares them."""
    letter = library[Letters].templates.get(template)
    facts = letter.facts.items() if letter else ()
    return {name: fact.words for name, fact in facts if fact.words}
