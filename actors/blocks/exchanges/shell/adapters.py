"""The outside parties that `departments.toml` names."""

from pathlib import Path

from actors.blocks.calls.outcome import Patience
from actors.blocks.calls.shell.adapter import Party
from actors.blocks.exchanges.departments import read_departments
from actors.blocks.exchanges.shell import department, register
from actors.kernel.mistakes import Mistakes


def adapters() -> tuple[Party, ...]:
    """Return a party for each system and each register.

    Raises:
        Mistakes: the file cannot be read.
    """
    found, mistakes = read_departments(Path(__file__).parents[1])
    if found is None or mistakes:
        raise Mistakes(mistakes)
    systems = (
        Party(
            name=each.name,
            title=each.title,
            settings=department.SETTINGS,
            connect=department.Department,
            patience=Patience(seconds=20.0),
        )
        for each in found.systems
    )
    registers = (
        Party(
            name=each.name,
            title=each.title,
            settings=register.SETTINGS,
            connect=register.RegisterOutside,
            patience=Patience(seconds=10.0, idempotent=True),
            reconciles=False,
        )
        for each in found.registers
    )
    return *systems, *registers


ADAPTERS = adapters()
