"""The command line: one command, one module; the same services as the window."""

from __future__ import annotations

import sys
import traceback


def run(arguments: list[str]) -> int:
    """Run a command and return its exit code; an error is one Italian sentence on standard error."""
    import typer
    from typer.exceptions import TyperException

    from millegiorni_desk.cli.commands import application
    from millegiorni_desk.errors import DeskError
    from millegiorni_sync.errors import SyncError

    try:
        result = application(args=arguments, prog_name="millegiorni-desk", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except typer.Abort:
        print("Interrotto: non è stato cambiato altro.", file=sys.stderr)
        return 1
    except TyperException as error:
        print(f"{error.format_message()} Per l'aiuto: millegiorni-desk --help", file=sys.stderr)
        return 2
    except DeskError as error:
        print(error.message, file=sys.stderr)
        return error.exit_code
    except SyncError as error:
        print(error.message, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrotto: quello che era già salvato resta salvato.", file=sys.stderr)
        return 1
    except Exception:
        # Lines and function names only: a traceback of ours holds no values.
        traceback.print_exc()
        print(
            "Un errore nostro: i dati già salvati sono al sicuro. Manda il testo qui sopra.", file=sys.stderr
        )
        return 70
