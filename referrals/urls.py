from django.urls import path

from referrals.views import liaison, transfers

app_name = "referrals"

referring = []

transferring = [
    path("cases/<str:code>/transfer/", transfers.transfer_propose, name="transfer_propose"),
    path("transfers/<uuid:pk>/", transfers.transfer, name="transfer"),
    path("transfers/<uuid:pk>/crossing/", transfers.transfer_crossing, name="transfer_crossing"),
    path("transfers/<uuid:pk>/approve/", transfers.transfer_approve, name="transfer_approve"),
    path("transfers/<uuid:pk>/offer/", transfers.transfer_offer, name="transfer_offer"),
    path("transfers/<uuid:pk>/accept/", transfers.transfer_accept, name="transfer_accept"),
    path("transfers/<uuid:pk>/letter/", transfers.transfer_letter, name="transfer_letter"),
    path("transfers/<uuid:pk>/refuse/", transfers.transfer_refuse, name="transfer_refuse"),
    path("transfers/<uuid:pk>/handover/", transfers.transfer_handover, name="transfer_handover"),
    path("transfers/<uuid:pk>/take-over/", transfers.transfer_take_over, name="transfer_take_over"),
    path("transfers/<uuid:pk>/withdraw/", transfers.transfer_withdraw, name="transfer_withdraw"),
    path("transfers/<uuid:pk>/word/", transfers.transfer_word, name="transfer_word"),
    path("liaison-officers/", liaison.liaison_list, name="liaison_list"),
    path("liaison-officers/add/", liaison.liaison_add, name="liaison_add"),
    path("liaison-officers/<uuid:pk>/", liaison.liaison_edit, name="liaison_edit"),
]

urlpatterns = [*referring, *transferring]
