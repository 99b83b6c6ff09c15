"""New vaults, copied from one that was made and furnished earlier in the same process: opening one costs a fraction."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from millegiorni_desk.flows.desk import SCHEMA, open_desk
from millegiorni_desk.vault.opening import FirstUser, Place, create_vault
from millegiorni_desk.vault.vault import Vault

Furnish = Callable[[Vault], object]


class _Kept:
    """Where the vaults that are copied lie, and which of them the test that runs has a copy of."""

    def __init__(self) -> None:
        self.folder: Path | None = None
        self.made: dict[tuple[object, ...], Path] = {}
        self.test, self.given = "", set[tuple[object, ...]]()


_kept = _Kept()


def keep_in(folder: Path) -> None:
    """Say where they may lie until the process ends."""
    _kept.folder = folder


def new_vault(folder: Path, place: Place, first: FirstUser, furnish: Furnish | None = None) -> Vault:
    """A vault in *folder* with what *furnish* puts into it, open; its keys are those of no other that the test has.

    *furnish* must always do the same; it is called once in this process, as a rule.
    """
    key = (place, first, furnish)
    test = os.environ.get("PYTEST_CURRENT_TEST", "").rsplit(" ", 1)[0]
    if test != _kept.test:
        _kept.test, _kept.given = test, set()
    if key in _kept.given or _kept.folder is None:
        return _make(folder, place, first, furnish)
    _kept.given.add(key)
    if key not in _kept.made:
        template = _kept.folder / str(len(_kept.made))
        _make(template, place, first, furnish).close()
        _kept.made[key] = template
    shutil.copytree(_kept.made[key], folder)
    return open_desk(folder, first.name, first.passphrase)


def _make(folder: Path, place: Place, first: FirstUser, furnish: Furnish | None) -> Vault:
    vault, _ = create_vault(folder, SCHEMA, place, first)
    if furnish is not None:
        furnish(vault)
    return vault
