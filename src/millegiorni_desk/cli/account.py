"""``account``: what a fund's doti cost it in a period, as JSON, workbook and PDF for the funder."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from millegiorni_desk.errors import NotFound
from millegiorni_desk.language import _

if TYPE_CHECKING:
    from millegiorni_desk.vault.vault import Vault

_DAYS = ["%Y-%m-%d", "%d/%m/%Y"]


def account(
    vault: Annotated[Path, typer.Argument(help=_("Archivio."))],
    fund: Annotated[str, typer.Option(help=_("Codice del fondo, per esempio UBI."))],
    start: Annotated[datetime, typer.Option("--from", formats=_DAYS, help=_("Primo giorno."))],
    end: Annotated[datetime, typer.Option("--to", formats=_DAYS, help=_("Ultimo giorno."))],
    json_file: Annotated[Path | None, typer.Option("--json", help=_("Righe e somme, in centesimi."))] = None,
    xlsx: Annotated[Path | None, typer.Option(help=_("Foglio con riepilogo e doti."))] = None,
    pdf: Annotated[Path | None, typer.Option(help=_("Rendiconto da stampare."))] = None,
    full_names: Annotated[bool, typer.Option(help=_("Con cognome e nome al posto dei codici."))] = False,
) -> None:
    """Fa il rendiconto di un fondo; senza file lo scrive in JSON sullo schermo."""
    from millegiorni_desk.areas.doti import account_copies, accounts
    from millegiorni_desk.cli.files import write
    from millegiorni_desk.cli.session import opened

    with opened(vault) as desk:
        payees = accounts.NAMES if full_names else accounts.CODES
        accounts.require(desk)
        made = accounts.compute(desk, _fund(desk, fund), start.date(), end.date(), payees)
        told = json.dumps(account_copies.to_json(made), ensure_ascii=False, indent=1)
        # On the screen too it leaves the vault.
        desk.note("account.save", files=sum(path is not None for path in (json_file, xlsx, pdf)))
        if json_file is not None:
            write(json_file, (told + "\n").encode())
        if xlsx is not None:
            from millegiorni_desk.areas.doti.account_workbook import account_workbook

            write(xlsx, account_workbook(made))
        if pdf is not None:
            from millegiorni_desk.areas.doti.account_paper import account_pdf

            write(pdf, account_pdf(made))
    written = [str(path) for path in (json_file, xlsx, pdf) if path is not None]
    typer.echo(_("Scritti: {names}.").format(names=", ".join(written)) if written else told)


def _fund(desk: Vault, code: str) -> str:
    """The id of the fund with that code, however it is written. Raises ``NotFound`` with the codes there are."""
    from millegiorni_desk.areas.doti import service as doti
    from millegiorni_desk.network.service import fold

    known = doti.funds(desk)
    for one in known:
        if fold(one.code) == fold(code):
            return one.id
    raise NotFound(
        _("Non conosco il fondo «{code}». Ci sono: {names}.").format(
            code=code, names=", ".join(one.code for one in known) or "—"
        )
    )
