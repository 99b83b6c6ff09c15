from datetime import date

import pytest

from millegiorni_desk.areas.doti import service as doti
from millegiorni_desk.areas.doti.records import BudgetLine
from millegiorni_desk.flows.workbooks import import_workbook
from millegiorni_desk.vault.vault import Vault
from tests.flows.workbooks.conftest import DOTE, Register, rows_of, synced


def reasons(vault: Vault, path: object) -> list[str]:
    return [one.reason for one in import_workbook(vault, path).rejected]  # type: ignore[arg-type]


def states(vault: Vault) -> list[str]:
    return sorted(row["state"] for row in vault.query(doti.DOTE_TOTALS_SQL))


def test_every_column_of_a_dote_arrives(vault: Vault, register: Register) -> None:
    row = {**DOTE, "Ente": "associazione bagni", "Numero ricevuta": "12/2025", "Note": "bolletta"}
    outcome = import_workbook(vault, register("doti", {**row, "Data pagamento": date(2025, 10, 5)}))
    assert (outcome.added, outcome.people, outcome.warnings) == (1, 1, [])
    [dote] = rows_of(vault, "dote")
    expected = {
        "house": "BAR", "body": "BAGNI", "line_id": "l1", "expense": "utilities", "amount_cents": 15165,
        "committed_on": "2025-10-01", "supplier": "Iren", "document": "F2210", "paper_receipt": "12/2025",
        "notes": "bolletta",
    }  # fmt: skip
    assert {key: dote[key] for key in expected} == expected
    moves = vault.query(
        "SELECT kind, amount_cents, on_date FROM ledger_entry WHERE dote_id IS NOT NULL ORDER BY on_date"
    )
    assert moves == [
        {"kind": "commit", "amount_cents": 15165, "on_date": "2025-10-01"},
        {"kind": "pay", "amount_cents": 15165, "on_date": "2025-10-05"},
    ]
    assert doti.envelope(vault, "BAR", "l1").left == 100_000 - 15_165


@pytest.mark.parametrize(
    ("cells", "state", "said"),
    [
        ({}, "committed", ""),
        ({"Stato": "Impegnata"}, "committed", ""),
        ({"Stato": "Pagata"}, "paid", "manca la data del pagamento"),
        ({"Data pagamento": date(2025, 10, 5)}, "paid", ""),
        ({"Stato": "Pagata in parte"}, "committed", "pagata in parte"),
        ({"Stato": "Annullata"}, "cancelled", ""),
        ({"Stato": "Restituita", "Data pagamento": date(2025, 10, 5)}, "returned", ""),
    ],
)
def test_the_state_of_a_dote_follows_the_row(
    vault: Vault, register: Register, cells: dict[str, object], state: str, said: str
) -> None:
    outcome = import_workbook(vault, register("doti", {**DOTE, **cells}))
    assert states(vault) == [state]
    assert said in " ".join(map(str, outcome.warnings))


def test_the_ledger_stops_what_the_envelope_cannot_pay(vault: Vault, register: Register) -> None:
    rows = [{**DOTE, "Importo": "400,00 €", "Documento": f"F{n}"} for n in range(4)] + [
        {**DOTE, "Importo": 150}
    ]
    outcome = import_workbook(vault, register("doti", *rows))
    assert outcome.added == 3 and doti.envelope(vault, "BAR", "l1").left == 5_000
    assert [one.row_number for one in outcome.rejected] == [4, 5]
    assert all("Nella busta restano 200,00 €" in one.reason for one in outcome.rejected)


def test_importing_twice_on_two_desks_moves_no_more_money(
    vault: Vault, other_desk: Vault, register: Register
) -> None:
    paid = {**DOTE, "Data pagamento": date(2025, 10, 5), "Documento": "F1"}
    returned = {**DOTE, "Stato": "Restituita", "Documento": "F2"}
    path = register("doti", DOTE, DOTE, paid, returned, {**DOTE, "Stato": "Annullata", "Documento": "F3"})
    for desk in (vault, other_desk):
        assert import_workbook(desk, path).added == 5
    before = synced(vault)
    again = import_workbook(vault, path)
    assert (again.added, again.already, again.rejected) == (0, 5, [])
    assert synced(vault) == before == synced(other_desk), "ledger entries too have the same ids"


