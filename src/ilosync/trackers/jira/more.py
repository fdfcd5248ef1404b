"""Reading tickets past the index, and on where a search cut their comments or history."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from ilosync.errors import TryLater
from ilosync.trackers.answer import Answer

from .client import Client
from .refusals import of_read
from .shapes import Json, items, loads, mapping, text, whole

_A_FETCH = 100  # issues a bulk fetch
_LOGS = 1_000  # issues a bulk fetch of changelogs, and entries a page of it
_MOST_PAGES = 1_000


class More:
    """Direct reads: what they show is what there is now."""

    def __init__(self, tracker: str, client: Client) -> None:
        self._tracker = tracker
        self._client = client
        self._one_by_one = False  # this server has no bulk fetches

    # --- tickets by name -----------------------------------------------------------------

    def tickets(
        self, names: Sequence[str], fields: Collection[str], *, cloud: bool
    ) -> dict[str, Json]:
        """These tickets by the names, keys or numbers, that lead to them; moved ones by the old
        key too. What we may not see, or is gone, is not among them."""
        if not cloud or self._one_by_one:
            return self._each(names, fields)
        found: dict[str, Json] = {}
        for n in range(0, len(names), _A_FETCH):
            found |= self._bulk(names[n : n + _A_FETCH], fields)
        return found

    def _each(self, names: Sequence[str], fields: Collection[str]) -> dict[str, Json]:
        found = {name: self._one(name, fields) for name in names}
        return {name: x for name, x in found.items() if x is not None}

    def _bulk(self, names: Sequence[str], fields: Collection[str]) -> dict[str, Json]:
        """A hundred a request. Moved tickets come under their new key, and only their history
        tells the old one; a name that nothing explains is asked for by itself."""
        body = {"issueIdsOrKeys": [*names], "fields": sorted(fields), "expand": ["changelog"]}
        answer = self._client.ask("/issue/bulkfetch", body)
        if answer.unknown:
            self._one_by_one = True
            return self._each(names, fields)
        said = self._body(answer, "tickets")
        leads = {x.upper(): issue for issue in items(said.get("issues")) for x in _called(issue)}
        hidden = {text(x.get("id")).upper() for x in items(said.get("issueErrors"))}
        found = {x: leads[x.upper()] for x in names if x.upper() in leads}
        unexplained = [x for x in names if x.upper() not in leads.keys() | hidden]
        return found | self._each(unexplained, fields)

    def _one(self, ref: str, fields: Collection[str]) -> Json | None:
        query = {"fields": ",".join(sorted(fields)), "expand": "changelog"}
        answer = self._client.read(f"/issue/{ref}", query)
        if answer.missing or answer.forbidden:
            return None
        return self._body(answer, f"ticket {ref}")

    # --- reading on ------------------------------------------------------------------------

    def read_on(self, issues: Collection[Json], fields: Collection[str], *, cloud: bool) -> None:
        """Complete the comments and changelogs that are cut; some stay so where that fails."""
        for issue in issues:
            if comments_cut(issue):
                self._comments(issue, 100 if cloud else 1_000)
        cut = [x for x in issues if history_cut(x)]
        if cut and cloud and not self._one_by_one:
            self._histories(cut)
        for issue in (x for x in cut if history_cut(x)):
            self._history(issue, fields, cloud=cloud)

    def _comments(self, issue: Json, page: int) -> None:
        path = f"/issue/{text(issue.get('id'))}/comment"
        found: dict[str, Json] = {}
        for answer in self._pages(path, page):
            found |= {text(x.get("id")): x for x in items(answer.get("comments"))}
        issue["fields"]["comment"] = {"comments": list(found.values()), "total": len(found)}

    def _histories(self, cut: Sequence[Json]) -> None:
        """A thousand tickets' changelogs a request, and a thousand entries a page."""
        for n in range(0, len(cut), _LOGS):
            some = {text(x.get("id")): x for x in cut[n : n + _LOGS]}
            body: Json = {"issueIdsOrKeys": [*some], "maxResults": _LOGS}
            found: dict[str, list[Json]] = {x: [] for x in some}
            for _ in range(_MOST_PAGES):
                answer = self._client.ask("/changelog/bulkfetch", body)
                if answer.unknown:
                    return
                page = self._body(answer, "changelogs")
                for log in items(page.get("issueChangeLogs")):
                    found.setdefault(text(log.get("issueId")), []).extend(
                        items(log.get("changeHistories"))
                    )
                body["nextPageToken"] = text(page.get("nextPageToken"))
                if not body["nextPageToken"]:
                    break
            for number, issue in some.items():
                _complete(issue, found[number])

    def _history(self, issue: Json, fields: Collection[str], *, cloud: bool) -> None:
        """One ticket's changelog: a list of its own on Cloud, a part of the ticket elsewhere."""
        number = text(issue.get("id"))
        if not cloud:
            again = self._one(number, fields) or {}
            _complete(issue, items(mapping(again.get("changelog")).get("histories")))
            return
        found: list[Json] = []
        for page in self._pages(f"/issue/{number}/changelog", 100):
            found += items(page.get("values"))
        _complete(issue, found)

    def _pages(self, path: str, size: int) -> Iterator[Json]:
        start = 0
        for _ in range(_MOST_PAGES):
            answer = self._client.read(path, {"startAt": start, "maxResults": size})
            if answer.missing:
                return
            body = self._body(answer, path)
            page = items(body.get("comments")) or items(body.get("values"))
            yield body
            start += len(page)
            if not page or start >= (whole(body.get("total")) or 0):
                return

    def _body(self, answer: Answer, what: str) -> Json:
        if not answer.ok:
            raise of_read(self._tracker, what, answer)
        body = loads(answer.text)
        if not isinstance(body, dict):
            raise TryLater(f"{self._tracker}: {what} came as no JSON object.")
        return body


def _called(issue: Json) -> Iterator[str]:
    """The ticket's number, its key, and the keys that it had before."""
    yield from (text(issue.get("id")), text(issue.get("key")))
    for entry in items(mapping(issue.get("changelog")).get("histories")):
        for change in items(entry.get("items")):
            if text(change.get("field")).lower() == "key":
                yield text(change.get("fromString"))


def comments_cut(issue: Json) -> bool:
    """Whether the ticket has more comments than came with it."""
    said = mapping(mapping(issue.get("fields")).get("comment"))
    return (whole(said.get("total")) or 0) > len(items(said.get("comments")))


def history_cut(issue: Json) -> bool:
    """Whether more was changed than the changelog that came with it tells."""
    said = mapping(issue.get("changelog"))
    return (whole(said.get("total")) or 0) > len(items(said.get("histories")))


def _complete(issue: Json, histories: list[Json]) -> None:
    """Put a longer history in; the total stays, and tells where this one is cut too."""
    said = mapping(issue.get("changelog"))
    if len(histories) > len(items(said.get("histories"))):
        total = max(whole(said.get("total")) or 0, len(histories))
        issue["changelog"] = {"histories": histories, "total": total}
