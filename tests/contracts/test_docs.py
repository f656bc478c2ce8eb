"""What the pages promise: Python and commands run as shown, and links lead somewhere."""

import doctest
import re
import shlex
import shutil
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

import kkr_allocation as kkr
from kkr_allocation.cli.commands import app

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
NOTEBOOKS = [page for page in PAGES if page.read_text(encoding="utf-8").startswith("---\njupyter:")]
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
SHOWN = re.compile(
    r"^```powershell\n(.*?)^```$(?:\n\n^```(text|\{\.text \.refused\})\n(.*?)^```$)?",
    re.MULTILINE | re.DOTALL,
)
LINK = re.compile(r"(?<!\!)\[[^\]]+\]\(([^)#\s]+)(?:#[^)]*)?\)|!\[[^\]]*\]\(([^)\s]+)\)")


def named(page):
    return str(page.relative_to(ROOT))


def blocks(page, language):
    text = page.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def workbooks_of(page, folder):
    """Copy the workbooks that a page links to into a folder."""
    for link, _ in LINK.findall(page.read_text(encoding="utf-8")):
        if link.endswith(".xlsx"):
            shutil.copy(page.parent / link, folder)


@pytest.mark.parametrize("page", [page for page in PAGES if page not in NOTEBOOKS], ids=named)
def test_python_and_then_commands_do_what_the_page_shows(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    workbooks_of(page, tmp_path)
    names = {}
    runner = doctest.DocTestRunner(optionflags=OPTIONS)
    said = []
    for number, block in enumerate(blocks(page, "python"), start=1):
        title = f"{named(page)}, Python block {number}"
        example = doctest.DocTestParser().get_doctest(block, names, title, str(page), 0)
        assert example.examples, f"{title} has nothing that runs"
        runner.run(example, out=said.append, clear_globs=False)
        names = example.globs
    assert not said, "".join(said)
    for block in blocks(page, "sh"):
        for line in block.splitlines():
            if line.startswith("kkr-allocation "):
                result = CliRunner().invoke(app, shlex.split(line)[1:])
                assert result.exit_code == 0, f"{line}\n{result.stderr}"


@pytest.mark.usefixtures("danish_computer")
@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "da").glob("*.md")), ids=named)
def test_a_danish_page_shows_what_its_commands_print(page, tmp_path, monkeypatch):
    """They run one after another in a folder with the workbooks the page links to."""
    monkeypatch.chdir(tmp_path)
    workbooks_of(page, tmp_path)
    text = page.read_text(encoding="utf-8")
    for commands, kind, shown in SHOWN.findall(text):
        printed = ""
        for line in commands.splitlines():
            if line.startswith("kkr-allocation "):
                result = CliRunner().invoke(app, shlex.split(line)[1:])
                printed += result.output
        if printed:
            assert (result.exit_code != 0) == ("refused" in kind), printed
        plain = printed.replace("\N{NO-BREAK SPACE}", " ")
        wanted = shown.replace("\N{NO-BREAK SPACE}", " ")
        alike = doctest.OutputChecker().check_output(wanted, plain, OPTIONS)
        assert alike or not kind, f"{commands}\nprints\n\n{printed}"


@pytest.mark.parametrize("page", NOTEBOOKS, ids=named)
def test_a_notebook_asks_a_question_and_ends_with_its_answer(page):
    """The build of the site runs them; here stands what a run does not see."""
    asked, answered = page.read_text(encoding="utf-8").split("\n## The answer\n")
    assert re.search(r"^# \d\. .+\n\n\*\*[^*]+\?\*\*", asked, re.MULTILINE)
    (last,) = re.findall(r"^```python\n(.*?)^```$", answered, re.MULTILINE | re.DOTALL)
    assert answered.rstrip().endswith("```")
    assert "print(" in last


def test_the_questions_of_the_three_jobs_have_their_notebooks():
    assert len(NOTEBOOKS) == 5


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_to_files(page):
    for link, picture in LINK.findall(page.read_text(encoding="utf-8")):
        target = link or picture
        if not target.startswith(("http://", "https://", "mailto:")):
            assert (page.parent / target).exists(), f"{named(page)} links to {target}"


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_named_files_and_public_names_exist(page):
    text = page.read_text(encoding="utf-8")
    for file in re.findall(r"`((?:tests|src|docs|benchmarks)/[^`*]+)`", text):
        assert (ROOT / file).exists(), f"{named(page)} names {file}"
    for name in re.findall(r"`kkr\.(\w+)", text):
        assert name in kkr.__all__, f"{named(page)} names kkr.{name}"


def test_every_walk_is_shown_as_it_is_run():
    folder = ROOT / "docs" / "how-to"
    page = (folder / "ten-minutes.md").read_text(encoding="utf-8")
    walks = [*folder.glob("walks/*.py"), *folder.glob("walks/*.sh")]
    assert len(walks) == 3
    for walk in walks:
        assert f'\n--8<-- "how-to/walks/{walk.name}"\n' in page


def test_every_page_is_in_the_navigation():
    navigation = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    for page in (ROOT / "docs").rglob("*.md"):
        assert page.relative_to(ROOT / "docs").as_posix() in navigation, named(page)


def test_an_ignored_warning_says_why_on_its_line():
    for folder in ("src", "tests", "scripts", "benchmarks", "docs"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            ignored = re.findall(r"# (?:noqa|type: ignore)\b.*", file.read_text(encoding="utf-8"))
            for comment in ignored:
                said = re.fullmatch(
                    r"# (noqa: [\w, ]+|type: ignore\[[\w, -]+\])  ?[(#] ?\S.+", comment
                )
                assert said, f"{named(file)}: {comment}"


def test_a_module_of_another_length_is_listed_as_a_violation_of_the_house_style():
    listed = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for module in (ROOT / "src").rglob("*.py"):
        lines = module.read_text(encoding="utf-8").count("\n")
        door = module.name in {"__init__.py", "__main__.py"}
        fits = lines <= 700 and (lines >= 60 or door)
        assert fits or f"`{named(module)}`" in listed, f"{named(module)}: {lines} lines"


def test_every_changelog_fragment_has_a_known_type():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    types = {kind["directory"] for kind in settings["tool"]["towncrier"]["type"]}
    for fragment in (ROOT / "changelog.d").glob("*.md"):
        _, kind, _ = fragment.name.split(".")
        assert kind in types, fragment.name


def test_the_readme_begins_with_its_two_commands():
    first, second, *_ = blocks(ROOT / "README.md", "sh")
    assert first.strip().endswith("kkr-allocation compose")
    assert re.search(r"&& \.venv/bin/pytest$", second.strip())
    assert first.count("\n") == second.count("\n") == 1


@pytest.mark.parametrize("folder", ["da", "tutorial", "how-to", "reference", "explanation"])
def test_the_front_page_leads_to_every_page(folder):
    linked = {link for link, _ in LINK.findall((ROOT / "README.md").read_text(encoding="utf-8"))}
    pages = {f"docs/{folder}/{page.name}" for page in (ROOT / "docs" / folder).glob("*.md")}
    assert pages - linked == set()
