"""Restrictions for machines: the same service, the same refusals and the same count as the form."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.response import Response

from accounts.roles import require
from accounts.submissions import once_by_header
from audit.services import record_read
from cases.models import Case
from liberty import services
from liberty.models import Restriction
from liberty.restriction_choices import Standing, Support
from liberty.restriction_workflow import RECORD

CODE_LENGTH = 24


class CaseInput(serializers.Serializer):
    """Of which case a call speaks."""

    case = serializers.CharField(max_length=CODE_LENGTH, help_text="The code of the case.")


class RestrictionInput(CaseInput, serializers.ModelSerializer):
    """What an authority imposes. The kind is judged by the service, which counts what is forbidden."""

    type = serializers.CharField(max_length=40, help_text="One of the closed list: nothing else can be asked of a child.")
    support_provided = serializers.ListField(child=serializers.ChoiceField(choices=Support.choices), required=False)

    class Meta:
        model = Restriction
        fields = [
            "case",
            "type",
            "text",
            "imposed_by",
            "legal_basis",
            "necessity",
            "less_restrictive",
            "contact_every",
            "support_provided",
            "starts_on",
            "review_date",
            "appeal_route",
            "appeal_deadline",
            "child_views",
            "no_views_reason",
            "child_disagrees",
            "disagreement",
            "informed_on",
            "informed_language",
            "informed_by",
        ]


class RestrictionSerializer(serializers.ModelSerializer):
    """A restriction as it stands today."""

    case = serializers.SlugRelatedField(slug_field="code", read_only=True)
    standing = serializers.SerializerMethodField()

    class Meta:
        model = Restriction
        fields = ["id", "case", "type", "imposed_by", "contact_every", "starts_on", "review_date", "appeal_deadline", "standing"]

    @extend_schema(responses=serializers.ChoiceField(choices=Standing.choices))
    def get_standing(self, one) -> str:
        return one.standing_on(one.case.unit.day_of(timezone.now())).value


@extend_schema_view(list=extend_schema(responses=RestrictionSerializer(many=True)))
class RestrictionViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Restrictions of the cases that the caller may see; whoever may record one records it here too."""

    serializer_class = RestrictionSerializer
    lookup_value_converter = "uuid"
    ordering = ("-created_at", "-id")

    def get_queryset(self):
        return Restriction.objects.visible_to(self.request.user).select_related("case__unit")

    def list(self, request):
        found = self.paginate_queryset(self.get_queryset())
        answer = self.get_paginated_response(RestrictionSerializer(found, many=True).data)
        if found:
            shown = [pk for one in found for pk in (one.case_id, one.case.child_id)]
            record_read(actor=request.user, action="restriction.read", subjects=shown, detail={"door": "api"})
        return answer

    def retrieve(self, request, pk):
        one = self.get_object()
        subjects = [one.case_id, one.case.child_id]
        record_read(actor=request.user, action="restriction.read", subjects=subjects, target=one.case, detail={"door": "api"})
        return Response(RestrictionSerializer(one).data)

    @extend_schema(request=RestrictionInput, responses={201: RestrictionSerializer})
    @once_by_header
    def create(self, request):
        """Record a restriction; 422 where anything is missing or forbidden, and the forbidden is counted."""
        require(request.user, RECORD)
        of_case, asked = CaseInput(data=request.data), RestrictionInput(data=request.data)
        of_case.is_valid(raise_exception=True)
        case = get_object_or_404(Case.objects.visible_to(request.user), code=of_case.validated_data["case"])
        given = {"case": case, "by": request.user, "now": timezone.now()}
        if not asked.is_valid():
            services.screen_restriction(fields={name: value for name, value in request.data.items() if name != "case"}, **given)
            raise serializers.ValidationError(asked.errors)
        fields = {name: value for name, value in asked.validated_data.items() if name != "case"}
        return Response(RestrictionSerializer(services.record_restriction(**given, **fields)).data, status=201)
