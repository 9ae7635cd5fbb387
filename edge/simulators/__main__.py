"""Simulated devices as a process of their own: `python -m edge.simulators`.

Prints one line of JSON with the device files and the address of the desk, then serves until
SIGTERM, or until its standard input ends when it was started by an agent.
"""

import argparse
import asyncio
import json
import signal
import sys
from pathlib import Path

from edge.simulators.cards import CARDS, load_cards
from edge.simulators.desk import Desk
from edge.simulators.id_card_reader import SimulatedReader
from edge.simulators.receipt_printer import SimulatedPrinter


async def serve(ports: Path, desk_port: int, cards: Path, *, follow_input: bool) -> None:
    """Run a reader, a printer and their desk until told to stop."""
    reader = SimulatedReader(ports / "id_card_reader")
    printer = SimulatedPrinter(ports / "receipt_printer")
    desk = Desk(reader, printer, load_cards(cards))
    reader.line.plug()
    printer.line.plug()
    address = await desk.start(desk_port)
    told = {"reader": str(reader.line.path), "printer": str(printer.line.path), "desk": address}
    print(json.dumps(told), flush=True)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    if follow_input:
        loop.add_reader(sys.stdin.fileno(), stop.set)  # readable means ended: nobody writes to it
    await stop.wait()
    await desk.stop()
    reader.line.unplug()
    printer.line.unplug()


def main() -> None:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser(prog="python -m edge.simulators", description=__doc__)
    parser.add_argument("--ports", type=Path, default=Path("var/kiosk/ports"),
                        help="folder of the device files (default var/kiosk/ports)")  # fmt: skip
    parser.add_argument("--desk-port", type=int, default=8471, help="0 takes a free one")
    parser.add_argument("--cards", type=Path, default=CARDS, help="TOML file of cards")
    parser.add_argument("--follow-input", action="store_true", help="end with standard input")
    given = parser.parse_args()
    ports = given.ports.absolute()
    asyncio.run(serve(ports, given.desk_port, given.cards, follow_input=given.follow_input))


if __name__ == "__main__":
    main()
