from django.urls import path

from marketplace.enums import ListingKind
from marketplace.views import life, reading, writing

OFFER, NEED = {"kind": ListingKind.OFFER.value}, {"kind": ListingKind.NEED.value}

urlpatterns = [
    path("offers/", reading.list_listings, OFFER, name="list_offers"),
    path("needs/", reading.list_listings, NEED, name="list_needs"),
    path("offers/new/", writing.start_listing, OFFER, name="start_offer"),
    path("needs/new/", writing.start_listing, NEED, name="start_need"),
    path("listings/mine/", writing.list_my_listings, name="list_my_listings"),
    path("listings/<uuid:pk>/", reading.show_listing, name="show_listing"),
    path("listings/<uuid:pk>/terms.jsonld", reading.show_terms, name="show_terms"),
    path("listings/<uuid:pk>/write/", writing.write_listing, name="write_listing"),
    path("listings/<uuid:pk>/write/<slug:step>/", writing.write_step, name="write_step"),
    path("listings/<uuid:pk>/preview/", writing.preview_listing, name="preview_listing"),
    path("listings/<uuid:pk>/copy/", writing.copy_listing, name="copy_listing"),
    path("listings/<uuid:pk>/submit/", life.submit_listing, name="submit_listing"),
    path("listings/<uuid:pk>/take-back/", life.take_back_listing, name="take_back_listing"),
    path("listings/<uuid:pk>/pause/", life.pause_listing, name="pause_listing"),
    path("listings/<uuid:pk>/renew/", life.renew_listing, name="renew_listing"),
    path("listings/<uuid:pk>/withdraw/", life.withdraw_listing, name="withdraw_listing"),
    path("listings/<uuid:pk>/archive/", life.archive_listing, name="archive_listing"),
    path("files/<uuid:pk>/", reading.show_file, name="show_file"),
]
