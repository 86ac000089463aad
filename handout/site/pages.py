"""The pages of a site: one for each language to choose a sheet on, and the report of what the PDFs
offer to those who read by ear.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from handout import __version__
from handout.messages import TEMPLATES, message_table
from handout.publish.drawings import data_uri
from handout.publish.html.embedded_fonts import whole_font_rules
from handout.publish.html.scripts import script_for_page
from handout.publish.palette import color_palette
from handout.publish.templates import create_environment
from handout.site.catalog import THEMES, SheetChoice
from handout.site.sheet_files import ReadySheet
from handout.sources.content.layer import Layer
from handout.sources.fields.languages import language_name
from handout.sources.pictures.picture import LOGO
from handout.sources.pictures.picture_reader import read_picture

_FIRST_LANGUAGE = "en"
_SCHEMA = "handout.schema.json"


@dataclass(frozen=True)
class SiteFacts:
    """What all pages of a site show: the district's name and logo, and the site's address."""

    district: str = ""
    logo: str = ""  # as a data URI
    logo_alt: str = ""
    address: str = ""  # with a slash at its end

    @classmethod
    def of_layers(cls, layers: Sequence[Layer], address: str) -> SiteFacts:
        """Return the facts that the layers give; the later wins."""
        values = {name: placed for layer in layers for name, placed in layer.values.items()}
        district = values.get("school_name") or values.get("district_name")
        logo_file, logo_alt = values.get("logo.file"), values.get("logo.alt")
        logo = ""
        if logo_file and logo_alt:
            path = Path(logo_file.position.path).parent / str(logo_file.value)
            picture, _ = read_picture(LOGO, path, logo_file.position)
            logo = data_uri(picture.content, picture.kind).strip('"') if picture else ""
        return cls(
            district=str(district.value) if district else "",
            logo=logo,
            logo_alt=str(logo_alt.value) if logo_alt else "",
            address=address,
        )


def page_paths(choices: Iterable[SheetChoice], address: str) -> tuple[str, ...]:
    """Return where the pages of a site with these sheets are in its folder."""
    machine_files = ("sitemap.xml", "robots.txt") if address else ()
    return (*_chooser_paths(choices).values(), "accessibility.html", _SCHEMA, *machine_files)


def build_pages(sheets: Mapping[SheetChoice, ReadySheet], facts: SiteFacts) -> dict[str, bytes]:
    """Return the pages of a site with these sheets, by their paths in its folder."""
    pages = _chooser_paths(sheets)
    built: dict[str, bytes] = {}
    for language, path in pages.items():
        own = {choice: sheet for choice, sheet in sheets.items() if choice.language == language}
        built[path] = _build_page("chooser", language, _chooser_values(own, facts, pages))
    first = next(iter(pages))
    values = {
        "facts": facts,
        "address": f"{facts.address}accessibility.html",
        "sheets": {choice: sheet for choice, sheet in sheets.items() if sheet.accessibility},
        "roles": message_table("roles", first),
        "bands": message_table("bands", first),
    }
    built["accessibility.html"] = _build_page("report", first, values)
    return built | dict(_machine_files(pages, facts))


def _chooser_paths(sheets: Iterable[SheetChoice]) -> dict[str, str]:
    """Return the page of each language to choose a sheet on; the first is the site's start."""
    languages = list(dict.fromkeys(choice.language for choice in sheets))
    languages.sort(key=lambda language: language != _FIRST_LANGUAGE)
    first, *others = languages
    return {first: "index.html", **{language: f"{language}/index.html" for language in others}}


def _build_page(template: str, language: str, values: Mapping[str, Any]) -> bytes:
    style = _page_style()
    script = script_for_page(TEMPLATES / "site" / "chooser.js")
    html: str = _template(template).render(
        said=message_table("site", language),
        language=language,
        style=style,
        script=script,
        policy=_content_security_policy(script, style),
        version=__version__,
        **values,
    )
    return html.encode()


def _chooser_values(
    sheets: Mapping[SheetChoice, ReadySheet], facts: SiteFacts, pages: Mapping[str, str]
) -> dict[str, Any]:
    language = next(iter(sheets)).language
    root = "../" * pages[language].count("/")
    ends = {tag: path.removesuffix("index.html") for tag, path in pages.items()}
    names = {tag: language_name(tag) for tag in pages}
    return {
        "facts": facts,
        "root": root,
        "address": facts.address + ends[language],
        "languages": {tag: (names[tag], root + path) for tag, path in pages.items()},
        "addresses": {tag: facts.address + end for tag, end in ends.items()},
        "bands": message_table("bands", language),
        "themes": THEMES,
        "cards": list(_cards(sheets, root)),
        "has_pdf": any(".pdf" in sheet.sizes for sheet in sheets.values()),
    }


def _cards(sheets: Mapping[SheetChoice, ReadySheet], root: str) -> Iterator[dict[str, Any]]:
    """Yield what is shown of each role: its words, its boxes and its sheets."""
    for role in dict.fromkeys(choice.role for choice in sheets):
        own = {choice: sheet for choice, sheet in sheets.items() if choice.role == role}
        general = next(iter(own))
        yield {
            "role": role,
            **message_table("roles", general.language)[role],
            "boxes": own[general].boxes,
            "words": " ".join(_other_names(role, general.language)),
            "versions": [(choice, sheet, root + choice.path) for choice, sheet in own.items()],
        }


def _other_names(role: str, language: str) -> Iterator[str]:
    """Yield what offices call a role, for the search."""
    for name, meant in message_table("roster", _FIRST_LANGUAGE)["roles"].items():
        if meant == role:
            yield name


def _machine_files(pages: Mapping[str, str], facts: SiteFacts) -> Iterator[tuple[str, bytes]]:
    """Yield what programs read: the schema of customizations, and the list for search engines."""
    from handout.sources.customization.json_schema import json_schema

    schema = json.dumps(json_schema(), ensure_ascii=False, indent=2)
    yield _SCHEMA, f"{schema}\n".encode()
    if facts.address:
        addresses = [facts.address + path.removesuffix("index.html") for path in pages.values()]
        addresses.append(f"{facts.address}accessibility.html")
        sitemap: str = _template("sitemap", "xml").render(addresses=addresses)
        yield "sitemap.xml", sitemap.encode()
        robots = f"User-agent: *\nAllow: /\nSitemap: {facts.address}sitemap.xml\n"
        yield "robots.txt", robots.encode()


@cache
def _page_style() -> str:
    css = create_environment().get_template("site/page.css.j2")
    fonts = whole_font_rules(("Handout Sans", "Handout Plate"))
    return fonts + "\n" + css.render(c=color_palette("color", "pine")).strip()


@cache
def _template(name: str, ending: str = "html") -> Any:
    return create_environment().get_template(f"site/{name}.{ending}.j2")


def _content_security_policy(script: str, style: str) -> str:
    """Return a policy that allows this script, this style and the site's own pictures alone.

    `file:` is for a site that is opened from a folder, where 'self' is nothing.
    """
    directives = (
        "default-src 'none'",
        f"script-src {_hash_source(script)}",
        f"style-src {_hash_source(style)}",
        "img-src 'self' file: data:",
        "font-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    )
    return "; ".join(directives)


def _hash_source(text: str) -> str:
    """Return the CSP source that allows just this inline script or style (CSP Level 3, 2.3.1)."""
    return f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}'"
