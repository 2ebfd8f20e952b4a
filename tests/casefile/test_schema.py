"""The JSON Schema: valid itself, and of one mind with the reader about shape."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given

from casefile.cases import BARGAINING, BASE, GRAPH, SPATIAL, found
from casefile.test_fuzz import mutated
from detente import catalog
from detente.casefile import json_schema, new
from detente.casefile.positions import read

SHAPE = {"missing-field", "unknown-field", "wrong-type", "bad-value"}
VALIDATOR = jsonschema.Draft7Validator(json_schema())


def errors(text: str) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(read(text.encode()).data)]


def test_it_is_a_draft_7_schema() -> None:
    schema = json_schema()
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    jsonschema.Draft7Validator.check_schema(schema)
    text = json.dumps(schema)
    for later in ("$defs", "prefixItems", "discriminator", "unevaluated", "dependentRequired"):
        assert f'"{later}"' not in text


def test_every_field_is_described_and_nothing_else_is_allowed() -> None:
    def walk(node: Any, path: str) -> None:
        if isinstance(node, dict):
            if "properties" in node and path != "/properties":
                assert node.get("additionalProperties") is False, path
                for name, field in node["properties"].items():
                    assert field.get("description"), f"{path}.{name}"
            for key, value in node.items():
                walk(value, f"{path}/{key}")
        elif isinstance(node, list):
            for item in node:
                walk(item, path)

    walk(json_schema(), "")


@pytest.mark.parametrize(
    "text",
    [BASE, GRAPH, BARGAINING, SPATIAL, new("x")],
    ids=["base", "graph", "bargaining", "spatial", "starter"],
)
def test_good_cases_validate(text: str) -> None:
    assert errors(text) == []


def test_options_or_states_are_wanted() -> None:
    head = "detente: 1\nid: x\ntitle: X\nparties: {a: A}\nconflict: {preferences: {a: []}"
    assert errors(head + "}\n")
    assert not errors(head + ", options: {a: {x: X}}}\n")
    assert not errors(head + ", states: {s: S, t: T}, moves: {a: {s: t}}}\n")
    assert errors(head + ", states: {s: S, t: T}, moves: {a: [[s, t, s]]}}\n")


@pytest.mark.parametrize("name", catalog.names())
def test_the_catalog_validates(name: str) -> None:
    assert errors(catalog.path(name).read_text(encoding="utf-8")) == []


@given(mutated() | mutated(BARGAINING))
def test_editors_complain_of_what_the_reader_refuses(text: str) -> None:
    """An editor must not stay silent about a slip of shape, whatever else it cannot know."""
    document = read(text.encode())
    if document.problems:
        return
    if SHAPE & {d.code for d in found(text)}:
        assert errors(text)
    elif errors(text):  # and where only an editor complains, it is about an id or the version
        assert any(d.severity == "error" for d in found(text))
