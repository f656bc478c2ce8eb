"""Read a page as its structure: headings, captions, pictures, ids and addresses."""

from __future__ import annotations

from html.parser import HTMLParser

import attrs


@attrs.define
class Page(HTMLParser):
    """What a reader of the page's structure finds, in the page's order."""

    headings: list[tuple[int, str]] = attrs.field(factory=list)
    tables: list[str] = attrs.field(factory=list)
    pictures: list[dict[str, str]] = attrs.field(factory=list)
    ids: list[str] = attrs.field(factory=list)
    named: list[str] = attrs.field(factory=list)
    fetched: list[str] = attrs.field(factory=list)
    links: list[str] = attrs.field(factory=list)
    tags: set[str] = attrs.field(factory=set)
    text: dict[str, list[str]] = attrs.field(factory=dict)
    _open: list[str] = attrs.field(factory=list)

    def __attrs_post_init__(self):
        super().__init__()

    @classmethod
    def read(cls, html):
        page = cls()
        page.feed(html)
        page.close()
        return page

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.tags.add(tag)
        self._open.append(tag)
        if "id" in given:
            self.ids.append(given["id"])
        self.named.extend(given.get("aria-labelledby", "").split())
        self.fetched.extend(given[name] for name in ("src", "srcset", "data") if name in given)
        if tag == "link":
            self.fetched.append(given.get("href", ""))
        if tag == "a":
            self.links.append(given["href"])
        if tag in {"h1", "h2", "h3"}:
            self.headings.append((int(tag[1]), ""))
        if tag == "table":
            self.tables.append("")
        if tag == "svg":
            self.pictures.append({"role": given.get("role", ""), "title": "", "desc": ""})

    def handle_endtag(self, tag):
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data):
        inside = self._open[-1] if self._open else ""
        self.text.setdefault(inside, []).append(data)
        if inside in {"h1", "h2", "h3"}:
            level, text = self.headings[-1]
            self.headings[-1] = (level, text + data)
        if inside == "caption":
            self.tables[-1] += data
        if inside in {"title", "desc"} and "svg" in self._open:
            self.pictures[-1][inside] += data
