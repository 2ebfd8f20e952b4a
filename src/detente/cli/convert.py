"""The command that turns one format of case into another."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.console import show_diagnostics, stderr
from detente.cli.options import DimensionOption

if TYPE_CHECKING:
    from detente.case import Case
    from detente.errors import Diagnostic

_SUFFIXES = {
    ".gmcr": "gmcr",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".nfg": "nfg",
    ".efg": "efg",
    ".csv": "csv",
    ".xml": "xml",
}


class Program(StrEnum):
    """The programs whose folders can be written."""

    genius = "genius"
    geniusweb = "geniusweb"
    negmas = "negmas"


class GameName(StrEnum):
    """The games that a strategic form can hold."""

    demand = "demand"
    options = "options"


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(convert)


def convert(
    source: Annotated[
        str,
        typer.Argument(
            metavar="IN", help="A case file, another program's file or folder, or a packaged case."
        ),
    ],
    target: Annotated[
        Path,
        typer.Argument(
            metavar="OUT",
            help="The file to write: .yaml, .yml, .gmcr, .nfg, .efg, or .csv or .xml for KTAB; "
            "with --to, the folder.",
        ),
    ],
    to: Annotated[
        Program | None,
        typer.Option("--to", help="Write what is bargained over as a folder of this program."),
    ] = None,
    scenario: Annotated[
        str,
        typer.Option(
            "--scenario", metavar="NAME", help="Write it under this scenario (not for .yaml)."
        ),
    ] = "",
    game: Annotated[
        GameName | None,
        typer.Option(
            "--game",
            help="For .nfg: demands of packages (where something is bargained over, this is the "
            "default), or options of the conflict.",
        ),
    ] = None,
    packages: Annotated[
        int,
        typer.Option("--packages", min=1, metavar="N", help="Packages in a game of bargaining."),
    ] = 12,
    rounds: Annotated[
        int, typer.Option("--rounds", min=1, max=50, metavar="N", help="Offers at most (.efg).")
    ] = 2,
    dimension: DimensionOption = "",
    force: Annotated[bool, typer.Option("--force", help="Overwrite OUT.")] = False,
) -> None:
    """Write a case in another format, by the suffix of OUT or as a folder.

    What the other format has no place for is listed.
    """
    from detente import files, loading

    kind = to.value if to is not None else _kind(target)
    if scenario and kind == "yaml":
        raise typer.BadParameter(
            "a case file holds all scenarios; leave the option out", param_hint="--scenario"
        )
    if dimension and kind not in ("yaml", "csv", "xml"):
        raise typer.BadParameter(
            "this format has no dimensions; leave the option out", param_hint="--dimension"
        )
    if to is not None:
        _write_folder(loading.load(source), kind, target, scenario, force)
        return
    case = loading.load(source, dimension or None)
    if kind == "gmcr":
        text, notes = _as_gmcr(case, scenario)
    elif kind == "yaml":
        text, notes = _as_yaml(case, str(target), as_read=not dimension)
    elif kind in ("csv", "xml"):
        from detente.interop import positions

        text, notes = positions.exported(case, kind, scenario or None)
    else:
        text, notes = _as_game(case, kind, scenario, game, packages, rounds)
    try:
        files.write(target, text, overwrite=force)
    except FileExistsError:
        raise _exists(target) from None
    show_diagnostics(notes, stderr())
    stderr().print(f"wrote {target}")


def _kind(target: Path) -> str:
    """Return the format that the suffix of a file stands for."""
    kind = _SUFFIXES.get(target.suffix.lower())
    if kind is None:
        raise typer.BadParameter(
            f"'{target.name}' should end in .yaml, .yml, .gmcr, .nfg, .efg, .csv or .xml",
            param_hint="OUT",
        )
    return kind


def _write_folder(case: Case, kind: str, target: Path, scenario: str, force: bool) -> None:
    from detente import files
    from detente.interop.domains.exporting import export

    found = export(case, kind, scenario=scenario or None)
    try:
        files.write_folder(target, found.files, overwrite=force)
    except FileExistsError:
        raise _exists(target, force) from None
    show_diagnostics(found.told, stderr())
    stderr().print(f"wrote {target}: {', '.join(found.files)}")


def _exists(target: Path, force: bool = False) -> Exception:
    from detente.errors import CaseError, Diagnostic

    hint = "choose another name, or add --force"
    message = "the file exists; it was not touched"
    if target.is_dir():
        message = "the directory exists and is not empty; it was not touched"
    if force:
        message = "the directory holds other things; it was not touched"
        hint = "choose another name"
    return CaseError([Diagnostic("file-exists", message, hint, str(target))])


def _as_gmcr(case: Case, scenario: str) -> tuple[str, Sequence[Diagnostic]]:
    from detente.interop import gmcr

    chosen = scenario or None
    return gmcr.dumps(case, scenario=chosen), gmcr.left_out(case, scenario=chosen)


def _as_game(
    case: Case, kind: str, scenario: str, game: GameName | None, packages: int, rounds: int
) -> tuple[str, Sequence[Diagnostic]]:
    from detente.interop import gambit

    under = scenario or None
    if kind == "efg":
        found = gambit.offers(case, scenario=under, packages=packages, rounds=rounds)
    elif game is GameName.options or (game is None and case.bargaining is None):
        found = gambit.options(case, scenario=under)
    else:
        found = gambit.demand(case, scenario=under, packages=packages)
    return found.text, found.notes


def _as_yaml(case: Case, target: str, *, as_read: bool) -> tuple[str, Sequence[Diagnostic]]:
    from detente import casefile
    from detente.casefile.dump import dump
    from detente.errors import Diagnostic
    from detente.interop import gmcr
    from detente.interop.plain import with_plain_ids

    if as_read and not case.foreign:
        return case.text, ()  # a case file already: its comments stay
    text = dump(with_plain_ids(case))
    casefile.loads(text, target)  # never leave behind a file that cannot be read back
    understood = [note for note in case.warnings if note.code.endswith("-read")]
    return text, [
        *understood,
        *(
            Diagnostic("left-out", f"{what} are left out", file=case.path, severity="note")
            for what in gmcr.extras_of(case).contents(case.parties)
        ),
    ]
