from accounts import personal_data
from tests.factories import ListingFactory
from tests.marketplace.listings import decide, new_reviewer, stored, submitted


def test_export_holds_what_the_person_wrote_and_nothing_of_others(house):
    ListingFactory(organisation=house.organisation, author=house.owner, title="Mine")
    ListingFactory(organisation=house.organisation, author=house.editor, title="Theirs")

    rows = personal_data.export(house.owner)["listings"]

    assert [(row["title"], row["summary"], row["organisation"]) for row in rows] == [
        ("Mine", "Lifts water with little power.", "Institute of Wells")
    ]
    assert any("Offers and needs that you wrote" in str(text) for text in personal_data.kept())


def test_export_holds_files_and_reviews_of_the_person_alone(house, reviewer):
    stored(house)
    decide(submitted(house), new_reviewer("Other R."), "reject", comment="Theirs.")
    decide(submitted(house), reviewer, "reject", comment="Mine.")

    assert {row["name"] for row in personal_data.export(house.editor)["files of listings"]} == {
        "sheet.pdf"
    }
    assert personal_data.export(house.owner)["files of listings"] == []
    [row] = personal_data.export(reviewer)["reviews"]
    assert (row["comment"], row["outcome"], row["listing"]) == ("Mine.", "changes", "A pump")
    assert row["scores"]["fit"]["score"] == 4
    assert personal_data.export(house.editor)["reviews"] == []
