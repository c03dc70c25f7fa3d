"""Roles as one table: who may do what. When and on which case is said elsewhere (cases.workflow, visible_to)."""

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext_lazy as _


class OrgType(models.TextChoices):
    PROTECTION_AUTHORITY_FEDERAL = "protection_authority_federal", _("Child protection authority (federal)")
    PROTECTION_AUTHORITY_STATE = "protection_authority_state", _("Child protection authority (state)")
    PROTECTION_AUTHORITY_MUNICIPAL = "protection_authority_municipal", _("Child protection authority (municipal)")
    DIF_NATIONAL = "dif_national", _("National family development system (DIF)")
    DIF_STATE = "dif_state", _("State family development system (DIF)")
    DIF_MUNICIPAL = "dif_municipal", _("Municipal family development system (DIF)")
    CAS_PUBLIC = "cas_public", _("Social assistance centre (public)")
    CAS_PRIVATE = "cas_private", _("Social assistance centre (private)")
    FOSTER_PROGRAMME = "foster_programme", _("Foster care programme")
    SIPINNA_SECRETARIAT = "sipinna_secretariat", _("Child rights policy secretariat (SIPINNA)")
    ASYLUM_AUTHORITY = "asylum_authority", _("Asylum authority")
    MIGRATION_AUTHORITY = "migration_authority", _("Migration authority")
    CONSULATE = "consulate", _("Consulate")
    FOREIGN_PROTECTION_AUTHORITY = "foreign_protection_authority", _("Child protection authority of another country")
    HEALTH_PROVIDER = "health_provider", _("Health provider")
    EDUCATION_PROVIDER = "education_provider", _("Education provider")
    LEGAL_AID_CSO = "legal_aid_cso", _("Legal aid organisation")
    ATD_CSO = "atd_cso", _("Civil society organisation for care in the community")
    UN_AGENCY = "un_agency", _("United Nations agency")
    HUMAN_RIGHTS_BODY = "human_rights_body", _("Human rights body")
    POLICE = "police", _("Police")
    PROSECUTOR = "prosecutor", _("Prosecutor")
    COURT = "court", _("Court")
    SEARCH_COMMISSION = "search_commission", _("Search commission")
    VISITOR_GROUP = "visitor_group", _("Monitoring visitor group")
    OTHER = "other", _("Other")


PROTECTION_AUTHORITIES = frozenset(
    {
        OrgType.PROTECTION_AUTHORITY_FEDERAL,
        OrgType.PROTECTION_AUTHORITY_STATE,
        OrgType.PROTECTION_AUTHORITY_MUNICIPAL,
    }
)
CARE_PROVIDERS = frozenset({OrgType.CAS_PUBLIC, OrgType.CAS_PRIVATE, OrgType.FOSTER_PROGRAMME, OrgType.ATD_CSO})


class Role(models.TextChoices):
    INTAKE_OFFICER = "intake_officer", _("Intake officer")
    CASEWORKER = "caseworker", _("Caseworker")
    PSYCHOLOGIST = "psychologist", _("Psychologist")
    LAWYER = "lawyer", _("Lawyer of the protection authority")
    HEALTH_STAFF = "health_staff", _("Health staff")
    SUPERVISOR = "supervisor", _("Supervisor")
    AUTHORITY_APPROVER = "authority_approver", _("Head of the protection authority")
    BID_COORDINATOR = "bid_coordinator", _("Determination coordinator")
    BID_PANEL_MEMBER = "bid_panel_member", _("Determination panel member")
    SHELTER_MANAGER = "shelter_manager", _("Shelter manager")
    SHELTER_STAFF = "shelter_staff", _("Shelter staff")
    FOSTER_COORDINATOR = "foster_coordinator", _("Foster care coordinator")
    SERVICE_PROVIDER_USER = "service_provider_user", _("Service provider")
    LIAISON_OFFICER = "liaison_officer", _("Liaison officer")
    MIGRATION_NOTIFIER = "migration_notifier", _("Migration officer who notifies")
    ASYLUM_LIAISON = "asylum_liaison", _("Asylum liaison")
    REPORT_VIEWER = "report_viewer", _("Report reader")
    DATA_PROTECTION_OFFICER = "data_protection_officer", _("Data protection officer")
    AUDITOR = "auditor", _("Auditor")
    MONITOR_VISITOR = "monitor_visitor", _("Monitoring visitor")
    ORG_ADMIN = "org_admin", _("Organisation administrator")
    SYSTEM_ADMIN = "system_admin", _("System administrator")


