"""What the models of the spine share: identity, authorship, and the documents that one person writes and another approves."""

import uuid

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, Q
from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _

from cases.choices import DocumentState, NoViewsReason


def known(field: str, choices: type[models.TextChoices], *, blank: bool = False) -> models.CheckConstraint:
    """Hold `field` to its closed list in the database too."""
    values = [*choices.values, ""] if blank else choices.values
    return models.CheckConstraint(condition=Q(**{f"{field}__in": values}), name=f"%(class)s_{field}_known")


class IsAny(models.Func):
    """SQL's `a = ANY (ARRAY (SELECT …))`: found through the index of `a` even beside an OR, where `a IN (SELECT …)` reads every row."""

    template, arg_joiner = "(%(expressions)s))", " = ANY("
    output_field = models.BooleanField()

    def __init__(self, field: str, rows):
        super().__init__(F(field), ArraySubquery(rows))


class CaseChildQuerySet(models.QuerySet):
    """Rows that belong to a case are seen by whoever sees the case."""

    case_lookup = "case"

    def visible_to(self, user):
        """Narrow to the rows of the cases `user` may see."""
        cases = self.model._meta.get_field("case").related_model
        return self.filter(case__in=cases.objects.visible_to(user))

    def on_desk_of(self, user):
        """Narrow to the rows of the cases at work that `user` may see, each found by its case.

        For what waits on a desk: a plan of `visible_to` may begin with all that waits in the nation, and the second wall is asked of each.
        """
        cases = self.model._meta.get_field("case").related_model
        return self.filter(IsAny("case", cases.objects.on_desk_of(user)))


class Record(models.Model):
    """A row with an opaque id, and who added it when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)

    class Meta:
        abstract = True

    def _get_FIELD_display(self, field):  # noqa: N802 - Django's own name
        """Return the label of a value as Django does, without hashing the labels of the whole list: that translates each of them."""
        value = getattr(self, field.attname)
        return force_str(dict(field.flatchoices).get(value, value), strings_only=True)


HEARD = ("child_views", "no_views_reason", "child_disagrees", "disagreement")


class HeardChild(models.Model):
    """The child's views, or the coded reason why there are none (INV-21)."""

    child_views = models.TextField(_("What the child says, in the child's own words"), blank=True)
    no_views_reason = models.CharField(_("If the child was not heard, why"), max_length=40, choices=NoViewsReason, blank=True)
    child_disagrees = models.BooleanField(_("The child disagrees"), default=False)
    disagreement = models.TextField(_("What the child disagrees with"), blank=True)

    class Meta:
        abstract = True


class ReviewedDocument(Record, HeardChild):
    """A document of a case: written by one person, approved by another, never changed after approval (INV-15, INV-18)."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="%(class)ss")
    number = models.PositiveIntegerField(default=1)  # 1, 2, 3 ... within the case: the readable version
    state = models.CharField(max_length=12, choices=DocumentState, default=DocumentState.DRAFT)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_comment = models.TextField(blank=True)
    section_comments = models.JSONField(default=dict, blank=True)  # section of the document -> the reviewer's comment on it
    version = models.PositiveIntegerField(default=1)  # counts edits; a stale form loses (409)

    objects = CaseChildQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-number"]
        indexes = [models.Index(fields=["reviewed_at"], name="%(class)s_reviewed")]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="%(class)s_number_once"),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=[DocumentState.DRAFT, DocumentState.SUBMITTED, DocumentState.RETURNED]),
                name="%(class)s_one_at_work",
            ),
            models.UniqueConstraint(fields=["case"], condition=Q(state=DocumentState.APPROVED), name="%(class)s_one_approved"),
            models.CheckConstraint(condition=Q(state__in=DocumentState.values), name="%(class)s_state_known"),
            models.CheckConstraint(condition=Q(reviewer__isnull=True) | ~Q(reviewer=F("author")), name="%(class)s_four_eyes"),
            models.CheckConstraint(
                condition=~Q(state__in=[DocumentState.APPROVED, DocumentState.SUPERSEDED])
                | Q(reviewer__isnull=False, reviewed_at__isnull=False),
                name="%(class)s_approved_by_somebody",
            ),
        ]

    def fields_as_text(self, *names: str) -> list[tuple[str, str]]:
        """Return (label, text) of the named fields, choices by their labels."""
        pairs = []
        for name in names:
            field, value = self._meta.get_field(name), getattr(self, name)
            if isinstance(value, bool):
                value = _("Yes") if value else _("No")
            choices = dict(getattr(field, "base_field", field).flatchoices)
            values = value if isinstance(value, list) else [value]
            pairs.append((str(field.verbose_name), ", ".join(str(choices.get(item, item)) for item in values if item not in ("", None))))
        return pairs

    @property
    def sections(self) -> list[tuple[str, str]]:
        """The parts that a reviewer may comment on, in order: (key, name)."""
        raise NotImplementedError

    @property
    def comments(self) -> list[tuple[str, str]]:
        """What the reviewer said of each section, while the author mends it: (name, comment)."""
        if self.state != DocumentState.RETURNED:
            return []
        return [(label, self.section_comments[key]) for key, label in self.sections if key in self.section_comments]

    def comment_on(self, section: str) -> str:
        """What the reviewer said of that section, while the author mends it."""
        return self.section_comments.get(section, "") if self.state == DocumentState.RETURNED else ""

    @property
    def is_editable(self) -> bool:
        return self.state in (DocumentState.DRAFT, DocumentState.RETURNED)
