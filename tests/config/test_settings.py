"""What ilosync.toml may say, and what is said of its mistakes."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr

from ilosync.core.model import Readers
from ilosync.settings import Settings, load, load_all
from ilosync.tracker_settings import LET_GO, GitHub, Jira
from ilosync.trackers.jira import scope

from .conftest import TRACKER, Says, complaint

JIRA = '[trackers.jira]\nkind = "jira"\nurl = "https://acme.atlassian.net"\nprojects = ["GROW"]\n'


def _load(folder: Path, text: str, environ: dict[str, str] | None = None) -> Settings:
    (folder / "ilosync.toml").write_text(text, encoding="utf-8")
    return load(folder, environ or {})


def test_a_tracker_is_enough(folder: Path) -> None:
    """Whatever is not said has the documented default."""
    settings = _load(folder, TRACKER)
    defaults = Settings()
    assert settings.model_copy(update={"trackers": {}}).model_dump() == defaults.model_dump()
    assert defaults.speak is False
    assert (defaults.since, defaults.about_url, defaults.charter) == (None, None, None)
    assert (defaults.label, defaults.enforce, defaults.log_format) == ("ILO", "note", "console")
    assert defaults.database == "sqlite:///ilosync.db"
    assert defaults.time_zone == ZoneInfo("UTC")
    assert defaults.checkin.every_months == 3
    assert (defaults.onboarding.months, defaults.onboarding.sessions) == (9, (3, 6, 9))
    assert (defaults.quiet.per_person_days, defaults.quiet.per_obligation) == (7, 3)
    assert defaults.brake.max_changes == 50
    assert (defaults.report.at, defaults.report.out) == (time(2), "reports")
    assert defaults.report.min_group == 5
    assert (defaults.grace.new_starter_days, defaults.grace.between_days) == (30, 14)
    assert (defaults.grace.draft_days, defaults.absence.stop_days) == (28, 14)
    assert defaults.returning.quiet_workdays == 5
    assert (defaults.hours.opens, defaults.hours.closes) == (time(9), time(17))
    assert defaults.hours.slot == time(10)
    github = settings.trackers["github"]
    assert (github.url, github.readers) == ("https://api.github.com", None)
    assert github.read_by is None
    assert settings.kinds == {"github": "github"}


def test_a_whole_organization_is_named_by_its_login(folder: Path) -> None:
    """In place of its repositories."""
    settings = _load(folder, '[trackers.x]\nkind = "github"\norganization = "acme-co"\n')
    github = settings.trackers["x"]
    assert isinstance(github, GitHub)
    assert (github.organization, github.repositories) == ("acme-co", ())
    assert github.places == ("acme-co",)


def test_what_is_written_arrives(folder: Path) -> None:
    """Each table and key of the file is in the settings, under a plain name."""
    settings = _load(
        folder,
        'speak = true\nsince = 2026-12-01\ntime_zone = "Europe/Berlin"\nenforce = "park"\n'
        'about_url = "https://example.org/ilo/"\nlabel = "Learning"\nlog_format = "json"\n'
        '[trackers.oss]\nkind = "github"\nrepositories = ["a/b", "a/c"]\nreaders = "public"\n'
        'url = "http://localhost:8080/"\nformerly = [41]\n'
        '[charter]\nurl = "https://example.org/c"\nagreed_with = "staff council"\n'
        "agreed_on = 2026-03-02\nreview_by = 2027-03-02\n"
        "[return]\nquiet_workdays = 0\n"
        '[hours]\nfrom = "08:00"\nto = 16:30:00\nslot = "08:00"\n'
        '[report]\nat = "03:15"\nmin_group = 3\norganisers = ["grace"]\n',
    )
    assert (settings.speak, settings.since) == (True, date(2026, 12, 1))
    assert (settings.enforce, settings.label) == ("park", "Learning")
    assert settings.about_url == "https://example.org/ilo"
    oss = settings.trackers["oss"]
    assert (oss.name, oss.url) == ("oss", "http://localhost:8080")
    assert (oss.repositories, oss.formerly) == (("a/b", "a/c"), (41,))
    assert oss.read_by is Readers.PUBLIC
    assert settings.charter is not None
    assert settings.charter.review_by == date(2027, 3, 2)
    assert settings.returning.quiet_workdays == 0
    assert (settings.hours.opens, settings.hours.closes) == (time(8), time(16, 30))
    assert (settings.report.at, settings.report.organisers) == (time(3, 15), ("grace",))


def test_a_jira_arrives(folder: Path) -> None:
    """Each key of a Jira tracker is in the settings; what is not said has the built-in value."""
    text = JIRA + (
        'readers = "organisation"\nformerly = ["5B10"]\nvisibility = { group = "people" }\n'
        'date_field = "Next check-in"\nwrite_date = true\nuser = "ilosync@example.org"\n'
    )
    jira = _load(folder, text, {"ILOSYNC_TRACKERS__JIRA__TOKEN": "t0ken"}).trackers["jira"]
    assert isinstance(jira, Jira)
    assert (jira.name, jira.url, jira.places) == ("jira", "https://acme.atlassian.net", ("GROW",))
    assert (jira.formerly, jira.seen_by) == (("5b10",), ("group", "people"))
    assert (jira.date_field, jira.write_date, jira.let_go) == ("Next check-in", True, LET_GO)
    assert jira.auth == ("ilosync@example.org", "t0ken")
    assert jira.read_by is Readers.ORGANISATION


@pytest.mark.parametrize(
    ("url", "environ", "says"),
    [
        ("https://acme.atlassian.net", {}, "USER and ILOSYNC_TRACKERS__JIRA__TOKEN"),
        ("https://acme.atlassian.net", {"TOKEN": "t"}, "USER to the e-mail address"),
        ("https://jira.acme.org", {}, "set ILOSYNC_TRACKERS__JIRA__TOKEN"),
        ("https://acme.atlassian.net", {"TOKEN": "t", "USER": "a@b.org"}, None),
        ("https://jira.acme.org", {"TOKEN": "t"}, None),
    ],
)
def test_what_jira_lacks_to_log_in(folder: Path, url, environ, says) -> None:
    """Cloud wants a user and a token, Data Center a token; what is missing is named."""
    given = {f"ILOSYNC_TRACKERS__JIRA__{k}": v for k, v in environ.items()}
    text = JIRA.replace("https://acme.atlassian.net", url)
    jira = _load(folder, text, given).trackers["jira"]
    found = jira.auth_missing()
    assert found is None if says is None else says in (found or "")


def test_the_two_lists_of_resolutions_are_one() -> None:
    """What the settings say when nothing is said is what the tracker does."""
    assert LET_GO == scope.LET_GO


def test_own_words_are_used_where_there_are_some(folder: Path) -> None:
    """The wording folder beside the file is found, and is None while it is not there."""
    assert _load(folder, TRACKER).wording is None
    (folder / "wording").mkdir()
    settings = _load(folder, TRACKER)
    assert (settings.wording, settings.folder) == (folder / "wording", folder)


def test_settings_are_read_once_and_stay(folder: Path) -> None:
    """Nobody changes a setting while ilosync runs."""
    settings = _load(folder, TRACKER)
    with pytest.raises(ValueError, match="frozen"):
        settings.speak = True


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("speek = true\n" + TRACKER, '1: unknown key "speek"; did you mean "speak"?'),
        (TRACKER + "[chekin]\n", '4: unknown key "chekin"; did you mean "checkin"?'),
        (
            TRACKER + "[quiet]\nper_person_day = 3",
            '5: unknown key "per_person_day"; did you mean "per_person_days"?',
        ),
        (
            TRACKER + 'repos = ["a/b"]',
            (
                '4: unknown key "repos"; known here: kind, url, repositories, organization, '
                "readers, formerly, home, team, token, app_id, private_key, installation_id"
            ),
        ),
        (
            "speak = 1\n" + TRACKER,
            "1: speak must be true or false, without quotes; write it such as speak = false",
        ),
        (
            'since = "2026-12-01"\n' + TRACKER,
            "1: since must be a date, without quotes; write it such as since = 2026-12-01",
        ),
        (
            TRACKER + '[checkin]\nevery_months = "3"',
            (
                "5: every_months must be a whole number, without quotes; "
                "write it such as every_months = 3"
            ),
        ),
        (TRACKER + "[checkin]\nevery_months = true", "5: every_months must be a whole number"),
        (TRACKER + "[checkin]\nevery_months = 25", "5: every_months must be at most 24; "),
        (TRACKER + "[checkin]\nevery_months = 0", "5: every_months must be at least 1; "),
        (TRACKER + "[report]\nmin_group = 2", "5: min_group must be at least 3; "),
        (TRACKER + "[quiet]\nper_person_days = 0", "5: per_person_days must be at least 1; "),
        (
            "checkin = 3\n" + TRACKER,
            "1: checkin must be a table; write [checkin] and its keys below",
        ),
        (
            TRACKER + "[onboarding]\nsessions = [3, 3]",
            "5: sessions must grow; write them such as sessions = [3, 6, 9]",
        ),
        (
            TRACKER + "[onboarding]\nmonths = 6",
            "4: the last session is after month 6; move it, or raise months",
        ),
        (
            TRACKER + '[onboarding]\nsessions = [\n3,\n"six"]',
            (
                "7: each of sessions must be a whole number, without quotes; "
                "write it such as sessions = [3, 6, 9]"
            ),
        ),
        (
            'time_zone = "Europe/Berln"\n' + TRACKER,
            '1: there is no time zone "Europe/Berln"; did you mean "Europe/Berlin"?',
        ),
        (
            'enforce = "lable"\n' + TRACKER,
            '1: enforce must be one of "note", "label", "park"; did you mean "label"?',
        ),
        (
            TRACKER + '[report]\nat = "2am"',
            '5: at must be a time of day; write hours and minutes, such as "09:30"',
        ),
        (
            TRACKER + '[hours]\nslot = "17:00"',
            "5: slot must lie between from and to; move it",
        ),
        (
            TRACKER + '[hours]\nfrom = "18:00"',
            "5: from must be before to; correct one of the two times",
        ),
        (
            TRACKER + '[charter]\nurl = "https://x.org"\nagreed_with = "us"\n'
            "agreed_on = 2026-01-02\nreview_by = 2026-01-02",
            "8: review_by must be after agreed_on; write the day you will look at it again",
        ),
        (
            TRACKER + '[charter]\nurl = "https://x.org"',
            '4: agreed_with is missing; add agreed_with = "staff council"',
        ),
        (
            'label = "ilo:next"\n' + TRACKER,
            (
                '1: the label "ilo:next" is one of ilosync\'s own; '
                "choose one that does not begin with ilo:"
            ),
        ),
        (
            'database = "ilosync.db"\n' + TRACKER,
            '1: database must be an address; write it such as database = "sqlite:///ilosync.db"',
        ),
        (
            'about_url = "example.org"\n' + TRACKER,
            "1: about_url must be a web address; write it with https:// in front",
        ),
        (
            "speak = false",
            '1: no tracker is named; add [trackers.github] with kind = "github" and repositories',
        ),
        (
            '[trackers.x]\nrepositories = ["a/b"]',
            '1: kind is missing; add kind = "github"',
        ),
        (
            '[trackers.x]\nkind = "github"\nrepositories = []',
            "3: no repository is named; add at least one",
        ),
        (
            JIRA.replace('"https://acme.atlassian.net"', '"https://acme.atlassian.net/browse/X"'),
            '3: url must be where Jira begins; write it such as "https://acme.atlassian.net"',
        ),
        (JIRA.replace('"GROW"', ""), "4: no project is named; add at least one"),
        (JIRA.replace('"GROW"', '"GROW", "grow"'), "4: a project is named twice; name it once"),
        (
            JIRA.replace('"GROW"', '"GROW-1"'),
            (
                '4: "GROW-1" is no project key; '
                'write what stands before the number of a ticket, such as "GROW"'
            ),
        ),
        (
            JIRA + 'repositories = ["a/b"]',
            '5: unknown key "repositories"; known here: kind, url, projects, readers, formerly, ',
        ),
        ('[trackers.jira]\nkind = "jira"\n', '1: url is missing; add url = "https://acme'),
        (
            JIRA + 'formerly = ["ada@example.org"]',
            (
                '5: "ada@example.org" is no Jira account; '
                "write the accountId (Cloud) or the user name (Data Center)"
            ),
        ),
        (
            JIRA + 'visibility = { role = "A", group = "b" }',
            "5: visibility must name a role or a group; write one of the two",
        ),
        (
            JIRA + 'home = "GROWTH"',
            '5: home "GROWTH" is none of projects; did you mean "GROW"?',
        ),
        (
            JIRA + 'home = "GROW-1"',
            '5: "GROW-1" is no project key; write what stands before the number of a ticket',
        ),
        (
            TRACKER + 'home = "acme/welcome"',
            '4: home "acme/welcome" is none of repositories; add it there, or name another',
        ),
        (
            TRACKER + 'home = "learning"',
            '4: "learning" is no repository; write owner/name, such as "acme/learning"',
        ),
        (
            '[trackers.x]\nkind = "github"\norganization = "acme"\nhome = "acmee/learning"',
            '4: home "acmee/learning" does not belong to acme; name one of its repositories',
        ),
        (
            TRACKER + 'team = "learners"',
            (
                '4: "learners" is no team; write organization/team, as in the team\'s address, '
                'such as "acme/learners"'
            ),
        ),
        (
            TRACKER + 'group = "learners"',
            '4: unknown key "group"; known here: kind, url, repositories, ',
        ),
        (
            JIRA + "write_date = true",
            '5: write_date needs the field to write to; set date_field as well, such as "Due date"',
        ),
        (JIRA + "let_go = 3", "5: let_go must be a list in [brackets]; write it such as let_go ="),
        (
            'label = "Learning goal"\n' + JIRA,
            (
                '1: the label "Learning goal" has a blank, which Jira\'s labels cannot hold; '
                "write a hyphen in its place"
            ),
        ),
        (
            JIRA + JIRA.replace("jira]", "ops]"),
            '8: "GROW" belongs to [trackers.jira] already; name it once',
        ),
        (
            '[trackers.x]\nkind = "githb"\nrepositories = ["a/b"]',
            '2: kind must be one of "github", "jira"; did you mean "github"?',
        ),
        (
            '[trackers.x]\nkind = "github"\norganization = "acme/learning"',
            (
                '3: "acme/learning" is no organization; '
                'write what stands before the / of its repositories, such as "acme"'
            ),
        ),
        (
            TRACKER + 'organization = "acme"',
            "4: repositories and an organization are named; keep one of the two",
        ),
        (
            '[trackers.x]\nkind = "github"',
            '1: no repository is named; add at least one, or an organization = "acme"',
        ),
        (
            '[trackers.x]\nkind = "github"\norganization = ["acme"]',
            '3: organization must be text in "quotes"; write it such as organization = "acme"',
        ),
        (
            '[trackers.x]\nkind = "github"\nrepositories = [\n"a/b",\n"https://github.com/a/c"]',
            (
                '5: "https://github.com/a/c" is no repository; '
                'write owner/name, such as "acme/learning"'
            ),
        ),
        (
            TRACKER + TRACKER.replace("github]", "ops]"),
            '6: "acme/learning" belongs to [trackers.github] already; name it once',
        ),
        (
            TRACKER + "[trackers.ops]\nkind = 'github'\norganization = 'Acme'",
            '3: "acme/learning" belongs to the organization of [trackers.ops]; take it out',
        ),
        (
            TRACKER.replace('["acme/learning"]', '["a/b", "A/B"]'),
            "3: a repository is named twice; name it once",
        ),
        (
            TRACKER + 'url = "https://github.com/"',
            '4: url is the address for people; write url = "https://api.github.com"',
        ),
        (
            TRACKER + 'url = "ftp://x.org"',
            "4: url must be a web address; write it with https:// in front",
        ),
        (
            TRACKER.replace("github]", "team]"),
            '1: "team" means something else in people.toml; call the tracker something else',
        ),
        (
            TRACKER.replace("github]", "Git-Hub]"),
            (
                '1: a tracker cannot be called "Git-Hub"; '
                "use small letters a to z, digits and single _ between them"
            ),
        ),
        ("trackers = 3", "1: trackers must be a table; write [trackers] and its keys below"),
        (
            "[trackers]\ngithub = 3",
            "2: github must be a table; write [trackers.github] and its keys below",
        ),
        (
            "speak = True\n" + TRACKER,
            (
                '1: this is not TOML (invalid value); put text in "quotes", '
                "and write true, false, numbers and dates without"
            ),
        ),
        (
            TRACKER + "[checkin]\n[checkin]\n",
            (
                "5: this is not TOML (cannot declare ('checkin',) twice); "
                "this table is given twice; put its keys under one heading"
            ),
        ),
        ("x = " + "[" * 9000, "1: brackets are nested too deeply; close the ones you opened"),
        ("x = " + "1" * 9000, "1: this is not TOML (a number is too long); "),
    ],
)
def test_a_mistake_is_one_line(settings_say: Says, text: str, says: str) -> None:
    """File, line, what is wrong and how to mend it."""
    assert settings_say(text).startswith(f"config/ilosync.toml:{says}")


def test_the_first_mistake_of_the_file_is_told(settings_say: Says) -> None:
    """Of several mistakes the one nearest to the top is told."""
    text = "speak = 1\n" + TRACKER + "readers = 3\n[brake]\nmax_changes = 0\n"
    assert settings_say(text).startswith("config/ilosync.toml:1: speak")
    assert settings_say(text.replace("1\n", "true\n", 1)).startswith("config/ilosync.toml:5: ")


def test_a_missing_file_says_what_belongs_there(folder: Path) -> None:
    """Who has no settings learns what to copy."""
    assert complaint(lambda: load(folder, {}), folder) == (
        "config/ilosync.toml: there is no such file; ilosync expects its settings here; "
        "copy config/ilosync.toml of the ilosync repository"
    )


def test_home_and_who_belongs(folder: Path) -> None:
    """A place of our own is one of those named, in whatever case; a team or group may be named."""
    text = TRACKER + 'home = "Acme/Learning"\nteam = "Acme/learners"\n'
    text += JIRA + 'home = "grow"\ngroup = "All learners"\n'
    text += '[trackers.all]\nkind = "github"\norganization = "big"\nhome = "Big/welcome"\n'
    trackers = _load(folder, text).trackers
    github, jira = trackers["github"], trackers["jira"]
    assert isinstance(github, GitHub)
    assert isinstance(jira, Jira)
    assert (github.home, github.team) == ("Acme/Learning", "acme/learners")
    assert (jira.home, jira.group) == ("GROW", "All learners")
    assert (trackers["all"].home, _load(folder, JIRA).trackers["jira"].home) == (
        "Big/welcome",
        None,
    )


SECRET = "s3cret-of-ours"


@pytest.mark.parametrize("key", ["token", "webhook_secret"])
def test_a_secret_of_jira_in_the_file_is_refused(settings_say: Says, key: str) -> None:
    """The same for Jira."""
    assert settings_say(JIRA + f'{key} = "{SECRET}"\n').endswith(
        f"take it out and set ILOSYNC_TRACKERS__JIRA__{key.upper()}"
    )


@pytest.mark.parametrize(
    "key", ["token", "app_id", "private_key", "installation_id", "webhook_secret"]
)
def test_a_secret_in_the_file_is_refused(settings_say: Says, key: str) -> None:
    """Secrets are turned away before anything else, by the name of the variable to use."""
    assert settings_say(TRACKER.replace("github]", "oss]") + f'{key} = "{SECRET}"\n') == (
        f"config/ilosync.toml:4: {key} must not stand in a file; "
        f"take it out and set ILOSYNC_TRACKERS__OSS__{key.upper()}"
    )


@pytest.mark.parametrize(
    "text",
    [
        f'database = "postgresql://ilo:{SECRET}@db/ilo"\n{TRACKER}',
        f'database = "postgresql://db/ilo?user=ilo&password={SECRET}"\n{TRACKER}',
        f'{TRACKER}url = "https://ilo:{SECRET}@api.example.org"\n',
        f'{TRACKER}tokn = "{SECRET}"\n',
        f'token = "{SECRET}"\n{TRACKER}',
        f"{TRACKER}token = {SECRET}\n",
        f'{TRACKER}readers = "{SECRET}"\n',
        f'[trackers]\ngithub = "{SECRET}"\n',
        f'checkin = "{SECRET}"\n{TRACKER}',
    ],
)
def test_what_may_be_a_secret_is_not_repeated(settings_say: Says, text: str) -> None:
    """A secret written where it does not belong is not in the error."""
    assert SECRET not in settings_say(text)


def test_a_secret_is_not_shown(folder: Path) -> None:
    """Secrets and the database's password are in no representation of the settings."""
    environ = {
        "ILOSYNC_TRACKERS__GITHUB__TOKEN": SECRET,
        "ILOSYNC_TRACKERS__GITHUB__WEBHOOK_SECRET": SECRET,
        "ILOSYNC_DATABASE": f"postgresql://ilo:{SECRET}@db/ilo",
    }
    settings = _load(folder, TRACKER, environ)
    assert settings.trackers["github"].token == SecretStr(SECRET)
    assert SECRET in settings.database
    assert SECRET not in f"{settings!r} {settings} {settings.trackers['github']!r}"


