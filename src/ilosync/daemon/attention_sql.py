"""What is asked of the attention set, in SQL that both databases understand.

`(SELECT moment())` in a condition is worked out once, so that an index can serve it.
"""

from __future__ import annotations

from functools import cache

from sqlalchemy import TextClause, bindparam, text

# A mark that came since the last pass began has a time of its own: it begins to wait now, unless
# the key rests after a failure. One more mark before somebody looks changes no time.
MARK = text("""
    INSERT INTO attention (key, lane, trace, seq, due) VALUES (:key, :lane, :trace, 1, moment())
    ON CONFLICT (key) DO UPDATE SET
        seq = attention.seq + 1,
        trace = excluded.trace,
        lane = CASE WHEN attention.seq > attention.done AND attention.lane = 'near'
            THEN 'near' ELSE excluded.lane END,
        due = CASE WHEN attention.seq = attention.claimed AND attention.due < excluded.due
            THEN excluded.due ELSE attention.due END
""")
NAME = text("""
    INSERT INTO named (key, tracker, ticket, seq)
    VALUES (:key, :tracker, :ticket, (SELECT seq FROM attention WHERE key = :key))
    ON CONFLICT (key, tracker, ticket) DO UPDATE SET seq = excluded.seq
""")
NAMED = text("SELECT tracker, ticket FROM named WHERE key = :key AND seq <= :seq")
ANSWERED = text("DELETE FROM named WHERE key = :key AND seq <= :seq")

WAKE = text("""
    INSERT INTO attention (key, lane, wake) VALUES (:key, :lane, :at)
    ON CONFLICT (key) DO UPDATE SET
        wake = CASE WHEN attention.wake <= excluded.wake
            THEN attention.wake ELSE excluded.wake END
""")

_FREE = "look <= (SELECT moment()) AND lease <= (SELECT moment())"
_HELD = "key = :key AND owner = :owner AND lease > (SELECT moment())"


@cache
def free(*, one: bool) -> TextClause:
    """Whether anything (or this one key) may be claimed in these lanes."""
    return _lanes(f"SELECT 1 FROM attention WHERE {_wanted(one)} LIMIT 1")  # noqa: S608


@cache
def claim(*, one: bool, shared: bool) -> TextClause:
    """Take what is due longest, or this one key; on PostgreSQL past what others just take.

    A wake whose time has come becomes a mark, so that it is not lost with the worker.
    """
    skip = "FOR UPDATE SKIP LOCKED" if shared else ""
    woken = "seq + CASE WHEN wake <= (SELECT moment()) THEN 1 ELSE 0 END"
    return _lanes(f"""
        UPDATE attention SET
            owner = :worker || '#' || CAST(fence + 1 AS TEXT),
            fence = fence + 1,
            seq = {woken},
            claimed = {woken},
            due = look,
            wake = CASE WHEN wake <= (SELECT moment()) THEN NULL ELSE wake END,
            trace = CASE WHEN seq > done THEN trace ELSE '' END,
            lease = moment() + :lease
        WHERE key = (
            SELECT key FROM attention WHERE {_wanted(one)} ORDER BY look LIMIT 1 {skip}
        )
        RETURNING key, seq, trace, attempts, owner, look
    """)  # noqa: S608


def _wanted(one: bool) -> str:  # noqa: FBT001
    return f"{_FREE} AND lane IN :lanes" + (" AND key = :key" if one else "")


def _lanes(sql: str) -> TextClause:
    return text(sql).bindparams(bindparam("lanes", expanding=True))


RENEW = text(f"UPDATE attention SET lease = moment() + :lease WHERE {_HELD}")  # noqa: S608
HOLDS = text(f"SELECT 1 FROM attention WHERE {_HELD}")  # noqa: S608

# A wake that lies ahead, or that somebody asked for while the pass ran, stays if it is earlier.
DONE = text(f"""
    UPDATE attention SET
        done = :seq, attempts = 0, owner = '', lease = 0,
        wake = CASE WHEN wake <= coalesce(CAST(:wake AS DOUBLE PRECISION), wake)
            THEN wake ELSE CAST(:wake AS DOUBLE PRECISION) END
    WHERE {_HELD}
""")  # noqa: S608
LATER = text(f"""
    UPDATE attention SET
        due = moment() + :after, attempts = attempts + :failed, owner = '', lease = 0
    WHERE {_HELD}
""")  # noqa: S608

PENDING = text("""
    SELECT count(*), coalesce((SELECT moment()) - min(look), 0)
    FROM attention WHERE look <= (SELECT moment())
""")
FORGET = text("""
    DELETE FROM attention WHERE key = :key AND look IS NULL AND lease <= (SELECT moment())
""")
