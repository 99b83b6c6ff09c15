"""Safe contact: how and when a woman may be called, before any number is shown, printed or dialled.

One door for every screen, print and reminder. A rule has three parts on her card: a code (``contact_rule``), the
hours, and her own words (``safe_contact``). Where it says never, there is no number here: whoever needs it all the
same asks for it by a deliberate act (:func:`reveal`), which the audit log keeps.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from millegiorni_desk.areas.people.records import Person, Phone
from millegiorni_desk.language import _
from millegiorni_desk.network.vocabularies import SHIPPED
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_CALLS = frozenset({"", "any", "calls", "only_her"})
_WRITES = frozenset({"", "any", "messages"})
# Words alone, as older cards and registers have them: nothing but a refusal.
_NEVER = re.compile(
    r"(mai|(mai|non) (la )?(chiama|telefona|contatta)(re|rla|te)( mai)?"
    r"|(nessuna|niente) (chiamat|telefonat)[ae])[\s.!]*",
    re.IGNORECASE,
)
# Nothing on paper, as older cards and registers say it in words alone; on the form it only proposes the tick.
_NO_PAPER = re.compile(
    r"\b(niente|nulla)\b[^.;!]*\b(cart[ae]\b|fogl|bigliett|scritt|posta\b|a casa\b)"
    r"|\bnessun\w*\b[^.;!]*\b(cart[ae]\b|fogl|bigliett|scritt)"
    r"|\b(non|mai)\s(\w+\s)?(dar|lasci|mand|consegn|port|sped)\w*[^.;!]*"
    r"\b(cart[ae]\b|fogl|bigliett|scritt|niente|nulla|a casa\b)",
    re.IGNORECASE,
)
# Where she may be reached only so, a paper at home is read by others too.
_READ_BY_OTHERS = frozenset({"only_her", "through", "never"})


@dataclass(frozen=True, slots=True)
class Contact:
    """How one number may be used. ``words`` come before ``number``, which is empty where there is none to show.

    ``hidden``: a number is kept, but the rule says never. ``calls`` and ``writes``: whether a call or a message is
    allowed at all; hours and her own words still hold.
    """

    rule: str
    words: str
    number: str
    hidden: bool
    calls: bool
    writes: bool

    @property
    def line(self) -> str:
        """The rule, then the number: the only way in which a number is written on a screen or on paper."""
        return " · ".join(part for part in (self.words, self.number) if part)

    @property
    def careful(self) -> bool:
        """Whether something must be heeded before calling."""
        return bool(self.words) and self.rule != "any"


def rule_of(person: Person) -> str:
    """The code that holds: the one chosen, or ``never`` where her words alone are a refusal."""
    if person.contact_rule:
        return person.contact_rule
    return "never" if _NEVER.fullmatch(person.safe_contact.strip()) else ""


def of_person(person: Person) -> Contact:
    """How she may be called on the number of her card."""
    rule = rule_of(person)
    said = [rule_words(person.contact_rule), person.contact_hours.strip(), person.safe_contact.strip()]
    if person.no_paper and not words_refuse_paper(person.safe_contact):
        said.append(_("niente carta a casa"))
    return _contact(rule, " · ".join(part for part in said if part), person.phone)


def of_phone(person: Person, phone: Phone) -> Contact:
    """How another of her numbers may be used: its own rule, or hers; where she may never be called, neither there."""
    hers = of_person(person)
    if hers.rule == "never":
        return _contact("never", hers.words, phone.number)
    own = " · ".join(part for part in (rule_words(phone.contact_rule), phone.notes.strip()) if part)
    if phone.contact_rule:
        return _contact(phone.contact_rule, own, phone.number)
    return _contact(hers.rule, " · ".join(part for part in (hers.words, own) if part), phone.number)


def may_call(person: Person) -> bool:
    """Whether a reminder may ask someone to call her."""
    return of_person(person).calls


def may_write(person: Person) -> bool:
    """Whether a message may be sent to her number."""
    return of_person(person).writes


def may_hand_paper(person: Person) -> bool:
    """Whether she may be given a paper to take home: not where her rule says none.

    Where only her own words say so, as on a card from before it was asked, they hold until somebody asks her.
    """
    return not person.no_paper and not words_refuse_paper(person.safe_contact)


def why_no_paper(person: Person) -> str:
    """Why nothing that she would take along is printed, in words; nothing where she may be given a paper."""
    if may_hand_paper(person):
        return ""
    return _("Niente carta per lei: «{rule}». Diglielo in un altro modo.").format(
        rule=of_person(person).words
    )


def words_refuse_paper(words: str) -> bool:
    """Whether her own words seem to say: nothing in writing, or nothing at home."""
    return _NO_PAPER.search(words) is not None


def read_by_others(person: Person) -> bool:
    """Whether a paper of hers had better not say what it is: others may find it."""
    return rule_of(person) in _READ_BY_OTHERS or not may_hand_paper(person)


def line(person: Person) -> str:
    """How she may be called: the rule first, then the number, where it may be shown."""
    return of_person(person).line


def rule_words(code: str) -> str:
    """A rule in words; nothing for no rule."""
    return _(SHIPPED["contact_rule"].get(code, code)) if code else ""


def reveal(vault: Vault, person: Person, number: str) -> str:
    """*number* although the rule hides it; noted in the audit log, with her id and without the number."""
    vault.require(Permission.SEE_PEOPLE)
    vault.note("phone.reveal", person=person.id)
    return number


def _contact(rule: str, words: str, number: str) -> Contact:
    hidden = rule == "never" and bool(number)
    return Contact(rule, words, "" if hidden else number.strip(), hidden, rule in _CALLS, rule in _WRITES)
