"""A progress bar on standard error, for whoever watches; silent where nobody does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def bar(words: str) -> Iterator[Callable[[int, int, str], None]]:
    """Gives ``progress(done, total, text)``."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(words, total=None)

        def progress(done: int, total: int, text: str = "") -> None:
            shown.update(
                task, completed=done, total=total or None, description=f"{words} · {text}" if text else words
            )

        yield progress
