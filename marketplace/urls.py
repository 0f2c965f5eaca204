from django.urls import path

from marketplace import views
from marketplace.enums import ListingKind

OFFER, NEED = {"kind": ListingKind.OFFER.value}, {"kind": ListingKind.NEED.value}

urlpatterns = [
    path("offers/", views.list_listings, OFFER, name="list_offers"),
    path("needs/", views.list_listings, NEED, name="list_needs"),
    path("offers/new/", views.start_listing, OFFER, name="start_offer"),
    path("needs/new/", views.start_listing, NEED, name="start_need"),
    path("listings/mine/", views.list_my_listings, name="list_my_listings"),
    path("listings/<uuid:pk>/", views.show_listing, name="show_listing"),
    path("listings/<uuid:pk>/edit/", views.edit_listing, name="edit_listing"),
    path("listings/<uuid:pk>/publish/", views.publish_listing, name="publish_listing"),
    path("listings/<uuid:pk>/withdraw/", views.withdraw_listing, name="withdraw_listing"),
]
