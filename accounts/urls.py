"""/account/: our pages first, then allauth's."""

from django.urls import include, path

from accounts import views

urlpatterns = [
    path("", views.show_account, name="show_account"),
    path("settings/", views.edit_account, name="edit_account"),
    path("export/", views.export_account, name="export_account"),
    path("delete/", views.delete_account, name="delete_account"),
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
]
