from cms.models.base import BasePage
from cms.models.media import EditorialDocument, EditorialImage, EditorialRendition
from cms.models.pages import FeaturedGuide, HomePage, StandardPage

__all__ = [
    "BasePage",
    "EditorialDocument",
    "EditorialImage",
    "EditorialRendition",
    "FeaturedGuide",
    "HomePage",
    "StandardPage",
]
