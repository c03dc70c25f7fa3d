"""A best-interests determination: what it is asked about, its dossier, its panel, the sessions, the decision and what came of it."""

from functools import cached_property

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.roles import may
from cases.choices import Because, DurableSolution, Element
from cases.models import Case, CaseGrant, Evaluation
from cases.models.base import HeardChild, Record, known
from determinations.choices import (
    ENDED,
    TAKEN,
    AppealOutcome,
    Appellant,
    Gender,
    GuestKind,
    PanelDiscipline,
    SessionKind,
    SessionOutcome,
    State,
)
from protocols.choices import Level, Trigger


class DeterminationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Narrow to those of the cases `user` may see, those `user` convenes, and those on whose panel `user` sits now."""
        if not may(user, "case.read"):
            return self.none()
        seats = CaseGrant.objects.in_force().filter(user=user, because=Because.PANEL).values("seat__determination")
        seen = Q(case__in=Case.objects.visible_to(user)) | Q(pk__in=seats)
        return self.filter(seen | Q(pk__in=self.model.objects.convened_by(user).values("pk")))

    def convened_by(self, user):
        """Narrow to those that `user` convenes a panel for: of the own organisation and below."""
        if not may(user, "determination.convene"):
            return self.none()
        return self.filter(level=Level.PANEL, case__unit__in=user.own_units())

    def under_way(self):
        """Narrow to those that have not come to an end."""
        return self.exclude(state__in=ENDED)


class PartQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Narrow to the parts of the determinations `user` may see."""
        return self.filter(determination__in=Determination.objects.visible_to(user))


