"""Charts of workbooks say what they show."""

from openpyxl import Workbook

from millegiorni_desk.paper import spreadsheet


def title(rows: int) -> str:
    """The title of the chart of so many rows, as it stands in the workbook."""
    sheet = Workbook().active
    spreadsheet.draw(sheet, spreadsheet.Bars("Per cittadinanza", 1, rows, range(2, 3)), "D1")
    (chart,) = sheet._charts
    return "".join(run.t for paragraph in chart.title.tx.rich.p for run in paragraph.r)


def test_a_chart_that_leaves_rows_out_says_so() -> None:
    assert title(15) == "Per cittadinanza"
    assert title(16) == "Per cittadinanza: le prime 15 voci"
