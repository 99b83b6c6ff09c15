"""Slips of the fingers, on an Italian keyboard."""

import random

_ROWS = ("qwertyuiop", "asdfghjklò", "zxcvbnm", "1234567890")
_NEAR = {
    letter: [row[near] for near in (at - 1, at + 1) if 0 <= near < len(row)]
    for row in _ROWS
    for at, letter in enumerate(row)
}


def mistyped(chance: random.Random, text: str) -> str:
    """*text* with one letter left out, doubled, swapped with the next, or the key beside it; never its first."""
    places = [at for at in range(1, len(text)) if text[at].lower() in _NEAR]
    if not places:
        return text
    at = places[int(chance.random() * len(places))]
    kind = chance.random()
    if kind < 0.3:
        return text[:at] + text[at + 1 :]
    if kind < 0.42:
        return text[:at] + text[at] + text[at:]
    if kind < 0.65 and at + 1 < len(text) and text[at + 1] != " ":
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + chance.choice(_NEAR[text[at].lower()]) + text[at + 1 :]


def other_character(chance: random.Random, code: str) -> str:
    """A code with one of its characters wrong, or two that stand side by side swapped."""
    at = int(chance.random() * (len(code) - 1))
    if chance.random() < 0.3 and code[at] != code[at + 1]:
        return code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    kind = "0123456789" if code[at].isdigit() else "ABCDEFGHJKLMNPRSTUVZ"
    return code[:at] + chance.choice(kind.replace(code[at], "")) + code[at + 1 :]
