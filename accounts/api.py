"""Organisations for machines: found by a part of their name."""

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers, viewsets

from accounts.models import Organisation


class OrganisationSerializer(serializers.ModelSerializer):
    class Meta:
        model = Organisation
        fields = ["id", "name", "org_type", "level", "parent", "country", "state", "municipality", "time_zone"]


SEARCH = OpenApiParameter("q", str, description="Every word of it must be part of the name.")


@extend_schema_view(list=extend_schema(parameters=[SEARCH]))
class OrganisationViewSet(viewsets.ReadOnlyModelViewSet):
    """Authorities, shelters and services."""

    serializer_class = OrganisationSerializer
    lookup_value_converter = "uuid"
    ordering = ("name", "id")

    def get_queryset(self):
        return Organisation.objects.visible_to(self.request.user).named(self.request.query_params.get("q", ""))
