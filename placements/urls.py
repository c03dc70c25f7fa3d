from django.urls import path

from placements.views import absences, facilities, prints, requests, stays

app_name = "placements"

asking = [
    path("cases/<str:code>/bed/", requests.find, name="find"),
    path("cases/<str:code>/bed/<uuid:pk>/", requests.request_add, name="request"),
    path("cases/<str:code>/family/", stays.with_family, name="with_family"),
    path("cases/<str:code>/release/", stays.release, name="release"),
    path("requests/", requests.request_list, name="request_list"),
    path("requests/<uuid:pk>/", requests.request_detail, name="request_detail"),
    path("requests/<uuid:pk>/withdraw/", requests.withdraw, name="withdraw"),
    path("requests/<uuid:pk>/override/", requests.override, name="override"),
]

living = [
    path("placements/<uuid:pk>/start/", stays.start, name="start"),
    path("placements/<uuid:pk>/end/", stays.end, name="end"),
    path("placements/<uuid:pk>/entry-sheet/", prints.entry, name="entry_sheet"),
    path("placements/<uuid:pk>/care-sheet/", prints.care, name="care_sheet"),
    path("placements/<uuid:pk>/profile/", stays.change_profile, name="change_profile"),
    path("placements/<uuid:pk>/review/", stays.review, name="review"),
    path("placements/<uuid:pk>/siblings/", stays.sibling_exception, name="sibling_exception"),
    path("cases/<str:code>/releases/<uuid:pk>/minutes/", prints.release, name="release_minutes"),
    path("residents/", stays.resident_list, name="resident_list"),
    path("residents/<uuid:pk>/", stays.resident_detail, name="resident_detail"),
]

missing = [
    path("cases/<str:code>/absence/", absences.report, name="absence_report"),
    path("absences/report/", absences.report_from_home, name="absence_from_home"),
    path("absences/<uuid:pk>/", absences.detail, name="absence"),
    path("absences/<uuid:pk>/log/", absences.log, name="absence_log"),
    path("absences/<uuid:pk>/return/", absences.come_back, name="absence_return"),
    path("absences/<uuid:pk>/found/", absences.locate, name="absence_located"),
    path("absences/<uuid:pk>/interview/", absences.interview, name="absence_interview"),
    path("absences/<uuid:pk>/letters/add/", absences.letter_add, name="absence_letter_add"),
    path("absences/<uuid:pk>/letters/<uuid:letter>/", absences.letter, name="absence_letter"),
    path("absences/<uuid:pk>/interview/paper/", absences.interview_paper, name="absence_interview_paper"),
    path("absences/<uuid:pk>/end/", absences.give_up, name="absence_give_up"),
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

urlpatterns = [*asking, *living, *missing, *places]
