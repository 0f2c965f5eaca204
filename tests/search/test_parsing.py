"""Of what is typed so much counts, the same for pages and alerts on either engine."""

from __future__ import annotations

from search.parsing import (
    MOST_PHRASES,
    MOST_UNWANTED,
    MOST_UNWANTED_STARS,
    parse,
    required_phrases,
    starts_of,
)


def test_first_words_and_phrases_with_a_minus_count():
    words = [f"-word{number}" for number in range(10)]
    phrases = [f'-"a phrase{number}"' for number in range(10)]
    parsed = parse(" ".join([*words, *phrases]))

    assert parsed.without == tuple(word[1:] for word in words)
    assert parsed.without_phrases == tuple(phrase[2:-1] for phrase in phrases[:6])
    assert len(parsed.without) + len(parsed.without_phrases) == MOST_UNWANTED


def test_words_written_as_one_are_a_phrase_where_they_have_a_minus():
    parsed = parse("-wind-diesel -太阳能 -水泵 -e-mail -diesel wind-diesel")

    assert parsed.without_phrases == ("wind-diesel", "太阳能", "e-mail")
    assert parsed.without == ("水泵", "diesel")
    assert parsed.phrases == ()


def test_star_behind_words_written_as_one_means_nothing():
    parsed = parse("-wind/solar* -太阳能* -gas*")

    assert parsed.without_phrases == ("wind/solar", "太阳能")
    assert parsed.without == ("gas*",)
    # However many they are, they are looked for as one.
    assert parse(f"-{'the/' * 400}* -{'水' * 400}* -diesel").without == ("diesel",)


def test_star_too_many_is_none_but_the_word_is_still_unwanted():
    parsed = parse("-a* -b* -c* -d* -e")

    assert parsed.without == ("a*", "b*", "c*", "d", "e")
    assert starts_of(parsed.without) == ["a", "b", "c"]
    assert MOST_UNWANTED_STARS == 3


def test_what_is_said_again_is_not_counted_again():
    parsed = parse("-Diesel -diesel " * 40 + '-"Heat pump" -"heat PUMP" ' * 40 + "-gas* -coal")

    assert parsed.without == ("Diesel", "gas*", "coal")
    assert parsed.without_phrases == ("Heat pump",)
    assert parse('"heat pump" ' * 50).phrases == ("heat pump",)
    assert parse("electr* " * 50).beginnings == ("electr",)


def test_one_word_in_quotes_is_that_word_where_it_has_a_minus():
    parsed = parse('-diesel -"diesel"')

    assert (parsed.without, parsed.without_phrases) == (("diesel",), ())
    assert parse('-"gas*"').without == ("gas*",)


def test_first_phrases_are_required_and_the_words_of_all_are_looked_for():
    phrases = [f"heat pump{number}" for number in range(20)]
    parsed = parse(" ".join(f'"{phrase}"' for phrase in phrases))

    assert required_phrases(parsed) == tuple(phrases[:MOST_PHRASES])
    assert parsed.text == " ".join(phrases)


def test_phrases_however_often_have_no_words_beside_them():
    parsed = parse('"heat pump" ' * 20)

    assert not parsed.has_words_beside
    assert required_phrases(parsed) == ("heat pump",)
    assert parse('dryer "heat pump"').has_words_beside


def test_only_words_beside_make_a_sentence_of_phrases():
    beside = "one two three four five"
    assert required_phrases(parse(f'{beside} "heat pump"')) == ("heat pump",)
    assert required_phrases(parse(f'{beside} of the "heat pump"')) == ("heat pump",)
    assert required_phrases(parse(f'{beside} six "heat pump"')) == ()