_EMERGENCY = {"case.break_glass"}  # may open a file that is not theirs, for hours, with a reason that others judge
_TEAM = {"notification.create", "case.read", "voice.record", "file.add", *_EMERGENCY}  # a member of the child's own team
_VOICE = {"decision.explain"}  # whoever may tell the child what was decided
_MEASURES = {"measure.propose"}  # proposes protective measures and records what courts and prosecutors do with them
_LEGAL = {"procedure.record"}
_COMPLAINS = {"rights.complain"}  # to the human-rights body, for a child deprived of liberty
_LIMITS = {"restriction.record"}  # and only with a legal ground
_REMEDY = {"restriction.appeal"}  # files what a child asks for against a restriction
_EXPORTS = {"export.request"}  # rows without names, for a purpose; always approved by somebody else (DP-6)
_REFERS = {"referral.send"}
_DISCLOSES = {"disclosure.write"}  # composes what is told to those behind the walls; whoever heads the authority approves it
_ANSWERS = {"referral.answer"}  # for the own organisation, whoever sent it
_REVIEW = {
    "notification.create",
    "notification.triage",
    "case.read",
    "voice.record",
    "voice.answer",
    "case.designate",
    "case.approve",
    "case.access_log",
    "case.open_parts",
    "emergency.review",
    *_EMERGENCY,
    "task.give",
    "file.add",
    "placement.order",
    "absence.record",
    "facility.inspect",
    "report.read",
    "report.publish",
    "target.write",
    "referral.approve",
    *_REFERS,
    *_ANSWERS,
    "liaison.keep",
    "restriction.review",
    *_REMEDY,
    *_VOICE,
    *_MEASURES,
    *_COMPLAINS,
}
_BEDS = {"placement.propose", "absence.record"}  # asks for beds, and says when a child is gone
_HOME = {"notification.create", "voice.record", "placement.answer", "resident.read", "absence.record", *_ANSWERS}

CAPABILITIES: dict[str, frozenset[str]] = {
    role: frozenset(capabilities)
    for role, capabilities in {
        Role.INTAKE_OFFICER: _TEAM - _EMERGENCY | _REFERS | _ANSWERS | _BEDS | {"notification.triage", "case.intake", "liberty.record"},
        Role.CASEWORKER: _TEAM
        | _VOICE
        | _MEASURES
        | _LEGAL
        | _REFERS
        | _DISCLOSES
        | _ANSWERS
        | _BEDS
        | _REMEDY
        | {"case.work", "task.give", "opinion.write", "case.intake", "liberty.record", "report.read"},
        Role.PSYCHOLOGIST: _TEAM | _VOICE | _MEASURES | _ANSWERS | {"opinion.write"},
        Role.LAWYER: _TEAM
        | _DISCLOSES
        | _COMPLAINS
        | _VOICE
        | _MEASURES
        | _LEGAL
        | _LIMITS
        | _REMEDY
        | _ANSWERS
        | {"opinion.write", "liberty.record"},
        Role.HEALTH_STAFF: _TEAM | _ANSWERS | {"opinion.write"},
        Role.SUPERVISOR: _REVIEW | _DISCLOSES | _EXPORTS | {"case.intake", "liberty.record", "notification.import"},
        Role.AUTHORITY_APPROVER: _REVIEW
        | _LIMITS
        | {
            "export.approve",
            "case.disclose",
            "measure.order",
            "determination.decide",
            "placement.override",
            "notification.import",
            "sharing.keep",
        },
        Role.BID_COORDINATOR: {"case.read", "determination.convene"},
        Role.BID_PANEL_MEMBER: {"case.read", "determination.vote"},
        Role.SHELTER_MANAGER: _HOME | {"facility.manage"},
        Role.SHELTER_STAFF: _HOME,
        Role.FOSTER_COORDINATOR: _HOME | {"facility.manage"},
        Role.SERVICE_PROVIDER_USER: {"notification.create"} | _ANSWERS,
        Role.LIAISON_OFFICER: _ANSWERS | {"liaison.keep"},
        Role.MIGRATION_NOTIFIER: {"notification.create"},
        Role.ASYLUM_LIAISON: _ANSWERS,
        Role.MONITOR_VISITOR: {"notification.create", "visit.log"},
        Role.REPORT_VIEWER: {"report.read", *_EXPORTS},
        Role.DATA_PROTECTION_OFFICER: {
            "export.approve",
            "case.access_log",
            "record.read",
            "emergency.review",
            "report.read",
            "sharing.keep",
        },
        Role.AUDITOR: {"case.access_log", "record.read"},
        Role.ORG_ADMIN: {"users.manage"},
        Role.SYSTEM_ADMIN: {"users.manage", "organisations.manage"},
    }.items()
}

