from django.urls import path

from referrals.views import answering, disclosures, liaison, sending, sharing, transfers

app_name = "referrals"

referring = [
    path("cases/<str:code>/referrals/add/", sending.choose, name="choose"),
    path("cases/<str:code>/referrals/add/<slug:kind>/", sending.draft, name="draft"),
    path("referrals/<uuid:pk>/", sending.detail, name="detail"),
    path("referrals/<uuid:pk>/edit/", sending.edit, name="edit"),
    path("referrals/<uuid:pk>/send/", sending.send, name="send"),
    path("referrals/<uuid:pk>/review/", sending.review, name="review"),
    path("referrals/<uuid:pk>/answer/", sending.answer, name="answer"),
    path("referrals/<uuid:pk>/cancel/", sending.cancel, name="cancel"),
    path("referrals/<uuid:pk>/again/", sending.again, name="again"),
    path("referrals/<uuid:pk>/letter/", sending.letter, name="letter"),
    path("referrals/<uuid:pk>/link/", sending.link, name="link"),
    path("referrals/<uuid:pk>/record/", answering.record, name="record"),
    path("referrals/inbox/", answering.inbox, name="inbox"),
    path("referrals/inbox/<uuid:pk>/", answering.received, name="received"),
    path("referrals/inbox/<uuid:pk>/files/<uuid:attachment>/", answering.file, name="file"),
    path("received/<slug:token>/", answering.acknowledge, name="acknowledge"),
    path("cases/<str:code>/consents/add/", sharing.consent_add, name="consent_add"),
    path("consents/<uuid:pk>/withdraw/", sharing.consent_withdraw, name="consent_withdraw"),
    path("sharing/", sharing.protocol_list, name="protocol_list"),
    path("sharing/add/", sharing.protocol_add, name="protocol_add"),
    path("sharing/<uuid:pk>/", sharing.protocol_edit, name="protocol_edit"),
]

disclosing = [
    path("cases/<str:code>/disclosures/", disclosures.disclosures, name="disclosures"),
    path("cases/<str:code>/disclosures/add/", disclosures.disclosure_add, name="disclosure_add"),
    path("disclosures/<uuid:pk>/edit/", disclosures.disclosure_edit, name="disclosure_edit"),
    path("disclosures/<uuid:pk>/submit/", disclosures.disclosure_submit, name="disclosure_submit"),
    path("disclosures/<uuid:pk>/review/", disclosures.disclosure_review, name="disclosure_review"),
    path("disclosures/<uuid:pk>/withdraw/", disclosures.disclosure_withdraw, name="disclosure_withdraw"),
    path("disclosures/<uuid:pk>/letter/", disclosures.disclosure_letter, name="disclosure_letter"),
]

transferring = [
    path("cases/<str:code>/transfer/", transfers.transfer_propose, name="transfer_propose"),
    path("transfers/<uuid:pk>/", transfers.transfer, name="transfer"),
    path("transfers/<uuid:pk>/crossing/", transfers.transfer_crossing, name="transfer_crossing"),
    path("transfers/<uuid:pk>/approve/", transfers.transfer_approve, name="transfer_approve"),
    path("transfers/<uuid:pk>/offer/", transfers.transfer_offer, name="transfer_offer"),
    path("transfers/<uuid:pk>/accept/", transfers.transfer_accept, name="transfer_accept"),
    path("transfers/<uuid:pk>/letter/", transfers.transfer_letter, name="transfer_letter"),
    path("transfers/<uuid:pk>/papers/<uuid:letter>/", transfers.transfer_paper, name="transfer_paper"),
    path("transfers/<uuid:pk>/refuse/", transfers.transfer_refuse, name="transfer_refuse"),
    path("transfers/<uuid:pk>/handover/", transfers.transfer_handover, name="transfer_handover"),
    path("transfers/<uuid:pk>/take-over/", transfers.transfer_take_over, name="transfer_take_over"),
    path("transfers/<uuid:pk>/withdraw/", transfers.transfer_withdraw, name="transfer_withdraw"),
    path("transfers/<uuid:pk>/word/", transfers.transfer_word, name="transfer_word"),
    path("liaison-officers/", liaison.liaison_list, name="liaison_list"),
    path("liaison-officers/add/", liaison.liaison_add, name="liaison_add"),
    path("liaison-officers/<uuid:pk>/", liaison.liaison_edit, name="liaison_edit"),
]

urlpatterns = [*referring, *disclosing, *transferring]
