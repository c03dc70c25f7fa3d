from django.urls import path

from reports.views import exports, reports, runs, targets

app_name = "reports"
urlpatterns = [
    path("reports/", reports.index, name="index"),
    path("reports/targets/", targets.target_list, name="target_list"),
    path("reports/targets/<str:line>/", targets.target_write, name="target"),
    path("reports/made/<uuid:pk>/", runs.run, name="run"),
    path("reports/made/<uuid:pk>/file/", runs.run_file, name="run_file"),
    path("reports/schedules/<uuid:pk>/end/", runs.schedule_end, name="schedule_end"),
    path("reports/<str:key>/later/", runs.later, name="later"),
    path("exports/", exports.export_list, name="export_list"),
    path("exports/add/", exports.export_add, name="export_add"),
    path("exports/<uuid:pk>/", exports.export, name="export"),
    path("exports/<uuid:pk>/rows.csv", exports.export_file, name="export_file"),
    path("exports/<uuid:pk>/rows.zip", exports.export_locked, name="export_locked"),
    path("reports/<str:key>/", reports.report, name="report"),
    path("reports/<str:key>/publish/", reports.report_publish, name="publish"),
    path("reports/<str:key>/report.pdf", reports.report_pdf, name="pdf"),
    path("reports/<str:key>/report.xlsx", reports.report_xlsx, name="xlsx"),
    path("reports/<str:key>/report.csv", reports.report_csv, name="csv"),
    path("reports/<str:key>/<str:part>.svg", reports.report_chart, name="chart"),
]
