from accounts import personal_data
from tests.factories import ListingFactory


def test_export_holds_what_the_person_wrote_and_nothing_of_others(house):
    ListingFactory(organisation=house.organisation, author=house.owner, title="Mine")
    ListingFactory(organisation=house.organisation, author=house.editor, title="Theirs")

    rows = personal_data.export(house.owner)["listings"]

    assert [(row["title"], row["summary"], row["organisation"]) for row in rows] == [
        ("Mine", "Lifts water with little power.", "Institute of Wells")
    ]
    assert any("Offers and needs that you wrote" in str(text) for text in personal_data.kept())
