"""The pages of the reference say what the code does, and documents keep to their schemas."""

import json
import re
import runpy
from pathlib import Path

import jsonschema
import pytest

import kkr_allocation as kkr
from kkr_allocation.cli.commands import app
from tests.result_samples import every_kind

ROOT = Path(__file__).parents[2]
SCHEMAS = runpy.run_path(str(ROOT / "scripts" / "write_schemas.py"))


@pytest.mark.parametrize("script", ["write_frames_page", "write_schemas"])
def test_a_page_is_as_its_script_writes_it(script):
    names = runpy.run_path(str(ROOT / "scripts" / f"{script}.py"))
    assert names["PAGE"].read_text(encoding="utf-8") == names["page"](), f"run scripts/{script}.py"


def test_what_a_certificate_compares_with_is_what_is_bundled():
    assert SCHEMAS["BUNDLED"].read_text("utf-8") == SCHEMAS["bundled"](), "run write_schemas.py"


def test_the_drawing_of_the_house_shows_the_layers_that_are_held_to():
    names = runpy.run_path(str(ROOT / "scripts" / "draw_architecture.py"))
    drawn = names["PICTURE"].read_text(encoding="utf-8")
    assert drawn == names["picture"](), "run scripts/draw_architecture.py"


@pytest.mark.parametrize("kind", every_kind())
def test_a_document_keeps_to_its_schema_and_a_changed_one_does_not(kind):
    schema = json.loads((SCHEMAS["FOLDER"] / f"{kind}.json").read_text(encoding="utf-8"))
    assert schema == json.loads(json.dumps(SCHEMAS["schema"](kind))), "run scripts/write_schemas.py"
    jsonschema.Draft202012Validator.check_schema(schema)
    keeps = jsonschema.Draft202012Validator(schema).is_valid
    document = json.loads(every_kind()[kind].to_json())
    assert keeps(document)
    for entry in document:
        assert not keeps({name: value for name, value in document.items() if name != entry})
        assert not keeps(document | {entry: {"an": "other"}, "and": "one more"})


def test_every_public_name_stands_once_in_the_reference():
    page = (ROOT / "docs" / "reference" / "api.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^        - (\w+)$", page, re.MULTILINE)) == kkr.__all__


def test_the_tables_of_errors_hold_every_part_and_whole_messages():
    tables = runpy.run_path(str(ROOT / "scripts" / "errors_page.py"))["tables"]()
    rows = re.findall(r"^\| (?!what|---)(.+) \| (.+) \| (.+) \|$", tables, re.MULTILINE)
    assert len(rows) > 250
    assert re.search(r"^\| .*names NAME twice \| .* \| Add them up", tables, re.MULTILINE)
    unread = [row for row in rows if row.count("…") > 1]
    assert len(unread) < len(rows) / 20


def test_every_command_stands_in_the_overview_and_with_its_options():
    tables = runpy.run_path(str(ROOT / "scripts" / "options_page.py"))["tables"]()
    for command in app.registered_commands:
        assert f"## kkr-allocation {command.name}\n" in tables
    assert "| `--lot B/Ø=Ø` | " in tables


def test_every_command_stands_in_the_overview():
    page = (ROOT / "docs" / "reference" / "command.md").read_text(encoding="utf-8")
    for command in app.registered_commands:
        assert f"| `kkr-allocation {command.name}" in page
