"""Every endpoint of the API on one screen: /api/v1/."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

from accounts.api import OrganisationViewSet
from cases.api import CaseViewSet, NotificationViewSet
from liberty.api import RestrictionViewSet
from reports.api import ReportViewSet

app_name = "api"

router = SimpleRouter(use_regex_path=False)
router.register("organisations", OrganisationViewSet, basename="organisation")  # find: GET, GET one
router.register("notifications", NotificationViewSet, basename="notification")  # notify: POST; own receipts: GET, GET one; addressees: GET
router.register("cases", CaseViewSet, basename="case")  # read: GET, GET one; take a step: POST one/move
router.register("restrictions", RestrictionViewSet, basename="restriction")  # read: GET, GET one; record: POST
router.register("reports", ReportViewSet, basename="report")  # read: GET, GET one

urlpatterns = [*router.urls, path("schema/", SpectacularAPIView.as_view(), name="schema")]
