from django.urls import path

from search.views import comparing, exporting, results

urlpatterns = [
    path("search/", results.search_listings, name="search_listings"),
    path("search/suggest/", results.suggest_words, name="suggest_words"),
    path("search/compare/", comparing.compare_listings, name="compare_listings"),
    path("search/export/<slug:format_>/", exporting.export_results, name="export_results"),
]
