from django.urls import include, path

from partners.views import invitations, members, organisations, verifications

# Grouped by how they begin: whatever begins otherwise is passed over in one step.
of_organisation = [
    path("", organisations.show_organisation, name="show_organisation"),
    path("manage/", organisations.manage_organisation, name="manage_organisation"),
    path("edit/", organisations.edit_organisation, name="edit_organisation"),
    path("logo/", organisations.edit_logo, name="edit_logo"),
    path("names/", organisations.edit_names, name="edit_names"),
    path("names/<int:pk>/remove/", organisations.remove_name, name="remove_name"),
    path("identifiers/<int:pk>/remove/", organisations.remove_identifier, name="remove_identifier"),
    path("members/", members.list_members, name="list_members"),
    path("members/<int:pk>/", members.edit_member, name="edit_member"),
    path("members/<int:pk>/remove/", members.remove_member, name="remove_member"),
    path("leave/", members.leave_organisation, name="leave_organisation"),
    path("hand-over/", members.hand_over_organisation, name="hand_over_organisation"),
    path("invitations/new/", invitations.invite_member, name="invite_member"),
    path("invitations/<int:pk>/revoke/", invitations.revoke_invitation, name="revoke_invitation"),
    path("verification/", verifications.show_verification, name="show_verification"),
    path("verification/request/", verifications.request_verification, name="request_verification"),
    path(
        "verification/<int:pk>/cancel/",
        verifications.cancel_verification,
        name="cancel_verification",
    ),
]
of_organisations = [
    path("", organisations.list_organisations, name="list_organisations"),
    path("new/", organisations.found_organisation, name="found_organisation"),
    path("mine/", organisations.list_my_organisations, name="list_my_organisations"),
    path("<slug:slug>/", include(of_organisation)),
]
urlpatterns = [
    path("organisations/", include(of_organisations)),
    path("invitations/<str:token>/", invitations.answer_invitation, name="answer_invitation"),
    path(
        "invitations/own/<int:pk>/", invitations.answer_own_invitation, name="answer_own_invitation"
    ),
    path("evidence/<int:pk>/", verifications.download_evidence, name="download_evidence"),
]
