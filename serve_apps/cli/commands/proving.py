"""The journal proved, sealed and archived."""

# ruff: noqa: PLC0415

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from serve_apps.cli.commands.options import AsJson

app = typer.Typer()


@app.command()
def verify(
    key: Annotated[str, typer.Option(help="Look at this entity only: case:7f3a…")] = "",
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Look only at what was written since this day."),
    ] = None,
    archive: Annotated[
        Path | None, typer.Option(help="Folder of archive files; YIMEN_ARCHIVE if left out.")
    ] = None,
    public_key: Annotated[
        list[Path] | None,
        typer.Option(help="PEM file of a key to trust instead of this machine's; may be repeated."),
    ] = None,
    noted: Annotated[
        str, typer.Option(help="A seal that was noted elsewhere: number:digest.")
    ] = "",
    witness: Annotated[
        list[Path] | None,
        typer.Option(
            help="What a witness handed out, instead of asking those of YIMEN_SEAL_WITNESSES; "
            "may be repeated."
        ),
    ] = None,
    witness_key: Annotated[
        list[Path] | None,
        typer.Option(help="PEM file of the key by which such a witness signs its receipts."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Prove that nothing in the journal was altered, removed or inserted.

    Recomputes the chain of every entity and holds it against the signed seals; works while the
    platform runs. Names the first damaged commit of each broken entity. Exit status 1 when
    something is broken, 2 when that could not be found out, or a witness of the seals was silent.
    """
    from serve_apps.cli import verify as command

    raise typer.Exit(
        command.run(
            key=key,
            since=since and since.date(),
            archive=archive,
            public_keys=public_key or (),
            noted=noted,
            exported=witness or (),
            witness_keys=witness_key or (),
            as_json=as_json,
        )
    )


@app.command()
def seal(
    public_key: Annotated[
        bool, typer.Option("--public-key", help="Only print the public key, as PEM.")
    ] = False,
) -> None:
    """Seal the journal now, as the platform does by itself every minute.

    Prints number and digest of the seal. Note them elsewhere: `yimen verify --noted` then shows
    that the seal, and all before it, is still there. Hands the seal to its witnesses, if there are
    any.
    """
    from serve_apps.cli import seal as command

    raise typer.Exit(command.run(public_key=public_key))


@app.command()
def keys(
    rotate: Annotated[
        bool, typer.Option("--rotate", help="Make a new key of keys and wrap all with it.")
    ] = False,
    retire: Annotated[
        bool, typer.Option("--retire", help="Forget keys of keys that wrap nothing any more.")
    ] = False,
) -> None:
    """Show under which keys the database is written, or change them while the platform runs.

    What people told is hidden in the database under a key of each entity and file; those keys are
    wrapped by the key of keys, in the file YIMEN_KEY_FILE. Without that file nothing can be read:
    keep a copy of it, never beside a copy of the database. On several machines, bring the new file
    to each of them after --rotate, and only then --retire.
    """
    from serve_apps.cli import keys as command

    raise typer.Exit(command.run(rotated=rotate, retired=retire))


@app.command()
def archive(
    before: Annotated[
        str, typer.Option(help="Archive what is at rest since before this month: 2026-03.")
    ] = "",
    keep: Annotated[bool, typer.Option(help="Leave the commits in the journal, too.")] = False,
    restore: Annotated[
        Path | None, typer.Option(help="Put the commits of this file back into the journal.")
    ] = None,
) -> None:
    """Move closed months out of the journal into signed files, or a file back.

    Only entities at rest are moved: nothing written since, no alarm pending, and all of it sealed.
    They can still be used. Run it again if it was interrupted.
    """
    from serve_apps.cli import archive as command

    raise typer.Exit(command.run(before=before, keep=keep, restore=restore))
