"""The columns of each register: the headers people see, what a cell holds, and how a register is recognised."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import N_, _
from millegiorni_desk.network.service import fold
from millegiorni_desk.network.vocabularies import OF_QUESTION


class Kind(StrEnum):
    """Which register a workbook is."""

    ACCESSES = "accesses"
    PATHWAYS = "pathways"
    DOTI = "doti"
    MEETINGS = "meetings"
    PEOPLE = "people"

    @classmethod
    def of(cls, text: str) -> Kind:
        """The register that *text* names: ``accesses`` or ``accessi``. Raises ``InvalidValue``."""
        wanted = fold(text)
        for kind in cls:
            if wanted in (kind.value, fold(TITLES[kind])):
                return kind
        raise InvalidValue(
            _("«{text}» non è un registro: scegli tra {names}.").format(
                text=text, names=", ".join(kind.value for kind in cls)
            ),
            "kind",
        )


class Cell(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    DAY = "day"
    BIRTH = "birth"
    BIRTHS = "births"
    TIME = "time"
    NUMBER = "number"
    EUROS = "euros"
    HOURS = "hours"
    CODE = "code"
    CODES = "codes"
    YES_NO = "yes_no"
    HOUSE = "house"
    BODY = "body"
    COUNTRY = "country"
    LANGUAGE = "language"
    CODICE_FISCALE = "codice_fiscale"
    DECIMAL = "decimal"


@dataclass(frozen=True)
class Column:
    """One column. ``vocabulary`` names the list that its codes come from; ``future`` lets a day lie ahead.

    A required column must be there; a ``filled`` one must also have something in every row.
    """

    key: str
    header: str
    cell: Cell = Cell.TEXT
    required: bool = False
    filled: bool = False
    vocabulary: str = ""
    future: bool = False
    width: int = 16
    example: str = ""


_SURNAME = Column("surname", "Cognome", required=True, example="El Amrani")
_NAME = Column("name", "Nome", required=True, example="Fatima")
_HOUSE = Column("house", "Casa", Cell.HOUSE, required=True, filled=True, width=22, example="BAR")
_CODICE = Column(
    "codice_fiscale", "Codice fiscale", Cell.CODICE_FISCALE, width=20, example="LMRFTM90C52Z330X"
)
_BORN = Column("birth_date", "Data di nascita", Cell.BIRTH, example="12/03/1990")
_GENDER = Column("gender", "Genere", Cell.CODE, vocabulary="gender", width=10, example="Donna")
_CITIZENSHIP = Column("citizenship", "Cittadinanza", Cell.COUNTRY, example="Marocco")
_MINORS = Column("minors", "Figli minori", Cell.NUMBER, width=12, example="2")
_BIRTH_COUNTRY = Column("birth_country", "Paese di nascita", Cell.COUNTRY, example="Marocco")
_PHONE = Column("phone", "Telefono", example="333 1234567")
_ADDRESS = Column("address", "Indirizzo", width=30, example="Via Baltea 3")
_LANGUAGE = Column("language", "Lingua", Cell.LANGUAGE, width=12, example="arabo")
_BIRTHS = Column("births", "Nascite figli", Cell.BIRTHS, width=26, example="05/06/2019; 2023")
_NOTES = Column("notes", "Note", width=40)


def _day(
    key: str, header: str, example: str = "", required: bool = False, width: int = 14, future: bool = False
) -> Column:
    return Column(key, header, Cell.DAY, required, required, future=future, width=width, example=example)


def _code(key: str, header: str, vocabulary: str, example: str = "", required: bool = False) -> Column:
    return Column(key, header, Cell.CODE, required, required, vocabulary, width=22, example=example)


def _yes_no(key: str, header: str, example: str) -> Column:
    return Column(key, header, Cell.YES_NO, width=12, example=example)


def _codes(key: str, header: str, vocabulary: str, example: str = "") -> Column:
    return Column(key, header, Cell.CODES, vocabulary=vocabulary, width=30, example=example)


_DUE = _day("due_date", "Data presunta parto", "20/02/2026", width=20, future=True)

COLUMNS: dict[Kind, tuple[Column, ...]] = {
    Kind.ACCESSES: (
        _day("on_date", "Data", "03/11/2025", required=True),
        _HOUSE,
        Column("at_time", "Ora", Cell.TIME, width=8, example="09:30"),
        Column("operator", "Operatore", example="Lucia"),
        _SURNAME,
        _NAME,
        _CODICE,
        _BORN,
        _GENDER,
        _CITIZENSHIP,
        _BIRTH_COUNTRY,
        _PHONE,
        _ADDRESS,
        _LANGUAGE,
        _code("pregnant", "In gravidanza", "answer", "Sì"),
        _DUE,
        _MINORS,
        _BIRTHS,
        _code("channel", "Canale", "channel", "Passaparola"),
        _codes("needs", "Bisogni", "need", "Gravidanza; Reddito"),
        _codes("activities", "Attività", "activity", "Ascolto; Orientamento"),
        _codes("referred_to", "Inviata a", "referral", "Consultorio"),
        _code("in_care", "In carico ai servizi", "answer", "No"),
        _code("adi", "ADI", "answer", "Richiesto"),
        Column("minutes", "Durata minuti", Cell.NUMBER, width=14, example="40"),
        _NOTES,
    ),
    Kind.PATHWAYS: (
        _HOUSE,
        _day("opened_on", "Apertura", "10/11/2025", required=True),
        _day("closed_on", "Chiusura"),
        Column("case_manager", "Case manager", example="Marta"),
        _SURNAME,
        _NAME,
        _CODICE,
        _BORN,
        _GENDER,
        _CITIZENSHIP,
        _MINORS,
        _codes("fragilities", "Fragilità", "fragility", "Disoccupazione; Carico di cura"),
        _code("main_request", "Richiesta principale", "fragility", "Difficoltà economica"),
        Column("referrer", "Inviante", example="Consultorio"),
        _day("assessed_on", "Data valutazione", "12/11/2025", width=16),
        Column("household", "Nucleo familiare", width=30, example="Sola con due figli"),
        Column("resources", "Risorse", width=30, example="Una sorella vicina"),
        Column("wishes", "Desideri", width=30, example="Imparare l'italiano"),
        Column("goals", "Obiettivi", width=40, example="Iscrivere il bambino al nido; Rinnovare il permesso"),
        Column("hours", "Ore", Cell.HOURS, width=8, example="12,5"),
        _code("area", "Area delle ore", "area", "Salute materno-infantile"),
        _code("profession", "Specialista", "profession", "Ostetrica"),
        _code("ended_as", "Come si è chiuso", "pathway_outcome"),
        Column("outcome", "Esito", width=30),
        _NOTES,
    ),
    Kind.DOTI: (
        _HOUSE,
        Column("body", "Ente", Cell.BODY, width=22),
        _SURNAME,
        _NAME,
        _CODICE,
        _BORN,
        _day("committed_on", "Data impegno", "20/11/2025", required=True),
        _day("paid_on", "Data pagamento", "25/11/2025", width=16),
        _code("expense", "Tipo spesa", "expense", "Kit neonato", required=True),
        Column("amount_cents", "Importo", Cell.EUROS, True, True, width=12, example="151,65"),
        Column("fund", "Fondo", width=20),
        Column("supplier", "Fornitore", width=22, example="Farmacia Comunale 12"),
        Column("document", "Documento", width=18, example="Scontrino 118"),
        Column("paper_receipt", "Numero ricevuta", width=18, example="BAR-2025-A/0012"),
        _code("state", "Stato", "dote_state", "Pagata"),
        _NOTES,
    ),
    Kind.MEETINGS: (
        _day("on_date", "Data", "14/11/2025", required=True, future=True),
        _HOUSE,
        Column("title", "Titolo", required=True, filled=True, width=40, example="Massaggio del bambino"),
        _code("theme", "Tema", "meeting_theme", "Neonati e primi mesi"),
        Column("partner", "Partner", width=30, example="Consultorio di via Zumaglia; Nati per Leggere"),
        Column("adults", "Adulti", Cell.NUMBER, width=10, example="9"),
        Column("minors", "Minori", Cell.NUMBER, width=10, example="8"),
        _yes_no("estimated", "Stimati", "No"),
        _yes_no("free", "Gratuito", "Sì"),
        _NOTES,
    ),
    Kind.PEOPLE: (
        _HOUSE,
        _SURNAME,
        _NAME,
        _CODICE,
        _BORN,
        _GENDER,
        _CITIZENSHIP,
        _BIRTH_COUNTRY,
        _PHONE,
        _ADDRESS,
        _LANGUAGE,
        _DUE,
        _BIRTHS,
    ),
}

TITLES = {
    Kind.ACCESSES: N_("Accessi"),
    Kind.PATHWAYS: N_("Percorsi"),
    Kind.DOTI: N_("Doti"),
    Kind.MEETINGS: N_("Incontri"),
    Kind.PEOPLE: N_("Persone"),
}

LISTS_SHEET = "Elenchi"
EXAMPLE_SHEET = "Esempio"
REASON = "Motivo"
REPETITION = "Ripetizione"

OtherHeaders = Mapping[str, Mapping[str, str]]
"""Kind → header key → column key: how other registers call our columns."""

NO_OTHERS: Mapping[str, Any] = MappingProxyType({})


def no_others() -> Mapping[str, Any]:
    """Nothing, as a default."""
    return NO_OTHERS


_NOT_IN_A_HEADER = re.compile(r"[\W_]+")


def header_key(text: str) -> str:
    """A header as it is compared: without case, accents, spaces and marks (``Data*`` and ``DATA`` are one)."""
    return _NOT_IN_A_HEADER.sub("", fold(text))


_BY_HEADER = {kind: {header_key(c.header): c for c in columns} for kind, columns in COLUMNS.items()}
_BY_KEY = {kind: {c.key: c for c in columns} for kind, columns in COLUMNS.items()}
_OURS = {header_key(REASON), header_key(REPETITION)}


@dataclass(frozen=True)
class Headers:
    """What a header row means for one register.

    ``places`` maps column keys to places in the row; ``repetition`` is the place of the column that a
    workbook of rejected rows carries; ``twice`` holds headers that stand there more than once and
    ``unknown`` those that mean nothing here. ``parts`` names which part of its cell a column takes, ``fixed``
    what every row says of a column without a place, ``meanings`` what the words of a column stand for (column
    key → folded text → code; an empty code leaves the cell empty).
    """

    kind: Kind
    places: dict[str, int]
    missing: tuple[str, ...]
    twice: tuple[str, ...]
    unknown: tuple[str, ...]
    repetition: int | None = None
    parts: Mapping[str, str] = field(default_factory=no_others)
    fixed: Mapping[str, str] = field(default_factory=no_others)
    meanings: OtherHeaders = field(default_factory=no_others)


def read_headers(kind: Kind, cells: Iterable[str], also: Mapping[str, str] = NO_OTHERS) -> Headers:
    """Match the texts of a header row with the columns of *kind*.

    *also* maps other headers (as :func:`header_key` gives them) to column keys, those of the network's questions too.
    """
    places: dict[str, int] = {}
    twice, unknown, repetition = [], [], None
    for place, text in enumerate(cells):
        key = header_key(text)
        column = _BY_HEADER[kind].get(key) or _BY_KEY[kind].get(also.get(key, ""))
        if column is None and also.get(key, "").startswith(OF_QUESTION):
            column = Column(also[key], text.strip())
        if column is None:
            if key == header_key(REPETITION):
                repetition = place
            elif key and key not in _OURS:
                unknown.append(text.strip())
        elif column.key in places:
            twice.append(column.header)
        else:
            places[column.key] = place
    missing = tuple(c.header for c in COLUMNS[kind] if c.required and c.key not in places)
    return Headers(kind, places, missing, tuple(dict.fromkeys(twice)), tuple(unknown), repetition)


def recognise(cells: Iterable[str], kind: Kind | None = None, also: OtherHeaders = NO_OTHERS) -> Headers:
    """The register that a header row fits best: of *kind* where it is given.

    The best one lacks the fewest required columns in proportion and knows the most headers. *also* holds
    for each kind the headers of other registers, as for :func:`read_headers`.
    """
    texts = list(cells)
    readings = [read_headers(one, texts, also.get(one, NO_OTHERS)) for one in ([kind] if kind else Kind)]
    if kind is None:
        # A register of accesses without its dates is not a list of people: whatever else it knows speaks against it.
        widest = max(len(one.places) for one in readings)
        readings = [
            one
            for one in readings
            if one.kind is not Kind.PEOPLE or (len(one.places) == widest and not one.missing)
        ]
    return max(readings, key=_fitness)


def _fitness(read: Headers) -> tuple[float, int, int]:
    required = sum(column.required for column in COLUMNS[read.kind])
    return (1 - len(read.missing) / required, len(read.places), -len(read.unknown))
