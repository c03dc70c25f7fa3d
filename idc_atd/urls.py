from django.urls import include, path

from idc_atd import views

urlpatterns = [
    path("", views.home, name="home"),
    path("account/", include("accounts.sign_in_urls")),
    path("help/", views.help_page, name="help"),
    path("protocols/", views.protocols, name="protocols"),
    path("language/", views.language, name="set_language"),
    path("", include("accounts.urls")),
    path("", include("cases.urls")),
    path("", include("determinations.urls")),
    path("", include("liberty.urls")),
    path("", include("papers.urls")),
    path("", include("placements.urls")),
    path("", include("referrals.urls")),
    path("", include("reports.urls")),
    path("api/v1/", include("idc_atd.api")),
    path("health/live", views.health_live, name="health_live"),
    path("health/ready", views.health_ready, name="health_ready"),
]

handler400 = "idc_atd.errors.bad_request"
handler403 = "idc_atd.errors.forbidden"
handler404 = "idc_atd.errors.not_found"
handler429 = "idc_atd.errors.too_many_requests"
handler500 = "idc_atd.errors.server_error"
