"""What was worked out of a database, kept until anybody commits anything to it but an entry of the audit log."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import sqlcipher3.dbapi2 as sqlcipher

from millegiorni_desk.vault.connection import translate

_Value = TypeVar("_Value")
_MOST = 16


class Kept:
    """Answers to questions, none of which outlives a commit, whoever made it and by whichever connection.

    Only a commit of which its writer says that it changes no answer is outlived (:meth:`outlive`).

    A connection of its own, which never writes, tells of every commit of the others (``PRAGMA data_version``). It is
    opened at the first question. Without *connect* nothing is kept.
    """

    def __init__(self, connect: Callable[[], Any] | None) -> None:
        self._connect = connect
        self._lock = threading.Lock()
        self._watch: Any = None
        self._version, self._ended = 0, 0
        self._answers: dict[Hashable, Any] = {}

    def get(self, question: Hashable, make: Callable[[], _Value]) -> _Value:
        """What *make* gives: from before, where nothing was committed since."""
        if self._connect is None:
            return make()
        with self._lock:
            before = self._now()
            if question in self._answers:
                found: _Value = self._answers[question]
                return found
        made = make()
        with self._lock:
            # What was committed meanwhile may be in it or not; and the vault may have been closed.
            if self._watch is not None and before == self._now():
                self._answers[question] = made
                while len(self._answers) > _MOST:
                    self._answers.pop(next(iter(self._answers)))
        return made

    def known(self, question: Hashable) -> Any | None:
        """What :meth:`get` would give without making it anew; None where it would."""
        if self._connect is None:
            return None
        with self._lock:
            self._now()
            return self._answers.get(question)

    @contextmanager
    def outlive(self, writer: Any) -> Iterator[None]:
        """What *writer* commits meanwhile, which changes no answer, does not end them; any other commit does.

        *writer* must hold the right to write already: nobody else commits before it. Whether somebody did right after
        it, *writer*'s own number says: that one changes with the commits of all others.
        """
        with self._lock:
            if self._watch is None:
                yield
                return
            self._now()
            before = _version_of(writer)
            yield
            version = _version_of(self._watch)
            if _version_of(writer) == before:
                self._version = version

    def forget(self) -> None:
        """Keep nothing of before: lists that answers are made of may have been read anew only after the commit."""
        with self._lock:
            self._drop()

    def close(self) -> None:
        """Forget everything and end the connection; a further question opens another."""
        with self._lock:
            # Another connection counts anew: by itself its number says nothing of what was before.
            self._drop()
            if self._watch is not None:
                self._watch.close()
                self._watch = None

    def _drop(self) -> None:
        self._answers.clear()
        self._ended += 1

    def _now(self) -> int:
        """How often answers were ended, this time among them where somebody committed."""
        try:
            if self._watch is None and self._connect is not None:
                self._watch = self._connect()
            version = _version_of(self._watch)
        except sqlcipher.Error as error:
            raise translate(error) from error
        if version != self._version:
            self._drop()
            self._version = version
        return self._ended


def _version_of(connection: Any) -> int:
    """A number that changes with the commits of all other connections, never with its own."""
    return int(connection.execute("PRAGMA data_version").fetchone()[0])
