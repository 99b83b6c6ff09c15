"""What is shown passes through the catalogue: no Italian sentence goes to a widget or an error by itself."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.sources import Source, sources

ITALIAN = re.compile(
    r"\b(il|lo|la|gli|le|un|una|di|del|della|dei|delle|che|chi|non|per|con|da|dal|nel|nella|questo|questa|è|"
    r"si|ancora|nessun|nessuna|scrivi|scegli|salva|nuovo|nuova|prima|qui|sono|ha|tuo|tua|suo|sua|cosa|"
    r"apri|chiudi|annulla|stampa|cerca)\b|[àèéìòù]",
    re.IGNORECASE,
)
# What meets the eye: what is made of these is shown, said aloud or printed on a terminal.
SHOWING = {
    "Button", "Card", "ChipGroup", "ChoiceField", "Column", "DateField", "EmptyState", "Entry", "EntryList",
    "FileField", "FolderField", "MoneyField", "NoteField", "Notice", "NumberField", "PdfPreview", "Pill",
    "SearchField", "SecretField", "Sections", "Table", "TextField", "TickField", "TypedConfirm", "echo", "label",
    "register", "run", "say", "setAccessibleName", "setAccessibleDescription", "setText", "setToolTip",
    "set_hint", "set_state", "set_title", "show_problem",
}  # fmt: skip
# Made-up data, printed papers and the words of registers are Italian in every language.
NOT_INTERFACE = re.compile(
    r"/(demo|paper|sheets)/|/ui/gallery|/documents\.py$|/monitoring/(pdf|print_|workbook|spreadsheet|wording)|"
    r"/flows/workbooks/|/flows/person_paper|/areas/referrals/slips|/areas/pathways/plans|/areas/people/(country_words|languages|linkage/name)"
)


def bare(source: Source) -> Iterator[str]:
    """Italian sentences that *source* shows, or raises, without passing them to the catalogue."""
    for node in source.nodes:
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        raised = name.endswith(
            ("Refused", "Value", "Failed", "Allowed", "Found", "Damaged", "Exceeded", "Error")
        )
        if name not in SHOWING and not raised:
            continue
        for given in (*node.args, *(keyword.value for keyword in node.keywords)):
            text = _literal(given)
            if " " in text.strip() and ITALIAN.search(text):
                yield f"{source.path} line {given.lineno}: {text!r}"


def _literal(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value for part in node.values if isinstance(part, ast.Constant))
    return ""


def test_what_is_shown_passes_through_the_catalogue() -> None:
    found = [what for source in sources() if not NOT_INTERFACE.search(source.path) for what in bare(source)]
    assert not found, "\n".join(found)


def test_the_rule_sees_a_bare_text() -> None:
    shown = 'Button("Salva la scheda", save)\nraise InvalidValue(f"Non conosco «{x}».")\nlabel(_("Non so"))\n'
    source = Source("millegiorni_desk/app/page.py", shown, ast.parse(shown))
    assert len(list(bare(source))) == 2
