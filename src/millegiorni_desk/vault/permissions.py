"""Who may do what: one table, asked by every service.

Only who opens the vault and whom a bundle is sealed to is enforced by cryptography; these rules are
kept by the program (``docs/security.md`` says so).
"""

from enum import StrEnum


class Role(StrEnum):
    """What a user is at the desk; one may hold several."""

    OPERATOR = "operator"
    CASE_MANAGER = "case_manager"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """One thing that a service asks leave for."""

    SEE_PEOPLE = "see_people"
    RECORD_ACCESS = "record_access"
    EDIT_PERSON = "edit_person"
    FOLLOW_PATHWAY = "follow_pathway"
    GRANT_DOTE = "grant_dote"
    APPROVE_DOTE = "approve_dote"
    IMPORT = "import"
    SYNCHRONISE = "synchronise"
    REPORT = "report"
    ALLOCATE = "allocate"
    DECIDE = "decide"
    MANAGE_NETWORK = "manage_network"
    MANAGE_USERS = "manage_users"
    REFER = "refer"
    EDIT_DIRECTORY = "edit_directory"
    MERGE_CARDS = "merge_cards"
    SEAL = "seal"
    EXPORT_PERSON = "export_person"
    ERASE_PERSON = "erase_person"
    MANAGE_PRIVACY = "manage_privacy"
    SEE_AUDIT = "see_audit"
    BACK_UP = "back_up"
    SEE_PROGRAMME = "see_programme"
    RUN_MEETINGS = "run_meetings"
    RECORD_TRAINING = "record_training"
    RECORD_OUTREACH = "record_outreach"
    COORDINATE = "coordinate"


_P = Permission
_OPERATOR = frozenset(
    {
        _P.SEE_PEOPLE,
        _P.RECORD_ACCESS,
        _P.EDIT_PERSON,
        _P.SYNCHRONISE,
        _P.REFER,
        _P.BACK_UP,
        _P.SEE_PROGRAMME,
        _P.RUN_MEETINGS,
    }
)
_CASE_MANAGER = _OPERATOR | {
    _P.FOLLOW_PATHWAY,
    _P.GRANT_DOTE,
    _P.APPROVE_DOTE,
    _P.IMPORT,
    _P.REPORT,
    _P.EDIT_DIRECTORY,
    _P.MERGE_CARDS,
    _P.SEAL,
    _P.EXPORT_PERSON,
    _P.ERASE_PERSON,
    _P.RECORD_TRAINING,
    _P.RECORD_OUTREACH,
}

ALLOWED: dict[Role, frozenset[Permission]] = {
    Role.OPERATOR: _OPERATOR,
    Role.CASE_MANAGER: _CASE_MANAGER,
    Role.COORDINATOR: _CASE_MANAGER
    | {
        _P.ALLOCATE,
        _P.DECIDE,
        _P.MANAGE_NETWORK,
        _P.MANAGE_USERS,
        _P.MANAGE_PRIVACY,
        _P.SEE_AUDIT,
        _P.COORDINATE,
    },
    Role.ADMINISTRATOR: frozenset(
        {_P.MANAGE_USERS, _P.IMPORT, _P.SYNCHRONISE, _P.MANAGE_PRIVACY, _P.SEE_AUDIT, _P.BACK_UP}
    ),
}


def allowed(roles: list[str]) -> frozenset[Permission]:
    """Everything that someone with these *roles* may do."""
    granted: frozenset[Permission] = frozenset()
    for role in roles:
        granted |= ALLOWED[Role(role)]
    return granted
