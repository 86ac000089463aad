"""What the typesetter is spared changes nothing on the page: rules left out, lengths in place of
names, measured widths.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
import tinycss2
from press import SAMPLE, boxes, laid_out, prepare_text

from handout.layout.metrics import load_reduced_metrics
from handout.messages import TEMPLATES
from handout.publish.drawings import slim_sign
from handout.publish.html.css import build_style_sheet
from handout.publish.html.needed_rules import select_editable_rules, select_rules
from handout.publish.html.render import render
from handout.publish.pdf.weasyprint import typeset

_FULL = SAMPLE.read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["field-guide", "plain"])
@pytest.mark.parametrize(
    "text", ["", _FULL.replace("theme: field-guide", ""), "role: substitute\nink: mono\n"]
)
def test_the_page_is_the_same_with_every_rule_and_with_lengths_by_name(
    theme: str, text: str
) -> None:
    made = prepare_text(f"{text}\ntheme: {theme}\n")
    fitted = replace(made.fitted, sides=made.fitted.sides[:1])
    page = render(fitted, "print")
    ink = str(made.fitted.sheet.handout.value("ink") or "color")
    named = build_style_sheet(theme, fitted.metrics.paper, ink, "pine", False, "print").css
    assert "var(--size)" in named and "var(--size)" not in page.style.css
    assert len(page.style.css) < len(named)
    whole = replace(page, style=replace(page.style, css=named))
    assert typeset(page)[0] == typeset(whole)[0]


def test_rules_of_what_is_on_the_page_stay() -> None:
    css = ".a { x: 1 }\n.b > p, .a:not(.c) + p { x: 2 }\n#d .b { x: 3 }\n@page { x: 4 }\np { x: 5 }"
    kept = select_rules('<div class="a z" id="e"><p>x</p></div>', css)
    assert kept == ".a { x: 1 }\n .a:not(.c) + p { x: 2 }\n\n@page { x: 4 }\np { x: 5 }"


def test_tabs_and_the_lifeline_are_as_wide_as_their_words() -> None:
    found = 0
    for box in boxes(laid_out(prepare_text(_FULL))):
        if (
            type(box).__name__ != "BlockBox"
            or box.element_tag not in ("h2", "p")
            or "width" not in box.element.get("style", "")
        ):
            continue
        found += 1
        [line] = [child for child in box.children if type(child).__name__ == "LineBox"]
        assert sum(child.margin_width() for child in line.children) == pytest.approx(
            box.width, abs=0.05
        )
    assert found > 8


def test_a_file_keeps_the_rules_of_what_editing_brings() -> None:
    html = '<div class="row"><p class="sage sign-eye" id="e"></p><p class="sand"></p></div>'
    kept = [
        ".tick:is(ul, ol:not(.x), p) { x: 0 }",  # dropped below: no .tick
        ".sage.sign-eye > p { x: 1 }",
        ".ticks > .ticked, .block.paper > p { x: 2 }",
        "  .row > .span-7 { x: 3 }",
        ":is(.open, p):not(.gone, .away) { x: 4 }",
        ".snug { x: 5 }",
        "#e { x: 6 }",
    ]
    dropped = [
        ".paper.sign-eye { x: 0 }",  # a new box has no sign
        ".sand.sign-eye > p { x: 7 }",  # two elements have these, none has both
        ".roomy { x: 8 }",
        "#f, .gone { x: 9 }",
        "  .plain .tag { x: 10 }",
    ]
    css = "\n".join([*kept, *dropped])
    expected = [
        ".sage.sign-eye>p{x:1}",
        ".block.paper>p{x:2}",
        ".row>.span-7{x:3}",
        ":is(.open,p):not(.gone,.away){x:4}",
        ".snug{x:5}",
        "#e{x:6}",
    ]
    assert select_editable_rules(html, css, frozenset({"snug"})) == "".join(expected)


def test_a_rule_in_a_file_is_written_without_what_says_nothing() -> None:
    css = """p > b, i + b { margin: 10.0pt 0.50pt 20pt 100.0%; width: calc(1pt - 2.250pt); x: 200 }

  p:not(b, i)::after { content: "•  : a, b; {"; x: url("data:,<svg a='b : 1.0pt'>") 0 0/9.000pt }
