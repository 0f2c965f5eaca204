from django.urls import include, path

from matching.views import deciding, reading

# Grouped by how they begin: whatever begins otherwise is passed over in one step.
of_listing = [
    path("", reading.show_matches, name="show_matches"),
    path("leave/", deciding.leave_matching, name="leave_matching"),
    path("join/", deciding.join_matching, name="join_matching"),
    path("<uuid:other>/dismiss/", deciding.dismiss_match, name="dismiss_match"),
    path("<uuid:other>/restore/", deciding.restore_match, name="restore_match"),
]
urlpatterns = [
    path("matches/", reading.list_matches, name="list_matches"),
    path("listings/<uuid:pk>/matches/", include(of_listing)),
]
