"""NULL takes no detour on its way into a vault."""

import sqlcipher3.dbapi2 as sqlcipher

from millegiorni_desk.vault import connection


def test_null_has_an_adapter_and_stays_null() -> None:
    assert connection.FILE_NAME
    # Without one the library raises here, and at each NULL that is written too, where it catches the error.
    assert sqlcipher.adapt(None) is None
    raw = sqlcipher.connect(":memory:")
    assert raw.execute("SELECT ? IS NULL, typeof(?)", (None, None)).fetchone() == (1, "null")
    raw.close()
