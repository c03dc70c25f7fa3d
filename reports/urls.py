from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("reports/attended/", views.attended, name="attended"),
    path("reports/attended.csv", views.attended_csv, name="attended_csv"),
]
