from django.urls import path

from liberty.views import complaints, events

app_name = "liberty"

urlpatterns = [
    path("liberty/", events.wall, name="wall"),
    path("liberty/<uuid:pk>/", events.event, name="event"),
    path("liberty/<uuid:pk>/end/", events.event_end, name="event_end"),
    path("liberty/<uuid:pk>/correct/", events.event_correct, name="event_correct"),
    path("liberty/<uuid:pk>/withdraw/", events.event_withdraw, name="event_withdraw"),
    path("liberty/<uuid:pk>/paper/", events.event_paper, name="event_paper"),
    path("liberty/<uuid:pk>/complaint/", complaints.complaint_begin, name="complaint_begin"),
    path("liberty/complaints/<uuid:pk>/", complaints.complaint, name="complaint"),
    path("liberty/complaints/<uuid:pk>/issue/", complaints.complaint_issue, name="complaint_issue"),
    path("liberty/complaints/<uuid:pk>/filed/", complaints.complaint_file, name="complaint_file"),
    path("liberty/complaints/<uuid:pk>/letter/<uuid:letter>/", complaints.complaint_letter, name="complaint_letter"),
    path("cases/<str:code>/liberty/add/", events.event_add, name="event_add"),
]
