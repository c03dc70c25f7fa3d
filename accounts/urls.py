from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("users/", views.user_list, name="user_list"),
    path("users/invite/", views.user_invite, name="user_invite"),
    path("users/<uuid:pk>/", views.user_edit, name="user_edit"),
    path("users/<uuid:pk>/access/", views.user_access, name="user_access"),
    path("letters/", views.letters, name="letters"),
    path("organisations/", views.organisation_list, name="organisation_list"),
    path("organisations/add/", views.organisation_add, name="organisation_add"),
]
