"""How long records stay: a rule for each category, and the list of people whose time has come.

Nothing is erased by itself: someone looks, and keeps with a reason or erases (GDPR article 5(1)(e)).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from sqlmodel import select

from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.privacy.records import RetentionReview, RetentionRule
from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.language import N_, _
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault


@dataclass(frozen=True)
class Category:
    """One kind of people: how many months after the last contact they are looked at, and on what ground."""

    code: str
    label: str
    months: int
    basis: str


@dataclass(frozen=True)
class Due:
    """Someone whose records have reached their time. ``last`` is the day of the last contact."""

    person_id: str
    surname: str
    name: str
    house: str
    last: date


# Who received a dote stays ten years (Civil Code, article 2220); the others as the coordination decides.
SHIPPED = (
    Category(
        "grants",
        N_("Chi ha ricevuto una dote"),
        120,
        N_("Conservazione contabile, art. 2220 c.c."),
    ),
    Category(
        "pathways",
        N_("Chi ha avuto un percorso"),
        60,
        N_("Un percorso può riaprirsi: da confermare col DPO"),
    ),
    Category(
        "accesses",
        N_("Chi è passata dallo sportello"),
        36,
        N_("Chi è venuta può tornare: da confermare col DPO"),
    ),
    Category("cards", N_("Chi ha solo una scheda"), 12, N_("Una scheda che non è servita")),
)
# Of each person the latest contact; a person belongs to the first category that fits.
_DATED = """
WITH her AS MATERIALIZED (
  SELECT id, surname, name, house,
    (SELECT max(on_date) FROM access WHERE person_id = p.id AND voided IS 0) AS came,
    (SELECT max(coalesce(closed_on, opened_on)) FROM pathway WHERE person_id = p.id AND voided IS 0) AS followed,
    (SELECT max(committed_on) FROM dote WHERE person_id = p.id AND voided IS 0) AS granted
  FROM person AS p WHERE voided IS 0
), dated AS MATERIALIZED (
  SELECT id, surname, name, house,
    CASE WHEN granted IS NOT NULL THEN 'grants' WHEN followed IS NOT NULL THEN 'pathways'
         WHEN came IS NOT NULL THEN 'accesses' ELSE 'cards' END AS category,
    CASE WHEN coalesce(came, followed, granted) IS NOT NULL
         THEN max(coalesce(came, ''), coalesce(followed, ''), coalesce(granted, ''))
         ELSE (SELECT strftime('%Y-%m-%d', (min(clk) >> 22) / 1000 + 1704067200, 'unixepoch') FROM sync_log
               WHERE tbl = 'person' AND rid = her.id AND kind = 'I') END AS last
  FROM her
), due AS (
  SELECT d.* FROM dated AS d JOIN json_each(:ago) AS rule ON rule.key = d.category
  WHERE d.last < date(:today, rule.value)
    AND NOT EXISTS (SELECT 1 FROM retention_review AS r WHERE r.person_id = d.id AND r.category = d.category
                    AND r.voided IS 0 AND r.until > :today)
)
"""


def rules(vault: Vault, *, italian: bool = False) -> list[Category]:
    """The rule of each category: the coordination's where it made one, else the shipped one.

    In the language of the interface, or as they are printed: *italian*.
    """
    say = N_ if italian else _
    with vault.read() as session:
        own = {
            rule.category: rule
            for rule in session.exec(select(RetentionRule).order_by(RetentionRule.id)).all()
        }
    return [
        Category(one.code, say(one.label), own[one.code].months, own[one.code].basis)
        if one.code in own
        else Category(one.code, say(one.label), one.months, say(one.basis))
        for one in SHIPPED
    ]


def set_rule(vault: Vault, category: str, months: int, basis: str) -> RetentionRule:
    """Change how long a category stays; for the coordination, with the ground on which."""
    vault.require(Permission.MANAGE_PRIVACY)
    if vault.house:
        raise NotAllowed(
            _("I tempi di conservazione si decidono nell'archivio del coordinamento, per tutte le case.")
        )
    if category not in {one.code for one in SHIPPED}:
        raise InvalidValue(_("Questa categoria non c'è."), "category")
    if not 1 <= months <= 600:
        raise InvalidValue(_("I mesi vanno da 1 a 600."), "months")
    if not basis.strip():
        raise InvalidValue(_("Scrivi il motivo: serve al registro dei trattamenti."), "basis")
    with vault.save("retention.rule") as session:
        rule = session.exec(
            select(RetentionRule).where(RetentionRule.category == category).order_by(RetentionRule.id)
        ).first() or RetentionRule(category=category, months=months)
        rule.months, rule.basis = months, basis.strip()
        session.add(rule)
    return rule


def due(vault: Vault, category: str, today: date, limit: int = 200, offset: int = 0) -> list[Due]:
    """Whose records of *category* have reached their time, the oldest first."""
    vault.require(Permission.ERASE_PERSON)
    ago = _ago(vault)
    if category not in ago:
        raise InvalidValue(_("Questa categoria non c'è."), "category")
    rows = vault.query(
        f"{_DATED} SELECT id, surname, name, house, last FROM due ORDER BY last, id LIMIT :limit OFFSET :offset",
        today=today.isoformat(),
        ago=json.dumps({category: ago[category]}),
        limit=limit,
        offset=offset,
    )
    return [
        Due(row["id"], row["surname"], row["name"], row["house"], date.fromisoformat(row["last"]))
        for row in rows
    ]


def counts_due(vault: Vault, today: date) -> dict[str, int]:
    """How many there are of each category, read in one go."""
    vault.require(Permission.ERASE_PERSON)
    ago = _ago(vault)
    rows = vault.query(
        f"{_DATED} SELECT category, count(*) AS n FROM due GROUP BY category",
        today=today.isoformat(),
        ago=json.dumps(ago),
    )
    return dict.fromkeys(ago, 0) | {row["category"]: row["n"] for row in rows}


def keep(vault: Vault, person_id: str, category: str, until: date, reason: str) -> RetentionReview:
    """Keep her records until a day, and say why; she leaves the list until then."""
    vault.require(Permission.ERASE_PERSON)
    if until <= date.today():
        raise InvalidValue(_("Scegli un giorno che deve ancora venire."), "until")
    if not reason.strip():
        raise InvalidValue(_("Scrivi perché i suoi dati servono ancora."), "reason")
    review = RetentionReview(
        house=vault.get(Person, person_id).house,
        person_id=person_id,
        category=category,
        on_date=date.today(),
        until=until,
        reason=reason.strip(),
        reviewed_by=vault.user_name,
    )
    with vault.save("retention.keep") as session:
        session.add(review)
    return review


def undo_keep(vault: Vault, review_id: str) -> None:
    """Put her back on the list."""
    vault.require(Permission.ERASE_PERSON)
    with vault.save("retention.undo_keep") as session:
        review = vault.get(RetentionReview, review_id)
        review.voided = True
        session.merge(review)


def _ago(vault: Vault) -> dict[str, str]:
    """How far back each category reaches, as SQLite's dates say it."""
    return {one.code: f"-{one.months} months" for one in rules(vault)}