# Roles that see every case of their own organisation and of those below it.
SUPERVISING = frozenset({Role.SUPERVISOR, Role.AUTHORITY_APPROVER})

# Roles that oversee many cases or open accounts: an app's code is not enough for them, they sign in with a security key.
ROLES_WITH_KEYS = frozenset(
    {Role.SUPERVISOR, Role.AUTHORITY_APPROVER, Role.DATA_PROTECTION_OFFICER, Role.AUDITOR, Role.ORG_ADMIN, Role.SYSTEM_ADMIN}
)

# Who may approve whose work: the approver outranks the author (INV-16).
RANK: dict[str, int] = {**dict.fromkeys(Role, 0), Role.CASEWORKER: 1, Role.SUPERVISOR: 2, Role.AUTHORITY_APPROVER: 3}


# Behind a wall of their own: they answer what is sent to them, and nothing of a case opens to them (firewall F7, F8).
WALLED = frozenset({OrgType.POLICE, OrgType.PROSECUTOR, OrgType.CONSULATE})
ROLES_OF_WALLED = frozenset({Role.SERVICE_PROVIDER_USER, Role.ORG_ADMIN})


def may(user, capability: str) -> bool:
    """Tell whether the role of `user` has `capability`. Inactive and anonymous users have none."""
    return bool(user.is_authenticated and user.is_active and capability in CAPABILITIES.get(user.role, ()))


def require(user, capability: str) -> None:
    """Return if the role of `user` has `capability`, otherwise raise PermissionDenied (a 403)."""
    if not may(user, capability):
        raise PermissionDenied(capability)


def is_role_allowed(role: str, org_type: str) -> bool:
    """Tell whether people of such an organisation may hold `role`.

    The migration authority holds the write-only door and nothing else, and nobody else holds it (firewall F1, F4, F5);
    a policy secretariat reads aggregates only; police, prosecutors and consulates answer what is sent to them (F7, F8);
    a group of monitoring visitors keeps its log and sees no case.
    """
    if org_type == OrgType.MIGRATION_AUTHORITY:
        return role == Role.MIGRATION_NOTIFIER
    if org_type == OrgType.SIPINNA_SECRETARIAT:
        return role in (Role.REPORT_VIEWER, Role.ORG_ADMIN)
    if org_type in WALLED:
        return role in ROLES_OF_WALLED
    if org_type == OrgType.VISITOR_GROUP:
        return role in (Role.MONITOR_VISITOR, Role.ORG_ADMIN)
    return role != Role.MIGRATION_NOTIFIER
