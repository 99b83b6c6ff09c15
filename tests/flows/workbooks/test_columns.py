from hypothesis import given
from hypothesis import strategies as st

from millegiorni_desk.flows.workbooks.columns import COLUMNS, Kind, header_key, read_headers, recognise

KINDS = st.sampled_from(list(Kind))


def as_people_write(header: str, change: int) -> str:
    forms = [
        header,
        header.upper(),
        header.lower(),
        f"{header}*",
        f" {header}  * ",
        header.replace("à", "a'"),
        f"{header}:",
    ]
    return forms[change % len(forms)].replace(" ", "  " if change % 2 else "")


@given(KINDS, st.randoms(), st.lists(st.integers(0, 20), min_size=30, max_size=30))
def test_headers_match_in_any_order_and_spelling(kind: Kind, random: object, changes: list[int]) -> None:
    columns = list(COLUMNS[kind])
    random.shuffle(columns)  # type: ignore[attr-defined]
    written = [
        as_people_write(column.header, change) for column, change in zip(columns, changes, strict=False)
    ]
    found = recognise(written)
    assert found.kind is kind
    assert found.missing == () and found.unknown == () and found.twice == ()
    assert [found.places[column.key] for column in columns] == list(range(len(columns)))


@given(KINDS)
def test_the_required_columns_alone_tell_the_register(kind: Kind) -> None:
    found = recognise([column.header for column in COLUMNS[kind] if column.required])
    assert found.kind is kind and not found.missing


@given(st.lists(st.text(), max_size=30))
def test_any_headers_are_read(texts: list[str]) -> None:
    found = recognise(texts)
    assert len(found.places) <= len(texts)
    assert set(found.places.values()) <= set(range(len(texts)))


def test_what_stands_twice_what_is_missing_and_what_is_unknown_is_told() -> None:
    found = read_headers(Kind.ACCESSES, ["Data", "data*", "Casa", "Nome", "Segno zodiacale", "", "Motivo"])
    assert found.twice == ("Data",)
    assert found.missing == ("Cognome",)
    assert found.unknown == ("Segno zodiacale",)


def test_no_two_columns_of_a_register_have_one_name() -> None:
    for columns in COLUMNS.values():
        assert len({header_key(column.header) for column in columns}) == len(columns)
        assert len({column.key for column in columns}) == len(columns)
