"""What the words in a register stand for: vocabulary codes, houses, countries, languages; each asked once."""

from __future__ import annotations

from collections.abc import Callable

from millegiorni_desk.areas.people.countries import country_code
from millegiorni_desk.areas.people.languages import language_code
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.vault import Vault

# What people write in registers beside the labels of the vocabularies.
_ALSO = {
    "answer": {
        "s": "yes", "x": "yes", "vero": "yes", "true": "yes", "n": "no", "falso": "no", "false": "no",
        "?": "unknown", "nd": "unknown", "n.d.": "unknown", "n/d": "unknown", "non noto": "unknown",
        "in attesa": "applied", "domanda presentata": "applied", "richiesta": "applied",
        "respinta": "refused", "rifiutato": "refused",
    },
    "gender": {
        "femmina": "F", "femminile": "F", "d": "F", "maschio": "M", "maschile": "M", "altra": "X",
    },
    "channel": {"diretta": "direct", "spontaneo": "direct", "spontanea": "direct", "accesso diretto": "direct"},
    "dote_state": {"pagato": "paid", "impegnato": "committed", "annullato": "cancelled", "rimborsata": "returned"},
}  # fmt: skip
_YES_NO = {
    **dict.fromkeys(
        "si s x yes y vero true 1 ok stimati stimato circa gratuito gratis libero".split(), "yes"
    ),
    **dict.fromkeys(
        ("no", "n", "falso", "false", "0", "contati", "contato", "a pagamento", "pagamento"), "no"
    ),
}


class Words:
    """Reads words against one vault; an answer, or a refusal, is kept for the next row that asks."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._known: dict[tuple[str, str], str | InvalidValue] = {}

    def code(self, vocabulary: str, text: str) -> str:
        """The code that *text* means in a vocabulary: code, label, or a usual other word."""

        def ask() -> str:
            return _ALSO.get(vocabulary, {}).get(network.fold(text)) or network.code_of(
                self._vault, vocabulary, text
            )

        return self._once(vocabulary, text, ask)

    def yes_or_no(self, text: str) -> str:
        """``yes`` or ``no``, however it is said of a count or of a price."""

        def ask() -> str:
            found = _YES_NO.get(network.fold(text))
            if found is None:
                raise InvalidValue(_("«{text}» non è né sì né no.").format(text=text))
            return found

        return self._once("yes or no", text, ask)

    def house(self, text: str) -> str:
        """The code of the house. A desk of one house knows its own only."""

        def ask() -> str:
            house = network.find_house(self._vault, text)
            if self._vault.house and house.code != self._vault.house:
                raise InvalidValue(
                    _(
                        "la riga è di {name}: questa postazione importa solo per la sua casa. Importala lì, o "
                        "chiedi al coordinamento."
                    ).format(name=house.name)
                )
            return house.code

        return self._once("house", text, ask)

    def body(self, text: str) -> str:
        """The code of the managing body, from its code or its name."""

        def ask() -> str:
            known = network.bodies(self._vault)
            for body in known:
                if network.fold(text) in (network.fold(body.code), network.fold(body.name)):
                    return body.code
            raise InvalidValue(
                _("«{text}» non è un ente della rete: {names}.").format(
                    text=text, names=", ".join(body.name for body in known)
                )
            )

        return self._once("body", text, ask)

    def country(self, text: str) -> str:
        """The ISO 3166-1 code of a country, from its name, its people's name, or the code."""

        def ask() -> str:
            code = country_code(text)
            if not code:
                raise InvalidValue(
                    _("non conosco il paese «{text}»: scrivi il nome in italiano, come Marocco.").format(
                        text=text
                    )
                )
            return code

        return self._once("country", text, ask)

    def language(self, text: str) -> str:
        """The code of a language, from its Italian name or the code."""

        def ask() -> str:
            code = language_code(text)
            if not code:
                raise InvalidValue(
                    _("non conosco la lingua «{text}»: scrivine il nome in italiano, come arabo.").format(
                        text=text
                    )
                )
            return code

        return self._once("language", text, ask)

    def _once(self, subject: str, text: str, ask: Callable[[], str]) -> str:
        key = (subject, text)
        if key not in self._known:
            try:
                self._known[key] = ask()
            except InvalidValue as error:
                self._known[key] = error
        found = self._known[key]
        if isinstance(found, InvalidValue):
            raise InvalidValue(found.message, found.field)
        return found
