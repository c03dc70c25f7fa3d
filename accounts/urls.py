from django.urls import path

from accounts.views import people, sessions

app_name = "accounts"

urlpatterns = [
    path("users/", people.user_list, name="user_list"),
    path("users/invite/", people.user_invite, name="user_invite"),
    path("users/<uuid:pk>/", people.user_edit, name="user_edit"),
    path("users/<uuid:pk>/access/", people.user_access, name="user_access"),
    path("users/<uuid:pk>/factors/", people.user_factors, name="user_factors"),
    path("users/<uuid:pk>/sessions/", people.user_sessions, name="user_sessions"),
    path("sessions/", sessions.session_list, name="session_list"),
    path("sessions/end/", sessions.session_end, name="session_end"),
    path("sessions/stay/", sessions.stay, name="stay"),
    path("sessions/kept/", sessions.kept, name="kept"),
    path("letters/", people.letters, name="letters"),
    path("organisations/", people.organisation_list, name="organisation_list"),
    path("organisations/add/", people.organisation_add, name="organisation_add"),
]
