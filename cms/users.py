"""Wagtail's people screens, for people with one name who sign in by e-mail."""

from wagtail.users.apps import WagtailUsersAppConfig


class UsersAppConfig(WagtailUsersAppConfig):
    user_viewset = "cms.wagtail_users.PeopleViewSet"
