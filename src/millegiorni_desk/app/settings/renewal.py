"""*Impostazioni, sicurezza*: when the vault's key was renewed, and renewing it after someone left or a loss."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from millegiorni_desk.app.entrance.renewing import RenewalPage
from millegiorni_desk.app.settings.new_passphrase import NOT_RIGHT
from millegiorni_desk.errors import InvalidValue, WrongPassphrase
from millegiorni_desk.language import _, plural
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.dates import moment_words
from millegiorni_desk.ui.forms import Form, SecretField
from millegiorni_desk.ui.labels import label, reveal
from millegiorni_desk.ui.tasks import TaskBar
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault import renewal
from millegiorni_desk.vault.audit_log import local
from millegiorni_desk.vault.renewal import Standing

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault


class RenewalCard(Card):
    """Tells how it stands with the key; once her passphrase is proved the desk is closed and the key renewed."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Chiave dell'archivio"))
        self._vault, self._shell = vault, shell
        for words in (
            _(
                "Se qualcuno è andato via, o si è perso un computer o una copia, rinnova la chiave: chi aveva quella "
                "di prima non apre più questo archivio. Le altre entrano come sempre, con la loro frase, e il foglio "
                "di recupero resta buono."
            ),
            _(
                "Quello che è già stato letto, stampato o copiato non si può riprendere: le copie fatte prima si "
                "aprono ancora con le frasi di allora. E se qualcuno sa la frase di un'altra persona, dai prima a lei "
                "una frase nuova."
            ),
        ):
            self.add(label(words, "muted", wrap=True))
        self.last = label("", wrap=True)
        self.add(self.last)
        self.waiting = Notice("", "warning")
        self.add(self.waiting)
        self.form = Form()
        self.secret = self.form.add("passphrase", SecretField(_("La tua frase segreta"), can_show=True))
        self.secret.set_hint(_("Il programma chiude l'archivio, lo riscrive e si riapre da solo."))
        self.secret.line.then = self.renew
        self.add(self.form)
        self.button = Button(_("Rinnova la chiave"), self.renew, icon="key")
        self.add(Wrap(self.button))
        self.work = TaskBar()
        self.add(self.work)

    def reload(self) -> None:
        """Read again how it stands."""
        found = renewal.standing(self._vault)
        self.last.setText(_told(found))
        words = _lacking(found)
        self.waiting.say(words)
        reveal(self.waiting, bool(words))
        reveal(self.form, found.ready)
        self.button.setEnabled(found.ready)

    def renew(self) -> None:
        """Prove the passphrase; then close the desk and renew the key in its place."""
        vault, secret = self._vault, self.secret.value()
        if not self.button.isEnabled() or self.work.busy:
            return
        if not secret:
            self.form.show_problem(InvalidValue(_("Scrivi la tua frase segreta."), "passphrase"))
            return

        def leave() -> None:
            self.secret.clear()
            self._shell.close_wanted.emit(lambda again: RenewalPage(vault.folder, vault.user, secret, again))

        self.work.run(
            _("Controllo la frase"),
            lambda progress: renewal.check(vault, secret),
            lambda _unused: leave(),
            self._refused,
            can_cancel=False,
        )

    def _refused(self, problem: Exception) -> None:
        if isinstance(problem, WrongPassphrase):
            problem = InvalidValue(NOT_RIGHT, "passphrase")
        if not (isinstance(problem, InvalidValue) and self.form.show_problem(problem)):
            self.work.show_problem(problem)


def _told(found: Standing) -> str:
    when = (
        _("Rinnovata {when}.").format(when=moment_words(local(found.last), datetime.now().astimezone()))
        if found.last
        else _("Non è mai stata rinnovata.")
    )
    gone = plural(
        "Intanto è stata tolta {n} persona, che l'ha conosciuta.",
        "Intanto sono state tolte {n} persone, che l'hanno conosciuta.",
        found.gone,
    ).format(n=found.gone)
    return f"{when} {gone}" if found.gone else when


def _lacking(found: Standing) -> str:
    told = []
    if found.unknown:
        told.append(
            _(
                "Prima di rinnovarla, ognuna di queste persone deve entrare una volta o ricevere una frase nuova in "
                "«Chi può entrare»: {names}."
            ).format(names=", ".join(user.display_name for user in found.unknown))
        )
    if not found.sheet:
        told.append(
            _("Prima di rinnovarla fai un foglio di recupero nuovo: quello che c'è è troppo vecchio.")
        )
    return " ".join(told)