class Determination(Record):
    """A question about a child's best interests that the plan alone may not answer: who asked, why, and where it stands."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="determinations")
    number = models.PositiveSmallIntegerField()  # 1, 2, 3 ... within the case
    state = models.CharField(max_length=28, choices=State, default=State.REQUESTED)
    triggers = ArrayField(models.CharField(max_length=40, choices=Trigger), verbose_name=_("What demands a determination"))
    level = models.CharField(_("Who determines"), max_length=16, choices=Level)
    reason = models.TextField(_("Why it is asked for"))
    solution = models.CharField(_("Durable solution in question"), max_length=40, choices=DurableSolution, blank=True)
    is_urgent = models.BooleanField(_("Urgent: it cannot wait for an ordinary session"), default=False)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    since = models.DateTimeField()  # the decision is due from here: the request, or what set the last decision aside

    missing = models.TextField(_("What else must be known"), blank=True)
    standing = models.ForeignKey("Decision", models.PROTECT, related_name="+", null=True, blank=True)  # the decision that stands
    decided_at = models.DateTimeField(null=True, blank=True)  # of that one
    chosen = models.CharField(max_length=40, choices=DurableSolution, blank=True)  # the durable solution it chose, if it chose one
    is_provisional = models.BooleanField(default=False)  # decided in urgency, not ratified yet
    ratified_at = models.DateTimeField(null=True, blank=True)
    explained_at = models.DateTimeField(null=True, blank=True)
    execution_note = models.TextField(_("What was done to carry it out, with the evidence"), blank=True)
    executed_at = models.DateTimeField(null=True, blank=True)
    ended_reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = DeterminationQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        indexes = [models.Index(fields=["state", "since"], name="determination_under_way")]
        constraints = [
            known("state", State),
            known("level", Level),
            known("solution", DurableSolution, blank=True),
            known("chosen", DurableSolution, blank=True),
            models.UniqueConstraint(fields=["case", "number"], name="determination_number_once"),
            models.UniqueConstraint(fields=["case"], condition=~Q(state__in=ENDED), name="determination_one_under_way"),
            models.CheckConstraint(
                condition=Q(triggers__len__gte=1, triggers__contained_by=Trigger.values) & ~Q(reason=""), name="determination_has_a_trigger"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.DECIDED, *TAKEN]) | Q(standing__isnull=False, decided_at__isnull=False),
                name="determination_decided_by_a_decision",
            ),
            models.CheckConstraint(condition=~Q(state=State.WITHDRAWN) | ~Q(ended_reason=""), name="determination_withdrawn_why"),
            models.CheckConstraint(condition=~Q(state=State.DEFERRED) | ~Q(missing=""), name="determination_deferred_for_what"),
            models.CheckConstraint(
                condition=~Q(is_provisional=True) | Q(ratified_at__isnull=True), name="determination_provisional_until_ratified"
            ),
        ]

    def __str__(self):
        return f"{self.case_id}/{self.number}: {self.state}"

    @property
    def is_before_panel(self) -> bool:
        return self.level == Level.PANEL

    @property
    def trigger_labels(self) -> list[str]:
        return [str(Trigger(code).label) for code in self.triggers]

    @cached_property
    def dossier(self):
        """The dossier at work or the last one handed in; None before one is begun."""
        return self.dossiers.select_related("author", "evaluation").order_by("-number").first()

    @cached_property
    def decision(self):
        """The last decision, whether it stands or was set aside; None before one is taken."""
        decisions = Decision.objects.filter(dossier__determination=self).select_related("option", "session", "decided_by", "dossier")
        return decisions.order_by("-decided_at", "-created_at").first()

    @cached_property
    def session(self):
        """The session convened or going on; None where there is none."""
        return self.sessions.filter(outcome="").first()

    @cached_property
    def seats_now(self) -> list["Seat"]:
        """Who sits on the panel now, the chair first."""
        return list(self.seats.filter(left_at=None).select_related("person__organisation").order_by("-is_chair", "-has_vote", "seated_at"))


class Dossier(Record, HeardChild):
    """What the decision stands on, written by one person and handed in; from then on nobody changes it."""

    determination = models.ForeignKey(Determination, models.PROTECT, related_name="dossiers")
    number = models.PositiveSmallIntegerField()  # another one for every time the question is put anew
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="+")  # whose seven elements were taken over
    facts = models.TextField(_("Facts"), blank=True)
    relatives = models.TextField(_("Verification of the relatives and of what they say"), blank=True)
    recommendation = models.TextField(_("Recommendation, with its reasons"), blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = PartQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["determination", "number"], name="dossier_number_once"),
            models.UniqueConstraint(fields=["determination"], condition=Q(submitted_at__isnull=True), name="dossier_one_at_work"),
        ]

    def __str__(self):
        return f"{self.determination_id}/{self.number}"

    @cached_property
    def element_list(self) -> list["DossierElement"]:
        """The seven elements in the order of General Comment 14."""
        order = {code: position for position, code in enumerate(Element)}
        return sorted(self.elements.all(), key=lambda element: order[element.element])

    @cached_property
    def option_list(self) -> list["DossierOption"]:
        return list(self.options.all())


class DossierElement(models.Model):
    """One of the seven elements as the evaluation had it when the dossier was begun."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="elements")
    element = models.CharField(max_length=16, choices=Element)
    facts = models.TextField(blank=True)
    sources = models.CharField(max_length=300, blank=True)
    weight = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "element"], name="dossierelement_once"),
            known("element", Element),
        ]

    def __str__(self):
        return self.element


class OptionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(dossier__in=Dossier.objects.visible_to(user))


