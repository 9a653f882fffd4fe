"""Which two features a map shows at first: those that say most about the target."""

from scratchstudio.data import SampleSource, prepare, suggest_recipe
from scratchstudio.studio.views.bindings import most_telling


def test_petals_tell_more_about_an_iris_than_sepals():
    table = SampleSource("iris").table()
    prepared = prepare(table, suggest_recipe(table))
    first, second = most_telling(prepared, prepared.features)
    assert (prepared.features[first], prepared.features[second]) == ("petal length", "petal width")


def test_two_features_or_fewer_are_taken_as_they_come():
    table = SampleSource("iris").table()
    prepared = prepare(table, suggest_recipe(table))
    assert most_telling(prepared, prepared.features[:2]) == (0, 1)
    assert most_telling(prepared, prepared.features[:1]) == (0, 0)
    assert most_telling(prepared, ()) == (0, 0)