def test_what_is_missing_to_log_in_is_told_when_asked(folder: Path) -> None:
    """Without secrets the settings load; asked, a tracker names the variable to set."""
    name = "ILOSYNC_TRACKERS__GITHUB__"
    bare = _load(folder, TRACKER).trackers["github"]
    assert bare.auth_missing() == (
        "tracker github: no way to log in to GitHub; set ILOSYNC_TRACKERS__GITHUB__TOKEN, or for "
        "an app ILOSYNC_TRACKERS__GITHUB__APP_ID, ILOSYNC_TRACKERS__GITHUB__PRIVATE_KEY, "
        "ILOSYNC_TRACKERS__GITHUB__INSTALLATION_ID"
    )
    assert bare.webhook_missing() == (
        "tracker github: webhooks cannot be trusted; set ILOSYNC_TRACKERS__GITHUB__WEBHOOK_SECRET"
    )
    token = {name + "TOKEN": "t", name + "WEBHOOK_SECRET": "w"}
    ready = _load(folder, TRACKER, token).trackers["github"]
    assert (ready.auth_missing(), ready.webhook_missing()) == (None, None)
    app = {name + "APP_ID": "7", name + "PRIVATE_KEY": r"-----BEGIN PRIVATE KEY-----\nabc"}
    half = _load(folder, TRACKER, app).trackers["github"]
    assert half.auth_missing() == (
        "tracker github: no way to log in to GitHub; "
        "set ILOSYNC_TRACKERS__GITHUB__INSTALLATION_ID as well"
    )
    whole = _load(folder, TRACKER, app | {name + "INSTALLATION_ID": "12"}).trackers["github"]
    assert whole.auth_missing() is None
    assert whole.private_key == SecretStr("-----BEGIN PRIVATE KEY-----\nabc")


def test_organisers_are_people(folder: Path) -> None:
    """Who is named for the report must be in the people file; the two files are read as one."""
    (folder / "people.toml").write_text('[[people]]\nid = "grace"\nname = "Grace"\n')
    report = '[report]\norganisers = [\n"grace",\n"grase"]\n'
    (folder / "ilosync.toml").write_text(TRACKER + report)
    assert complaint(lambda: load_all(folder, {}), folder) == (
        'config/ilosync.toml:7: organisers names "grase", who is nobody in people.toml; '
        'did you mean "grace"?'
    )
    environ = {
        "ILOSYNC_REPORT__ORGANISERS": '["grace"]',
        "ILOSYNC_REPORT__REPRESENTATIVES": '["x"]',
    }
    assert complaint(lambda: load_all(folder, environ), folder) == (
        "environment variable ILOSYNC_REPORT__REPRESENTATIVES: representatives names "
        '"x", who is nobody in people.toml; write the id of somebody in people.toml'
    )
    (folder / "ilosync.toml").write_text('time_zone = "Asia/Tokyo"\n' + TRACKER)
    _, (grace,) = load_all(folder, {})
    assert grace.time_zone == ZoneInfo("Asia/Tokyo")