class DossierOption(Record):
    """One way that the decision could go: what speaks for it, against it, and what could go wrong."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="options")
    title = models.CharField(_("Option"), max_length=200)
    solution = models.CharField(_("Durable solution that it is"), max_length=40, choices=DurableSolution, default=DurableSolution.NONE_YET)
    pros = models.TextField(_("What speaks for it"))
    cons = models.TextField(_("What speaks against it"))
    risks = models.TextField(_("Risks, and how each would be met"))

    objects = OptionQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            known("solution", DurableSolution),
            models.CheckConstraint(condition=~Q(title="") & ~Q(pros="") & ~Q(cons="") & ~Q(risks=""), name="dossieroption_said_in_full"),
        ]

    def __str__(self):
        return self.title


class Seat(Record):
    """Somebody sits on the panel: who, in which discipline, with or without a vote, since when, until when (INV-49)."""

    determination = models.ForeignKey(Determination, models.PROTECT, related_name="seats")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="seats", verbose_name=_("Person"))
    discipline = models.CharField(_("Discipline"), max_length=20, choices=PanelDiscipline)
    gender = models.CharField(_("Gender, as the person says"), max_length=8, choices=Gender, default=Gender.UNSAID)
    has_vote = models.BooleanField(_("Has a vote"), default=True)
    is_chair = models.BooleanField(_("Takes the chair"), default=False)
    seated_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    leave_reason = models.CharField(max_length=300, blank=True)
    grant = models.OneToOneField(CaseGrant, models.PROTECT, related_name="seat")

    objects = PartQuerySet.as_manager()

    class Meta:
        constraints = [
            known("discipline", PanelDiscipline),
            known("gender", Gender),
            models.UniqueConstraint(fields=["determination", "person"], condition=Q(left_at__isnull=True), name="seat_person_once"),
            models.UniqueConstraint(fields=["determination"], condition=Q(left_at__isnull=True, is_chair=True), name="seat_one_chair"),
            models.CheckConstraint(condition=Q(is_chair=False) | Q(has_vote=True), name="seat_chair_votes"),
            models.CheckConstraint(condition=Q(left_at__isnull=True) | Q(left_at__gte=F("seated_at")), name="seat_left_after_seated"),
        ]

    def __str__(self):
        return f"{self.determination_id}: {self.person_id}"


class Session(Record):
    """The panel meets: convened, opened once the quorum has declared no conflict of interest, closed with an outcome."""

    determination = models.ForeignKey(Determination, models.PROTECT, related_name="sessions")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(_("Kind of session"), max_length=16, choices=SessionKind, default=SessionKind.ORDINARY)
    scheduled_for = models.DateTimeField(_("When"))
    place = models.CharField(_("Where, or how people join"), max_length=200)
    convened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=16, choices=SessionOutcome, blank=True)
    minutes = models.TextField(_("Minutes: what was said and agreed"), blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            known("kind", SessionKind),
            known("outcome", SessionOutcome, blank=True),
            models.UniqueConstraint(fields=["determination", "number"], name="session_number_once"),
            models.UniqueConstraint(fields=["determination"], condition=Q(outcome=""), name="session_one_open"),
            models.CheckConstraint(
                condition=Q(outcome="", closed_at__isnull=True) | Q(closed_at__isnull=False) & ~Q(outcome=""), name="session_closed_somehow"
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=[SessionOutcome.DECIDED, SessionOutcome.RATIFIED, SessionOutcome.NOT_RATIFIED])
                | Q(opened_at__isnull=False),
                name="session_decides_when_open",
            ),
        ]

    def __str__(self):
        return f"{self.determination_id}: {self.number}"

    @cached_property
    def attendance(self) -> list["Attendance"]:
        """Who came and what they declared, the chair first."""
        rows = self.attendances.select_related("seat__person__organisation", "option")
        return list(rows.order_by("-seat__is_chair", "-seat__has_vote", "declared_at"))


class Attendance(Record):
    """A member is in a session: declares whether there is a conflict of interest, then votes, in their own words."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="attendances")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="attendances")
    declared_at = models.DateTimeField()
    has_conflict = models.BooleanField(_("I am a relative, or have an interest in the outcome"))
    conflict = models.CharField(_("What it is"), max_length=300, blank=True)
    voted_at = models.DateTimeField(null=True, blank=True)
    option = models.ForeignKey(
        DossierOption,
        models.PROTECT,
        related_name="votes",
        null=True,
        blank=True,
        verbose_name=_("Option"),
    )  # null after a vote: abstained
    words = models.TextField(_("Your reasons, in your own words"), blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "seat"], name="attendance_once"),
            models.CheckConstraint(condition=Q(has_conflict=False) | ~Q(conflict=""), name="attendance_conflict_said"),
            models.CheckConstraint(condition=Q(has_conflict=False) | Q(voted_at__isnull=True), name="attendance_no_vote_in_conflict"),
            models.CheckConstraint(condition=Q(option__isnull=True) | Q(voted_at__isnull=False), name="attendance_vote_dated"),
        ]

    def __str__(self):
        return f"{self.session_id}: {self.seat_id}"