@media print and (min-width: 10pt) {
  li { font: italic 500 11.50pt/14pt "Handout Sans", serif; x: .50pt -1.0pt 0.0pt 1.05pt 2.0 }
  b { x: 2.9999999999999996pt 145.167pt 0.8pt 333.33333%; }
}"""
    assert select_editable_rules("<p>", css, frozenset()) == (
        "p>b,i+b{margin:10pt .5pt 20pt 100%;width:calc(1pt - 2.25pt);x:200}"
        """p:not(b,i)::after{content:"•  : a, b; {";x:url("data:,<svg a='b : 1.0pt'>") 0 0/9pt}"""
        "@media print and (min-width:10pt){"
        'li{font:italic 500 11.5pt/14pt "Handout Sans",serif;x:.5pt -1pt 0pt 1.05pt 2.0}'
        "b{x:3pt 145.167pt .8pt 333.333%;}}"
    )


def test_rules_stand_on_few_lines_that_end_between_two() -> None:
    css = "\n".join(f"a,\nb {{\n  x: {n};\n  y: {n} }}" for n in range(5000))
    lines = select_editable_rules("<p>", css, frozenset()).split("\n")
    assert "".join(lines) == "".join(f"a,b{{x:{n};y:{n}}}" for n in range(5000))
    assert all(len(line) <= 10_000 for line in lines) and len(lines) < 20


@pytest.mark.parametrize("theme", ["field-guide", "plain"])
def test_what_is_left_of_the_rules_means_the_same(theme: str) -> None:
    css = build_style_sheet(theme, "letter", "color", "pine", False, "file").css
    css = re.sub(r'url\("data:[^"]*"\)', "none", css)
    ids = "".join(f'<p id="{name}">' for name in set(re.findall(r"#([a-z][\w-]*)", css)))
    classes = frozenset(re.findall(r"\.([a-z][\w-]*)", css))
    kept = select_editable_rules(ids, css, classes)
    assert len(kept) < 0.95 * len(css)
    assert _tokens(_with_values(kept)) == _tokens(css)


def _with_values(css: str) -> str:
    """Return `css` with the values that stand in it once in each place that names them."""
    values = dict(re.findall(r"(--v\d+):([^;}]*)", css))
    css = re.sub(r":root\{--v[^}]*\}", "", css)
    return re.sub(r"var\((--v\d+)\)", lambda name: values[name[1]], css)


def _tokens(css: str) -> list[object]:
    """Return what is written in `css`, without spaces, with numbers as they are meant."""
    tokens: list[object] = []
    for token in tinycss2.parse_component_value_list(css, skip_comments=True):
        inside = getattr(token, "content", None) or getattr(token, "arguments", None)
        name = getattr(token, "name", ""), getattr(token, "lower_unit", "")
        if token.type != "whitespace":
            value = "" if inside else getattr(token, "value", "")
            is_number = isinstance(value, float)
            tokens.append((token.type, name, float(f"{value:.6g}") if is_number else value))
        if inside:
            tokens += _tokens(tinycss2.serialize(inside))
    return tokens


def _shapes(element: ElementTree.Element, around: Mapping[str, str]) -> list[object]:
    """Return all shapes in `element` with how each is drawn."""
    own = {**around, **element.attrib}
    inside = [shape for child in element for shape in _shapes(child, own)]
    return inside or [(element.tag, own)]


@pytest.mark.parametrize("sign", sorted((TEMPLATES / "signs").glob("*.svg")), ids=lambda p: p.stem)
def test_a_sign_in_a_file_is_shorter_and_drawn_the_same(sign: Path) -> None:
    svg = sign.read_bytes().strip().replace(b'"', b"'")
    slim, whole = slim_sign(svg), ElementTree.fromstring(svg)
    assert len(slim) < len(svg)
    whole.attrib.pop("width"), whole.attrib.pop("height")
    assert _shapes(ElementTree.fromstring(slim), {}) == _shapes(whole, {})


def test_every_density_has_all_of_its_lengths() -> None:
    css = build_style_sheet("field-guide", "letter", "color", "pine", False, "file").css
    said = {
        name: dict(re.findall(r"--([\w-]+): ([\d.]+)pt", rule))
        for name, rule in re.findall(r"^\.([\w-]+) \{ (--(?:size|leading).*)\}$", css, re.MULTILINE)
    }
    for density in load_reduced_metrics("field-guide", "letter", 1).densities:
        lengths = said["side"] | said.get(density.name, {})
        size, leading = density.drill
        expected = {**vars(density), "drill": size, "drill-leading": leading}
        assert lengths.keys() >= {"size", "leading", "gap", "line", "plate", "h1", "drill-leading"}
        assert {name: float(length) for name, length in lengths.items()} == {
            name: expected[name] for name in lengths
        }


def test_a_picture_that_two_rules_show_stands_in_a_file_once() -> None:
    eye, key = 'url("data:image/svg+xml,eye")', 'url("data:image/svg+xml,key")'
    css = f"p {{ background: {eye} 0 0 }}\nli {{ background: {key} }}\nul {{ background: {eye} }}"
    assert select_editable_rules("<p>", css, frozenset()) == (
        "p{background:var(--v0) 0 0}"
        f"li{{background:{key}}}ul{{background:var(--v0)}}"
        f":root{{--v0:{eye}}}"
    )
