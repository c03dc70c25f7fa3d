"""The product's own addresses, and the floor: what the least possible page would cost here."""

from django.db import connection
from django.http import JsonResponse
from django.urls import path

from idc_atd.urls import urlpatterns as product

PAGE = """
SELECT c.code, c.step, c.risk_level, c.step_due_at::text FROM cases_case c
WHERE c.unit_id = %s ORDER BY c.notified_at DESC, c.id DESC LIMIT 25
"""


def floor(request):
    """Answer 25 rows by one raw query, without a template."""
    with connection.cursor() as cursor:
        cursor.execute(PAGE, [request.user.organisation_id])
        return JsonResponse({"rows": cursor.fetchall()})


urlpatterns = [path("bench/floor", floor), *product]