class Guest(Record):
    """Somebody else in the room, without a vote."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="guests")
    name = models.CharField(_("Name"), max_length=150)
    kind = models.CharField(_("In which part"), max_length=16, choices=GuestKind)

    class Meta:
        constraints = [known("kind", GuestKind)]

    def __str__(self):
        return self.name


class Decision(Record):
    """What was decided and why, once and for all: another decision is another row."""

    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="decision")
    session = models.OneToOneField(Session, models.PROTECT, related_name="decision", null=True, blank=True)  # null: by the authority
    option = models.ForeignKey(DossierOption, models.PROTECT, related_name="decisions", verbose_name=_("Option chosen"))
    facts_accepted = models.TextField(_("Facts that are taken as established"))
    views_weight = models.TextField(_("What weight the child's views were given, and why"))
    reasons = models.TextField(_("Why this option"))
    conditions = models.TextField(_("Conditions; write “none” where there are none"))
    implementer = models.CharField(_("Who carries it out"), max_length=200)
    implement_by = models.DateField(_("By when"))
    review_on = models.DateField(_("When it is reviewed"))
    appeal_information = models.TextField(_("How, where and until when one can appeal"))
    is_consensus = models.BooleanField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )  # who set it down: the authority itself, or the coordinator
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(facts_accepted="")
                & ~Q(views_weight="")
                & ~Q(reasons="")
                & ~Q(implementer="")
                & ~Q(appeal_information="")
                & ~Q(conditions=""),
                name="decision_said_in_full",
            )
        ]

    def __str__(self):
        return f"{self.dossier_id}: {self.option_id}"

    @cached_property
    def dissents(self) -> list[Attendance]:
        """The votes that went otherwise, each in its author's words."""
        return [vote for vote in self.session.attendance if vote.voted_at and vote.option_id != self.option_id] if self.session else []

    @cached_property
    def comparison_list(self) -> list["Comparison"]:
        """The seven comparisons in the order of General Comment 14."""
        order = {code: position for position, code in enumerate(Element)}
        return sorted(self.comparisons.select_related("favours"), key=lambda row: order[row.element])


class Comparison(models.Model):
    """The options compared on one of the seven elements."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="comparisons")
    element = models.CharField(max_length=16, choices=Element)
    favours = models.ForeignKey(DossierOption, models.PROTECT, related_name="+", null=True, blank=True)  # null: neither
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "element"], name="comparison_once"),
            known("element", Element),
            models.CheckConstraint(condition=~Q(text=""), name="comparison_said"),
        ]

    def __str__(self):
        return self.element


class Rejection(models.Model):
    """Why an option was not chosen."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="rejections")
    option = models.ForeignKey(DossierOption, models.PROTECT, related_name="+")
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "option"], name="rejection_once"),
            models.CheckConstraint(condition=~Q(text=""), name="rejection_said"),
        ]

    def __str__(self):
        return self.text


class Appeal(Record):
    """Somebody asks that the decision be looked at again."""

    determination = models.ForeignKey(Determination, models.PROTECT, related_name="appeals")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="appeals")
    filed_on = models.DateField(_("Filed on"))
    appellant = models.CharField(_("Who appeals"), max_length=16, choices=Appellant)
    appellant_name = models.CharField(_("Name"), max_length=150, blank=True)
    ground = models.TextField(_("On what ground"))
    outcome = models.CharField(_("Outcome"), max_length=10, choices=AppealOutcome, blank=True)
    resolution = models.TextField(_("What was resolved, by whom, and why"), blank=True)
    resolved_on = models.DateField(_("Resolved on"), null=True, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        ordering = ["-filed_on", "-created_at"]
        constraints = [
            known("appellant", Appellant),
            known("outcome", AppealOutcome, blank=True),
            models.UniqueConstraint(fields=["determination"], condition=Q(outcome=""), name="appeal_one_pending"),
            models.CheckConstraint(
                condition=Q(outcome="", resolved_on__isnull=True) | Q(resolved_on__gte=F("filed_on")) & ~Q(outcome="") & ~Q(resolution=""),
                name="appeal_resolved_in_full",
            ),
        ]

    def __str__(self):
        return f"{self.determination_id}: {self.filed_on}"
