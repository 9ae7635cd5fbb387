"""The filter of a list by congress (人民代表大会)."""

from collections.abc import Iterable
from dataclasses import dataclass

from actors.blocks.organisation.units import Organisation
from actors.kernel.library import Library
from actors.systems.npc_motions.standing import BODY
from serve_apps.front.language import Language, translations
from serve_apps.front.words import word
from serve_apps.pages.filters import Active, Control, Reading, Sent


@dataclass(frozen=True, kw_only=True)
class OfCongress:
    """Of one congress; see `Filter` of the generic lists."""

    field: str = "congress"

    def read(self, kind: str, sent: Sent, library: Library, language: Language) -> Reading:
        """Return what `sent`, the parameters of an address, means."""
        units = library[Organisation].units.items()
        choices = [
            (code.removesuffix(BODY), unit.title[language])
            for code, unit in sorted(units)
            if code.endswith(BODY)
        ]
        label = word(f"{kind}.fields.{self.field}", language)
        value = sent.get(self.field, "")
        titles = dict(choices)
        if value not in titles:
            return Reading((Control("select", self.field, label, "", choices),))
        colon = translations(language).gettext("：")
        active = Active(f"{label}{colon}{titles[value]}", (self.field,))
        control = Control("select", self.field, label, value, choices)
        return Reading((control,), {self.field: value}, active)

    def words(self, kind: str) -> Iterable[str]:
        """Return the paths of the words that it needs."""
        return (f"{kind}.fields.{self.field}",)
