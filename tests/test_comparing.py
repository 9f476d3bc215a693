"""Every story's record has the documented structure and points at real words; `digest compare` prints a story."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from builder.cli import digest
from builder.errors import DigestError

pytestmark = [pytest.mark.model, pytest.mark.xdist_group("example")]
SCHEMA = json.loads((Path(__file__).parents[1] / "docs/reference/thread.schema.json").read_text(encoding="utf-8"))
_TYPES: dict[str, Any] = {
    "object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "boolean": bool,
    "null": type(None),
}  # fmt: skip


def breaches(value: Any, rule: dict[str, Any], where: str = "$") -> list[str]:
    """Where a value departs from a JSON Schema, of the keywords that the documented one uses; or is not described."""
    if "$ref" in rule:
        return breaches(value, SCHEMA["$defs"][rule["$ref"].rpartition("/")[2]], where)
    if "anyOf" in rule:
        tried = [breaches(value, one, where) for one in rule["anyOf"]]
        return [] if [] in tried else tried[0]
    kind = rule.get("type")
    if kind and (not isinstance(value, _TYPES[kind]) or (kind in ("integer", "number") and isinstance(value, bool))):
        return [f"{where}: no {kind}"]
    found = [f"{where}: {value!r}"] if "const" in rule and value != rule["const"] else []
    if "enum" in rule and value not in rule["enum"]:
        found.append(f"{where}: {value!r}")
    if (
        not rule.get("minimum", value) <= value <= rule.get("maximum", value)
        if kind in ("integer", "number")
        else False
    ):
        found.append(f"{where}: {value}")
    if kind == "array":
        if not rule.get("minItems", 0) <= len(value) <= rule.get("maxItems", len(value)):
            found.append(f"{where}: {len(value)} items")
        found += [b for i, one in enumerate(value) for b in breaches(one, rule.get("items", {}), f"{where}[{i}]")]
    if kind == "object":
        found += [f"{where}.{name} lacks" for name in rule.get("required", ()) if name not in value]
        known, rest = rule.get("properties", {}), rule.get("additionalProperties")
        found += [f"{where}.{name} is not documented" for name in value if name not in known and rest is None]
        found += [
            b for name, one in value.items() for b in breaches(one, known.get(name, rest or {}), f"{where}.{name}")
        ]
    return found


def untyped(rule: dict[str, Any], where: str = "$") -> list[str]:
    """The places of a schema that say only "object" or "array", or nothing at all."""
    if "anyOf" in rule:
        return [b for one in rule["anyOf"] for b in untyped(one, where)]
    if "$ref" in rule or "enum" in rule or "const" in rule:
        return []
    kind = rule.get("type")
    if kind == "array":
        return untyped(rule["items"], f"{where}[]") if "items" in rule else [where]
    if kind != "object":
        return [] if kind else [where]
    if "additionalProperties" in rule:
        return untyped(rule["additionalProperties"], f"{where}.*")
    found = [f"{where}.{name}" for name in rule.get("required", ()) if name not in rule.get("properties", {})]
    return found + [b for name, one in rule.get("properties", {}).items() for b in untyped(one, f"{where}.{name}")] or (
        [] if rule.get("properties") else [where]
    )


def test_the_schema_describes_everything() -> None:
    assert untyped({"type": "object", "properties": {"a": {"type": "object"}}}) == ["$.a"]
    assert [b for rule in (SCHEMA, *SCHEMA["$defs"].values()) for b in untyped(rule)] == []


@pytest.fixture(scope="module")
def records(example_site: Path) -> list[dict[str, Any]]:
    found = [json.loads(path.read_bytes()) for path in sorted(example_site.glob("public/stories/*/thread.json"))]
    assert len(found) > 20
    return found


def test_every_record_has_the_documented_structure(records: list[dict[str, Any]]) -> None:
    assert breaches({"schema": 2, "id": 1}, SCHEMA)
    assert breaches({"article": "a", "index": 1, "span": [0, 1], "new": 1}, SCHEMA["$defs"]["place"]) == [
        "$.new is not documented"
    ]
    for record in records:
        assert breaches(record, SCHEMA) == [], record["slug"]


def test_records_point_at_words(records: list[dict[str, Any]]) -> None:
    claims = [claim for record in records for claim in record["claims"]]
    assert len(claims) > 80
    for claim in claims:
        for sentence in claim["sentences"]:
            start, end = sentence["span"]
            assert end - start == len(sentence["text"])
            assert all(start <= a < b <= end for a, b in sentence["own"])
            assert {tuple(span) for span in sentence["strong"]} <= {tuple(span) for span in sentence["own"]}
    mentions = [m for record in records for day in record["timeline"]["days"] for m in day["mentions"]]
    assert {mention["basis"] for mention in mentions} == {"written", "year", "reckoned"}
    for mention in mentions:
        (start, end), (a, b) = mention["sentence"]["span"], mention["span"]
        assert start <= a < b <= end
    for record in records:
        known = {claim["id"] for claim in record["claims"]}
        assert {one["claim"] for one in record["missing"]} <= known
    assert any(record["missing"] for record in records)


def test_the_matrix_file_is_the_records(records: list[dict[str, Any]], example_site: Path) -> None:
    record = max(records, key=lambda record: len(record["claims"]))
    path = example_site / "public/stories" / record["slug"] / "matrix.csv"
    _, *lines = csv.reader(path.read_text(encoding="utf-8").splitlines())
    assert [line[1] for line in lines] == [claim["id"] for claim in record["claims"]]
    assert [sorted(line[3:]) for line in lines] == [sorted(c["matrix"].values()) for c in record["claims"]]


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(digest, ["compare", "--site", str(root), *arguments], catch_exceptions=False)


def test_compare_prints_a_story(example_site: Path) -> None:
    shown = run(example_site, "courier-lookout-was-below").stdout
    for part in (
        "5 articles, 5 sources",
        "What the sources agree on",
        "Only here, missing here",
        "Days that the texts",
        "Open Drawer",
    ):
        assert part in shown
    assert "\x1b" not in shown
    record = json.loads(run(example_site, "courier-lookout-was-below", "--json").stdout)
    assert record["schema"] == 1
    assert len(record["articles"]) == 5
    with pytest.raises(DigestError, match="no story"):
        run(example_site, "no-such-story")
