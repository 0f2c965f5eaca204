"""/account/: our pages first, then allauth's."""

from django.urls import include, path

from accounts import mail_views, views

urlpatterns = [
    path("", views.show_account, name="show_account"),
    path("settings/", views.edit_account, name="edit_account"),
    path("export/", views.export_account, name="export_account"),
    path("delete/", views.delete_account, name="delete_account"),
    path("mail/", mail_views.choose_mail, name="choose_mail"),
    path("mail/stop/<str:token>/", mail_views.unsubscribe, name="unsubscribe"),
    path("mail/reached/", mail_views.ask_whether_reached, name="ask_whether_reached"),
    path("mail/reached/<str:token>/", mail_views.confirm_reached, name="confirm_reached"),
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
]
