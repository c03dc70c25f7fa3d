from allauth.account import views as account
from django.urls import include, path, re_path

from idc_atd import views

# Of allauth only what people here need: nobody signs up, and an e-mail address is changed by the organisation's administrator.
sign_in = [
    path("account/login/", account.login, name="account_login"),
    path("account/logout/", account.logout, name="account_logout"),
    path("account/inactive/", account.account_inactive, name="account_inactive"),
    path("account/password/change/", account.password_change, name="account_change_password"),
    path("account/password/reset/", account.password_reset, name="account_reset_password"),
    path("account/password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    path("account/password/reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^account/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
]

urlpatterns = [
    path("", views.home, name="home"),
    *sign_in,
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
