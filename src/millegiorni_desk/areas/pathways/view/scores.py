"""A number from 0 to 10 for each dimension, side by side; what is left empty is not rated."""

from __future__ import annotations

from millegiorni_desk.network import service as network
from millegiorni_desk.ui.forms import Form, NumberField
from millegiorni_desk.vault.vault import Vault

MOST = 10


class ScoreFields:
    """The dimensions as fields of *form*, called *before* and the dimension's code."""

    def __init__(self, vault: Vault, form: Form, before: str = "") -> None:
        self._form, self._before = form, before
        self._codes = list(network.terms(vault, "dimension"))
        names = network.terms(vault, "dimension")
        for at in range(0, len(self._codes), 2):
            pair = self._codes[at : at + 2]
            fields = {before + code: NumberField(names[code], most=MOST) for code in pair}
            form.add_row(fold_under=340, **fields)

    def scores(self) -> dict[str, int]:
        """The dimensions that were rated. Raises ``InvalidValue`` beside what is no number from 0 to 10."""
        given = self._form.values()
        found = {code: given[self._before + code] for code in self._codes}
        return {code: int(str(score)) for code, score in found.items() if score is not None}

    def clear(self) -> None:
        """Rate nothing."""
        for code in self._codes:
            self._form.fields[self._before + code].clear()
