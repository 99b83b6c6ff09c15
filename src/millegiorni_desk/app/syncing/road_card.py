"""Where bundles meet: a folder or a server, with what each needs, and whether it works."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from millegiorni_desk.app.copies import sticks
from millegiorni_desk.app.path_fields import FolderField
from millegiorni_desk.errors import InvalidValue, StorageFailed
from millegiorni_desk.flows import roads
from millegiorni_desk.flows.roads import Road
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.choices import ChoiceField
from millegiorni_desk.ui.forms import Form, SecretField, TextField
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.tasks import TaskBar
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault.vault import Vault

_KINDS = (
    (roads.FOLDER, _("Una cartella o una chiavetta")),
    (roads.WEBDAV, _("Un server WebDAV (Nextcloud)")),
    (roads.STORE, _("Un magazzino S3")),
    (roads.RELAY, _("Il relè della rete")),
)
_INTERVALS = (0, 15, 30, 60, 240)


class RoadCard(Card):
    """The fields of one kind of road at a time; ``road`` reads them."""

    def __init__(self, vault: Vault, work: TaskBar) -> None:
        super().__init__(_("Dove ci si incontra"))
        self._vault, self._work = vault, work
        form = Form()
        self.kind = form.add("kind", ChoiceField(_("Come ci si incontra"), _KINDS, none=_KINDS[0][1]))
        self.kind.set_options(_KINDS[1:])
        self.place = form.add(
            "exchange", FolderField(_("Cartella di scambio"), placeholder=_("nessuna cartella scelta"))
        )
        self.url = form.add("url", TextField(_("Indirizzo del server"), placeholder="https://", longest=1000))
        self.bucket = form.add(
            "bucket", TextField(_("Contenitore (bucket) e cartella"), placeholder="millegiorni/rete")
        )
        self.user = form.add("user", TextField(_("Nome utente")))
        self.password = form.add("password", SecretField(_("Password"), can_show=True))
        self.form = form
        self.add(form)
        self._sticks = Wrap()
        self.add(self._sticks)
        self.add(
            label(
                _(
                    "Una cartella che vedono tutte le case: il disco di rete, il cloud, o una chiavetta che gira; o un "
                    "server. Lì vanno solo pacchi cifrati: chi li trova non può leggerli."
                ),
                "muted",
                wrap=True,
            )
        )
        self.try_button = Button(_("Prova"), self.try_out, icon="check")
        self.every = ChoiceField(
            _("Sincronizza da sola"), [(str(n), _interval(n)) for n in _INTERVALS[1:]], none=_interval(0)
        )
        self.every.changed.connect(self._keep_interval)
        self.add_row(self.try_button)
        self.tried = Notice("", "info")
        self.tried.hide()
        self.add(self.tried)
        self.add(self.every)
        self.kind.changed.connect(self._show_kind)
        form.changed.connect(self._untried)
        self._show_kind()

    def show_road(self) -> None:
        """Show the road that this desk takes, without its password."""
        road = roads.road(self._vault)
        kind = road.kind if road.kind in dict(_KINDS) else roads.FOLDER
        self.kind.set_value("" if kind == roads.FOLDER else kind)
        if kind == roads.FOLDER:
            self.place.set_value(road.address)
        else:
            url, bucket = roads.shown(road.address)
            self.url.set_value(url)
            self.bucket.set_value(bucket)
            self.user.set_value(road.user)
            self.password.clear()
            kept = _("È già in questo archivio: lascia vuoto per tenerla.")
            self.password.set_hint(kept if road.password else "")
        self.every.changed.disconnect(self._keep_interval)
        minutes = roads.every_minutes(self._vault)
        self.every.set_value(str(minutes) if minutes else "")
        self.every.changed.connect(self._keep_interval)
        self._show_kind()
        self.show_sticks()

    def road(self) -> Road:
        """The road that the fields describe; one that was known keeps its password. Raises ``InvalidValue``."""
        kind = self.kind.value() or roads.FOLDER
        if kind == roads.FOLDER:
            if self.place.existing() is None:
                raise InvalidValue(_("Scegli prima la cartella di scambio."), "exchange")
            return Road(self.place.value())
        if kind == roads.STORE:
            address = roads.store_address(self.url.value(), self.bucket.value(), self.user.value())
        elif kind == roads.RELAY:
            address = roads.relay_address(self.url.value())
        else:
            address = roads.webdav_address(self.url.value(), self.user.value())
        known = roads.road(self._vault, address)
        return Road(address, self.password.value() or known.password, known.proxy)

    def checked(self) -> Road | None:
        """The road; where it cannot be one, the sentence stands beside its field and has the keyboard."""
        try:
            return self.road()
        except InvalidValue as problem:
            field = self.form.fields.get(problem.field or "exchange", self.place)
            field.show_problem(problem.message)
            field.setFocus()
            return None

    def try_out(self) -> None:
        """Say in one sentence whether the road can be taken; beside the window."""
        road = self.checked()
        if road is None or self._work.busy:
            return

        def work(progress: Callable[[int, int, str], None]) -> str:
            return roads.tried(self._vault, road, lambda done, total: progress(0, 0, ""))

        self._work.run(_("Provo la strada"), work, self._worked, self._failed)

    def use(self, folder: Path) -> None:
        """Let bundles meet in *folder* of a stick, made if it is not there yet."""
        try:
            folder.mkdir(exist_ok=True)
        except OSError as error:
            self._work.show_problem(
                StorageFailed(
                    _("Non riesco a scrivere sulla chiavetta: {strerror}. Prova con un'altra.").format(
                        strerror=error.strerror
                    )
                )
            )
            return
        self.kind.set_value("")
        self.place.set_value(str(folder))

    def show_sticks(self) -> None:
        """A button for each stick that is plugged in."""
        self._sticks.empty()
        for stick in sticks.plugged_in():
            words = _("Usa la chiavetta «{name}»").format(name=stick.name)
            self._sticks.add(Button(words, partial(self.use, stick.folder), icon="usb"))

    def _show_kind(self) -> None:
        kind = self.kind.value() or roads.FOLDER
        self.place.setVisible(kind == roads.FOLDER)
        self._sticks.setVisible(kind == roads.FOLDER)
        self.url.setVisible(kind != roads.FOLDER)
        self.bucket.setVisible(kind == roads.STORE)
        self.user.set_hint(_("La chiave di accesso (access key).") if kind == roads.STORE else "")
        for field in (self.user, self.password):
            field.setVisible(kind in (roads.WEBDAV, roads.STORE))

    def _untried(self, name: str) -> None:
        self.tried.hide()

    def _worked(self, sentence: str) -> None:
        self.tried.say(sentence, "info")
        self.tried.show()

    def _failed(self, problem: Exception) -> None:
        message = getattr(problem, "message", "")
        if not message:
            self._work.show_problem(problem)
            return
        self.tried.say(message, "warning")
        self.tried.show()

    def _keep_interval(self) -> None:
        roads.set_every_minutes(self._vault, int(self.every.value() or 0))


def _interval(minutes: int) -> str:
    if minutes == 0:
        return _("Solo quando lo chiedo")
    if minutes < 60:
        return _("Ogni {minutes} minuti").format(minutes=minutes)
    return _("Ogni ora") if minutes == 60 else _("Ogni {hours} ore").format(hours=minutes // 60)
