"""Commands whose help, their functions' docstrings in Italian, is said in the language of the interface."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import typer

from millegiorni_desk.language import _


class Commands(typer.Typer):
    """As typer's own. ``tests/language`` takes the docstrings of commands for texts of the catalogue."""

    def command(self, name: str | None = None, **more: Any) -> Callable[[Any], Any]:
        register = super().command

        def named(function: Any) -> Any:
            return register(name, help=_(inspect.getdoc(function) or ""), **more)(function)

        return named
