"""The questions of the first start, a few to a step."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QLabel, QWidget

from millegiorni_desk.app.path_fields import FileField, FolderField
from millegiorni_desk.app.settings.new_passphrase import NewPassphrase
from millegiorni_desk.app.syncing.road_fields import RoadFields
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui import icons, look, tokens
from millegiorni_desk.ui.cards import Entry
from millegiorni_desk.ui.choices import TickField
from millegiorni_desk.ui.forms import Form, TextField
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.spacing import column, grid

SLOTS = "vault.slots"


class Step(Form):
    """One step: what is said above it and its picture; ``check`` raises ``InvalidValue`` with what is missing."""

    title = ""
    words = ""
    icon = "heart"
    wide = False

    def check(self) -> None:
        """Raise ``InvalidValue`` while the answers do not suffice."""
        self.values()

    def checked(self) -> bool:
        """Whether the answers suffice; if not, the sentence stands beside its field."""
        try:
            self.check()
        except InvalidValue as problem:
            self.show_problem(problem)
            return False
        return True

    def first(self) -> QWidget | None:
        """Where the keyboard goes."""
        return next(iter(self.fields.values()), None)

    def last_enter(self, then: Callable[[], object]) -> None:
        """Enter in the last line of the step does *then*."""
        fields = [field for field in self.fields.values() if isinstance(field, TextField)]
        if fields:
            fields[-1].line.then = then


class Choices(QWidget):
    """The ways to begin, each with its picture: arrows move, Enter, space or a click opens."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = grid(self, spacing=tokens.TIGHT)
        self._grid.setColumnStretch(1, 1)
        self.entries: list[Entry] = []
        self._signs: list[tuple[QLabel, str]] = []
        look.notifier.changed.connect(self._redraw)

    def add(self, first: str, second: str, icon: str, then: Callable[[], object]) -> None:
        """Offer one more way."""
        at = len(self.entries)
        entry, sign = Entry(first, second), QLabel()
        entry.clicked.connect(then)
        self._grid.addWidget(sign, at, 0, Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(entry, at, 1)
        self.entries.append(entry)
        self._signs.append((sign, icon))
        self._redraw()

    def _redraw(self) -> None:
        for sign, icon in self._signs:
            sign.setPixmap(icons.pixmap(icon, "primary", 28, self.devicePixelRatioF()))


class NetworkStep(Step):
    """What the new network is called."""

    title = _("Come si chiama la rete?")
    words = _("È il nome che le case vedono nel loro invito e sui documenti.")
    icon = "coordination"

    def __init__(self) -> None:
        super().__init__()
        self.name = self.add(
            "name", TextField(_("Nome della rete"), placeholder=_("per esempio Mille Giorni Torino"))
        )
        self.without_names = self.add(
            "without_names",
            TickField(
                _("Il coordinamento non vede i nomi"),
                hint=_(
                    "I nomi restano nelle Case; al coordinamento arrivano solo accessi, percorsi e cifre, e in cambio "
                    "non può cercare una donna, né ridare i nomi a una Casa che perde il suo unico computer. Si "
                    "decide adesso: non si cambia più."
                ),
            ),
        )

    def check(self) -> None:
        if not self.name.value():
            raise InvalidValue(_("Dai un nome alla rete."), "name")


class InvitationStep(Step):
    """The file of the invitation."""

    title = _("Il tuo invito")
    words = _("È un file che il coordinamento ti ha dato di persona. Vale per una sola postazione.")
    icon = "key"

    def __init__(self) -> None:
        super().__init__()
        self.file = self.add(
            "invitation", FileField(_("File dell'invito"), _("Invito (*.json *.invito);;Tutti i file (*)"))
        )

    def check(self) -> None:
        path = self.file.path()
        if path is None or not path.is_file():
            raise InvalidValue(_("Scegli il file dell'invito che ti ha dato il coordinamento."), "invitation")


class PlaceStep(Step):
    """Where the vault lies and where bundles meet; for a desk, what the desk is called."""

    title = _("Dove tenere i dati")
    words = _(
        "L'archivio è cifrato e resta su questo computer. Dove ci si incontra vanno solo pacchi sigillati."
    )
    icon = "folder"

    def __init__(self, whose: str, joining: bool) -> None:
        super().__init__()
        self.device = TextField(_("Nome della postazione"), hint=_("Il coordinamento la riconosce così."))
        if joining:
            self.add("device", self.device).set_value(_("Sportello"))
        self.folder = self.add("folder", FolderField(_("Cartella dell'archivio")))
        self.folder.set_value(str(free_folder(whose)))
        self.road = RoadFields(at_first=True)
        self.add_widget(self.road)
        # What is wrong with the road is told beside its field, as with any other of this step.
        self.fields |= self.road.fields

    def last_enter(self, then: Callable[[], object]) -> None:
        for last in (self.road.place, self.road.proxy):
            last.line.then = then

    def check(self) -> None:
        folder = self.folder.path()
        if folder is None:
            raise InvalidValue(_("Scegli dove tenere l'archivio."), "folder")
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise InvalidValue(
                _("«{name}» non è vuota: scegli una cartella nuova.").format(name=folder.name), "folder"
            )
        self.road.road()


class UserStep(Step):
    """Who she is, and her passphrase."""

    title = _("Chi sei")
    words = _("Ogni persona entra con il suo nome e la sua frase segreta.")
    icon = "person"

    def __init__(self) -> None:
        super().__init__()
        self.display = TextField(_("Come ti chiami"), placeholder=_("per esempio Lucia Ferrero"))
        self.login = TextField(_("Con che nome entri"))
        self.add_row(display_name=self.display, name=self.login)
        self._own_login = False
        self.display.changed.connect(self._suggest)
        self.login.line.textEdited.connect(self._typed_own)
        self.passphrase = NewPassphrase()
        self.add_widget(self.passphrase)

    def _typed_own(self) -> None:
        self._own_login = True

    def _suggest(self) -> None:
        if not self._own_login:
            words = self.display.value().casefold().split()
            self.login.set_value(words[0] if words else "")

    def check(self) -> None:
        if not self.display.value():
            raise InvalidValue(_("Scrivi come ti chiami."), "display_name")
        if len(self.login.value().split()) != 1:
            raise InvalidValue(_("Il nome per entrare è una parola sola, per esempio «lucia»."), "name")
        self.passphrase.secret()

    def last_enter(self, then: Callable[[], object]) -> None:
        self.passphrase.again.line.then = then


class ReadyStep(Step):
    """The end: what to do next; for a desk, the words to read to the coordinator."""

    icon = "check"

    def __init__(self, fingerprint: str, waits: bool, by_post: bool = False) -> None:
        super().__init__()
        self.told = label("", "muted", wrap=True)
        if not fingerprint:
            self.title = _("La rete è pronta")
            self.words = _("Adesso si aggiungono le case e si scrivono gli inviti: è tutto in «Rete».")
            return
        self.title = _("Puoi già lavorare")
        self.words = _("Quello che registri resta qui al sicuro e si consegna dopo l'approvazione.")
        then = ""
        if by_post:
            then = _(" Lì prepari il file da spedire al coordinamento: dentro c'è la richiesta.")
        elif not waits:
            then = _(" Lì scegli anche dove ci si incontra, per lasciare la richiesta.")
        box = column(spacing=tokens.HAIR)
        box.addWidget(label(_("Leggi queste parole a voce al coordinamento:"), "muted", wrap=True))
        spoken = label(fingerprint, "section", wrap=True)
        spoken.setAccessibleName(_("Parole da leggere: {fingerprint}").format(fingerprint=fingerprint))
        box.addWidget(spoken)
        box.addWidget(
            label(
                _("Devono essere le stesse che vede chi approva. Le ritrovi in «Sincronizza».") + then,
                "muted",
                wrap=True,
            )
        )
        holder = QWidget()
        holder.setLayout(box)
        self.add_widget(holder)
        self.add_widget(self.told)
        self.told.hide()


def free_folder(whose: str) -> Path:
    """A folder of this name under the user's documents, numbered where one is there already."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    name = "".join(c if c.isalnum() or c in " -_" else " " for c in whose).strip() or "Archivio"
    base = Path(documents or Path.home()) / "Millegiorni Desk"
    found, number = base / name, 2
    while found.exists():
        found, number = base / f"{name} {number}", number + 1
    return found
