"""How other registers call our columns: said once by a person, remembered in the vault."""

from __future__ import annotations

from collections.abc import Mapping

from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.flows.workbooks.columns import COLUMNS, Kind, OtherHeaders, header_key
from millegiorni_desk.flows.workbooks.own_columns import own_columns
from millegiorni_desk.language import _
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_KEPT_AS = "workbook.headers"


def remembered(vault: Vault) -> OtherHeaders:
    """Every header remembered, by kind, beside those of the network's questions; importing asks this by itself."""
    found: dict[str, dict[str, str]] = vault.local(_KEPT_AS, {})
    own = {kind.value: {header_key(one.header): one.key for one in own_columns(vault, kind)} for kind in Kind}
    return {kind: {**own.get(kind, {}), **found.get(kind, {})} for kind in {*own, *found}}


def remember(vault: Vault, kind: Kind, headers: Mapping[str, str]) -> None:
    """Remember that a register of that *kind* writes our column (value) under another header (key).

    ``{"Giorno del colloquio": "Data"}``; an empty value forgets one. Raises ``InvalidValue`` for a column
    that there is not.
    """
    vault.require(Permission.IMPORT)
    columns = {header_key(one.header): one.key for one in (*COLUMNS[kind], *own_columns(vault, kind))}
    kept: dict[str, dict[str, str]] = vault.local(_KEPT_AS, {})
    known = {name: dict(others) for name, others in kept.items()}
    ours = known.setdefault(kind.value, {})
    for theirs, header in headers.items():
        if not header:
            ours.pop(header_key(theirs), None)
        elif header_key(header) in columns:
            ours[header_key(theirs)] = columns[header_key(header)]
        else:
            raise InvalidValue(
                _("«{header}» non è una colonna di questo registro.").format(header=header), "headers"
            )
    vault.set_local(_KEPT_AS, known)
