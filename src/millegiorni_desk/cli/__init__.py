"""The command line: one command, one module; the same services as the window."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from millegiorni_desk.language import _


def run(arguments: list[str]) -> int:
    """Run a command and return its exit code; an error is one Italian sentence on standard error."""
    from millegiorni_desk.errors import DeskError

    try:
        return _run(arguments)
    except DeskError as error:
        print(error.message, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print(_("Interrotto: quello che era già salvato resta salvato."), file=sys.stderr)
        return 1
    except Exception as error:
        from millegiorni_sync.errors import SyncError  # brings all of the package: whoever raised it has it

        if isinstance(error, SyncError):
            print(error.message, file=sys.stderr)
            return 1
        print(*_where(error), sep="\n", file=sys.stderr)
        print(
            _("Un errore nostro: i dati già salvati sono al sicuro. Manda il testo qui sopra."),
            file=sys.stderr,
        )
        return 70


def _run(arguments: list[str]) -> int:
    match arguments:
        case ["people", "link", file, "--json", out] if not file.startswith("-"):
            # Reading the line with the library below takes as long as linking thousands of registrations.
            from millegiorni_desk.cli.register_link import link_file

            link_file(Path(file), Path(out))
            return 0
    import typer
    from typer.exceptions import TyperException

    from millegiorni_desk.cli.commands import command

    try:
        result = command()(args=arguments, prog_name="millegiorni-desk", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except typer.Abort:
        print(_("Interrotto: non è stato cambiato altro."), file=sys.stderr)
        return 1
    except TyperException as error:
        print(_("{usage} Per l'aiuto: millegiorni-desk --help").format(usage=_usage(error)), file=sys.stderr)
        return 2


def _usage(error: Any) -> str:
    """What is wrong with how the command was written, in Italian: the library's own words are English."""
    kind, parameter = type(error).__name__, getattr(error, "param", None)
    names = " o ".join(getattr(parameter, "opts", ())) or str(getattr(parameter, "name", ""))
    if kind == "MissingParameter":
        return _("Manca «{names}».").format(names=names)
    if kind == "NoSuchOption":
        return _("Non conosco l'opzione «{option_name}».").format(option_name=error.option_name)
    if kind == "BadParameter":
        return _("Il valore dato a «{names}» non va bene.").format(names=names)
    if kind == "NoArgsIsHelpError":
        return str(error.format_message())
    return _("Non conosco questo comando, o ha parole di troppo.")


def _where(problem: BaseException) -> Iterator[str]:
    """Types, files, lines and functions: no message, which may hold what someone typed."""
    cause: BaseException | None = problem
    while cause is not None:
        yield type(cause).__qualname__
        for frame in traceback.extract_tb(cause.__traceback__):
            yield f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}"
        cause = cause.__cause__ or cause.__context__
