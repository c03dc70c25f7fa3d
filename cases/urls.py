"""The addresses of the spine, in groups; one path a line."""

from django.urls import path

from cases.views import case as case_views
from cases.views import notification, work

app_name = "cases"

notifications = [
    path("notify/", notification.notify, name="notify"),
    path("notify/<slug:step>/", notification.notify_step, name="notify_step"),
    path("receipts/", notification.receipt_list, name="receipt_list"),
    path("receipts/<uuid:pk>/", notification.receipt_detail, name="receipt_detail"),
    path("notifications/", notification.notification_list, name="notification_list"),
    path("notifications/<uuid:pk>/", notification.notification_detail, name="notification_detail"),
]

case = [
    path("cases/", case_views.case_list, name="list"),
    path("cases/<str:code>/", case_views.case_detail, name="detail"),
    path("cases/<str:code>/move/", case_views.case_move, name="move"),
    path("cases/<str:code>/access/", case_views.access_log, name="access_log"),
    path("cases/<str:code>/rapid-assessment/", work.rapid_assessment, name="rapid_assessment"),
    path("cases/<str:code>/designate/", work.designate, name="designate"),
    path("cases/<str:code>/designation/", work.designation_accept, name="designation_accept"),
    path("cases/<str:code>/status/", work.status, name="status"),
    path("cases/<str:code>/interviews/add/", work.interview_add, name="interview_add"),
    path("cases/<str:code>/notes/add/", work.contact_note_add, name="contact_note_add"),
]

documents = []

urlpatterns = [*notifications, *case, *documents]
