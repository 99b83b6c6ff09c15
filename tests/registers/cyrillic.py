"""Cyrillic names in Latin letters, as four kinds of paper write them."""

_LETTERS = "а б в г ґ д е є ж з и і ї й к л м н о п р с т у ф х ц ч ш щ ю я ь ' ы э ё"
_WAYS = {
    # Ukrainian passports; Russian ones and English; those of the nineties, in the French way; by an Italian ear.
    "passport": "a b v h g d e ie zh z y i i i k l m n o p r s t u f kh ts ch sh shch iu ia - - y e e",
    "english": "a b v g g d e ye zh z i i yi y k l m n o p r s t u f kh ts ch sh sch yu ya - - y e yo",
    "french": "a b v g g d e ie j z i i i i k l m n o p r s t ou f kh ts tch ch chtch iou ia - - y e io",
    "italian": "a b v g g d e ie g z i i i i c l m n o p r s t u f h z c sc sc iu ia - - i e io",
}
_TABLES = {
    way: str.maketrans({a: b.replace("-", "") for a, b in zip(_LETTERS.split(), to.split(), strict=True)})
    for way, to in _WAYS.items()
}


def latin(text: str, way: str = "passport") -> str:
    """*text* in Latin letters, each word with a capital."""
    return " ".join(word.capitalize() for word in text.lower().translate(_TABLES[way]).split())


OTHER_WAYS = tuple(way for way in _WAYS if way != "passport")
