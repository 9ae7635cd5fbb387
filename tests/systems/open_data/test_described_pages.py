"""What is open, as catalogues of others read it from here."""

import json
import re
from hashlib import sha256
from typing import Any

import httpx
import pytest
from rdflib import Graph, Namespace, URIRef

from actors.systems.open_data.describing.graph import PREFIXES
from serve_apps.systems.open_data.dcat import api
from serve_apps.systems.open_data.dcat.writing import NOTATIONS
from tests.acceptance.site import Site
from tests.systems.open_data.test_dcat import NONE, violations
from tests.waiting import until

SAMPLES = ("division-codes", "public-holidays")
DCAT, DCTERMS, HYDRA = (Namespace(PREFIXES[each]) for each in ("dcat", "dct", "hydra"))


def test_the_catalogue_of_the_city_is_harvested(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "ON_A_PAGE", 1)
    with site.client(language="zh") as anybody:
        for each in SAMPLES:
            until(lambda each=each: anybody.get(f"/dataset/{each}.ttl").status_code == 200)
        found = harvested(anybody)
        assert len(found) == len(set(found)) and set(SAMPLES) <= set(found)
        graph = Graph()
        for each in SAMPLES:
            for ending, (name, media_type) in NOTATIONS.items():
                answer = anybody.get(f"/dataset/{each}.{ending}")
                assert answer.headers["content-type"].startswith(media_type)
                graph = Graph().parse(data=answer.content, format=name)
                assert (None, DCTERMS.identifier, None) in graph
            assert violations(graph) == NONE
            files = graph.objects(predicate=DCAT.downloadURL)
            assert all(anybody.get(str(file)).status_code == 200 for file in files)
        negotiated(anybody)
        told_to_others(anybody)
        asked_wrongly(anybody)


def harvested(client: httpx.Client) -> list[str]:
    """Check every page of the catalogue; return the datasets that they have, in order."""
    found: list[str] = []
    at = "/catalog.ttl?page=1"
    while at:
        graph = Graph().parse(data=client.get(at).content, format="turtle")
        assert violations(graph) == NONE
        told = {str(each) for each in graph.objects(predicate=DCAT.dataset)}
        found += sorted(each.rpartition("/")[2] for each in told)
        at = str(next(graph.objects(predicate=HYDRA.next), ""))
    return found


def negotiated(client: httpx.Client) -> None:
    """Check that names lead to what is asked for, and that nothing is sent twice."""
    it = f"/dataset/{SAMPLES[0]}"
    for accepted, leads in (("text/html", f"/datasets/{SAMPLES[0]}"), ("text/turtle", f"{it}.ttl")):
        answer = client.get(it, headers={"accept": accepted})
        assert (answer.status_code, answer.headers["location"]) == (303, leads)
    assert (
        client.get("/catalog", headers={"accept": "application/ld+json"})
        .headers["location"]
        .endswith("/catalog.jsonld")
    )
    first = client.get(f"{it}.xml")
    again = client.get(f"{it}.xml", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    for page, form in (("/datasets", "/catalog.ttl"), (f"/datasets/{SAMPLES[0]}", f"{it}.ttl")):
        link = f'<link rel="alternate" type="text/turtle" href="{form}"'
        assert link in client.get(page).text


def told_to_others(client: httpx.Client) -> None:
    """Check what search engines, and those who take tables, find of a dataset."""
    at = f"/datasets/{SAMPLES[0]}"
    page = client.get(at)
    (said,) = re.findall(r'<script type="application/ld\+json">(.*)</script>', page.text)
    linked = json.loads(said)
    assert linked["@type"] == "Dataset" and linked["url"].endswith(at)
    assert "script-src 'self';" in page.headers["content-security-policy"]
    package = client.get(f"{at}/datapackage.json")
    table = next(each for each in package.json()["resources"] if each["format"] == "csv")
    content = client.get(table["path"]).content
    assert table["hash"] == f"sha256:{sha256(content).hexdigest()}"
    head = content.decode("utf-8-sig").splitlines()[0].split(",")
    assert [each["name"] for each in table["schema"]["fields"]] == head
    croissant = client.get(f"/dataset/{SAMPLES[0]}/croissant.jsonld")
    assert croissant.headers["content-type"].startswith("application/ld+json")
    graph = Graph().parse(data=croissant.content, format="json-ld")
    columns = set(graph.objects(predicate=URIRef("http://mlcommons.org/croissant/column")))
    assert {str(each) for each in columns} == set(head)


def asked_wrongly(client: httpx.Client) -> None:
    """Check that parameters are read, and that what cannot be read is named."""

    def total(**sent: Any) -> int:
        graph = Graph().parse(data=client.get("/catalog.ttl", params=sent).content)
        return int(str(next(graph.objects(predicate=HYDRA.totalItems))))

    assert total(fq=f"name:{SAMPLES[0]}") == 1
    assert total(fq=[f"name:{SAMPLES[0]}", "res_format:nothing"]) == 0
    assert total(modified_since="2999-01-01") == 0
    kept = client.get("/catalog.ttl", params={"q": "*:*", "modified_since": "2000-01-01"}).text
    assert "q=%2A%3A%2A&modified_since=2000-01-01" in kept
    for wrong, named in (
        ({"page": "0"}, "page"), ({"modified_since": "昨天"}, "modified_since"),
        ({"q": "a:b:c"}, "/q"), ({"fq": "nobody:1"}, "/fq"),
    ):  # fmt: skip
        answer = client.get("/catalog.ttl", params=wrong)
        assert answer.status_code == 422
        assert answer.headers["content-type"].startswith("application/problem+json")
        error = answer.json()["errors"][0]
        assert named in error["pointer"] + error["detail"]
    for nothing in ("/catalog.pdf", "/dataset/nobody-has-this.ttl", f"/dataset/{SAMPLES[0]}.pdf"):
        assert client.get(nothing).status_code == 404
