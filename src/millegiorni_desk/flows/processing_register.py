"""The register of processing activities (GDPR article 30) of a managing body, filled in from what the vault knows."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from typing import Any

from millegiorni_desk import resources
from millegiorni_desk.areas.privacy import retention
from millegiorni_desk.areas.privacy.documents import PROJECT
from millegiorni_desk.flows import devices
from millegiorni_desk.flows.standing import last_backup
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import ManagingBody
from millegiorni_desk.paper import document as paper
from millegiorni_desk.paper.document import Block, Document, Facts, Heading, Paragraph
from millegiorni_desk.vault import users
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_MOST_SERVICES = 12


def to_pdf(vault: Vault, body_code: str, on: date | None = None) -> bytes:
    """The register of one body as it stands on a day (today). What is missing says so. Raises ``NotFound``."""
    vault.require(Permission.MANAGE_PRIVACY)
    body, words = network.body(vault, body_code), _words()
    rules = {rule.code: rule for rule in retention.rules(vault, italian=True)}
    blocks: list[Block] = [
        Paragraph(words["note"].format(day=f"{on or date.today():%d/%m/%Y}"), "small"),
        Heading(words["headings"]["who"]),
        Facts(_who(vault, body)),
    ]
    recipients = _recipients(vault)
    for n, activity in enumerate(words["activities"], 1):
        blocks += [
            Heading(words["activity"].format(n=n, name=activity["name"])),
            Facts(_facts(activity, recipients, rules)),
        ]
    blocks += [
        Heading(words["headings"]["retention"]),
        Facts([(rule.label, _how_long(rule)) for rule in rules.values()]),
        Heading(words["headings"]["security"]),
        *map(Paragraph, _security(vault)),
    ]
    made = paper.pdf(Document(words["title"], ("it",), blocks, above=body.name, foot=PROJECT))
    vault.note("register.print", body=body_code)
    return made


def _who(vault: Vault, body: ManagingBody) -> list[tuple[str, str]]:
    labels, empty = _words()["labels"], _words()["to_write"]
    names = {house.code: house.name for house in network.houses(vault)}
    known = {
        "controller": body.name,
        "seat": body.seat,
        "codice_fiscale": body.codice_fiscale,
        "privacy_contact": body.privacy_contact,
        "dpo": body.dpo,
        "houses": ", ".join(names.get(code, code) for code in body.houses),
    }
    return [(labels[field], value or empty) for field, value in known.items()]


def _facts(
    activity: dict[str, Any], recipients: dict[str, str], rules: dict[str, retention.Category]
) -> list[tuple[str, str]]:
    words = _words()
    told = {field: activity[field] for field in ("purpose", "basis", "people", "data")}
    told["recipients"] = " ".join(recipients[kind] for kind in activity["recipients"]) or "—"
    told["transfers"] = words["words"]["no_transfers"]
    lines = [f"{rules[code].label}: {_how_long(rules[code])}" for code in activity["retention"]]
    told["retention"] = "\n".join([*lines, *filter(None, [activity.get("retention_text")])])
    return [(words["labels"][field], value) for field, value in told.items()]


def _recipients(vault: Vault) -> dict[str, str]:
    """Who the data go to, from the directory and the funds: the services most referred to first."""
    words = _words()
    services = vault.query(
        "SELECT s.name, count(r.id) AS n FROM service AS s LEFT JOIN referral AS r ON r.service_id = s.id "
        "AND r.voided IS 0 WHERE s.voided IS 0 GROUP BY s.id ORDER BY n DESC, s.name LIMIT :most",
        most=_MOST_SERVICES,
    )
    funds = vault.query("SELECT DISTINCT funder FROM fund WHERE funder <> '' ORDER BY funder")
    funders = ", ".join(row["funder"] for row in funds)
    named = {
        "services": ", ".join(row["name"] for row in services),
        "funders": funders,
        "accounts": funders,
    }
    return {
        kind: words["words"][kind].format(names=names or words["to_write"]) for kind, names in named.items()
    }


def _security(vault: Vault) -> list[str]:
    words = _words()
    said, known = words["security"], users.all_users(vault)
    roles = {role for user in known for role in user.roles}
    backup = last_backup(vault)
    return [
        *said["fixed"],
        said["users"].format(
            n=len(known), roles=", ".join(words["roles"].get(role, role) for role in sorted(roles))
        ),
        said["network"].format(n=len(devices.roster(vault).devices)),
        said["backup"].format(day=f"{backup.astimezone():%d/%m/%Y}") if backup else said["no_backup"],
    ]


def _how_long(rule: retention.Category) -> str:
    said = _words()["words"]
    years, rest = divmod(rule.months, 12)
    n, unit = (rule.months, "month") if rest else (years, "year")
    months = said[f"{unit}_one" if n == 1 else f"{unit}_many"].format(n=n)
    return str(said["retention_rule"].format(months=months, basis=rule.basis))


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(resources.read_text("documents/processing_register.toml"))
