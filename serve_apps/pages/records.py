"""What generic pages stand on: the kinds and views that are installed, and what of them a visitor
may see."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from actors.blocks.access.access import Access
from actors.blocks.access.where import Where, plain
from actors.kernel.guarded import NOTHING, Facts, FactType, Guarded
from actors.kernel.identity import Identity
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.mistakes import Mistake, Mistakes
from actors.kernel.offer import Rules
from actors.kernel.system import Installed, System
from actors.kernel.verdict import Verdict
from actors.kernel.view import Index, View
from actors.kinds import all_views, build_kinds
from serve_apps.front.faces import checked_of, declared
from serve_apps.front.wiring import Wiring
from serve_apps.pages.synonyms import synonyms_of
from serve_apps.pages.values import at_path
from storage.filters import filter_of
from storage.mongo import Database, Document
from storage.search.index import Search


class Records:
    """Kinds, views and search of this process.

    Raises:
        Mistakes: a generic page of a face does not fit what is installed; all of them are named,
            with the file of the face.
    """

    def __init__(self, wiring: Wiring) -> None:
        library = wiring.library
        self.library: Library = library
        self.database: Database = wiring.database
        self.kinds: Mapping[str, EntityKind[Any]] = build_kinds(library)
        self.views: Mapping[str, View] = {view.name: view for view in all_views(library)}
        self.indexes: Mapping[str, Sequence[Index]] = {
            each.name: each.indexes
            for view in self.views.values()
            for each in (view, *view.derived)
        }
        self.search = Search(wiring.database, synonyms_of(library[Installed]))
        self._owners: dict[str, System] = {
            kind: owner for owner in library[Installed].owners for kind in owner.guarded
        }
        mistakes = [
            Mistake(file, page.name, rule)
            for file, face in declared()
            for page in checked_of(face)
            for rule in page.faults(self)
        ]
        if mistakes:
            raise Mistakes(mistakes)

    def guarded(self, kind: str) -> Guarded | None:
        """Return what policies may ask of `kind`, None if they know nothing of it."""
        owner = self._owners.get(kind)
        return owner.guarded[kind] if owner else None

    def rules(self, kind: str) -> Rules[Any] | None:
        """Return what the kind can be asked, None if there is no such kind or nothing to ask."""
        found = self.kinds.get(kind)
        return found.rules if found else None

    def where(self, by: Identity, action: str, purpose: str = "") -> Where:
        """Return the rows to which `by` may do `action`, "motion.read"."""
        kind = action.partition(".")[0]
        standing = self.standing(kind, by)
        return self.library[Access].where(by, action, purpose, standing=standing)

    def readable(
        self, by: Identity, action: str, paths: Mapping[str, str], purpose: str = ""
    ) -> Document:
        """Return the filter of the rows to which `by` may do `action`; `paths` tell where the facts
        of the kind stand in a row, if not under their own names."""
        return filter_of(plain(self.where(by, action, purpose)), paths)

    def judging(
        self, by: Identity, action: str, paths: Mapping[str, str], purpose: str = ""
    ) -> Callable[[Mapping[str, Any]], Verdict]:
        """Return what decides once more, on a row itself, whether `by` may do `action` to what it
        tells of, and which fields that opens."""
        kind = action.partition(".")[0]
        guarded, access = self.guarded(kind), self.library[Access]
        declared = guarded.facts if guarded else {}
        standing = self.standing(kind, by)
        return lambda row: access.permit(
            by, action, facts_of(row, declared, paths), purpose, standing=standing
        )

    def standing(self, kind: str, by: Identity) -> Facts:
        """Return what policies know of `by` beyond the identity, when asked about `kind`."""
        rules = self.rules(kind)
        if rules is not None:
            return rules.standing(by)
        owner = self._owners.get(kind)
        return owner.known(by, self.library) if owner and owner.known else NOTHING


def facts_of(
    row: Mapping[str, Any], declared: Mapping[str, FactType], paths: Mapping[str, str]
) -> Facts:
    """Return what policies may ask of the entity that `row` tells of."""
    found: dict[str, Any] = {}
    for name, type_ in declared.items():
        value = at_path(row, paths.get(name, name))
        if value is not None:
            found[name] = frozenset(value) if type_ == "texts" else value
    return found
