"""Reports for machines: the same computation, the same hidden numbers and the same refusals as the pages."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import viewsets
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from audit.models import Kind
from reports.faces.data import PrintSerializer, StandardSerializer, as_data, standard_data
from reports.standard import open_to
from reports.views.asking import answered, asked, record, require_reader, standard_for

CHOICE = [
    OpenApiParameter("period", description="A month 2026-03, a quarter 2026-Q1, a year 2026, or months 2026-01--2026-06. Else the usual."),
    OpenApiParameter("measure", description="What the tables count, where the report leaves a choice: attended or notified."),
    OpenApiParameter("place", description="The id of a jurisdiction of your own. Else all you may read."),
    OpenApiParameter("centre", description="The id of a centre."),
    OpenApiParameter("programme", description="The id of an organisation that gives care."),
    OpenApiParameter("by", many=True, description="At most three of nationality, age, sex, accompaniment: one table by these."),
]


class ReportViewSet(viewsets.ViewSet):
    """The standard reports, each with the figures of its page, paper and files."""

    lookup_url_kwarg = "key"

    @extend_schema(operation_id="reports_list", responses=StandardSerializer(many=True))
    def list(self, request):
        """Return the reports that the caller may read."""
        require_reader(request.user)
        return Response(StandardSerializer([standard_data(report) for report in open_to(request.user)], many=True).data)

    @extend_schema(operation_id="reports_retrieve", parameters=CHOICE, responses=PrintSerializer)
    def retrieve(self, request, key):
        """Return a report; 422 with the reason where the choice cannot be answered."""
        standard = standard_for(request.user, key)
        form = asked(request, standard)
        if not form.is_valid():
            raise ValidationError(form.errors)
        made = answered(form)
        if made is None:
            raise ValidationError(form.errors)
        record(request, form, "report.api", Kind.EXPORT)
        return Response(PrintSerializer(as_data(made)).data)
