"""Comments as GitHub shows them: Markdown, hidden marks left out, boxes that can be ticked.

HTML is shown as the text that it is, but for `<sub>`, in which our own notices end. Nothing is
loaded from elsewhere: of a picture only its words are shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

Find = Callable[[str], str | None]
"""From a ticket's name in a text, such as `#2`, to where the page shows it; or None."""

_HIDDEN = re.compile(r"<!--.*?-->", re.DOTALL)
_LINES = re.compile(r"(\r\n?|\n)")
_PLAIN_TAG = re.compile(r"</?sub>")
_BOX = re.compile(r"\[([ xX])\](?=\s)")
_NAMED = re.compile(
    r"(?<![\w/#&-])(?P<ticket>(?:[\w.-]+/[\w.-]+)?#\d+|[A-Z][A-Z0-9]+-\d+)(?![\w-])"
    r"|(?<![\w/`])@(?P<who>[A-Za-z0-9][A-Za-z0-9-]*)"
)


def html(text: str, find: Find, form: str = "", *, may_tick: bool = False) -> str:
    """A text as HTML; its boxes belong to the form of this id."""
    tokens = _PARSER.parse(text)
    for number, (_, inline) in enumerate(_boxes(tokens)):
        _draw_box(inline, {"number": number, "form": form, "may": may_tick})
    return str(_PARSER.renderer.render(tokens, _PARSER.options, {"find": find}))


def toggled(text: str, number: int) -> str:
    """The text with this box ticked, or cleared; ValueError where there is no such box."""
    lines = _LINES.split(text)  # every second one is what ends a line
    boxes = list(_boxes(_PARSER.parse(text)))
    if not 0 <= number < len(boxes):
        raise ValueError(f"there is no box {number} in this comment")
    line = 2 * boxes[number][0]
    mark = " " if (found := _BOX.search(lines[line])) and found[1] in "xX" else "x"
    lines[line] = _BOX.sub(f"[{mark}]", lines[line], count=1)
    return "".join(lines)


def linked(text: str, find: Find) -> str:
    """Plain text as HTML, with links to the tickets that it names."""
    parts, done = [], 0
    for found in _NAMED.finditer(text):
        parts.append(escape(text[done : found.start()]))
        path = find(found["ticket"]) if found["ticket"] else None
        shown = escape(found[0])
        if path:
            shown = f'<a href="{escape(path)}">{shown}</a>'
        elif found["who"]:
            shown = f"<strong>{shown}</strong>"
        parts.append(shown)
        done = found.end()
    return "".join([*parts, escape(text[done:])])


# --- boxes ----------------------------------------------------------------------------


def _boxes(tokens: Sequence[Token]) -> Iterator[tuple[int, Token]]:
    """Each item of a list that begins with a box: its line, and its words."""
    for item, paragraph, inline in zip(tokens, tokens[1:], tokens[2:], strict=False):
        starts = item.type == "list_item_open" and paragraph.type == "paragraph_open"
        if starts and item.map and inline.children and _BOX.match(inline.content):
            yield item.map[0], inline


def _draw_box(inline: Token, meta: dict[str, Any]) -> None:
    first = (inline.children or [])[0]
    mark = _BOX.match(first.content)
    if mark is None:  # a link, for one: `[x](…)`
        return
    first.content = first.content[mark.end() :]
    meta |= {"on": mark[1] in "xX", "words": inline.content[mark.end() :].strip()}
    inline.children = [Token("box", "", 0, meta=meta), *(inline.children or [])]


# --- the parser -----------------------------------------------------------------------


def _parser() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"breaks": True, "maxNesting": 20})
    made.enable("strikethrough").disable("image")
    rules: dict[str, Callable[..., str]] = {
        "text": _text, "html_inline": _tag, "html_block": _block, "box": _box,
        "link_open": _link,
    }  # fmt: skip
    for name, rule in rules.items():
        made.add_render_rule(name, rule)
    return made


def _text(_: RendererHTML, tokens: Sequence[Token], at: int, __: OptionsDict, env: EnvType) -> str:
    kinds = [x.type for x in tokens[:at]]
    within = kinds.count("link_open") > kinds.count("link_close")
    text = tokens[at].content
    return escape(text) if within else linked(text, env["find"])


def _tag(_: RendererHTML, tokens: Sequence[Token], at: int, *__: object) -> str:
    text = tokens[at].content
    return text if _PLAIN_TAG.fullmatch(text) else escape(_HIDDEN.sub("", text))


def _block(_: RendererHTML, tokens: Sequence[Token], at: int, *__: object) -> str:
    text = _HIDDEN.sub("", tokens[at].content).strip()
    return f"<p>{escape(text)}</p>\n" if text else ""


def _box(_: RendererHTML, tokens: Sequence[Token], at: int, *__: object) -> str:
    box = tokens[at].meta
    rest = "" if box["may"] and box["form"] else " disabled"
    name = f"{box['form']}-{box['number']}"
    return (
        f'<button class="box" type="submit" name="box" value="{box["number"]}" '
        f'id="{escape(name)}" form="{escape(box["form"])}" role="checkbox" '
        f'aria-checked="{str(box["on"]).lower()}" aria-label="{escape(box["words"])}"{rest}>'
        "</button>"
    )


def _link(
    self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType
) -> str:
    tokens[at].attrSet("rel", "noreferrer")
    return self.renderToken(tokens, at, options, env)


_PARSER = _parser()
