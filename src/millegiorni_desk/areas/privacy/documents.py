"""The notice on paper: in her language, or beside Italian, with the day she was given it and a line to sign on."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from itertools import zip_longest

from millegiorni_desk import resources
from millegiorni_desk.areas.privacy.notices import Filled
from millegiorni_desk.paper import document as paper
from millegiorni_desk.paper.document import Block, Document, Facts, Heading, Paragraph, Signatures, Space

PROJECT = "Mille Giorni Insieme · Rete delle Case del Quartiere di Torino"
DRAFT = "BOZZA"


def notice_pdf(texts: Sequence[Filled], on: date) -> bytes:
    """The notice in one language or in two side by side, as handed over on a day; a draft is marked as one."""
    languages = tuple(text.language for text in texts)
    dated = dict.fromkeys(languages, f"{on:%d/%m/%Y}")
    blocks: list[Block] = [
        *_parts(texts),
        Space(),
        Facts([(words("received_on", languages), dated)]),
        Signatures([words("signature", languages)]),
    ]
    titles = {text.language: text.title for text in texts}
    draft = any(text.draft for text in texts)
    foot = f"{PROJECT} · informativa, versione {texts[0].version}"
    mark = DRAFT if draft else ""
    return paper.pdf(Document(titles, languages, blocks, foot=foot, mark=mark, close=len(texts) > 1))


def words(key: str, languages: Sequence[str]) -> Mapping[str, str]:
    """A word of ``documents/words.toml`` in each of the *languages*."""
    return {language: _words()[key][language] for language in languages}


def parts(body: str) -> list[tuple[str, str]]:
    """The text of a notice cut at its headings (``## ``): heading and what stands under it."""
    found: list[tuple[str, str]] = []
    for line in body.strip().splitlines():
        if line.startswith("## "):
            found.append((line.removeprefix("## ").strip(), ""))
        else:
            heading, under = found.pop() if found else ("", "")
            found.append((heading, f"{under}\n{line}".strip()))
    return found


def _parts(texts: Sequence[Filled]) -> list[Block]:
    """Part by part, so that the two languages say the same at the same height."""
    blocks: list[Block] = []
    for beside in zip_longest(*(parts(text.body) for text in texts), fillvalue=("", "")):
        headings = {text.language: heading for text, (heading, _) in zip(texts, beside, strict=True)}
        bodies = {text.language: under for text, (_, under) in zip(texts, beside, strict=True)}
        blocks += [Heading(headings)] if any(headings.values()) else []
        blocks += [Paragraph(bodies)] if any(bodies.values()) else []
    return blocks


@cache
def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads(resources.read_text("documents/words.toml"))
