from django.urls import path

from matching.views import deciding, reading

LISTING = "listings/<uuid:pk>/matches/"

urlpatterns = [
    path("matches/", reading.list_matches, name="list_matches"),
    path(LISTING, reading.show_matches, name="show_matches"),
    path(LISTING + "leave/", deciding.leave_matching, name="leave_matching"),
    path(LISTING + "join/", deciding.join_matching, name="join_matching"),
    path(LISTING + "<uuid:other>/dismiss/", deciding.dismiss_match, name="dismiss_match"),
    path(LISTING + "<uuid:other>/restore/", deciding.restore_match, name="restore_match"),
]
