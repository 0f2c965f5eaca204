from django.urls import path

from alerts import views

urlpatterns = [
    path("searches/", views.list_searches, name="list_searches"),
    path("searches/new/", views.save_search, name="save_search"),
    path("searches/stop/<str:token>/", views.stop_search, name="stop_search"),
    path("searches/<int:pk>/", views.edit_search, name="edit_search"),
    path("searches/<int:pk>/run/", views.run_search, name="run_search"),
    path("searches/<int:pk>/pause/", views.pause_search, name="pause_search"),
    path("searches/<int:pk>/delete/", views.delete_search, name="delete_search"),
]
