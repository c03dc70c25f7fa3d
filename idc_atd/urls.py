from django.urls import include, path

from idc_atd import views

urlpatterns = [
    path("", views.home, name="home"),
    path("account/", include("allauth.account.urls")),
    path("language/", include("django.conf.urls.i18n")),
    path("", include("cases.urls")),
    path("health/live", views.health_live, name="health_live"),
    path("health/ready", views.health_ready, name="health_ready"),
]
