"""Sign-in, under the names the library knows. Of it only what people here need: nobody signs up, nobody changes their own address."""

from allauth.account import views as account
from django.urls import path, re_path

from accounts.fresh import fresh_factor
from accounts.views import factors

urlpatterns = [
    path("login/", factors.FirstStep.as_view(), name="account_login"),
    path("login/code/", factors.SecondStep.as_view(), name="mfa_authenticate"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("confirm/", factors.confirm, name="account_reauthenticate"),
    path("factors/", factors.factor_list, name="mfa_index"),
    path("factors/app/", factors.app_add, name="mfa_activate_totp"),
    path("factors/key/", factors.key_add, name="mfa_add_webauthn"),
    path("factors/key/<int:pk>/remove/", factors.key_remove, name="mfa_remove_webauthn"),
    path("factors/codes/", factors.codes, name="mfa_view_recovery_codes"),
    path("password/change/", fresh_factor(account.password_change), name="account_change_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    path("password/reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
]
