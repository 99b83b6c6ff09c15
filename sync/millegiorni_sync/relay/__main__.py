"""``millegiorni-relay``: serve, or show what can be set."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Annotated

import typer

from ..errors import N_, SyncError, in_words

application = typer.Typer(
    no_args_is_help=True, add_completion=False, help=in_words(N_("Il relè di Millegiorni."))
)


@application.command()
def serve(
    settings: Annotated[
        Path | None, typer.Option(help=in_words(N_("File TOML con le impostazioni.")))
    ] = None,
) -> None:
    """Serve finché non arriva SIGTERM; le richieste in corso finiscono prima."""
    from . import logs, serving
    from . import settings as relay_settings

    try:
        read = relay_settings.read(settings)
        logs.set_up()
        database = serving.prepared(read)
        # The server ends by itself when it is told to; the signal is then played again, and must not cut that short.
        signal.signal(signal.SIGTERM, lambda *_: None)
        logs.say("started", networks=len(read.networks), database=database.engine.dialect.name)
        serving.server(read, database).run()
        logs.say("stopped")
        database.close()
    except SyncError as error:
        typer.echo(error.message, err=True)
        raise typer.Exit(2) from error


@application.command("settings")
def show_settings() -> None:
    """Scrive ogni impostazione con ciò che significa e il valore che ha da sola: un file da cui cominciare."""
    from . import settings

    typer.echo(settings.as_toml())


def main() -> None:
    """The console script."""
    application()


if __name__ == "__main__":
    main()
