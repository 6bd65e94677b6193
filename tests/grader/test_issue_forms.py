"""The forms on GitHub: valid by its schema, in both languages, and filled in by the address that `report` prints."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from smol_grade.cli.complaining import issue_link, repository
from smol_grade.records import Environment, ExerciseResult, Report, Text

from .conftest import ROOT

yaml = pytest.importorskip("yaml", reason="PyYAML comes with the extra [evaluate]")
FOLDER = ROOT / ".github" / "ISSUE_TEMPLATE"
FORMS = ("wrong-verdict", "misleading-hint", "bug", "new-unit")
ATTRIBUTES = {
    "markdown": ({"value"}, set()),
    "input": ({"label"}, {"description", "placeholder", "value"}),
    "textarea": ({"label"}, {"description", "placeholder", "value", "render"}),
    "dropdown": ({"label", "options"}, {"description", "multiple", "default"}),
    "checkboxes": ({"label", "options"}, {"description"}),
}
"""Type -> the attributes that GitHub demands, and those that it takes besides."""


def read(name: str) -> Any:
    return yaml.safe_load((FOLDER / f"{name}.yml").read_text("utf-8"))


def answered(form: Any) -> list[Any]:
    """The fields that somebody fills in."""
    return [field for field in form["body"] if field["type"] != "markdown"]


def test_these_forms_and_no_others() -> None:
    """Four forms and the file that turns blank issues off."""
    assert sorted([*FORMS, "config"]) == sorted(path.stem for path in FOLDER.iterdir())
    config = read("config")
    assert {"blank_issues_enabled", "contact_links"} == config.keys()
    assert False is config["blank_issues_enabled"]
    for link in config["contact_links"]:
        assert {"name", "url", "about"} == link.keys()
        assert link["url"].startswith(f"{repository()}/")


@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_valid(name: str) -> None:
    """Names, a body, known types with what they need and nothing else; ids and labels are unique."""
    form = read(name)
    assert {"name", "description", "body"} <= form.keys() <= {"name", "description", "title", "labels", "body"}
    assert all(form[key] and isinstance(form[key], str) for key in ("name", "description"))
    for field in form["body"]:
        needed, besides = ATTRIBUTES[field["type"]]
        assert needed <= field["attributes"].keys() <= needed | besides
        assert field.keys() <= {"type", "id", "attributes", "validations"}
        assert {"required"} == field.get("validations", {"required": True}).keys()
    fields = answered(form)
    assert fields
    ids, labels = [field["id"] for field in fields], [field["attributes"]["label"] for field in fields]
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+", one) for one in ids)
    assert (len(ids), len(labels)) == (len(set(ids)), len(set(labels)))
    assert any(field.get("validations", {}).get("required") for field in fields)


@pytest.mark.parametrize("name", FORMS)
def test_options_are_what_their_type_wants(name: str) -> None:
    """Of a list texts, all different; of boxes a label each."""
    for field in answered(read(name)):
        options = field["attributes"].get("options", [])
        if field["type"] == "checkboxes":
            assert all({"label"} <= option.keys() <= {"label", "required"} for option in options)
            options = [option["label"] for option in options]
        assert all(isinstance(option, str) for option in options)
        assert len(options) == len(set(options))


@pytest.mark.parametrize("name", [*FORMS, "config"])
def test_forms_speak_spanish_too(name: str) -> None:
    """Every description has an English and a Spanish half."""
    form = read(name)
    said = [link["about"] for link in form["contact_links"]] if name == "config" else [form["description"]]
    said += [field["attributes"]["description"] for field in answered(form)] if name != "config" else []
    for text in said:
        english, bar, spanish = text.partition(" / ")
        assert bar, text
        assert english != spanish.strip() != ""


def test_the_address_fills_in_fields_that_the_form_has() -> None:
    """Its parameters are GitHub's own, or ids of text fields of the form that it names."""
    text = Text(en="", es="")
    exercise = ExerciseResult(
        id="instruction/f", name="f", title=text, level="turtle", status="done", points=1, max_points=1, checks=()
    )
    where = Environment(python="3.12.1", platform="linux", isolation="spawn", versions={"trl": "1.2"})
    report = Report(
        schema_version=1,
        smol_grade="0.1.0",
        target="f",
        unit="instruction",
        unit_alias="unit1",
        unit_title=text,
        audience="practice",
        seed=3,
        points=1,
        max_points=1,
        exercises=(exercise,),
        environment=where,
        seconds=0.1,
    )
    address = urlsplit(issue_link(report, ""))
    assert f"{repository()}/issues/new" == f"{address.scheme}://{address.netloc}{address.path}"
    fields = {key: value for key, [value] in parse_qs(address.query, strict_parsing=True).items()}
    template = Path(fields.pop("template"))
    assert (FOLDER / template).is_file()
    assert "unit1/f: wrong verdict" == fields.pop("title")
    inputs = {field["id"] for field in answered(read(template.stem)) if field["type"] == "input"}
    assert inputs == fields.keys()
