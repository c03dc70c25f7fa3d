from django.urls import path

from determinations.views import acts, detail

app_name = "determinations"

asking = [
    path("cases/<str:code>/determination/", acts.request_add, name="request"),
    path("determinations/<uuid:pk>/", detail.detail, name="detail"),
    path("determinations/<uuid:pk>/defer/", acts.defer, name="defer"),
    path("determinations/<uuid:pk>/again/", acts.again, name="again"),
    path("determinations/<uuid:pk>/withdraw/", acts.withdraw, name="withdraw"),
]

dossier = [
    path("determinations/<uuid:pk>/dossier/begin/", detail.dossier_begin, name="dossier_begin"),
    path("determinations/<uuid:pk>/dossier/", detail.dossier, name="dossier"),
    path("determinations/<uuid:pk>/dossier/submit/", detail.dossier_submit, name="dossier_submit"),
    path("determinations/<uuid:pk>/options/add/", detail.option_add, name="option_add"),
    path("determinations/<uuid:pk>/options/<uuid:option>/", detail.option_edit, name="option_edit"),
    path("determinations/<uuid:pk>/options/<uuid:option>/remove/", detail.option_remove, name="option_remove"),
]

panel = [
    path("determinations/<uuid:pk>/seats/add/", acts.seat_add, name="seat_add"),
    path("seats/<uuid:pk>/end/", acts.seat_end, name="seat_end"),
    path("determinations/<uuid:pk>/convene/", acts.convene, name="convene"),
    path("sessions/<uuid:pk>/open/", acts.session_open, name="session_open"),
    path("sessions/<uuid:pk>/guests/add/", acts.guest_add, name="guest_add"),
    path("sessions/<uuid:pk>/adjourn/", acts.adjourn, name="adjourn"),
    path("sessions/<uuid:pk>/declare/", acts.declare, name="declare"),
    path("sessions/<uuid:pk>/vote/", acts.vote, name="vote"),
]

deciding = [
    path("sessions/<uuid:pk>/decision/", acts.decide, name="decide"),
    path("sessions/<uuid:pk>/ratification/", acts.ratify, name="ratify"),
    path("determinations/<uuid:pk>/decision/", acts.decide_as_authority, name="decide_as_authority"),
    path("determinations/<uuid:pk>/execution/begin/", acts.execution_begin, name="execution_begin"),
    path("determinations/<uuid:pk>/execution/complete/", acts.execution_complete, name="execution_complete"),
    path("determinations/<uuid:pk>/appeal/", acts.appeal_add, name="appeal_add"),
    path("determinations/<uuid:pk>/appeal/resolve/", acts.appeal_resolve, name="appeal_resolve"),
]

urlpatterns = [*asking, *dossier, *panel, *deciding]
