"""Notifications and cases for machines: the same services and the same `visible_to` as the pages."""

from datetime import UTC

from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.models import Organisation
from accounts.roles import PROTECTION_AUTHORITIES, may
from accounts.submissions import once_by_header
from audit.services import record_read
from cases import companions, rules, services
from cases.choices import BirthPrecision
from cases.models import Case, Child, ChildIdentity, Notification
from cases.workflow import TRANSITIONS, moves_from

EARLIEST = 1900  # year: an instant before it is a slip


class Instant(serializers.DateTimeField):
    """A date and time that says its own offset; given in UTC."""

    default_error_messages = {"offset": _("Write the offset from UTC too: 2026-03-02T08:40:00-07:00."), "early": _("This is too long ago.")}

    def __init__(self, **kwargs):
        super().__init__(default_timezone=UTC, **kwargs)

    def to_internal_value(self, value):
        instant = super().to_internal_value(value)
        if timezone.is_naive(parse_datetime(str(value)) or instant):
            self.fail("offset")
        if instant.year < EARLIEST:
            self.fail("early")
        return instant


class Facts(serializers.ModelSerializer):
    """A model's own fields, with instants as machines should write them."""

    serializer_field_mapping = serializers.ModelSerializer.serializer_field_mapping | {models.DateTimeField: Instant}


class UnitSerializer(serializers.ModelSerializer):
    class Meta:
        model = Organisation
        fields = ["id", "name", "state"]


class ChildInput(Facts):
    """Who the child is, as declared."""

    IDENTITY = ("given_names", "surname_1", "surname_2", "known_as")

    declared_age = serializers.IntegerField(min_value=0, max_value=rules.OLDEST_ACCEPTED, required=False, allow_null=True)
    given_names, surname_1, surname_2, known_as = (
        serializers.CharField(max_length=100, required=False, allow_blank=True) for _name in IDENTITY
    )

    class Meta:
        model = Child
        fields = [
            "sex",
            "birth_date",
            "birth_precision",
            "declared_age",
            "nationality",
            "country_of_birth",
            "region_of_origin",
            "indigenous_people",
            "schooling_level",
            "primary_language",
            "needs_interpreter",
            "given_names",
            "surname_1",
            "surname_2",
            "known_as",
        ]

    def validate(self, data):
        """Refuse a precision that the birth date does not bear out; a date alone is taken as exact."""
        undated = (BirthPrecision.DECLARED_AGE, BirthPrecision.UNKNOWN)
        if data.get("birth_date"):
            data.setdefault("birth_precision", BirthPrecision.EXACT)
        elif data.get("birth_precision", BirthPrecision.UNKNOWN) not in undated:
            raise serializers.ValidationError({"birth_date": _("Give the date of birth, or say that only the age is known.")})
        return data


class NotificationInput(Facts):
    """What a notifier says of a child, when and where."""

    child = ChildInput()

    class Meta:
        model = Notification
        fields = [
            "folio",
            "notifier_name",
            "receiving_unit",
            "located_at",
            "located_place_type",
            "located_place",
            "accompaniment",
            "main_reason",
            "other_reasons",
            "destination",
            "entry_date",
            "immediate_needs",
            "is_urgent",
            "held_since",
            "held_where",
            "child",
        ]

    def get_fields(self):
        fields = super().get_fields()
        fields["receiving_unit"].queryset = addressees(self.context["request"].user)
        return fields


class ReceiptSerializer(Facts):
    """All that a notifier ever reads of a notification (firewall F1)."""

    receiving_unit = UnitSerializer(read_only=True)

    class Meta:
        model = Notification
        fields = ["id", "folio", "received_at", "receiving_unit"]


def addressees(user):
    """Return the authorities to whom a child can be notified."""
    return Organisation.objects.visible_to(user).filter(org_type__in=PROTECTION_AUTHORITIES)


IDEMPOTENCY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER, description="The same key takes effect once: a repetition gets the first answer."
)


class NotificationViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """The write-only door: notify a child, and read the receipts of what one notified oneself."""

    serializer_class = ReceiptSerializer
    lookup_value_converter = "uuid"
    ordering = ("-received_at", "-id")

    def get_queryset(self):
        user = self.request.user
        return Notification.objects.visible_to(user).sent_by(user).select_related("receiving_unit")

    @extend_schema(request=NotificationInput, responses={201: ReceiptSerializer}, parameters=[IDEMPOTENCY])
    @once_by_header
    def create(self, request):
        """Notify a child; the answer is the receipt, and says the same whether or not the child is known."""
        facts = NotificationInput(data=request.data, context={"request": request})
        facts.is_valid(raise_exception=True)
        notification = dict(facts.validated_data)
        child = dict(notification.pop("child"))
        identity = {name: child.pop(name) for name in ChildInput.IDENTITY if name in child}
        notified = services.notify_child(child=child, identity=identity, notification=notification, by=request.user, now=timezone.now())
        return Response(ReceiptSerializer(notified).data, status=201)

    @extend_schema(responses=UnitSerializer(many=True))
    @action(detail=False, serializer_class=UnitSerializer, ordering=("name", "id"))
    def addressees(self, request):
        """The authorities to whom a child can be notified."""
        return self.get_paginated_response(UnitSerializer(self.paginate_queryset(addressees(request.user)), many=True).data)


