"""The road to where bundles meet, as a person writes it: which kind, and what that kind needs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from millegiorni_desk.app.copies import sticks
from millegiorni_desk.app.path_fields import FolderField
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.flows import road_addresses
from millegiorni_desk.flows.road_addresses import Road
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.choices import ChoiceField
from millegiorni_desk.ui.forms import Form, SecretField, TextField
from millegiorni_desk.ui.wrap import Wrap

POST = "post"
_FOLDER = _("Una cartella o una chiavetta")
_SERVERS = (
    (road_addresses.WEBDAV, _("Un server WebDAV (Nextcloud)")),
    (road_addresses.STORE, _("Un magazzino S3")),
    (road_addresses.RELAY, _("Il relè della rete")),
)
_POST = (POST, _("File per posta elettronica"))


class RoadFields(Form):
    """The fields of one kind of road at a time; ``road`` reads them.

    *at_first*: it is asked before there is an archive, so it may be left for later, and files for e-mail are a way too.
    """

    def __init__(self, *, at_first: bool = False) -> None:
        super().__init__()
        self._at_first = at_first
        others = (*_SERVERS, _POST) if at_first else _SERVERS
        self.kind = self.add("kind", ChoiceField(_("Come ci si incontra"), others, none=_FOLDER))
        self.place = self.add(
            "exchange",
            FolderField(
                _("Cartella di scambio"),
                placeholder=_("si può scegliere anche dopo") if at_first else _("nessuna cartella scelta"),
                hint=_("Chiavetta, disco di rete o cartella di un cloud, la stessa per tutta la rete.")
                if at_first
                else "",
            ),
        )
        self.url = self.add("url", TextField(_("Indirizzo del server"), placeholder="https://", longest=1000))
        self.bucket = self.add(
            "bucket", TextField(_("Contenitore (bucket) e cartella"), placeholder="millegiorni/rete")
        )
        self.user, self.password = TextField(_("Nome utente")), SecretField(_("Password"), can_show=True)
        self.add_row(user=self.user, password=self.password)
        self.proxy = self.add(
            "proxy",
            TextField(
                _("Proxy, solo se la rete lo chiede"),
                placeholder=_("per esempio http://proxy.casa.it:8080"),
                hint=_("Vuoto: vale quello del computer. Nome e password davanti: http://nome:password@…"),
                longest=1000,
            ),
        )
        self._sticks = Wrap()
        self.add_widget(self._sticks)
        self.kind.changed.connect(self.show_kind)
        self.show_kind()

    def show_road(self, road: Road) -> None:
        """Show *road*, without what is secret in it."""
        kind = road.kind if road.kind in dict(_SERVERS) else road_addresses.FOLDER
        self.kind.set_value("" if kind == road_addresses.FOLDER else kind)
        if kind == road_addresses.FOLDER:
            self.place.set_value(road.address)
        else:
            url, bucket = road_addresses.shown(road.address)
            self.url.set_value(url)
            self.bucket.set_value(bucket)
            self.user.set_value(road.user)
            self.password.clear()
            kept = _("È già in questo archivio: lascia vuoto per tenerla.")
            self.password.set_hint(kept if road.password else "")
            self.proxy.set_value(road_addresses.shown_proxy(road.proxy))
        self.show_kind()
        self.show_sticks()

    def road(self, known: Callable[[str], Road] = Road) -> Road:
        """The road that the fields describe; its address is empty where it is left for later.

        *known* gives the road to an address as it was kept, with its password. Raises ``InvalidValue``.
        """
        kind = self.kind.value() or road_addresses.FOLDER
        if kind == POST:
            return Road("")
        if kind == road_addresses.FOLDER:
            try:
                found = self.place.existing()
            except InvalidValue as problem:
                raise InvalidValue(problem.message, "exchange") from problem
            if found is None and not self._at_first:
                raise InvalidValue(_("Scegli prima la cartella di scambio."), "exchange")
            return Road(self.place.value())
        if kind == road_addresses.STORE:
            address = road_addresses.store_address(self.url.value(), self.bucket.value(), self.user.value())
        elif kind == road_addresses.RELAY:
            address = road_addresses.relay_address(self.url.value())
        else:
            address = road_addresses.webdav_address(self.url.value(), self.user.value())
        kept = known(address)
        return Road(
            address,
            self.password.value() or kept.password,
            road_addresses.proxy_address(self.proxy.value(), kept.proxy),
        )

    def use(self, folder: Path) -> None:
        """Let bundles meet in *folder* of a stick, made if it is not there yet."""
        self.kind.set_value("")
        try:
            folder.mkdir(exist_ok=True)
        except OSError as error:
            self.place.show_problem(
                _("Non riesco a scrivere sulla chiavetta: {strerror}. Prova con un'altra.").format(
                    strerror=error.strerror
                )
            )
            return
        self.place.set_value(str(folder))

    def show_sticks(self) -> None:
        """A button for each stick that is plugged in."""
        self._sticks.empty()
        plugged = sticks.plugged_in()
        for stick in plugged:
            words = _("Usa la chiavetta «{name}»").format(name=stick.name)
            self._sticks.add(Button(words, partial(self.use, stick.folder), icon="usb"))
        self._sticks.setVisible(bool(plugged) and not self.kind.value())

    def show_kind(self) -> None:
        """Show what the kind that is chosen needs, and hide the rest."""
        kind = self.kind.value() or road_addresses.FOLDER
        server = kind in dict(_SERVERS)
        self.place.setVisible(kind == road_addresses.FOLDER)
        self.url.setVisible(server)
        self.proxy.setVisible(server)
        self.bucket.setVisible(kind == road_addresses.STORE)
        self.user.set_hint(_("La chiave di accesso (access key).") if kind == road_addresses.STORE else "")
        # With their row, which would leave a gap.
        for piece in (self.user.parentWidget(), self.user, self.password):
            if piece is not None:
                piece.setVisible(kind in (road_addresses.WEBDAV, road_addresses.STORE))
        self.show_sticks()
