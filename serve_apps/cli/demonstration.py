"""One case from application to rating, driven live over the API by the people of the city."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from rich.console import Console
from uuid_utils import uuid7

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.items import ServiceItem, reference_of
from actors.blocks.cases.roles import APPROVER, REVIEWER, WINDOW_CLERK
from actors.blocks.organisation.units import Organisation
from actors.kernel.library import Library
from actors.place.city.load import City, DemoApplicant
from serve_apps.cli.past.samples import paper

ITEM = "SGXK-01"  # parallel departments under a lead
FILING = "QYBA-01"  # of the same project
PATIENCE_SECONDS = 30.0


def can_be_shown(library: Library) -> bool:
    """Tell whether the platform has the item that the story is about."""
    return Catalogue in library and any(
        item.code == ITEM for item in library[Catalogue].current_items()
    )


class DemonstrationFailed(Exception):
    """The platform did not do what it should; the message says what and at which step."""


@dataclass(frozen=True)
class Step:
    """Something that was done: what, by whom, in how many seconds, and the page that shows it."""

    title: str
    who: str
    seconds: float
    page: str


class Person:
    """Somebody who is signed in."""

    def __init__(self, http: aiohttp.ClientSession, account: str, token: str) -> None:
        self._http = http
        self.account = account
        self._headers = {"authorization": f"Bearer {token}"}

    async def ask(self, path: str, **query: str) -> dict[str, Any]:
        """Read `path`; it must be there."""
        headers = {**self._headers, "idempotency-key": uuid7().hex}
        async with self._http.get(path, headers=headers, params=query) as answer:
            return await _contents(answer, path)

    async def do(self, path: str, wish: dict[str, Any]) -> dict[str, Any]:
        """Send `wish` to `path`; it must be carried out."""
        headers = {**self._headers, "idempotency-key": uuid7().hex}
        async with self._http.post(path, headers=headers, json=wish) as answer:
            return await _contents(answer, path)

    async def upload(self, contents: bytes) -> str:
        """Hand in a file and return its digest."""
        headers = {
            **self._headers,
            "idempotency-key": uuid7().hex,
            "content-type": "application/pdf",
        }
        async with self._http.post("/api/v1/uploads", headers=headers, data=contents) as answer:
            return (await _contents(answer, "/api/v1/uploads"))["sha256"]


async def _contents(answer: aiohttp.ClientResponse, path: str) -> dict[str, Any]:
    if answer.status >= 400:
        raise DemonstrationFailed(f"{path} answered {answer.status}: {await answer.text()}")
    return await answer.json()


class Demonstration:
    """The story; every step goes the way that people's own clicks go."""

    def __init__(self, url: str, city: City, library: Library, passwords: dict[str, str]) -> None:
        self._url = url
        self._city = city
        self._library = library
        self._passwords = passwords
        self.case = ""

    async def run(self, tell: Callable[[Step], None]) -> str:
        """Drive the case; `tell` hears of each step. Return the case number.

        Raises:
            DemonstrationFailed: the platform refused a step.
        """
        async with aiohttp.ClientSession(self._url) as http:
            self._http = http
            return await self._story(tell)

    async def file_and_accept(self) -> str:
        """File a case and accept it, and leave it to the departments; return its number.

        Raises:
            DemonstrationFailed: the platform refused a step.
        """
        async with aiohttp.ClientSession(self._url) as http:
            self._http = http
            item, company = self._item_and_company()
            clerk = await self._enter(self._member(item.unit, WINDOW_CLERK), "staff")
            applicant = await self._enter(company.account, "resident")
            application = await self._application(applicant, item)
            filed = await applicant.do("/api/v1/cases", application)
            await clerk.do(f"/api/v1/cases/{filed['case']}/accept", {})
            return filed["number"]

    def _item_and_company(self) -> tuple[ServiceItem, DemoApplicant]:
        item = self._library[Catalogue].item(ITEM)
        owner = self._library[Catalogue].item(FILING).example["company_code"]
        return item, next(a for a in self._city.applicants if a.id_number == owner)

    async def _story(self, tell: Callable[[Step], None]) -> str:
        item, company = self._item_and_company()
        clerk = await self._enter(self._member(item.unit, WINDOW_CLERK), "staff")
        approver = await self._enter(self._member(item.unit, APPROVER), "staff")

        async with self._step(tell, "法人登录 A company signs in", company.account, "/"):
            applicant = await self._enter(company.account, "resident")
        async with self._step(tell, "申报 It applies", company.account, "/cases/{case}"):
            filed = await applicant.do("/api/v1/cases", await self._application(applicant, item))
            self.case = filed["case"]
        path = f"/api/v1/cases/{self.case}"
        async with self._step(
            tell, "受理 The window accepts", clerk.account, "/staff/cases/{case}"
        ):
            await clerk.do(f"{path}/accept", {})
        state = (await clerk.ask(path, purpose="handling"))["case"]
        reviews = [self._review(tell, path, task) for task in state["tasks"]]
        await asyncio.gather(*reviews)
        async with self._step(
            tell, "牵头部门决定 The lead decides", approver.account, "/staff/cases/{case}"
        ):
            await approver.do(f"{path}/decide", {"outcome": "granted", "reason": "符合法定条件"})
        async with self._step(tell, "制证 Result made", clerk.account, "/staff/cases/{case}"):
            await clerk.do(f"{path}/issue", {"document": f"SGXK-{filed['number'][-12:]}"})
        async with self._step(tell, "送达 Delivered", clerk.account, "/staff/cases/{case}"):
            await clerk.do(f"{path}/deliver", {"method": "electronic"})
        async with self._step(tell, "好差评 The company rates", company.account, "/cases/{case}"):
            await applicant.do(f"{path}/rate", {"stars": 5, "comment": ""})
        async with self._step(tell, "监察可见 The supervisor sees it", "supervisor", "/oversight"):
            await self._until(lambda: self._closed(applicant, filed["number"]))
        return filed["number"]

    async def _review(self, tell: Callable[[Step], None], path: str, task: dict[str, Any]) -> None:
        reviewer = await self._enter(self._member(task["unit"], REVIEWER), "staff")
        unit = self._library[Organisation].units[task["unit"]].title
        title = f"并联审查 {unit.zh} Parallel review"
        async with self._step(tell, title, reviewer.account, "/staff/cases/{case}"):
            await reviewer.do(f"{path}/claim_task", {"task": task["name"]})
            await reviewer.do(
                f"{path}/give_opinion",
                {"task": task["name"], "opinion": "agree", "comment": "符合条件"},
            )

    async def _application(self, applicant: Person, item: ServiceItem) -> dict[str, Any]:
        company = next(a for a in self._city.applicants if a.account == applicant.account)
        digest = await applicant.upload(paper())
        form = {**item.example, "is_special": False, "affects_streets": False}
        form.pop("fire_review_number", None)
        return {
            "item": item.code,
            "place": company.place,
            "applicant": {
                "kind": company.kind,
                "name": company.name.zh,
                "id_type": company.id_type,
                "id_number": company.id_number,
                "phone": company.phone,
            },
            "form": form,
            "statement": reference_of(item),
            "materials": [
                {
                    "name": spec.name,
                    "source": "upload" if "upload" in spec.sources else spec.sources[0],
                    "file_name": f"{spec.name}.pdf",
                    "sha256": digest,
                }
                for spec in item.materials
                if spec.required_if is None
            ],
        }

    async def _enter(self, account: str, kind: str) -> Person:
        wish = {"account": account, "password": self._passwords[kind]}
        async with self._http.post("/api/v1/sessions", json=wish) as answer:
            session = await _contents(answer, "/api/v1/sessions")
        return Person(self._http, account, session["token"])

    def _member(self, unit: str, role: str) -> str:
        for member in self._city.staff.values():
            if member.unit == unit and role in member.roles:
                return member.account
        raise DemonstrationFailed(f"the sample city has no {role} in {unit}")

    async def _closed(self, applicant: Person, number: str) -> bool:
        return bool((await applicant.ask(f"/api/v1/progress/{number}")).get("closed_at"))

    async def _until(self, holds: Callable[[], Awaitable[bool]]) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not await holds():
            if time.monotonic() > deadline:
                raise DemonstrationFailed("the views do not show the case as closed")
            await asyncio.sleep(0.05)

    @asynccontextmanager
    async def _step(
        self, tell: Callable[[Step], None], title: str, who: str, page: str
    ) -> AsyncIterator[None]:
        began = time.perf_counter()
        yield
        seconds = time.perf_counter() - began
        tell(Step(title, who, seconds, self._url + page.format(case=self.case)))


def show(demonstration: Demonstration, console: Console) -> None:
    """Run `demonstration`, a line for each step as it happens.

    Raises:
        DemonstrationFailed: the platform refused a step.
    """
    console.rule("One case, live 一件事，全程看得见")

    def tell(step: Step) -> None:
        console.print(
            f"[green]✓[/green] {step.title}  [dim]{step.who}, {step.seconds * 1000:.0f} ms[/dim]"
        )
        console.print(f"  [blue]{step.page}[/blue]", soft_wrap=True)

    number = asyncio.run(demonstration.run(tell))
    console.print(f"办件编号 Case number: [bold]{number}[/bold]")
