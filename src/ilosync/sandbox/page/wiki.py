"""Comments as Jira shows them: enough of its wiki markup to read what people and we write.

Atlassian's help, "Text formatting notation". Whatever is not known here stays as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape

from ilosync.sandbox.page.markdown import Find, linked

Name = Callable[[str], str]
"""From the account in a mention to whom people read there."""

_BLOCK = re.compile(r"\{(noformat|code)(?::[^}\n]*)?\}\n?(?P<inner>.*?)\{\1\}", re.DOTALL)
_HEADING = re.compile(r"h[1-6]\.\s+(?P<rest>.+)")
_ITEM = re.compile(r"\s*[*#-]+\s+(?P<rest>.+)")
_BROWSE = re.compile(r"https?://[^/]+/browse/(?P<key>[A-Z][A-Z0-9]+-\d+)(?:[?#].*)?")
_PART = re.compile(
    r"\\(?P<literal>[^\w\s])"
    r"|\{\{(?P<code>(?:\\.|[^\\\n])+?)\}\}"
    r"|\[~(?:accountid:)?(?P<who>[^\]\s|]+)\]"
    r"|\[(?:(?P<words>(?:\\.|[^\]|\n\\])+)\|)?(?P<url>https?://[^\]|\s]+)(?:\|[\w-]*)?\]"
    r"|(?<![\w*])\*(?P<strong>[^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])"
    r"|(?<!\w)_(?P<em>[^\s_](?:[^_\n]*[^\s_])?)_(?!\w)"
)


def html(text: str, find: Find, name: Name) -> str:
    """A text as HTML; `name` says how an account in a mention is read."""
    parts: list[str] = []
    done = 0
    source = text.replace("\r\n", "\n")
    for found in _BLOCK.finditer(source):
        parts += _paragraphs(source[done : found.start()], find, name)
        parts.append(f"<pre><code>{escape(found['inner'])}</code></pre>")
        done = found.end()
    return "\n".join([*parts, *_paragraphs(source[done:], find, name)])


def _paragraphs(text: str, find: Find, name: Name) -> Iterator[str]:
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        lines = [x for x in paragraph.split("\n") if x.strip()]
        if not lines:
            continue
        items = [_ITEM.fullmatch(x) for x in lines]
        heading = _HEADING.fullmatch(lines[0])
        if all(items):
            inner = "".join(f"<li>{_inline(x['rest'], find, name)}</li>" for x in items if x)
            yield f"<ul>{inner}</ul>"
        elif heading and len(lines) == 1:
            yield f"<h4>{_inline(heading['rest'], find, name)}</h4>"
        else:
            yield f"<p>{'<br>'.join(_inline(x, find, name) for x in lines)}</p>"


def _inline(text: str, find: Find, name: Name) -> str:
    parts, done = [], 0
    for found in _PART.finditer(text):
        parts.append(linked(text[done : found.start()], find))
        parts.append(_part(found, find, name))
        done = found.end()
    return "".join([*parts, linked(text[done:], find)])


def _part(found: re.Match[str], find: Find, name: Name) -> str:
    match found.lastgroup:
        case "code":
            return f"<code>{escape(_literal(found['code']))}</code>"
        case "who":
            return f"<strong>@{escape(name(found['who']))}</strong>"
        case "url":
            words = escape(_literal(found["words"] or found["url"]))
            browse = _BROWSE.fullmatch(found["url"])
            path = (browse and find(browse["key"])) or found["url"]
            return f'<a href="{escape(path)}" rel="noreferrer">{words}</a>'
        case "strong" | "em" as tag:
            return f"<{tag}>{_inline(found[tag], find, name)}</{tag}>"
        case _:
            return escape(found["literal"])


def _literal(text: str) -> str:
    return re.sub(r"\\([^\w\s])", r"\1", text)
