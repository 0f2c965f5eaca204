from django.urls import path

from partners.views import invitations, members, organisations, verifications

ORGANISATION = "organisations/<slug:slug>/"

urlpatterns = [
    path("organisations/", organisations.list_organisations, name="list_organisations"),
    path("organisations/new/", organisations.found_organisation, name="found_organisation"),
    path("organisations/mine/", organisations.list_my_organisations, name="list_my_organisations"),
    path(ORGANISATION, organisations.show_organisation, name="show_organisation"),
    path(ORGANISATION + "manage/", organisations.manage_organisation, name="manage_organisation"),
    path(ORGANISATION + "edit/", organisations.edit_organisation, name="edit_organisation"),
    path(ORGANISATION + "logo/", organisations.edit_logo, name="edit_logo"),
    path(ORGANISATION + "names/", organisations.edit_names, name="edit_names"),
    path(ORGANISATION + "names/<int:pk>/remove/", organisations.remove_name, name="remove_name"),
    path(
        ORGANISATION + "identifiers/<int:pk>/remove/",
        organisations.remove_identifier,
        name="remove_identifier",
    ),
    path(ORGANISATION + "members/", members.list_members, name="list_members"),
    path(ORGANISATION + "members/<int:pk>/", members.edit_member, name="edit_member"),
    path(ORGANISATION + "members/<int:pk>/remove/", members.remove_member, name="remove_member"),
    path(ORGANISATION + "leave/", members.leave_organisation, name="leave_organisation"),
    path(
        ORGANISATION + "hand-over/", members.hand_over_organisation, name="hand_over_organisation"
    ),
    path(ORGANISATION + "invitations/new/", invitations.invite_member, name="invite_member"),
    path(
        ORGANISATION + "invitations/<int:pk>/revoke/",
        invitations.revoke_invitation,
        name="revoke_invitation",
    ),
    path("invitations/<str:token>/", invitations.answer_invitation, name="answer_invitation"),
    path(
        "invitations/own/<int:pk>/", invitations.answer_own_invitation, name="answer_own_invitation"
    ),
    path(ORGANISATION + "verification/", verifications.show_verification, name="show_verification"),
    path(
        ORGANISATION + "verification/request/",
        verifications.request_verification,
        name="request_verification",
    ),
    path(
        ORGANISATION + "verification/<int:pk>/cancel/",
        verifications.cancel_verification,
        name="cancel_verification",
    ),
    path("evidence/<int:pk>/", verifications.download_evidence, name="download_evidence"),
]
