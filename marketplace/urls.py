from django.urls import include, path

from marketplace.enums import ListingKind
from marketplace.views import importing, life, reading, rights, steps, writing

OFFER, NEED = {"kind": ListingKind.OFFER.value}, {"kind": ListingKind.NEED.value}

# Grouped by how they begin: whatever begins otherwise is passed over in one step.
of_listing = [
    path("", reading.show_listing, name="show_listing"),
    path("terms.jsonld", reading.show_terms, name="show_terms"),
    path("write/", writing.write_listing, name="write_listing"),
    path("write/<slug:step>/", steps.write_step, name="write_step"),
    path("rights/new/", rights.add_right, name="add_right"),
    path("rights/<uuid:right>/", rights.write_right, name="write_right"),
    path("rights/<uuid:right>/remove/", rights.remove_right, name="remove_right"),
    path("discard/", writing.discard_listing, name="discard_listing"),
    path("preview/", writing.preview_listing, name="preview_listing"),
    path("copy/", writing.copy_listing, name="copy_listing"),
    path("submit/", life.submit_listing, name="submit_listing"),
    path("take-back/", life.take_back_listing, name="take_back_listing"),
    path("pause/", life.pause_listing, name="pause_listing"),
    path("renew/", life.renew_listing, name="renew_listing"),
    path("withdraw/", life.withdraw_listing, name="withdraw_listing"),
    path("archive/", life.archive_listing, name="archive_listing"),
]
of_organisation = [
    path("import/offers/", importing.send_listings, OFFER, name="import_offers"),
    path("import/needs/", importing.send_listings, NEED, name="import_needs"),
    path("import/check/", importing.check_import, name="check_import"),
    path("import/done/", importing.show_import, name="show_import"),
    path("export/<slug:format_>/", importing.export_listings, name="export_listings"),
]
urlpatterns = [
    path("offers/", reading.list_listings, OFFER, name="list_offers"),
    path("needs/", reading.list_listings, NEED, name="list_needs"),
    path("offers/new/", writing.start_listing, OFFER, name="start_offer"),
    path("needs/new/", writing.start_listing, NEED, name="start_need"),
    path("listings/mine/", writing.list_my_listings, name="list_my_listings"),
    path("listings/<uuid:pk>/", include(of_listing)),
    path("organisations/<slug:slug>/", include(of_organisation)),
    path("files/<uuid:pk>/", reading.show_file, name="show_file"),
]
