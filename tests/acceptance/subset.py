"""Starts a platform with what YIMEN_SYSTEMS names, goes through its pages, and prints what it has.

YIMEN_MONGODB_URI=… python -m tests.acceptance.subset
"""

import json
import os
import re
import tempfile
from pathlib import Path
from typing import Any

from actors.blocks.organisation.units import Organisation
from actors.kernel.system import Installed
from actors.kinds import all_views, build_kinds, platform_collections
from actors.library import load_city
from serve_apps.front.app import pages_and_api
from serve_apps.front.policies import each_route
from serve_apps.front.words import sources
from tests.acceptance.site import Site, running_site
from tests.ports import free_port

LINK = re.compile(r'href="(/[^"#?]*)[^"]*"')
NO_PAGES = ("/static/", "/sign-out")


def pages_of(site: Site, account: str) -> dict[str, int]:
    """Return the status of every page that `account` reaches by links from the first one."""
    seen: dict[str, int] = {}
    waiting = ["/", "/sign-in"]
    with site.client(account) as http:
        while waiting:
            path = waiting.pop()
            answer = http.get(path, headers={"accept": "text/html"}, follow_redirects=True)
            seen[path] = answer.status_code
            if answer.headers.get("content-type", "").startswith("text/html"):
                found = (link for link in LINK.findall(answer.text) if link not in seen)
                waiting += [each for each in dict.fromkeys(found) if not each.startswith(NO_PAGES)]
    return seen


async def collections(site: Site) -> list[str]:
    """Return the collections that the database has."""
    return sorted(await site.database.list_collection_names())


def told(site: Site) -> dict[str, Any]:
    """Return what the platform has."""
    library, city = site.library, load_city()
    accounts = {"": "", **{m.roles[0]: m.account for m in city.staff.values()}}
    accounts["resident"] = city.applicants[0].account
    routes = each_route(route for router in pages_and_api() for route in router.routes)
    paths = {getattr(route, "path", "") for route in routes}
    return {
        "blocks": sorted(library[Installed].blocks),
        "systems": sorted(library[Installed].systems),
        "kinds": sorted(build_kinds(library)),
        "served_kinds": sorted(site.services.kinds if site.services else ()),
        "views": sorted(name for view in all_views(library) for name in view.collections),
        "prepared": sorted(collection.name for collection in platform_collections()),
        "collections": site.run(collections(site)),
        "routes": sorted(paths),
        "words": sorted(file.parent.name for file in sources()),
        "roles": sorted({role for member in city.staff.values() for role in member.roles}),
        "staff": sorted(library[Organisation].staff),
        "residents": sorted(person.account for person in city.applicants),
        "pages": {role: pages_of(site, account) for role, account in accounts.items()},
    }


def main() -> None:
    """Run the platform once."""
    uri = os.environ["YIMEN_MONGODB_URI"]
    with (
        tempfile.TemporaryDirectory() as folder,
        running_site(uri, Path(folder), free_port()) as site,
    ):
        print(json.dumps(told(site)))


if __name__ == "__main__":
    main()
