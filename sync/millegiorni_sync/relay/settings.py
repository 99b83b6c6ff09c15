"""What a relay's keeper can set: each setting is one field, with its default and the sentence that explains it."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from ..errors import N_, SyncError, in_words

PREFIX = "MILLEGIORNI_RELAY_"
_NETWORK = re.compile(r"[0-9a-f]{32}")
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class SettingsRefused(SyncError):
    """A setting that is unknown, or cannot be what it says."""

    code = "relay_settings"
    sentence = N_("L'impostazione «{name}» non va bene: {detail}. Il relè non è partito: correggi e riprova.")


def _set(default: Any, sentence: str, secret: bool = False) -> Any:
    return field(default=default, metadata={"sentence": sentence, "secret": secret})


@dataclass(frozen=True)
class Settings:
    """The settings of one process. Sizes, times and counts are in the unit that the name says."""

    networks: tuple[str, ...] = _set(
        (), N_("Codici delle reti ospitate, 32 cifre ciascuno: li dà il coordinamento di ogni rete.")
    )
    database: str = _set(
        "relay.db",
        N_("File SQLite, o indirizzo postgresql://… per più relè su una sola base di dati."),
        True,
    )
    host: str = _set("127.0.0.1", N_("Indirizzo su cui ascolta."))
    port: int = _set(8440, N_("Porta su cui ascolta."))
    certificate: str = _set("", N_("File PEM con il certificato TLS e la sua catena."))
    key: str = _set("", N_("File PEM con la chiave del certificato."))
    behind_proxy: bool = _set(
        False,
        N_(
            "Vero se TLS lo fa un proxy davanti: solo così si ascolta senza certificato oltre questa macchina."
        ),
    )
    proxies: tuple[str, ...] = _set(
        ("127.0.0.1",), N_("Indirizzi dei proxy a cui si crede quando dicono da dove viene una richiesta.")
    )
    names: tuple[str, ...] = _set(
        (), N_("Nomi (con la porta, se non è 443) con cui i computer raggiungono il relè; vuoto: qualsiasi.")
    )
    window_seconds: int = _set(300, N_("Quanto può differire l'ora di una richiesta da quella del relè."))
    file_megabytes: int = _set(64, N_("Dimensione massima di un file, fino a 64."))
    device_gigabytes: int = _set(10, N_("Quanto può occupare un computer."))
    network_gigabytes: int = _set(50, N_("Quanto può occupare una rete."))
    keep_days: int = _set(
        400, N_("Dopo quanti giorni un file si può togliere; il più recente di ogni serie resta.")
    )
    keep_gigabytes: int = _set(
        40, N_("Oltre quanto, in una rete, si tolgono i file più vecchi; il più recente di ogni serie resta.")
    )
    device_requests_per_minute: int = _set(1200, N_("Richieste al minuto di un computer."))
    network_requests_per_minute: int = _set(
        12_000, N_("Richieste al minuto di una rete, tutti i computer insieme.")
    )
    failures_per_minute: int = _set(60, N_("Richieste non riconosciute al minuto da un indirizzo."))
    upload_seconds: int = _set(600, N_("Quanto può durare l'invio di un file."))
    stop_seconds: int = _set(30, N_("Quanto si aspettano le richieste in corso quando il relè si ferma."))
    database_connections: int = _set(10, N_("Connessioni alla base di dati di questo processo."))
    metrics_token: str = _set(
        "", N_("Parola con cui si leggono le misure da un'altra macchina; vuota: solo da questa."), True
    )

    def __post_init__(self) -> None:
        for name in self.networks:
            if not _NETWORK.fullmatch(name):
                raise SettingsRefused(name="networks", detail=N_("un codice di rete ha 32 cifre"))
        if bool(self.certificate) != bool(self.key):
            raise SettingsRefused(name="certificate", detail=N_("certificato e chiave vanno insieme"))
        if not self.certificate and not self.behind_proxy and self.host not in _LOOPBACK:
            raise SettingsRefused(
                name="certificate", detail=N_("senza certificato si ascolta solo su 127.0.0.1")
            )
        for one in fields(self):
            value = getattr(self, one.name)
            if type(value) is int and not 0 < value < 1 << 31:
                raise SettingsRefused(name=one.name, detail=N_("serve un numero intero maggiore di zero"))
        if self.file_megabytes > 64:
            raise SettingsRefused(name="file_megabytes", detail=N_("al massimo 64"))


def read(file: Path | None = None, environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings: the environment (``MILLEGIORNI_RELAY_…``) over *file* (TOML) over the defaults.

    The file can be named by ``MILLEGIORNI_RELAY_SETTINGS`` too. Raises :class:`SettingsRefused`.
    """
    if file is None and PREFIX + "SETTINGS" in environment:
        file = Path(environment[PREFIX + "SETTINGS"])
    given = _from_file(file) if file else {}
    known = {one.name: one.default for one in fields(Settings)}
    given |= {
        name.removeprefix(PREFIX).lower(): text
        for name, text in environment.items()
        if name.startswith(PREFIX) and name != PREFIX + "SETTINGS"
    }
    for name in given:
        if name not in known:
            raise SettingsRefused(name=name, detail=N_("non la conosco"))
    return Settings(**{name: _value(name, known[name], value) for name, value in given.items()})


def _from_file(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsRefused(name=file.name, detail=N_("il file manca o non è TOML")) from error


def _value(name: str, default: Any, value: Any) -> Any:
    """*value* as the kind of *default*; the environment gives everything as text."""
    if isinstance(default, tuple):
        parts = value.split() if isinstance(value, str) else value
        if isinstance(parts, list) and all(isinstance(part, str) for part in parts):
            return tuple(parts)
        raise SettingsRefused(name=name, detail=N_("serve un elenco di testi"))
    if isinstance(value, str) and isinstance(default, bool) and value in ("true", "false"):
        return value == "true"
    if isinstance(value, str) and type(default) is int and value.isdecimal():
        return int(value)
    if type(value) is type(default):
        return value
    raise SettingsRefused(name=name, detail=N_("non è del tipo che serve"))


def as_toml() -> str:
    """Every setting with its sentence and its default: a file to begin with."""
    return "\n".join(
        f"# {in_words(one.metadata['sentence'])}\n# {one.name} = {_toml(one.default)}\n"
        for one in fields(Settings)
    )


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return f'"{value}"' if isinstance(value, str) else str(value)
