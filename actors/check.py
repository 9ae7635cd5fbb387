"""Holds what owners declare against each other: nothing missing, unknown, doubled or misspelt.

Runs when the library is loaded, so that a platform with a fault does not start.
"""

import importlib.util
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from actors import declared, scan
from actors.blocks.access.access import Access
from actors.blocks.access.condition import Fact, Known, leaves
from actors.blocks.access.policy import Policy
from actors.declared import Owned
from actors.glossary import check_words, read_glossary
from actors.kernel.identity import CLOCK, PLATFORM
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.mistakes import Mistake, unknown
from actors.kernel.system import Installed
from actors.kernel.view import EVERY, View

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_ADDRESS = re.compile(r"[a-z][a-z0-9_-]*")
_REQUIRED = ("__init__.py",)
Kinds = Owned[EntityKind[Any]]


def check(library: Library) -> list[Mistake]:
    """Return everything that is wrong with what `library` has installed, file and place."""
    mistakes: list[Mistake] = []
    installed = library[Installed]
    kinds = declared.kinds(library, mistakes)
    views = declared.views(library, mistakes)
    mistakes += _folders(installed)
    mistakes += _kinds(kinds)
    mistakes += _views(views, kinds)
    mistakes += _guarded(installed, kinds, views)
    mistakes += _offers(kinds, library[Access].policies)
    mistakes += _policies(installed, library[Access].policies)
    mistakes += _amendments(installed, kinds)
    mistakes += _named_work(installed)
    mistakes += _jobs(installed, views)
    mistakes += _gauges(installed)
    mistakes += _kept(installed, kinds, views)
    glossary = read_glossary(installed, mistakes)
    mistakes += check_words(installed, kinds, glossary)
    return mistakes


def _folders(installed: Installed) -> Iterator[Mistake]:
    """Yield the files that a folder must have and has not."""
    for owner in installed.owners:
        required = (*_REQUIRED, "README.md") if owner.name in installed.systems else _REQUIRED
        for name in required:
            if not (scan.folder_of(owner) / name).exists():
                yield Mistake(scan.file_of(owner, name), "", "it is missing")


def _kinds(kinds: Kinds) -> Iterator[Mistake]:
    """Yield kinds that cannot be named in keys and addresses, and what they show of nothing."""
    plurals: dict[str, str] = {}
    for owner, kind in kinds.values():
        file, place = scan.file_of(owner, "system.py"), f"kinds.{kind.name}"
        if not _NAME.fullmatch(kind.name):
            rule = "a kind's name is small letters, digits and _, beginning with a letter"
            yield Mistake(file, place, rule)
        if kind.plural and not _ADDRESS.fullmatch(kind.plural):
            rule = f"its plural {kind.plural!r} cannot stand in an address"
            yield Mistake(file, place, rule)
        if kind.plural in plurals:
            rule = f"{plurals[kind.plural]!r} has the plural {kind.plural!r}, too"
            yield Mistake(file, place, rule)
        if kind.plural:
            plurals[kind.plural] = kind.name
        known = set(kind.state.__struct_fields__)
        for event in get_args(kind.events) or (kind.events,):
            known |= set(event.__struct_fields__)
        for shown in kind.shown:
            if shown not in known:
                yield Mistake(file, f"{place}.shown", unknown(shown, known, "field"))


def _views(views: Owned[View], kinds: Kinds) -> Iterator[Mistake]:
    """Yield views of kinds that nobody has, and collections that two write."""
    written: dict[str, str] = {}
    for owner, view in views.values():
        file, place = scan.file_of(owner, "system.py"), f"views.{view.name}"
        for kind in view.kinds:
            if view.kinds != EVERY and kind not in kinds:
                yield Mistake(file, place, unknown(kind, kinds, "kind"))
        for collection in view.collections:
            other = written.setdefault(collection, view.name)
            if other != view.name:
                yield Mistake(file, place, f"{other!r} writes {collection!r}, too")


def _guarded(installed: Installed, kinds: Kinds, views: Owned[View]) -> Iterator[Mistake]:
    """Yield what policies may speak of and no kind or collection is, or two owners lend them."""
    lent: dict[str, str] = {}
    known = {*kinds, *(each for _, view in views.values() for each in view.collections)}
    for owner in installed.owners:
        file = scan.file_of(owner, "system.py")
        for name in owner.guarded:
            if name not in known:
                yield Mistake(file, f"guarded.{name}", unknown(name, known, "kind"))
            if name in lent:
                yield Mistake(file, f"guarded.{name}", f"{lent[name]} has it, too")
            lent[name] = file


def _offers(kinds: Kinds, policies: Iterable[Policy]) -> Iterator[Mistake]:
    """Yield what people are offered and no policy ever permits, or can."""
    permitted = {
        each for policy in policies if policy.effect == "permit" for each in policy.actions
    }
    for owner, kind in kinds.values():
        guarded = owner.guarded.get(kind.name)
        actions = guarded.actions if guarded else ()
        for offer in kind.rules.offers if kind.rules else ():
            if offer.of != "people":
                continue
            place = f"{kind.name}.{offer.command.__name__}"
            if offer.action not in actions:
                file = scan.file_of(owner, "system.py")
                yield Mistake(file, place, unknown(offer.action, actions, "guarded action"))
            elif f"{kind.name}.{offer.action}" not in permitted:
                file = scan.file_of(owner, "policies.cedar")
                rule = f"no policy permits {kind.name}.{offer.action!r}"
                yield Mistake(file, place, rule)


