"""Every value of the model survives the way into a row and back."""

import dataclasses
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor import model
from monitor.alerts.codec import from_data, from_json, to_data, to_json

DATACLASSES = sorted((kind for kind in vars(model).values() if isinstance(kind, type) and dataclasses.is_dataclass(kind)),
                     key=lambda kind: kind.__name__)

st.register_type_strategy(datetime, st.datetimes(timezones=st.just(UTC)))
st.register_type_strategy(str, st.text(st.characters(), max_size=8))
st.register_type_strategy(float, st.floats(allow_nan=False))


def values(kind):
    """Values of a dataclass from its annotations, with few and short tuples so that whole alerts stay small."""
    hints = __import__("typing").get_type_hints(kind)
    return st.builds(kind, **{field.name: _of(hints[field.name]) for field in dataclasses.fields(kind)})


def _of(hint):
    args = getattr(hint, "__args__", ())
    if getattr(hint, "__origin__", None) is tuple:
        if len(args) == 2 and args[1] is Ellipsis:
            return st.lists(_of(args[0]), max_size=2).map(tuple)
        return st.tuples(*map(_of, args))
    if args and type(None) in args:
        return st.none() | st.one_of(*[_of(arg) for arg in args if arg is not type(None)])
    return st.deferred(lambda: values(hint)) if dataclasses.is_dataclass(hint) else st.from_type(hint)


@pytest.mark.parametrize("kind", DATACLASSES, ids=lambda kind: kind.__name__)
def test_every_dataclass_of_the_model_comes_back_as_it_went(kind):
    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(values(kind))
    def law(value):
        text = to_json(value)
        text.encode("utf-8")
        assert "\n" not in text
        assert from_json(text, kind) == value
        assert from_data(json.loads(json.dumps(to_data(value))), kind) == value

    law()


def test_a_row_of_an_older_version_takes_the_defaults_it_lacks():
    assert from_json('{"url": "https://a.example/f", "name": "A"}', model.Feed).every == timedelta(minutes=5)


def test_a_row_of_a_newer_version_is_read_without_what_is_new():
    assert from_json('{"etag": "x", "digest": [1, 2]}', model.Validators) == model.Validators(etag="x")


@pytest.mark.parametrize(("text", "words"), [
    ('{"name": "A"}', "Feed: no url"),
    ('{"url": "u", "name": "A", "article": "fax"}', "Feed.article: 'fax'"),
    ('{"url": "u", "name": "A", "every": null}', "Feed.every"),
    ('[]', "Feed: expected an object, found list"),
])
def test_a_row_that_cannot_be_read_says_which_field(text, words):
    with pytest.raises(ValueError) as caught:
        from_json(text, model.Feed)
    assert words in str(caught.value)


def test_half_a_surrogate_pair_is_kept_and_can_be_written():
    text = to_json(model.Snippet(text="a\ud83d \x00"))
    text.encode("utf-8")
    assert from_json(text, model.Snippet).text == "a\ud83d \x00"


@pytest.mark.parametrize("value", [3, "text", model.Feed, {"a": 1}])
def test_only_values_of_the_model_have_a_form(value):
    with pytest.raises(TypeError):
        to_json(value)


def test_times_are_written_with_their_zone():
    data = to_data(model.Document(fields=(), published=datetime(2026, 1, 2, 3, tzinfo=UTC)))
    assert data["published"] == "2026-01-02T03:00:00+00:00"
