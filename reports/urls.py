from django.urls import path

from reports import export_views, run_views, views

app_name = "reports"
urlpatterns = [
    path("reports/", views.index, name="index"),
    path("reports/targets/", views.target_list, name="target_list"),
    path("reports/targets/<str:line>/", views.target_write, name="target"),
    path("reports/made/<uuid:pk>/", run_views.run, name="run"),
    path("reports/made/<uuid:pk>/file/", run_views.run_file, name="run_file"),
    path("reports/schedules/<uuid:pk>/end/", run_views.schedule_end, name="schedule_end"),
    path("reports/<str:key>/later/", run_views.later, name="later"),
    path("exports/", export_views.export_list, name="export_list"),
    path("exports/add/", export_views.export_add, name="export_add"),
    path("exports/<uuid:pk>/", export_views.export, name="export"),
    path("exports/<uuid:pk>/rows.csv", export_views.export_file, name="export_file"),
    path("reports/<str:key>/", views.report, name="report"),
    path("reports/<str:key>/publish/", views.report_publish, name="publish"),
    path("reports/<str:key>/report.pdf", views.report_pdf, name="pdf"),
    path("reports/<str:key>/report.xlsx", views.report_xlsx, name="xlsx"),
    path("reports/<str:key>/report.csv", views.report_csv, name="csv"),
    path("reports/<str:key>/<str:part>.svg", views.report_chart, name="chart"),
]
