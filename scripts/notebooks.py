"""Run the notebooks of the tutorial, and set what they print into the site.

A notebook is a page under docs/tutorial whose head has the entry ``jupyter``: Markdown that
Jupyter opens by jupytext, its code in Python fences. No output is stored beside the code, where it
could grow old: MkDocs calls this module as a hook, which runs each notebook from clean, sets the
outputs below the cells, and adds the same notebook with its outputs as a file to download.

``python scripts/notebooks.py`` runs them all and prints the seconds each takes.
"""

from __future__ import annotations

import ast
import base64
import contextlib
import html
import io
import json
import re
import tempfile
import time
import traceback
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

TUTORIAL = Path(__file__).parents[1] / "docs" / "tutorial"
_HEAD = re.compile(r"\A---\njupyter:\n.*?^---\n", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"^```python\n(.*?)^```\n", re.MULTILINE | re.DOTALL)


@frozen
class Output:
    """What a cell shows: plain text, and markup or a picture where it has one.

    Parameters
    ----------
    text : str
        As text; of a picture its title.
    markup, picture : str
        HTML, and a PNG in base 64; empty where there is none.
    """

    text: str
    markup: str = ""
    picture: str = ""

    def as_html(self) -> str:
        """Return the output as it stands on a page of the site."""
        if self.picture:
            said = html.escape(self.text, quote=True)
            return f'<img class="output" alt="{said}" src="data:image/png;base64,{self.picture}">'
        if self.markup:
            framed = self.markup.replace(' border="1" class="dataframe"', "")  # as other tables
            return f'<div class="output">\n{framed}\n</div>'
        return f'<pre class="output"><code>{html.escape(self.text)}</code></pre>'

    def in_notebook(self) -> dict[str, Any]:
        """Return the output as the notebook format has it."""
        data = {"text/plain": self.text}
        if self.markup:
            data["text/html"] = self.markup
        if self.picture:
            data["image/png"] = self.picture
        return {"output_type": "display_data", "data": data, "metadata": {}}


@frozen
class Cell:
    """A piece of a notebook.

    Parameters
    ----------
    text : str
        Markdown, or Python source.
    is_code : bool
        Which of the two.
    outputs : tuple of Output
        What running it showed.
    """

    text: str
    is_code: bool
    outputs: tuple[Output, ...] = field(default=())


def cells(page: str) -> list[Cell]:
    """Return the cells of a notebook page, not yet run."""
    parts = _CODE.split(_HEAD.sub("", page))
    return [
        Cell(text.strip("\n"), is_code=bool(place % 2))
        for place, text in enumerate(parts)
        if text.strip()
    ]


def is_notebook(page: str) -> bool:
    """Tell whether a page is a notebook."""
    return bool(_HEAD.match(page))


def run(page: str, name: str) -> list[Cell]:
    """Run a notebook from clean in an empty folder, a warning being an error.

    Raises
    ------
    RuntimeError
        If a cell fails, saying which and how.
    """
    names: dict[str, Any] = {"__name__": "__main__"}
    done = []
    with (
        tempfile.TemporaryDirectory() as folder,
        contextlib.chdir(folder),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("error")
        for number, cell in enumerate(cells(page), start=1):
            try:
                outputs = tuple(_outputs(cell.text, names)) if cell.is_code else ()
            except Exception:  # noqa: BLE001  (whatever a cell raises is told with the cell)
                message = f"{name}, cell {number}:\n{cell.text}\n{traceback.format_exc()}"
                raise RuntimeError(message) from None
            done.append(Cell(cell.text, cell.is_code, outputs))
    return done


def _outputs(source: str, names: dict[str, Any]) -> Iterator[Output]:
    """Run a cell; yield what it prints, the value of its last line, and its pictures."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    printed, value = io.StringIO(), None
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, "<cell>", "exec"), names)  # noqa: S102  (the page's own code is what is run)
        if last is not None:
            value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)  # noqa: S307  (as above)
    if printed.getvalue():
        yield Output(printed.getvalue().rstrip("\n"))
    if value is not None:
        yield _shown(value)


def _shown(value: Any) -> Output:  # noqa: ANN401  (a cell may end in anything)
    """Return what Jupyter would show of a value: its picture, its markup, or its text."""
    if hasattr(value, "_repr_png_"):
        return Output(value.get_title(), picture=base64.b64encode(value._repr_png_()).decode())
    markup = value._repr_html_() if hasattr(value, "_repr_html_") else ""
    return Output(repr(value), markup)


def as_page(done: list[Cell]) -> str:
    """Return a notebook that was run as a page."""
    parts = []
    for cell in done:
        parts.append(f"```python\n{cell.text}\n```" if cell.is_code else cell.text)
        parts += [output.as_html() for output in cell.outputs]
    return "\n\n".join(parts) + "\n"


def as_ipynb(done: list[Cell]) -> str:
    """Return a notebook that was run as Jupyter stores it."""
    written = []
    for number, cell in enumerate(done, start=1):
        entry: dict[str, Any] = {
            "cell_type": "code" if cell.is_code else "markdown",
            "id": f"cell-{number}",
            "metadata": {},
            "source": cell.text.splitlines(keepends=True),
        }
        if cell.is_code:
            entry["execution_count"] = None
            entry["outputs"] = [output.in_notebook() for output in cell.outputs]
        written.append(entry)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    document = {
        "cells": written,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


_DONE: dict[str, list[Cell]] = {}
"""The notebooks of this build, by the page's address in docs."""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Run every notebook, and add each as a file to download (called by MkDocs)."""
    from mkdocs.structure.files import File

    for file in files.documentation_pages():
        if is_notebook(file.content_string):
            done = _DONE[file.src_uri] = run(file.content_string, file.src_uri)
            address = f"{file.src_uri.removesuffix('.md')}.ipynb"
            files.append(File.generated(config, address, content=as_ipynb(done)))
    return files


def on_page_markdown(markdown: str, page: Page, **_: object) -> str:
    """Set the outputs into a notebook's page (called by MkDocs)."""
    done = _DONE.get(page.file.src_uri)
    if done is None:
        return markdown
    download = f"{Path(page.file.src_uri).stem}.ipynb"
    title, _, rest = as_page(done).partition("\n")
    return (
        f"{title}\n\n*This page is a notebook that was run when the site was built: "
        f"[download it for Jupyter]({download}).*\n{rest}"
    )


if __name__ == "__main__":
    for path in sorted(TUTORIAL.glob("*.md")):
        if is_notebook(path.read_text(encoding="utf-8")):
            start = time.perf_counter()
            run(path.read_text(encoding="utf-8"), path.name)
            print(f"{path.name:28} {time.perf_counter() - start:5.1f} s")
