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


class _Given:
    """Which vaults are copied, and of which of them the test that runs has a copy."""

    def __init__(self) -> None:
        self.made: dict[tuple[object, ...], Path] = {}
        self.test, self.had = "", set[tuple[object, ...]]()


_given = _Given()


def new_vault(folder: Path, place: Place, first: FirstUser, furnish: Furnish | None = None) -> Vault:
    """A vault in *folder* with what *furnish* puts into it, open; its keys are those of no other that the test has.

    *furnish* must always do the same; it is called once in this process, as a rule.
    """
    key = (place, first, furnish)
    test = os.environ.get("PYTEST_CURRENT_TEST", "").rsplit(" ", 1)[0]
    if test != _given.test:
        _given.test, _given.had = test, set()
    if key in _given.had:
        return _make(folder, place, first, furnish)
    _given.had.add(key)
    if key not in _given.made:
        template = Path(os.environ["MILLEGIORNI_TESTONLY_KEPT"], str(len(_given.made)))
        _make(template, place, first, furnish).close()
        _given.made[key] = template
    shutil.copytree(_given.made[key], folder)
    return open_desk(folder, first.name, first.passphrase)


def _make(folder: Path, place: Place, first: FirstUser, furnish: Furnish | None) -> Vault:
    vault, _ = create_vault(folder, SCHEMA, place, first)
    if furnish is not None:
        furnish(vault)
    return vault
