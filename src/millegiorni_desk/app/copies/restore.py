"""*Rimetti una copia*: what it would bring back and cost, then doing it in a folder of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from millegiorni_desk.app.path_fields import FileField
from millegiorni_desk.errors import InvalidValue, WrongPassphrase
from millegiorni_desk.flows import erasing, joining, restore_preview, restoring
from millegiorni_desk.flows.copies import Copy
from millegiorni_desk.flows.restore_preview import Preview
from millegiorni_desk.language import N_, _, plural
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.forms import Form, SecretField, TextField
from millegiorni_desk.ui.labels import label, reveal
from millegiorni_desk.ui.leaving import LeavingByButton
from millegiorni_desk.ui.page import Stack
from millegiorni_desk.ui.parsing import number
from millegiorni_desk.ui.tables import Column, Source, Table
from millegiorni_desk.ui.tasks import TaskBar
from millegiorni_desk.ui.wrap import Wrap

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault

Progress = Callable[[int, int, str], None]
_WORDS = {
    "person": N_("Persone"),
    "child": N_("Bambini"),
    "access": N_("Accessi"),
    "pathway": N_("Percorsi"),
    "dote": N_("Doti"),
    "receipt": N_("Ricevute"),
    "referral": N_("Invii"),
    "attachment": N_("Documenti"),
}


class RestoreCard(Card):
    """Compares one copy with the vault and puts it back beside it; ``left`` is called by *Lascia stare*."""

    def __init__(self, vault: Vault, shell: Shell, left: Callable[[], object]) -> None:
        super().__init__(_("Rimettere una copia"))
        self._vault, self.shell = vault, shell
        self._copy: Copy | None = None
        self.restored: Path | None = None
        self.words = label("", wrap=True)
        self.warning = Notice("", "warning")
        self.table = Table(
            _("Che cosa cambierebbe"),
            (
                Column("what", _("Che cosa")),
                Column("copy", _("Nella copia"), "number", 100),
                Column("now", _("Adesso"), "number", 80),
                Column("since", _("Si perdono"), "number", 100),
                Column("changed", _("Cambiano"), "number", 110),
                Column("back", _("Ritornano"), "number", 100),
            ),
            key="what",
            most_rows=8,
        )
        self.names = label("", "muted", wrap=True)
        self.form = Form()
        self.user = self.form.add("user", TextField(_("Con che nome entri")))
        self.secret = self.form.add("passphrase", SecretField(_("La frase segreta di allora")))
        self.invitation = self.form.add("invitation", FileField(_("Nuovo invito"), _("Invito (*.json)")))
        self.invitation.setVisible(bool(vault.house))
        self.button = Button(_("Rimetti la copia in una cartella nuova"), self.restore, kind="danger")
        self.leave_button = Button(_("Lascia stare"), left)
        LeavingByButton(self, self.leave_button)
        self.work = TaskBar()
        self.shown = Stack()
        within = self.shown.layout()
        for part in (self.table, self.names, self.form, Wrap(self.button, self.leave_button)):
            if within is not None:
                within.addWidget(part)
        self.add(self.words)
        for each in (self.warning, self.shown, self.work):
            self.add(each)
        self.done_button = Button(_("Chiudi e apri l'archivio rimesso"), self.open_restored, kind="primary")
        self.add(self.done_button)

    def compare(self, copy: Copy) -> None:
        """Show what *copy* would bring back."""
        self._copy, self.restored = copy, None
        self.words.setText(_("Confronto la copia con l'archivio…"))
        for widget in (self.warning, self.shown, self.done_button):
            reveal(widget, False)
        self.work.run(
            _("Confronto"), lambda progress: restore_preview.preview(self._vault, copy.folder), self._show
        )

    def _show(self, found: Preview) -> None:
        made = found.manifest.at.astimezone()
        self.words.setText(
            _("La copia è di {made:%d/%m/%Y, %H:%M}. L'archivio di adesso resta dov'è, da parte.").format(
                made=made
            )
        )
        self.table.show_rows(
            Source.of(
                [
                    {
                        "what": _(_WORDS[line.table]),
                        "copy": line.copy,
                        "now": line.now,
                        "since": line.since,
                        "changed": line.changed,
                        "back": line.back,
                    }
                    for line in found.lines
                    if line.copy or line.now
                ]
            )
        )
        self.names.setText("\n".join(_names(found)))
        reveal(self.names, bool(self.names.text()))
        words = _warning(found, bool(self._vault.house))
        self.warning.say(words)
        reveal(self.warning, bool(words))
        reveal(self.shown, True)
        self.user.set_value(self._vault.user)
        self.secret.setFocus()

    def restore(self) -> None:
        """Put the copy back in a new folder beside the vault; this vault is not touched."""
        if self._copy is None:
            return
        vault, copy = self._vault, self._copy.folder
        folder = _free(vault.folder.with_name(f"{vault.folder.name} rimesso {date.today().isoformat()}"))
        user, secret, file = self.user.value(), self.secret.value(), self.invitation.path()

        def work(progress: Progress) -> str:
            invited = joining.read_invitation(file) if file else None
            restored = restoring.restore(
                copy, folder, user, secret, invited, erasing.remembered(vault), vault.folder
            )
            restored.vault.close()
            return restored.fingerprint

        self.work.run(
            _("Rimetto la copia"),
            work,
            lambda words: self._done(folder, words),
            self._refused,
            can_cancel=False,
        )

    def _refused(self, problem: Exception) -> None:
        if isinstance(problem, WrongPassphrase):
            problem = InvalidValue(problem.message, "passphrase")
        if not (isinstance(problem, InvalidValue) and self.form.show_problem(problem)):
            self.work.show_problem(problem)

    def _done(self, folder: Path, fingerprint: str) -> None:
        self.restored = folder
        self.form.clear()
        reveal(self.shown, False)
        words = _("La copia è rimessa in «{name}». L'archivio di prima è rimasto dov'era.").format(
            name=folder.name
        )
        if fingerprint:
            words += " " + _("Leggi al coordinamento queste parole: {words}.").format(words=fingerprint)
        self.words.setText(words)
        reveal(self.warning, False)
        reveal(self.done_button, True)
        self.done_button.setFocus()

    def open_restored(self) -> None:
        """Lock this desk; the next one opens the restored vault."""
        from millegiorni_desk import settings

        settings.put("vault", str(self.restored))
        self.shell.lock_wanted.emit()


def _free(folder: Path) -> Path:
    out, again = folder, 1
    while out.exists():
        again += 1
        out = folder.with_name(f"{folder.name} ({again})")
    return out


def _names(found: Preview) -> list[str]:
    told = []
    if found.lost:
        told.append(_("Andrebbero perse: {names}").format(names=", ".join(found.lost)))
    if found.returning:
        told.append(_("Tornerebbero: {names}").format(names=", ".join(found.returning)))
    return told


def _warning(found: Preview, house: bool) -> str:
    if found.changes_nothing:
        return _("L'archivio contiene già tutto quello che c'è nella copia: non serve rimetterla.")
    told = []
    if found.unsent:
        told.append(
            plural(
                "{n} registrazione fatta dopo la copia non è ancora consegnata: nulla la riporta.",
                "{n} registrazioni fatte dopo la copia non sono ancora consegnate: nulla le riporta.",
                found.unsent,
            ).format(n=number(found.unsent))
        )
    if house:
        told.append(
            _(
                "Quello che era già consegnato torna con le prossime sincronizzazioni; serve un nuovo invito del "
                "coordinamento."
            )
        )
    if found.former_key:
        told.append(
            _(
                "È di prima che la chiave fosse rinnovata: chi è stato tolto da allora potrebbe di nuovo entrare. "
                "Rimessa la copia, toglilo ancora e rinnova la chiave."
            )
        )
    if found.erased:
        told.append(
            plural(
                "{n} persona cancellata dopo la copia resta cancellata.",
                "{n} persone cancellate dopo la copia restano cancellate.",
                found.erased,
            ).format(n=number(found.erased))
        )
    return " ".join(told)
