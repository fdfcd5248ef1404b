"""Markdown in, Jira's wiki markup out: one source of words for every tracker.

Everything that is text stays text: no mention, macro, image, link or table can come out of
it, whatever somebody called their ticket. Atlassian's help, "Text formatting notation":
a backslash makes the sign behind it plain; two of them break the line.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from threading import Lock
from typing import Any
from urllib.parse import quote, unquote

from mistletoe.block_token import Document
from mistletoe.contrib.jira_renderer import JiraRenderer

from ilosync.core.model import Account

Mention = Callable[[Account], str]
_SPECIAL = re.compile(r"[{}\[\]*_+^~!|]|(?<![^\W_])-|-(?![^\W_])|\?(?=\?)|(?<=\?)\?")
_BLOCK = re.compile(r"^(\s*)(h[1-6]\.|bq\.|fn\d*\.|#)", re.MULTILINE | re.IGNORECASE)
_NO_BACKSLASH = "\N{SET MINUS}"  # a backslash before a sign of ours would undo its escape
_APART = "\N{WORD JOINER}"
_MENTION = "mention:"
_ACCOUNT = re.compile(r"[^\s|\[\]{}]{1,255}")
_one_at_a_time = Lock()  # mistletoe keeps the renderer's tokens in its modules


def wiki(body: str, mention: Mention) -> str:
    """Words in Jira's markup; `mention` writes an account so that Jira notifies it."""
    with _one_at_a_time, _Renderer(mention) as renderer:
        written = renderer.render(Document(body))
    return str(written).strip()


def literal(text: str) -> str:
    """A text that Jira shows as it is, wherever in a line it stands."""
    return _SPECIAL.sub(r"\\\g<0>", text.replace("\\", _NO_BACKSLASH))


def on_cloud(account: Account) -> str:
    """A mention by accountId."""
    return f"[~accountid:{account}]"


def on_data_center(account: Account) -> str:
    """A mention by user name."""
    return f"[~{account}]"


_Base: Any = JiraRenderer  # mistletoe has no types


class _Renderer(_Base):  # type: ignore[misc]
    """mistletoe's own, but nothing of a text has a meaning, and there is no HTML."""

    def __init__(self, mention: Mention) -> None:
        super().__init__()
        self._mention = mention

    def render_raw_text(self, token: Any, escape: bool = True) -> str:  # noqa: ANN401, ARG002, FBT001, FBT002
        return literal(token.content)

    def render_inline_code(self, token: Any) -> str:  # noqa: ANN401
        return "{{" + literal(token.children[0].content) + "}}"

    def render_block_code(self, token: Any) -> str:  # noqa: ANN401
        inner = token.children[0].content.replace("{", "{" + _APART)
        return f"{{noformat}}\n{inner}{{noformat}}{self._block_eol(token)}"

    def render_link(self, token: Any) -> str:  # noqa: ANN401
        inner = str(self.render_inner(token))
        if token.target.startswith(_MENTION):
            account = unquote(token.target.removeprefix(_MENTION))
            return self._mention(Account(account)) if _ACCOUNT.fullmatch(account) else inner
        return f"[{inner}|{_address(token.target)}]"

    def render_auto_link(self, token: Any) -> str:  # noqa: ANN401
        return f"[{_address(token.target)}]"

    def render_image(self, token: Any) -> str:  # noqa: ANN401
        return str(self.render_inner(token))

    def render_table_cell(self, token: Any, in_header: bool = False) -> str:  # noqa: ANN401, FBT001, FBT002
        inner = str(self.render_inner(token))  # its own would escape a second time, and break it
        return f"{'||' if in_header else '|'}{inner or ' '}"

    def render_paragraph(self, token: Any) -> str:  # noqa: ANN401
        inner = _BLOCK.sub(rf"\1{_APART}\2", self.render_inner(token))
        return f"{inner}{self._block_eol(token)}"

    @staticmethod
    def render_html_span(token: Any) -> str:  # noqa: ANN401, ARG004
        return ""

    @staticmethod
    def render_html_block(token: Any) -> str:  # noqa: ANN401, ARG004
        return ""


def _address(target: str) -> str:
    """A link's address, without what would end it or open something else."""
    return quote(target, safe="/:?#=&%~+,;@.-_$()'*")
