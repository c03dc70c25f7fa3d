"""The words of a determination as closed lists; what demands one and at which level stands in protocols.choices."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    REQUESTED = "requested", pgettext_lazy("determination", "Requested")
    DOSSIER_PREPARATION = "dossier_preparation", _("Dossier in preparation")
    DOSSIER_SUBMITTED = "dossier_submitted", _("Dossier handed in")
    SCHEDULED = "scheduled", _("Session convened")
    IN_SESSION = "in_session", _("In session")
    DECIDED = "decided", pgettext_lazy("determination", "Decided")
    DEFERRED = "deferred_more_information", _("More information asked for")
    COMMUNICATED = "communicated", _("Explained to the child")
    IMPLEMENTING = "implementing", _("Being carried out")
    IMPLEMENTED = "implemented", _("Carried out")
    APPEALED = "appealed", _("Under appeal")
    UPHELD = "upheld", _("Upheld on appeal")
    RETURNED = "returned", _("Set aside: to be decided anew")
    REOPENED = "reopened", _("Reopened on new facts")
    WITHDRAWN = "withdrawn", pgettext_lazy("determination", "Withdrawn")
    LAPSED = "lapsed_review", _("Not carried out in time: to be reviewed")


ENDED = (State.IMPLEMENTED, State.WITHDRAWN)  # another determination may begin
TAKEN = (State.COMMUNICATED, State.IMPLEMENTING, State.IMPLEMENTED, State.UPHELD)  # the decision stands and the child knows it
UNDECIDED = (
    State.REQUESTED,
    State.DOSSIER_PREPARATION,
    State.DOSSIER_SUBMITTED,
    State.SCHEDULED,
    State.IN_SESSION,
    State.DEFERRED,
    State.RETURNED,
    State.REOPENED,
)


class PanelDiscipline(models.TextChoices):
    LEGAL = "legal", _("Law")
    PSYCHOLOGICAL = "psychological", _("Psychology")
    SOCIAL = "social", _("Social work")
    MEDICAL = "medical", _("Health")
    EDUCATION = "education", pgettext_lazy("discipline", "Education")
    INTERCULTURAL = "intercultural", _("Culture and language of the child's people")
    CHILD_PROTECTION = "child_protection", _("Child protection")
    OTHER = "other", pgettext_lazy("discipline", "Other")


class Gender(models.TextChoices):
    WOMAN = "woman", _("Woman")
    MAN = "man", _("Man")
    OTHER = "other", pgettext_lazy("gender", "Other")
    UNSAID = "unsaid", _("Not said")


class SessionKind(models.TextChoices):
    ORDINARY = "ordinary", _("Ordinary")
    URGENT = "urgent", _("Simplified, for urgency: the chair and two members, at a distance")
    RATIFICATION = "ratification", _("To ratify an urgent decision")


class SessionOutcome(models.TextChoices):
    DECIDED = "decided", pgettext_lazy("session", "Decided")
    DEFERRED = "deferred", _("More information asked for")
    ADJOURNED = "adjourned", _("Adjourned to another day")
    RATIFIED = "ratified", pgettext_lazy("session", "Ratified")
    NOT_RATIFIED = "not_ratified", _("Not ratified: to be decided anew")


class GuestKind(models.TextChoices):
    INTERPRETER = "interpreter", _("Independent interpreter")
    GUARDIAN = "guardian", _("Guardian")
    REPRESENTATIVE = "representative", _("Legal representative")
    TRUSTED_PERSON = "trusted_person", _("Person whom the child trusts")
    EXPERT = "expert", _("Expert")


class Appellant(models.TextChoices):
    CHILD = "child", _("The child")
    REPRESENTATIVE = "representative", _("The child's legal representative")
    GUARDIAN = "guardian", _("The guardian")
    RELATIVE = "relative", _("A parent or relative")
    OTHER = "other", pgettext_lazy("appellant", "Somebody else")


class AppealOutcome(models.TextChoices):
    UPHELD = "upheld", _("The decision is upheld")
    RETURNED = "returned", _("The decision is set aside and returned")
