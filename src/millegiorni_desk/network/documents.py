"""The network's sheets: three pages, one for each holder of a key on paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from millegiorni_desk import paper
from millegiorni_desk.language import _
from millegiorni_desk.vault.documents import SecretSheet, secret_sheets_pdf

_IN_A_ROW = 3
_KEEP = (
    _("Ogni foglio sta da una persona diversa, in busta chiusa, lontano dal computer del coordinamento."),
    _("Non fotografarlo, non spedirlo, non tenerlo insieme a un altro dei tre."),
    _("Se un foglio si perde, fate subito tre fogli nuovi: ne servono due di quelli vecchi."),
)
_USE = (
    _("Rimetti una copia dell'archivio del coordinamento su un altro computer."),
    _("Apri «Rete», «Fogli della rete», «Riprendi la rete», e scrivi le parole di due fogli."),
    _("Togli dalla rete il computer perso, poi sincronizza: le case non devono fare nulla."),
)


def network_sheets_pdf(
    network: str, made_on: date, sheets: Sequence[tuple[int, str, str]], needed: int
) -> bytes:
    """One page for each of *sheets* (its number, its words, its mark); *needed* of them give the network away."""
    count = len(sheets)
    what = _(
        "Con {needed} di questi {count} fogli si decide quale computer tiene l'elenco della rete, anche se quello "
        "del coordinamento è perso o rubato. Uno solo non basta a niente. Le parole sono scritte solo qui."
    ).format(needed=needed, count=count)
    pages = [
        SecretSheet(
            _("Foglio della rete {number} di {count}").format(number=number, count=count),
            _("{network}<br/>Fatto il {day} · segno {mark}").format(
                network=paper.markup(network), day=f"{made_on:%d/%m/%Y}", mark=mark
            ),
            what,
            _in_rows(words.split()),
            words,
            _KEEP,
            _USE,
            size=13,
        )
        for number, words, mark in sheets
    ]
    return secret_sheets_pdf(_("Fogli della rete"), pages)


def _in_rows(words: list[str]) -> list[list[str]]:
    """The words with their numbers, row by row."""
    told = [f"{number}.\u00a0{word}" for number, word in enumerate(words, 1)]
    return [told[start : start + _IN_A_ROW] for start in range(0, len(told), _IN_A_ROW)]
