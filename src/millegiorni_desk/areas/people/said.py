"""The words of a paper that a woman takes along, in each language it is in; whether somebody has read them all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Generic, Protocol, TypeVar

from millegiorni_desk.areas.people.languages import language_name
from millegiorni_desk.paper.document import Words, inserted

DRAFT = "BOZZA"


class Texts(Protocol):
    """The fixed words in one language; ``reviewed``: someone who speaks it has read them."""

    @property
    def language(self) -> str: ...

    @property
    def reviewed(self) -> bool: ...

    @property
    def words(self) -> Mapping[str, str]: ...


Spoken = TypeVar("Spoken", bound=Texts)


class Said(Generic[Spoken]):
    """The words of one paper, language by language."""

    def __init__(self, spoken: Sequence[Spoken]) -> None:
        self.spoken = spoken

    def __call__(self, word: str) -> Words:
        return {one.language: one.words[word] for one in self.spoken}

    @property
    def languages(self) -> tuple[str, ...]:
        """Their codes."""
        return tuple(one.language for one in self.spoken)

    def everywhere(self, value: str) -> Words:
        """What is the same in every language, in its own direction."""
        return dict.fromkeys(self.languages, "\n".join(inserted(part) for part in value.splitlines()))

    @property
    def mark(self) -> str:
        """What stands across a paper with words that nobody who speaks their language has read yet."""
        return DRAFT if self._unread else ""

    @property
    def drafts(self) -> str:
        """The same at its foot, with the languages."""
        if not self._unread:
            return ""
        names = ", ".join(self._unread)
        return inserted(
            f"{DRAFT}: le parole in {names} non sono ancora state rilette da chi parla questa lingua."
        )

    @property
    def _unread(self) -> list[str]:
        return [language_name(one.language) for one in self.spoken if not one.reviewed]
