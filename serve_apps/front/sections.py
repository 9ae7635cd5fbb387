"""Finds the route of a request by the first part of its path, rather than by asking one route after
another: there are some two hundred of them."""

from collections.abc import Iterable, Sequence

from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

_FOUND = "yimen.route"


class Section(BaseRoute):
    """The `routes` whose paths begin with the part `first`: "staff", "" for the first page."""

    def __init__(self, first: str, routes: Sequence[BaseRoute]) -> None:
        self.routes = list(routes)
        self.path = f"/{first}"  # what whoever serves the application counts its requests under
        self._below = f"/{first}/"

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Tell whether one of the routes is for the request; as a router, the first that is so."""
        if scope["type"] == "lifespan":
            return Match.NONE, {}
        path: str = scope["path"]
        if path != self.path and not path.startswith(self._below):
            return Match.NONE, {}
        partial: Scope | None = None
        for route in self.routes:
            match, child = route.matches(scope)
            if match == Match.FULL:
                return match, {**child, _FOUND: route}
            if match == Match.PARTIAL and partial is None:
                partial = {**child, _FOUND: route}
        return (Match.NONE, {}) if partial is None else (Match.PARTIAL, partial)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request that was for one of the routes."""
        await scope.pop(_FOUND).handle(scope, receive, send)


def sections(routes: Iterable[BaseRoute]) -> list[BaseRoute]:
    """Return `routes` by the first part of their paths. Those of one section keep their order; what
    may begin with anything stands as it is, behind them all."""
    by_first: dict[str, list[BaseRoute]] = {}
    others: list[BaseRoute] = []
    for route in routes:
        path: str | None = getattr(route, "path", None)
        first = path.split("/")[1] if path else "{"
        if "{" in first:
            others.append(route)
        else:
            by_first.setdefault(first, []).append(route)
    return [*(Section(first, some) for first, some in by_first.items()), *others]


def unfolded(routes: Iterable[BaseRoute]) -> list[BaseRoute]:
    """Return `routes` with those of sections in their place."""
    return [
        each
        for route in routes
        for each in (route.routes if isinstance(route, Section) else (route,))
    ]
