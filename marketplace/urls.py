from django.urls import path

from marketplace.enums import ListingKind
from marketplace.views import importing, life, reading, rights, steps, writing

OFFER, NEED = {"kind": ListingKind.OFFER.value}, {"kind": ListingKind.NEED.value}
ORGANISATION = "organisations/<slug:slug>/"

urlpatterns = [
    path("offers/", reading.list_listings, OFFER, name="list_offers"),
    path("needs/", reading.list_listings, NEED, name="list_needs"),
    path("offers/new/", writing.start_listing, OFFER, name="start_offer"),
    path("needs/new/", writing.start_listing, NEED, name="start_need"),
    path("listings/mine/", writing.list_my_listings, name="list_my_listings"),
    path("listings/<uuid:pk>/", reading.show_listing, name="show_listing"),
    path("listings/<uuid:pk>/terms.jsonld", reading.show_terms, name="show_terms"),
    path("listings/<uuid:pk>/write/", writing.write_listing, name="write_listing"),
    path("listings/<uuid:pk>/write/<slug:step>/", steps.write_step, name="write_step"),
    path("listings/<uuid:pk>/rights/new/", rights.add_right, name="add_right"),
    path("listings/<uuid:pk>/rights/<uuid:right>/", rights.write_right, name="write_right"),
    path(
        "listings/<uuid:pk>/rights/<uuid:right>/remove/", rights.remove_right, name="remove_right"
    ),
    path("listings/<uuid:pk>/discard/", writing.discard_listing, name="discard_listing"),
    path("listings/<uuid:pk>/preview/", writing.preview_listing, name="preview_listing"),
    path("listings/<uuid:pk>/copy/", writing.copy_listing, name="copy_listing"),
    path("listings/<uuid:pk>/submit/", life.submit_listing, name="submit_listing"),
    path("listings/<uuid:pk>/take-back/", life.take_back_listing, name="take_back_listing"),
    path("listings/<uuid:pk>/pause/", life.pause_listing, name="pause_listing"),
    path("listings/<uuid:pk>/renew/", life.renew_listing, name="renew_listing"),
    path("listings/<uuid:pk>/withdraw/", life.withdraw_listing, name="withdraw_listing"),
    path("listings/<uuid:pk>/archive/", life.archive_listing, name="archive_listing"),
    path(ORGANISATION + "import/offers/", importing.send_listings, OFFER, name="import_offers"),
    path(ORGANISATION + "import/needs/", importing.send_listings, NEED, name="import_needs"),
    path(ORGANISATION + "import/check/", importing.check_import, name="check_import"),
    path(ORGANISATION + "import/done/", importing.show_import, name="show_import"),
    path(
        ORGANISATION + "export/<slug:format_>/", importing.export_listings, name="export_listings"
    ),
    path("files/<uuid:pk>/", reading.show_file, name="show_file"),
]
