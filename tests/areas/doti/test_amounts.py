"""Euros as people write, read and spell them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from millegiorni_desk.areas.doti.amounts import MOST_CENTS, euros_in_words, format_euros, parse_euros
from millegiorni_desk.errors import InvalidValue

CENTS = st.integers(min_value=0, max_value=MOST_CENTS) | st.integers(min_value=0, max_value=300_000)


@pytest.mark.parametrize(
    ("cents", "words"),
    [
        (0, "zero/00"),
        (5, "zero/05"),
        (300, "tre/00"),
        (1700, "diciassette/00"),
        (2100, "ventuno/00"),
        (2300, "ventitré/00"),
        (2800, "ventotto/00"),
        (3300, "trentatré/00"),
        (8800, "ottantotto/00"),
        (10000, "cento/00"),
        (10100, "centouno/00"),
        (10300, "centotré/00"),
        (10800, "centootto/00"),
        (11100, "centoundici/00"),
        (15165, "centocinquantuno/65"),
        (18000, "centottanta/00"),
        (18100, "centottantuno/00"),
        (88800, "ottocentottantotto/00"),
        (100000, "mille/00"),
        (100100, "milleuno/00"),
        (100300, "milletré/00"),
        (110100, "millecentouno/00"),
        (200000, "duemila/00"),
        (300000, "tremila/00"),
        (2100000, "ventunomila/00"),
        (2300000, "ventitremila/00"),
        (4655688, "quarantaseimilacinquecentocinquantasei/88"),
        (10100000, "centounomila/00"),
        (100000000, "un milione/00"),
        (100000300, "un milione tre/00"),
        (2300000000, "ventitré milioni/00"),
        (234567890, "due milioni trecentoquarantacinquemilaseicentosettantotto/90"),
        (
            MOST_CENTS,
            "novecentonovantanove milioni novecentonovantanovemilanovecentonovantanove/99",
        ),
    ],
)
def test_spelling(cents: int, words: str) -> None:
    assert euros_in_words(cents) == words


# Reading back, written apart from the spelling: every word of the language, longest first.
_BELOW_TWENTY = """
    zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici
    sedici diciassette diciotto diciannove
"""
_FROM_TWENTY = "venti trenta quaranta cinquanta sessanta settanta ottanta novanta"
_SMALL = {word: value for value, word in enumerate(_BELOW_TWENTY.split())}
_SMALL |= {word: 20 + 10 * place for place, word in enumerate(_FROM_TWENTY.split())}
_STEMS = {
    "vent": 20,
    "trent": 30,
    "quarant": 40,
    "cinquant": 50,
    "sessant": 60,
    "settant": 70,
    "ottant": 80,
    "novant": 90,
}
_WORDS = sorted(
    {**_SMALL, **_STEMS, "cento": 100, "cent": 100, "mille": 1_000, "mila": 1_000}.items(),
    key=lambda w: -len(w[0]),
)


def _read(word: str) -> int:
    total = group = 0
    rest = word.replace("é", "e").replace("centotta", "centootta")
    while rest:
        found, value = next((w, v) for w, v in _WORDS if rest.startswith(w))
        rest = rest[len(found) :]
        if value == 1_000:
            total, group = (group or 1) * 1_000, 0
        elif value == 100:
            group = (group or 1) * 100
        else:
            group += value
    return total + group


@given(CENTS)
def test_words_can_be_read_back(cents: int) -> None:
    """Hence no two amounts share their words."""
    words, rest = euros_in_words(cents).split("/")
    euros = 0
    for part in words.replace("un milione", "uno milioni").split():
        euros = euros * 1_000_000 if part == "milioni" else euros + _read(part)
    assert euros * 100 + int(rest) == cents


@given(CENTS)
def test_accents_stand_only_where_a_word_ends_in_tre(cents: int) -> None:
    for word in euros_in_words(cents).split("/")[0].split():
        assert word == "tre" or not word.endswith("tre")
        assert "é" not in word[:-1]


@pytest.mark.parametrize("cents", [-1, MOST_CENTS + 1])
def test_beyond_what_can_be_spelled(cents: int) -> None:
    with pytest.raises(InvalidValue):
        euros_in_words(cents)


@given(CENTS)
def test_what_is_written_is_read_back(cents: int) -> None:
    assert parse_euros(format_euros(cents)) == cents


def test_writing() -> None:
    assert format_euros(4655688) == "46.556,88 €"
    assert format_euros(0) == "0,00 €"
    assert format_euros(-1205) == "-12,05 €"
    assert format_euros(MOST_CENTS) == "999.999.999,99 €"


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1.234,56", 123456),
        ("1234,56", 123456),
        (" 1 234,5 ", 123450),
        ("1\u00a0234,56\u00a0€", 123456),
        ("€ 12", 1200),
        ("12 euro", 1200),
        ("1.234", 123400),
        ("151.65", 15165),
        ("151.6", 15160),
        ("0,01", 1),
        ("007", 700),
    ],
)
def test_reading(text: str, cents: int) -> None:
    assert parse_euros(text) == cents


@pytest.mark.parametrize(
    "text",
    [
        "",
        "€",
        "dodici",
        "-5",
        "1,234.56",
        "1.23,45",
        "12,345",
        "1..2",
        "1,2,3",
        "12.3456",
        "١٢",
        "1e3",
        "1000000000",
        "nan",
    ],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        parse_euros(text)
    assert refused.value.field == "amount_cents"


@given(st.text(max_size=12))
def test_any_text_is_an_amount_or_refused(text: str) -> None:
    try:
        cents = parse_euros(text)
    except InvalidValue:
        return
    assert 0 <= cents <= MOST_CENTS
