"""A piece of evidence, read to be looked at in the window."""

from __future__ import annotations

from millegiorni_desk.areas.outreach import evidence
from millegiorni_desk.areas.outreach.records import Evidence
from millegiorni_desk.areas.people.view.document_page import Kept
from millegiorni_desk.vault.vault import Vault


def file(vault: Vault, evidence_id: str) -> Kept:
    """The file with what it is called; back is the list of the evidence."""
    content = evidence.read(vault, evidence_id, "preview")
    one = vault.get(Evidence, evidence_id)
    return Kept(one.name, one.media_type, content, ("outreach", "visibility"))
