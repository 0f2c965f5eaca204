from django.urls import path

from demo import views

urlpatterns = [
    path("", views.home, name="demo_home"),
    path("mail/", views.mailbox, name="demo_mailbox"),
    path("mail/<slug:message_id>/", views.message, name="demo_message"),
    path("mail/<slug:message_id>/html/", views.message_html, name="demo_message_html"),
]