class ChildSummary(serializers.ModelSerializer):
    """The child without a name, as a list may show it."""

    class Meta:
        model = Child
        fields = ["code", "sex", "nationality"]


class IdentitySerializer(serializers.ModelSerializer):
    class Meta:
        model = ChildIdentity
        fields = ["given_names", "surname_1", "surname_2", "known_as"]


class ChildDetail(serializers.ModelSerializer):
    """The child by name, as whoever opens the case sees it."""

    identity = IdentitySerializer(read_only=True)

    class Meta:
        model = Child
        fields = [
            "code",
            "sex",
            "nationality",
            "birth_date",
            "birth_precision",
            "declared_age",
            "age_status",
            "primary_language",
            "needs_interpreter",
            "identity",
        ]


class CaseSummary(Facts):
    unit = UnitSerializer(read_only=True)
    child = ChildSummary(read_only=True)

    class Meta:
        model = Case
        fields = [
            "code",
            "child",
            "unit",
            "step",
            "status",
            "risk_level",
            "accompaniment",
            "notified_at",
            "opened_at",
            "step_entered_at",
            "step_due_at",
            "closed_at",
            "version",
        ]


class MissingSerializer(serializers.Serializer):
    """One criterion that is not met, and the page that supplies it."""

    criterion = serializers.CharField()
    message = serializers.CharField()
    link = serializers.CharField(source="url")


class MoveSerializer(serializers.Serializer):
    """A step that the caller may take, and what is still missing for it."""

    name = serializers.CharField()
    label = serializers.CharField()
    needs_reason = serializers.BooleanField()
    blockers = MissingSerializer(many=True)


class CaseDetail(CaseSummary):
    child = ChildDetail(read_only=True)
    moves = serializers.SerializerMethodField()

    class Meta(CaseSummary.Meta):
        fields = [*CaseSummary.Meta.fields, "migration_status", "asylum_status", "closure_reason", "durable_solution", "protocol", "moves"]

    @extend_schema(responses=MoveSerializer(many=True))
    def get_moves(self, case) -> list[dict]:
        user = self.context["request"].user
        allowed = [(name, step) for name, step in moves_from(case.step).items() if may(user, step.capability)]
        moves = [
            {"name": name, "label": step.label, "needs_reason": step.needs_reason, "blockers": companions.blockers(case, name)}
            for name, step in allowed
        ]
        return MoveSerializer(moves, many=True).data


class MoveInput(serializers.Serializer):
    """A named move; `version` is that of the document it approves or returns, as the reviewer read it."""

    move = serializers.ChoiceField(choices=[(name, step.label) for name, step in TRANSITIONS.items()])
    reason = serializers.CharField(required=False, allow_blank=True, max_length=5000)
    version = serializers.IntegerField(required=False, min_value=1, max_value=2_000_000_000)


class CaseState(Facts):
    """Where a case stands after a move: nothing of the child."""

    class Meta:
        model = Case
        fields = ["code", "step", "status", "step_entered_at", "step_due_at", "version"]


@extend_schema_view(list=extend_schema(responses=CaseSummary(many=True)), retrieve=extend_schema(responses=CaseDetail))
class CaseViewSet(viewsets.ReadOnlyModelViewSet):
    """Cases the caller may see. The step changes only through a named move."""

    serializer_class = CaseSummary
    lookup_field = "code"
    ordering = ("-notified_at", "-id")

    def get_queryset(self):
        return Case.objects.visible_to(self.request.user).select_related("child__identity", "unit")

    def list(self, request):
        cases = self.paginate_queryset(self.get_queryset())
        answer = self.get_paginated_response(CaseSummary(cases, many=True).data)
        if cases:
            record_read(actor=request.user, action="case.list", subjects=subjects_of(cases), detail={"door": "api"})
        return answer

    def retrieve(self, request, code):
        case = self.get_object()
        answer = Response(CaseDetail(case, context={"request": request}).data)
        record_read(actor=request.user, action="case.read", subjects=subjects_of([case]), target=case, detail={"door": "api"})
        return answer

    @extend_schema(request=MoveInput, responses=CaseState, parameters=[IDEMPOTENCY])
    @action(detail=True, methods=["post"])
    @once_by_header
    def move(self, request, code):
        """Take one step; 409 with the list of what is missing where the procedure does not allow it yet."""
        case = self.get_object()  # first: a stranger gets 404 whatever the payload
        asked = MoveInput(data=request.data)
        asked.is_valid(raise_exception=True)
        moved = services.move_case(case=case, by=request.user, now=timezone.now(), **asked.validated_data)
        return Response(CaseState(moved).data)


def subjects_of(cases) -> list:
    """Return the cases and their children, as the record names them."""
    return [subject for case in cases for subject in (case.pk, case.child_id)]
