from django.urls import path

from liberty.views import complaints, events, restrictions, visits, voices

app_name = "liberty"

limits = [
    path("cases/<str:code>/restrictions/add/", restrictions.restriction_add, name="restriction_add"),
    path("cases/<str:code>/restrictions/propose/", restrictions.restriction_propose, name="restriction_propose"),
    path("restrictions/overdue/", restrictions.restrictions_overdue, name="restrictions_overdue"),
    path("restrictions/<uuid:pk>/", restrictions.restriction, name="restriction"),
    path("restrictions/<uuid:pk>/record/", restrictions.restriction_record, name="restriction_record"),
    path("restrictions/<uuid:pk>/inform/", restrictions.inform, name="restriction_inform"),
    path("restrictions/<uuid:pk>/review/", restrictions.review, name="restriction_review"),
    path("restrictions/<uuid:pk>/appeal/", restrictions.appeal, name="restriction_appeal"),
    path("restrictions/<uuid:pk>/missed/", restrictions.missed, name="restriction_missed"),
    path("restrictions/<uuid:pk>/end/", restrictions.end, name="restriction_end"),
    path("restrictions/<uuid:pk>/paper/<slug:language>/", restrictions.restriction_paper, name="restriction_paper"),
    path("restrictions/appeals/<uuid:pk>/", restrictions.appeal_answer, name="appeal_answer"),
]

urlpatterns = [
    *limits,
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
    path("visits/", visits.visit_list, name="visit_list"),
    path("visits/add/", visits.visit_add, name="visit_add"),
    path("visits/<uuid:pk>/", visits.visit, name="visit"),
    path("visits/<uuid:pk>/child/", visits.sighting_add, name="sighting_add"),
    path("visits/<uuid:pk>/paper/", visits.visit_paper, name="visit_paper"),
    path("liberty/sightings/<uuid:pk>/", visits.sighting, name="sighting"),
    path("voice/", voices.voice_list, name="voice_list"),
    path("voice/add/", voices.voice_add, name="voice_add"),
    path("voice/form/", voices.voice_paper, name="voice_paper"),
    path("voice/<uuid:pk>/", voices.voice, name="voice"),
    path("voice/<uuid:pk>/answer/", voices.voice_answer, name="voice_answer"),
    path("voice/<uuid:pk>/tell/", voices.voice_tell, name="voice_tell"),
    path("cases/<str:code>/voice/add/", voices.voice_add_case, name="voice_add_case"),
    path("cases/<str:code>/liberty/add/", events.event_add, name="event_add"),
]