def _policies(installed: Installed, policies: Iterable[Policy]) -> Iterator[Mistake]:
    """Yield roles and purposes that policies ask for and nobody has declared."""
    owners = {owner.name: owner for owner in installed.owners}
    roles = {*installed.roles(), *CLOCK.roles, *PLATFORM.roles}
    known: Mapping[Fact, tuple[str, Iterable[str]]] = {
        Fact("actor", "roles"): ("role", roles),
        Fact("context", "purpose"): ("purpose", installed.purposes()),
    }
    for policy in policies:
        file = scan.file_of(owners[policy.id.partition(".")[0]], "policies.cedar")
        for leaf in leaves(policy.condition):
            for fact, named in ((leaf.left, leaf.right), (leaf.right, leaf.left)):
                if not (isinstance(fact, Fact) and isinstance(named, Known) and fact in known):
                    continue
                what, declared_names = known[fact]
                values = named.value if isinstance(named.value, frozenset) else {named.value}
                for value in sorted(str(each) for each in values):
                    if value and value not in declared_names:
                        yield Mistake(file, policy.id, unknown(value, declared_names, what))


def _amendments(installed: Installed, kinds: Kinds) -> Iterator[Mistake]:
    """Yield amendments that follow from entities which are not there."""
    for owner in installed.owners:
        for each in owner.amendments:
            if each.kind not in kinds:
                file = scan.file_of(owner, "system.py")
                yield Mistake(file, "amendments", unknown(each.kind, kinds, "kind"))


def _named_work(installed: Installed) -> Iterator[Mistake]:
    """Yield what an owner has its shell do or lend, and is not there."""
    for owner in installed.owners:
        lent = tuple(owner.provides.values())
        for place, names in (
            ("afterwards", owner.afterwards),
            ("alongside", owner.alongside),
            ("gauged", owner.gauged),
            ("provides", lent),
        ):
            for name in names:
                if wrong := _unfound(name):
                    yield Mistake(scan.file_of(owner, "system.py"), place, wrong)


def _jobs(installed: Installed, views: Owned[View]) -> Iterator[Mistake]:
    """Yield tables and jobs of one name, tables of no view or of what it hides, and jobs that read
    or do what is not there."""
    tables: dict[str, str] = {}
    jobs: dict[str, str] = {}
    for owner in installed.owners:
        file = scan.file_of(owner, "system.py")
        for table in owner.analysed:
            place = f"analysed.{table.view}"
            if table.view in tables:
                yield Mistake(file, place, f"{tables[table.view]} has it, too")
            tables[table.view] = file
            if table.view not in views:
                yield Mistake(file, place, unknown(table.view, views, "view"))
                continue
            for path in table.columns:
                if path.partition(".")[0] in views[table.view][1].hidden:
                    yield Mistake(file, f"{place}.{path}", "it is hidden")
    for owner in installed.owners:
        file = scan.file_of(owner, "system.py")
        for job in owner.jobs:
            if job.name in jobs:
                yield Mistake(file, f"jobs.{job.name}", f"{jobs[job.name]} has it, too")
            jobs[job.name] = file
            for name in job.reads:
                if name not in tables:
                    yield Mistake(file, f"jobs.{job.name}", unknown(name, tables, "table"))
            for name in filter(None, (job.work, job.parts, job.joins)):
                if wrong := _unfound(name):
                    yield Mistake(file, f"jobs.{job.name}", wrong)


def _unfound(name: str) -> str:
    """Return what is wrong with a function's name, "package.module:function"; "" if nothing. The
    module is read and not imported: every process checks this, few use what shells are made of."""
    module, _, function = name.partition(":")
    try:
        spec = importlib.util.find_spec(module)
    except (ImportError, ValueError) as error:
        return str(error)
    if spec is None or spec.origin is None:
        return f"there is no module {module!r}"
    defined = rf"^(?:async def|def|class) {re.escape(function)}\b"
    if not re.search(defined, Path(spec.origin).read_text("utf-8"), re.MULTILINE):
        return f"module {module!r} has no function {function!r}"
    return ""


def _gauges(installed: Installed) -> Iterator[Mistake]:
    """Yield figures of one name that two owners declare."""
    found: dict[str, str] = {}
    for owner in installed.owners:
        file = scan.file_of(owner, "system.py")
        for each in owner.gauges:
            if each.name in found:
                yield Mistake(file, f"gauges.{each.name}", f"{found[each.name]} has it, too")
            found[each.name] = file


def _kept(installed: Installed, kinds: Kinds, views: Owned[View]) -> Iterator[Mistake]:
    """Yield what is kept of no kind, or told to be over by rows that there are not. It may go with
    a kind of a block that was left out."""
    whole = scan.folders("blocks").keys() <= installed.blocks.keys()
    for owner in installed.owners:
        file = scan.file_of(owner, "system.py")
        for each in owner.kept:
            named = (each.kind, each.goes_with if whole else "")
            for name in filter(None, named):
                if name not in kinds:
                    yield Mistake(file, f"kept.{each.kind}", unknown(name, kinds, "kind"))
            if each.view and each.view not in views:
                yield Mistake(file, f"kept.{each.kind}", unknown(each.view, views, "view"))
