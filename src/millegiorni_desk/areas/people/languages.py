"""Languages: the code and the Italian name, and whatever people write for them."""

from __future__ import annotations

from functools import lru_cache

from millegiorni_desk.areas.people.linkage.names import fold
from millegiorni_desk.language import CODE, ITALIAN

# Names that the desks use and CLDR does not; the first is the one shown.
_OWN = {
    "bn": "bengalese,bangla,bengali,bangladese",
    "bin": "edo,bini",
    "zh": "cinese,mandarino,cinese mandarino",
    "ar": "arabo,arabo classico",
    "ary": "arabo marocchino,darija,marocchino",
    "arz": "arabo egiziano,egiziano",
    "aeb": "arabo tunisino,tunisino",
    "ber": "berbero,amazigh",
    "zgh": "tamazight",
    "pcm": "pidgin nigeriano,pidgin,inglese pidgin,broken english",
    "ro": "rumeno,romeno,moldavo",
    "tw": "twi",
    "ti": "tigrino,tigrigno",
    "fa": "persiano,farsi",
    "prs": "dari",
    "si": "singalese,cingalese",
    "fil": "filippino",
    "tl": "tagalog",
    "qu": "quechua",
    "es": "spagnolo,castigliano",
    "pa": "punjabi,panjabi",
    "sq": "albanese,shqip",
    "wo": "wolof,uolof",
    "ff": "pular,fulah,fula,peul",
    "bm": "bambara",
    "mnk": "mandinka",
    "rom": "romanes,romani",
}

# "Several", "unknown" and "none", which CLDR lists among the languages.
_NO_LANGUAGE = frozenset({"mul", "und", "zxx"})


@lru_cache(maxsize=2)
def languages(language: str = CODE) -> dict[str, str]:
    """Every language as ISO 639 code → its name, by name (CLDR, and Italian names of ours)."""
    from babel import Locale  # 20 ms: only when a name of a language is asked for

    listed = {
        code: name
        for code, name in Locale(language).languages.items()
        if code.isalpha() and len(code) <= 3 and code not in _NO_LANGUAGE
    }
    if language == ITALIAN:
        listed.update({code: names.split(",")[0] for code, names in _OWN.items()})
    return dict(sorted(listed.items(), key=lambda item: fold(item[1])))


def language_name(code: str) -> str:
    """The name of a language in the language of the interface, or *code* itself when there is none."""
    return languages().get(code.lower(), code)


def italian_language_name(code: str) -> str:
    """As :func:`language_name`, for what is printed."""
    return languages(ITALIAN).get(code.lower(), code)


def language_code(text: str) -> str:
    """The language that *text* means, or nothing: an Italian name or a code, in any case.

    >>> language_code("Arabo"), language_code("Bengali"), language_code("FR"), language_code("klingoniano")
    ('ar', 'bn', 'fr', '')
    """
    word = fold(text)
    if word in languages():
        return word
    # "lingua rumena" is as good as "rumeno".
    masculine = word.removeprefix("lingua ")[:-1] + "o" if word.endswith("a") else word
    return _words().get(word) or _words().get(masculine, "")


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    found = {fold(name): code for code, name in languages().items()}
    found.update({fold(name): code for code, name in languages(ITALIAN).items()})
    for code, names in _OWN.items():
        found.update(dict.fromkeys(names.split(","), code))
    return found
