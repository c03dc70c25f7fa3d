from django.urls import path

from placements.views import facilities, prints, requests, stays

app_name = "placements"

asking = [
    path("cases/<str:code>/bed/", requests.find, name="find"),
    path("cases/<str:code>/bed/<uuid:pk>/", requests.request_add, name="request"),
    path("cases/<str:code>/family/", stays.with_family, name="with_family"),
    path("cases/<str:code>/release/", stays.release, name="release"),
    path("requests/", requests.request_list, name="request_list"),
    path("requests/<uuid:pk>/", requests.request_detail, name="request_detail"),
    path("requests/<uuid:pk>/withdraw/", requests.withdraw, name="withdraw"),
]

living = [
    path("placements/<uuid:pk>/start/", stays.start, name="start"),
    path("placements/<uuid:pk>/end/", stays.end, name="end"),
    path("placements/<uuid:pk>/entry-sheet/", prints.entry, name="entry_sheet"),
    path("placements/<uuid:pk>/care-sheet/", prints.care, name="care_sheet"),
    path("residents/", stays.resident_list, name="resident_list"),
    path("residents/<uuid:pk>/", stays.resident_detail, name="resident_detail"),
]

places = [
    path("places/", facilities.facility_list, name="facility_list"),
    path("places/add/", facilities.facility_add, name="facility_add"),
    path("places/<uuid:pk>/", facilities.facility_detail, name="facility_detail"),
    path("places/<uuid:pk>/edit/", facilities.facility_edit, name="facility_edit"),
    path("places/<uuid:pk>/board/", facilities.board, name="board"),
    path("places/<uuid:pk>/check/", facilities.check_add, name="check_add"),
    path("places/<uuid:pk>/visit/", facilities.visit_add, name="visit_add"),
    path("places/<uuid:pk>/profiles/add/", facilities.profile_add, name="profile_add"),
    path("profiles/<uuid:pk>/", facilities.profile_edit, name="profile_edit"),
]

urlpatterns = [*asking, *living, *places]
