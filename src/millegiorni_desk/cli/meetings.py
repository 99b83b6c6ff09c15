"""``meetings``: the calendar of meetings out to other programs and in from them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from millegiorni_desk.cli.spoken import Commands
from millegiorni_desk.language import _, plural

if TYPE_CHECKING:
    from millegiorni_desk.vault.vault import Vault

application = Commands(
    no_args_is_help=True, help=_("Gli incontri: calendario da portare fuori e da portare dentro.")
)
_DAYS = ["%Y-%m-%d", "%d/%m/%Y"]
_House = Annotated[
    str, typer.Option(help=_("Codice o nome della casa; senza, tutte (o quella dell'archivio)."))
]


@application.callback()
def of(context: typer.Context, vault: Annotated[Path, typer.Argument(help=_("Archivio."))]) -> None:
    """Gli incontri: esportare il calendario, portarne dentro un altro."""
    context.obj = vault


@application.command("export")
def export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=_("Calendario .ics da scrivere."))],
    start: Annotated[datetime | None, typer.Option("--from", formats=_DAYS, help=_("Primo giorno."))] = None,
    end: Annotated[datetime | None, typer.Option("--to", formats=_DAYS, help=_("Ultimo giorno."))] = None,
    month: Annotated[str, typer.Option(help=_("Un mese, per esempio 2025-11, invece dei giorni."))] = "",
    house: _House = "",
) -> None:
    """Scrive il calendario per altri programmi (.ics); senza giorni, da un anno fa a fra due anni."""
    from millegiorni_desk.areas.meetings import calendar_file
    from millegiorni_desk.cli.files import write
    from millegiorni_desk.cli.session import opened

    first, last = _days(start, end, month)
    with opened(context.obj) as desk:
        code = _house(desk, house) if house else ""
        content = calendar_file.export(desk, first, last, code)
        write(file, content)
    many = content.count(b"BEGIN:VEVENT")
    words = plural(
        "Calendario scritto in {file}: {n} incontro.", "Calendario scritto in {file}: {n} incontri.", many
    )
    typer.echo(words.format(file=file, n=many))


@application.command("import")
def import_file(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=_("Calendario .ics da leggere."))],
    house: _House = "",
    dry_run: Annotated[bool, typer.Option(help=_("Prova soltanto: non salva nulla."))] = False,
) -> None:
    """Porta un calendario (.ics) in quello della casa: quello che c'era già si aggiorna."""
    from millegiorni_desk.areas.meetings import calendar_import, calendar_reading, calendar_telling
    from millegiorni_desk.cli.session import opened

    today = date.today()
    with opened(context.obj) as desk:
        incoming = calendar_reading.read(_content(file), today)
        code = _house(desk, house)
        work = calendar_import.compare if dry_run else calendar_import.bring
        found = work(desk, code, incoming, today)
    for line in calendar_telling.lines(found):
        typer.echo(line)


def _days(start: datetime | None, end: datetime | None, month: str) -> tuple[date, date]:
    from millegiorni_desk.flows.closing import months

    if month:
        return months.days(month)
    today = date.today()
    return (
        start.date() if start else today.replace(year=today.year - 1, day=1),
        end.date() if end else today.replace(year=today.year + 2, day=1),
    )


def _house(desk: Vault, named: str) -> str:
    from millegiorni_desk.errors import InvalidValue
    from millegiorni_desk.network import service as network

    if named:
        return network.find_house(desk, named).code
    if not desk.house:
        raise InvalidValue(_("Scrivi di quale casa è il calendario, con --house."), "house")
    return desk.house


def _content(path: Path) -> bytes:
    from millegiorni_desk.areas.meetings.calendar_reading import MOST_BYTES
    from millegiorni_desk.errors import StorageFailed, reason

    try:
        with path.open("rb") as file:
            # One more than is allowed tells that it is too large, without reading all of it.
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        words = _("Non riesco a leggere «{name}»: {why}.")
        raise StorageFailed(words.format(name=path.name, why=reason(error))) from error
