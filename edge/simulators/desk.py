"""The desk of simulated devices: lay cards on the reader, look at receipts, cause faults.

A page and a small JSON interface on 127.0.0.1, for demonstrations and tests. It is no part of a
kiosk with real devices.
"""

from html import escape
from typing import Any

from aiohttp import web

from edge.simulators.cards import SimulatedCard
from edge.simulators.id_card_reader import SimulatedReader
from edge.simulators.pty_line import PtyLine
from edge.simulators.receipt_printer import SimulatedPrinter, readable

LINE_FAULTS = ("", "mute", "slow", "corrupt", "unplug")
PAPER = ("full", "low", "out", "jammed")
_STYLE = """
body { font: 16px/1.6 "Noto Sans CJK SC", system-ui, sans-serif; max-width: 60rem;
       margin: 2rem auto; padding: 0 1rem; color: #17212b; background: #f5f7f9; }
section { background: #fff; border: 1px solid #d8dfe5; border-radius: 8px; padding: 1rem 1.4rem;
          margin-bottom: 1.2rem; }
form { display: inline; } button { font: inherit; padding: .5rem 1rem; margin: .2rem;
       border: 1px solid #73808c; border-radius: 6px; background: #fff; }
button[aria-pressed=true] { background: #1d4f91; color: #fff; }
pre { background: #fffdf5; border: 1px dashed #73808c; padding: 1rem; white-space: pre-wrap; }
"""


class Desk:
    """Serves the desk for one reader and one printer."""

    def __init__(
        self, reader: SimulatedReader, printer: SimulatedPrinter, cards: dict[str, SimulatedCard]
    ) -> None:
        self._reader = reader
        self._printer = printer
        self._cards = cards
        self._lines: dict[str, PtyLine] = {"reader": reader.line, "printer": printer.line}
        self._runner: web.AppRunner | None = None

    async def start(self, port: int) -> str:
        """Listen on 127.0.0.1:`port` (0: any free one) and return the address."""
        app = web.Application(middlewares=[_guard])
        app.router.add_get("/", self._page)
        app.router.add_get("/receipts", self._receipts)
        app.router.add_post("/act", self._act)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}/"

    async def stop(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()

    def carry_out(self, given: dict[str, Any]) -> None:
        """Do one thing: {"lay": card}, {"lift": ...}, {"fault": ..., "device": ...} or
        {"paper": ...}, where "ends" lets it run out in the middle of the next receipt.

        Raises:
            KeyError, ValueError: there is no such card, device, fault or paper.
        """
        if "lay" in given:
            self._reader.lay(self._cards[given["lay"]])
        elif "lift" in given:
            self._reader.lift()
        elif "fault" in given:
            self._fault(self._lines[given["device"]], given["fault"])
        elif given.get("paper") == "ends":
            self._printer.ends_after = 5  # in the middle of the next receipt
        elif given.get("paper") in PAPER:
            self._printer.paper = given["paper"]
            if self._printer.paper in ("full", "low"):
                self._printer.put_right(self._printer.paper)
        else:
            raise ValueError("nothing to do")

    def _fault(self, line: PtyLine, fault: str) -> None:
        if fault not in LINE_FAULTS:
            raise ValueError(fault)
        if fault == "unplug":
            line.unplug()
            return
        line.fault = fault  # type: ignore[assignment]
        line.plug()

    async def _act(self, request: web.Request) -> web.Response:
        if request.content_type == "application/json":
            given = await request.json()
        else:
            given = dict(await request.post())
        try:
            self.carry_out(given)
        except (KeyError, ValueError) as error:
            raise web.HTTPBadRequest from error
        raise web.HTTPSeeOther("/")

    async def _receipts(self, request: web.Request) -> web.Response:
        texts = [readable(receipt) for receipt in self._printer.receipts]
        return web.json_response({"receipts": texts})

    async def _page(self, request: web.Request) -> web.Response:
        laid = self._reader.card
        cards = "".join(
            _button("lay", card.id, f"{card.name} {card.number[:6]}…", laid is card)
            for card in self._cards.values()
        )
        faults = "".join(
            f"<p>{name}: "
            + "".join(
                _button("fault", fault, fault or "ok", fault == _state(line), device=name)
                for fault in LINE_FAULTS
            )
            + "</p>"
            for name, line in self._lines.items()
        )
        papers = (*PAPER, "ends")
        paper = "".join(_button("paper", p, p, p == self._printer.paper) for p in papers)
        receipts = "".join(
            f"<pre>{escape(readable(receipt))}</pre>" for receipt in self._printer.receipts[::-1]
        )
        body = (
            f"<h1>模拟设备台 · Simulated devices</h1>"
            f"<section><h2>身份证 · ID cards</h2>{cards}"
            f"{_button('lift', '1', '拿走 · lift', False)}</section>"
            f"<section><h2>故障 · Faults</h2>{faults}<p>paper: {paper}</p></section>"
            f"<section><h2>回执 · Receipts</h2>{receipts or '—'}</section>"
        )
        page = (
            '<!doctype html><html lang="zh-CN"><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            '<meta http-equiv="refresh" content="3"><title>模拟设备台</title>'
            f"<style>{_STYLE}</style><body>{body}</body></html>"
        )
        return web.Response(text=page, content_type="text/html")


def _state(line: PtyLine) -> str:
    return line.fault if line.plugged else "unplug"


def _button(name: str, value: str, text: str, pressed: bool, **more: str) -> str:
    hidden = "".join(
        f'<input type="hidden" name="{key}" value="{escape(kept)}">'
        for key, kept in {name: value, **more}.items()
    )
    state = "true" if pressed else "false"
    button = f'<button aria-pressed="{state}">{escape(text)}</button>'
    return f'<form method="post" action="/act">{hidden}{button}</form>'


@web.middleware
async def _guard(request: web.Request, handler: Any) -> web.StreamResponse:
    """Only pages of this machine may act."""
    host = request.host
    origin = request.headers.get("Origin", f"http://{host}")
    if host.rpartition(":")[0] not in ("127.0.0.1", "localhost") or origin != f"http://{host}":
        raise web.HTTPForbidden
    return await handler(request)
