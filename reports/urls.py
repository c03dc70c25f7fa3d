from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("reports/", views.index, name="index"),
    path("reports/targets/", views.target_list, name="target_list"),
    path("reports/targets/<str:line>/", views.target_write, name="target"),
    path("reports/<str:key>/", views.report, name="report"),
    path("reports/<str:key>/publish/", views.report_publish, name="publish"),
    path("reports/<str:key>/report.pdf", views.report_pdf, name="pdf"),
    path("reports/<str:key>/report.xlsx", views.report_xlsx, name="xlsx"),
    path("reports/<str:key>/report.csv", views.report_csv, name="csv"),
    path("reports/<str:key>/<str:part>.svg", views.report_chart, name="chart"),
]
