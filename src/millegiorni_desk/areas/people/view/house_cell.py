"""A house in a table: its name beside a dot in its colour."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.look import ink, px
from millegiorni_desk.ui.tables import Column, Table
from millegiorni_desk.vault.vault import Vault

KEY = "house"
_DOT, _BESIDE = 10, 6


def house_column(vault: Vault) -> tuple[Column, ...]:
    """The column of the house where more than one is seen (the coordination), none at a desk."""
    if vault.house:
        return ()
    return (Column(KEY, _("Casa"), width=190, words=lambda code: _names(vault).get(code, code or "")),)


def paint_houses(vault: Vault, table: Table) -> None:
    """Give the column of the house its dots, where the table has one."""
    keys = [each.key for each in table.model.columns]
    if KEY in keys:
        delegate = _HouseDelegate(vault, table)
        table.view.setItemDelegateForColumn(keys.index(KEY), delegate)
        table.leave_room(KEY, _DOT + _BESIDE)


def _names(vault: Vault) -> dict[str, str]:
    return {house.code: house.name for house in network.houses(vault)}


class _HouseDelegate(QStyledItemDelegate):
    def __init__(self, vault: Vault, table: Table) -> None:
        super().__init__(table)
        self._table = table
        self._colours = {house.code: house.colour for house in network.houses(vault)}

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        code = str(self._table.model.row(index.row()).get(KEY, ""))
        dot, box = px(_DOT), QRect(option.rect)
        moved = QStyleOptionViewItem(option)
        moved.rect = box.adjusted(dot + px(_BESIDE), 0, 0, 0)
        super().paint(painter, moved, index)
        if not code:
            return
        colour = QColor(self._colours.get(code) or ink("muted"))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(box.left() + px(_BESIDE), box.center().y() - dot // 2 + 1, dot, dot)
        painter.restore()
