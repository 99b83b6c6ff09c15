"""Every command of the command line, each in a module of its own."""

from collections.abc import Callable
from functools import cache
from typing import Any

from typer.main import get_command

from millegiorni_desk.cli import (
    account,
    create,
    demo,
    imports,
    linkage,
    meetings,
    month,
    network,
    people,
    receipt,
    register,
    report,
    report_copies,
    store,
    sync,
    verify,
)
from millegiorni_desk.cli.spoken import Commands
from millegiorni_desk.language import _

application = Commands(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help=_("Millegiorni Desk. Senza comandi si apre la finestra."),
)
application.command("create")(create.create)
application.command("join")(create.join)
application.command("demo")(demo.demo)
application.command("template")(imports.template)
application.command("register")(register.register)
application.command("import")(imports.import_file)
application.command("sync")(sync.sync)
application.command("post")(sync.post)
application.command("confirm")(sync.confirm)
application.command("linkage-key")(linkage.linkage_key)
application.command("report")(report.report)
application.command("report-copies")(report_copies.report_copies)
application.command("account")(account.account)
application.command("receipt")(receipt.receipt)
application.command("verify")(verify.verify)
application.command("backup")(verify.backup)
application.command("restore")(verify.restore)
application.add_typer(month.application, name="month")
application.add_typer(meetings.application, name="meetings")
application.add_typer(people.application, name="people")
application.add_typer(network.application, name="network")
application.add_typer(store.application, name="store")


@cache
def command() -> Callable[..., Any]:
    """What carries out a line: every word and option of the commands, read from their functions once."""
    return get_command(application)