def test_a_dote_paid_later_at_the_desk_is_still_the_same(vault: Vault, register: Register) -> None:
    path = register("doti", {**DOTE, "Stato": "Impegnata"})
    import_workbook(vault, path)
    doti.pay(vault, rows_of(vault, "dote")[0]["id"], None, date(2025, 10, 9))
    assert import_workbook(vault, path).already == 1


def test_a_dote_that_differs_now_is_rejected(vault: Vault, register: Register) -> None:
    import_workbook(vault, register("doti", DOTE))
    changed = {**DOTE, "Fornitore": "Enel", "Data pagamento": date(2025, 10, 9), "Stato": "Pagata"}
    [reason] = reasons(vault, register("doti", changed))
    assert reason.startswith("già importata con altri valori: Fornitore, Data pagamento, Stato.")
    assert states(vault) == ["committed"]


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"Importo": 0}, "Importo: l'importo deve essere più di zero"),
        ({"Importo": "cento"}, "Importo: «cento» non è un importo"),
        ({"Tipo spesa": "Vacanze"}, "Tipo spesa: «Vacanze» non è tra"),
        ({"Fondo": "ABC"}, "Fondo: «ABC» non è un fondo che conosco"),
        ({"Ente": "ABC"}, "Ente: «ABC» non è un ente della rete"),
        ({"Ente": "SALV"}, "Ente: non gestisce questa casa"),
        ({"Cognome": "", "Nome": ""}, "Cognome e Nome: mancano tutti e due"),
        ({"Stato": "Prevista"}, "Stato: una dote prevista"),
        ({"Stato": "Annullata", "Data pagamento": date(2025, 10, 5)}, "lo stato dice che non è pagata"),
        ({"Data pagamento": date(2025, 9, 5)}, "Data pagamento: viene prima dell'impegno"),
    ],
)
def test_what_is_wrong_with_a_dote_is_said(
    vault: Vault, register: Register, cells: dict[str, object], sentence: str
) -> None:
    [reason] = reasons(vault, register("doti", {**DOTE, **cells}))
    assert sentence in reason
    assert rows_of(vault, "dote") == rows_of(vault, "person") == []


def test_a_house_of_two_bodies_must_say_which(coordination: Vault, register: Register) -> None:
    doti.allocate(coordination, "SAL", "l1", 50_000, date(2025, 1, 1))
    row = {**DOTE, "Casa": "SAL"}
    assert "Ente: scrivilo, per questa casa può essere" in reasons(coordination, register("doti", row))[0]
    assert import_workbook(coordination, register("doti", {**row, "Ente": "SALV"})).added == 1


def test_the_line_for_the_expense_pays(vault: Vault, register: Register) -> None:
    doti.add_line(
        vault, BudgetLine(id="l2", fund_id="f1", name="Utenze e affitti", expenses=["utilities", "rent"])
    )
    doti.allocate(vault, "BAR", "l2", 50_000, date(2025, 1, 1))
    doti.add_line(vault, BudgetLine(id="l3", fund_id="f1", name="Utenze", expenses=["utilities"]))
    import_workbook(
        vault,
        register("doti", DOTE, {**DOTE, "Tipo spesa": "Alimenti"}, {**DOTE, "Fondo": "doti di inclusione"}),
    )
    assert sorted(dote["line_id"] for dote in rows_of(vault, "dote")) == ["l1", "l1", "l2"]
    doti.allocate(vault, "BAR", "l3", 50_000, date(2025, 1, 1))
    [reason] = reasons(vault, register("doti", {**DOTE, "Documento": "F9"}))
    assert (
        "Fondo: più voci possono pagare questa spesa: scrivi quale tra «Utenze», «Utenze e affitti»."
        in reason
    )


def test_the_same_bill_twice_is_pointed_out(vault: Vault, register: Register) -> None:
    outcome = import_workbook(vault, register("doti", DOTE, {**DOTE, "Nome": "Amina"}))
    assert outcome.added == 2
    assert any("Iren" in remark.text and remark.row_number == 3 for remark in outcome.warnings)
