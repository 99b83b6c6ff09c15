"""*Riservato*: the switch of a form, who may read, and the lock that stands beside what is reserved."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from millegiorni_desk.language import _
from millegiorni_desk.ui import icons
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.choices import TickField
from millegiorni_desk.ui.forms import Form
from millegiorni_desk.ui.look import px
from millegiorni_desk.ui.tables import Table
from millegiorni_desk.vault import seal_readers, users
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.seal_readers import CASE_MANAGERS, COORDINATION
from millegiorni_desk.vault.sealed_fields import Mark
from millegiorni_desk.vault.vault import Vault

NAMES = ("reserved", "readers")
"""The two fields that the switch adds to a form; they are no fields of the record."""


def reader_options(vault: Vault) -> list[tuple[str, str]]:
    """Who may be chosen to read, in words: oneself, whole roles, and each colleague."""
    roles = [(CASE_MANAGERS, _("Case manager della casa")), (COORDINATION, _("Coordinamento"))]
    others = [(user.id, user.display_name) for user in users.all_users(vault) if user.id != vault.user_id]
    return [(vault.user_id, _("Io")), *roles, *others]


def readers_words(vault: Vault, mark: Mark) -> str:
    """Who reads it, in one line."""
    names = dict(reader_options(vault))
    known = [names[reader] for reader in mark.readers if reader in names]
    return ", ".join(known) if known else _("altre persone")


class Reserved(QObject):
    """The switch and the readers, as two fields of *form*; *why* is said where something must be reserved."""

    def __init__(self, vault: Vault, form: Form, why: str) -> None:
        super().__init__(form)
        self._vault, self._why = vault, why
        self._must = self._ticked = False
        self._former: Mark | None = None
        self.tick = form.add(NAMES[0], TickField(_("Riservato: lo legge solo chi scegli")))
        self.who = form.add(NAMES[1], ChipGroup(_("Chi può leggere"), multiple=True))
        self.who.hide()
        self.tick.changed.connect(self._switched)
        self.start()

    def start(self, mark: Mark | None = None) -> None:
        """Nothing reserved yet, or what *mark* says of a record."""
        self._former, self._must = mark, False
        self.tick.set_hint("")
        self.who.set_options(reader_options(self._vault))
        self.who.set_value(mark.readers if mark else seal_readers.default_readers(self._vault))
        self.tick.set_value(mark is not None)
        may = mark is None or self._vault.may(Permission.SEAL)
        self.tick.setEnabled(may)
        self.who.setEnabled(may)

    def must(self, must: bool) -> None:
        """Something that is always reserved was chosen, or taken back."""
        if must == self._must:
            return
        if must:
            self._ticked = bool(self.tick.value())
        self._must = must
        self.tick.set_hint(self._why if must else "")
        self.tick.set_value(must or self._ticked)

    def readers(self) -> list[str] | None:
        """Who is to read: None where nothing was chosen, nobody where a seal is to be taken away."""
        if not self.tick.value():
            return [] if self._former is not None else None
        return [*self.who.chosen(), *self._elsewhere()]

    def _elsewhere(self) -> list[str]:
        """Readers of before who have no chip here: users of another desk, or who left."""
        shown = {chip.code for chip in self.who.chips}
        return [reader for reader in self._former.readers if reader not in shown] if self._former else []

    def _switched(self) -> None:
        if self._must and not self.tick.value():
            self.tick.set_value(True)
            return
        # Without a parent it would be a window of its own.
        self.who.setVisible(bool(self.tick.value()) and self.who.parentWidget() is not None)


class LockCells(QStyledItemDelegate):
    """A column of a table in whose cells a lock stands before the words of rows that are ``reserved``."""

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        self._table = table

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        if not self._table.model.row(index.row()).get("reserved"):
            super().paint(painter, option, index)
            return
        side, box = px(16), QRect(option.rect)
        moved = QStyleOptionViewItem(option)
        moved.rect = box.adjusted(side + px(8), 0, 0, 0)
        super().paint(painter, moved, index)
        sign = icons.pixmap("lock", "muted", 16, self._table.devicePixelRatioF())
        painter.drawPixmap(box.left() + px(6), box.center().y() - side // 2 + 1, sign)


def lock_cells(table: Table, key: str) -> None:
    """Give the column *key* of *table* its locks."""
    keys = [each.key for each in table.model.columns]
    table.view.setItemDelegateForColumn(keys.index(key), LockCells(table))
