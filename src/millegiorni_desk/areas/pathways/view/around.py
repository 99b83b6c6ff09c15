"""What other areas know and do for the screens of the pathways: no area knows another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from millegiorni_desk.areas.pathways.appointments import Reach
    from millegiorni_desk.areas.pathways.service import File
    from millegiorni_desk.areas.people.records import Person


class Carried(Protocol):
    """What was said in an access, as far as a pathway takes it over."""

    @property
    def access_id(self) -> str: ...

    @property
    def person_id(self) -> str: ...

    @property
    def opened_on(self) -> date: ...

    @property
    def fragilities(self) -> Sequence[str]: ...

    @property
    def main_request(self) -> str: ...

    @property
    def minors(self) -> int | None: ...

    @property
    def referrer(self) -> str: ...

    @property
    def household(self) -> str: ...

    @property
    def notes(self) -> str: ...

    @property
    def readers(self) -> Sequence[str]: ...


class Line(Protocol):
    """A card of the page that shows what happened in a pathway; ``go``: what is on the page itself is asked for."""

    go: Callable[[str], None]

    @property
    def widget(self) -> QWidget: ...

    def take(self, file: File) -> None:
        """Show that pathway's."""


@dataclass(frozen=True)
class Beside:
    """A card of another area on the page: ``show`` is given a person and a pathway by id; it reads ``tables``."""

    card: QWidget
    show: Callable[[str, str], object]
    tables: tuple[str, ...]


@dataclass(frozen=True)
class Stories:
    """``tell``: pathway, story, name, day of consent → undo; ``consent``: person → the day since when she agrees."""

    tell: Callable[[str, str, str, date | None], Callable[[], object]]
    consent: Callable[[str], date | None]


@dataclass(frozen=True)
class Reminding:
    """``reach``: how a person may be reminded, her consents counted in; ``remind``: appointment's id, code of a way."""

    reach: Callable[[Person], Reach]
    remind: Callable[[str, str], object]


@dataclass(frozen=True)
class Around:
    """All of it; what is None is not shown, or asks her rule of contact alone (``reminding``).

    ``money`` says what a person was granted, by her id; ``carried`` what an access told of her; ``line`` makes the
    card of what happened, ``tables`` are those that its events come from; ``beside`` makes a card of another area.
    """

    money: Callable[[str], str] | None = None
    carried: Callable[[str], Carried | None] | None = None
    stories: Stories | None = None
    reminding: Reminding | None = None
    line: Callable[[], Line] | None = None
    tables: tuple[str, ...] = ()
    beside: Callable[[], Beside] | None = None
