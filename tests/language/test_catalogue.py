"""English says everything that Italian says: nothing untranslated, nothing left over, every placeholder kept."""

import re
from functools import cache
from string import Formatter

from tests.language import messages


@cache
def english() -> dict[messages.Text, tuple[str, ...]]:
    return messages.translated(messages.read(messages.CATALOGUES / "en.po"))


def fields(text: str) -> list[str]:
    """The placeholders of *text*, with their formats; none where braces are not placeholders."""
    try:
        return sorted(f"{name}:{spec}" for _, name, spec, _ in Formatter().parse(text) if name is not None)
    except ValueError:
        return []


def test_every_text_has_its_english() -> None:
    """``make messages`` lists what is new; the catalogue is then filled by hand."""
    lacking = {text for text in messages.wanted() if not all(english().get(text, ("",)))}
    assert not lacking, "\n".join(map(repr, sorted(lacking)))


def test_nothing_is_left_over() -> None:
    """``make messages`` takes away what nobody says any more."""
    assert set(english()) - messages.wanted() == set()


def test_translations_keep_the_placeholders() -> None:
    for (_context, *forms), says in english().items():
        for italian, said in zip(forms, says, strict=True):
            assert fields(italian) == fields(said), (italian, said)


def test_translations_keep_the_blanks_around() -> None:
    """Pieces of sentences are put together: a lost blank glues two words."""
    for (_context, *forms), says in english().items():
        for italian, said in zip(forms, says, strict=True):
            assert (italian[:1].isspace(), italian[-1:].isspace()) == (
                said[:1].isspace(),
                said[-1:].isspace(),
            ), said


def test_english_is_not_italian() -> None:
    telling = re.compile(
        r"\b(della|delle|degli|nella|questo|questa|scegli|scrivi|ancora|nessuna|perché|che)\b"
    )
    kept = re.compile(r"[«“][^»”]*[»”]|for example .*|I do not know the (country|language).*")
    odd = [said for says in english().values() for said in says if telling.search(kept.sub("", said))]
    assert not odd
