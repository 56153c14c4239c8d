"""The configuration: read whole, refused with its line, appended to with comments kept."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from crawler.config import Config, append_sources, load_config, parse_config
from storage.errors import ConfigError
from storage.records import Kind, Selectors, Source

HERE = Path("newsfold.toml")

WHOLE = """
[store]
path = "kept/news.db"

[crawl]
contact = "https://example.org/us"
delay = 2
allow_addresses = ["10.0.0.0/8", "Printer.local"]

[[sources]]
name = "Dams"
url = "https://example.org/tags/dams"
kind = "listing"
every = "30m"
selectors = { item = "article", next = "//a[@rel='next']" }

[[sources]]
url = "https://example.org/rss"
every = "0 7 * * 1-5"
"""


def test_everything_that_is_said_is_kept() -> None:
    config = parse_config(WHOLE, Path("/etc/newsfold/newsfold.toml"))

    assert config.store_path == Path("/etc/newsfold/kept/news.db")
    assert config.crawl.delay == 2.0
    assert config.crawl.allow_addresses == ("10.0.0.0/8", "printer.local")
    assert config.sources[0] == Source(
        name="Dams",
        url="https://example.org/tags/dams",
        kind=Kind.LISTING,
        every="30m",
        selectors=Selectors(item="article", next="//a[@rel='next']"),
    )
    assert config.sources[1].name == "https://example.org/rss"
    assert config.sources[1].kind is None


def test_an_absent_file_is_an_empty_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NEWSFOLD_CONFIG", raising=False)

    assert load_config() == Config()


def test_a_file_may_begin_with_a_byte_order_mark() -> None:
    config = parse_config("\ufeff[crawl]\r\ndelay = 3\r\n", HERE)
    assert config.crawl.delay == 3
    with pytest.raises(ConfigError, match="line 1: no table"):
        parse_config("\ufeff[crwl]\r\n", HERE)


def test_a_named_file_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.toml: cannot be read"):
        load_config(tmp_path / "nowhere.toml")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[crawl]\ndelay = 1\nallow_adresses = []", "line 3: .*'allow_adresses'; did you mean 'allow_addresses'"),
        ("[crawl]\n\n# slow\ndelay = 'slow'", "line 4: crawl.delay = 'slow': expected a number of seconds"),
        ("[crawl]\ncontact = ''", "line 2: crawl.contact = '': .* an address, and this is empty: give one, or take"),
        (
            "[crawl]\nuser_agent = ' '",
            "line 2: crawl.user_agent = ' ': .* this is empty: write it, or take the line out",
        ),
        ("[crawl]\ncontact = 3", "line 2: crawl.contact = 3: expected text in quotes"),
        ("[crawl]\ncontact = 'call me'", "line 2: crawl.contact = 'call me': expected a page or an e-mail address"),
        ("[crawl]\nrespect_robots = 1", "line 2: .*expected true or false"),
        ("[crwl]\ndelay = 1", r"line 1: no table \[crwl\]; did you mean 'crawl'"),
        ("[[sources]]\nurl = 'http://a.example/'\n[[sources]]\nurl = 'ftp://x'", "line 4: sources.url"),
        ("[[sources]]\nurl = 'http://a.example/'\nkind = 'feeed'", "line 3: .*listing, feed.*did you mean 'feed'"),
        ("[[sources]]\nname = 'x'", "line 1: .*lacks 'url'"),
        ("[[sources]]\nurl = 'http://a.example/'\nevery = 'often'", "line 3: .*30m"),
        ("[sources]\nurl = 'http://a.example/'", r"line 1: sources is written as \[\[sources\]\]"),
        ("[crawl]\nallow_addresses = ['10.0.0.0/99']", "line 2: .*network"),
        ("[[sources]]\nurl = 'http://a.example/'\nselectors = {itm = 'x'}", "line 3: .*only item"),
        ("[[sources]]\nurl = 'http://a.example/'\nselectors = {item = 'div[['}", "line 3: .*item = 'div.*no valid CSS"),
        ("[[alerts]]\nname = 'floods'\nquery = 'flood'", "line 1: this .*alerts.* tells nobody: give it a webhook"),
        ("[[alerts]]\nname = 'a'\ncommand = 7", "line 3: .*a command, such as .* as a list of its words"),
        ("[[alerts]]\nname = 'a'\ncommand = 'mail \"me'", "line 3: .*a command, such as .*no closing quotation"),
        ("[[alerts]]\nname = 'a'\ncommand = []", "line 3: .*a command, such as"),
        ("[[alerts]]\nname = 'a'\natom = 'a.atom'\nquery = '-dam'", "line 4: .*'-dam' only leaves out"),
        ("[[alerts]]\nname = 'a'\natom = 'newsfold.toml'", "line 3: .*alert 'a' is the configuration itself: name"),
        (
            "[store]\npath = 'x.db'\n[[alerts]]\nname = 'a'\natom = './x.db'",
            "line 5: .*alert 'a' is the store: name",
        ),
        ("[[alerts]]\nname = 'a'\natom = 'newsfold.db'", "line 3: .*alert 'a' is the store: name another"),
        ("[fold]\nrecipe = 'nope'", "line 2: fold.recipe = 'nope': expected one of w5"),
        ("[crawl\n", "line 1: is not TOML: Expected '\\]' at the end"),
        ("[crawl]\nallow_addresses = ['a',\ncontact = 'x'\n", r"line 2: is not TOML: the list .* end it with \]"),
        ("[crawl]\nallow_addresses = [\n'a'\n\n[[sources]]\n", r"line 2: is not TOML: the list .* end it with \]"),
        ("[crawl]\nallow_addresses = ['a'", r"line 2: is not TOML: the list .* end it with \]"),
        ("[[sources]]\nselectors = {item = 'a'\nurl = 'x'", "line 2: is not TOML: the table .* end it with }"),
        ("[crawl]\nallow_addresses = ['a']\ncontact = me", "line 3: is not TOML: .*text stands in quotes"),
        ("[crawl]\ncontact = me", "line 2: is not TOML: .*text stands in quotes"),
        ("[crawl]\ndelay = 1\ndelay = 2", "line 3: is not TOML: a key that stands there already"),
        ("[crawl]\n[crawl]", "line 2: is not TOML: the table crawl, which stands there already"),
        ("[[sources]]\nurl = 'http://a.example/'\nevery = '61 * * * *'", r"\(in 61, the last value \(61\) is higher"),
        ("[[sources]]\nurl = 'http://a.example/'\nlanguage = 'English'", 'line 3: .*code of a language such as "en"'),
        ("[crawl]\nallow_addresses = ['not a host']", "line 2: .*a host, an address or a network"),
        ("[crawl]\nallow_addresses = ['127.0.0.1:80']", "line 2: .*without scheme and port"),
        ("[crawl]\nallow_addresses = ['127.0.0.256']", "line 2: .*a host, an address or a network"),
        ("[[sources]]\nurl='http://a.example/'\n[[sources]]\nurl='http://a.example/'", "two sources are called"),
        (
            "[[sources]]\nurl='http://a.example/n'\n[[sources]]\nname='b'\nurl='http://A.example/n/#top'",
            r"line 5: 'b' has the address of 'http://a.example/n' \(http://a.example/n\); keep one",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_line(text: str, complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint) as refusal:
        parse_config(text, HERE)

    assert "\n" not in str(refusal.value)
    assert str(refusal.value).startswith("newsfold.toml")


def test_what_an_alert_would_write_over_is_named_beside_all_else() -> None:
    with pytest.raises(ConfigError) as refusal:
        parse_config("[crawl]\ndelay = -1\n[[alerts]]\nname = 'a'\natom = 'newsfold.toml'\n", HERE)
    assert [part.split(":")[0] for part in str(refusal.value).split(", ", 1)[1].split("; ")] == ["line 2", "line 5"]


def test_sources_of_one_host_have_addresses_of_their_own() -> None:
    urls = ("http://a.example/n", "http://a.example/n/?page=1/", "http://a.example/n/?page=1", "https://a.example/n")
    text = "".join(f"[[sources]]\nurl = '{url}'\n" for url in urls)
    assert [source.url for source in parse_config(text, HERE).sources] == list(urls)


def test_all_mistakes_are_named_at_once_in_the_order_of_lines() -> None:
    text = "[[sources]]\nname = 'x'\nevry = '1h'\n[crawl]\ndelay = -1\nbogus = 2\n[fold]\n[foo]\n"
    with pytest.raises(ConfigError) as refusal:
        parse_config(text, HERE)

    said = str(refusal.value)
    assert [part.split(":")[0] for part in said.split("; ") if part.startswith("line ")] == [
        "line 3",
        "line 5",
        "line 6",
        "line 8",
    ]
    assert said.startswith("newsfold.toml, line 1: this [[sources]] lacks 'url'; line 3: ")
    with pytest.raises(ConfigError, match=r"; and 2 more$"):
        parse_config("[crawl]\n" + "\n".join(f"wrong{number} = 1" for number in range(12)), HERE)


@pytest.mark.parametrize("language", ["en", "pt-BR", "zh-Hans", "srp", "en_GB"])
def test_codes_of_languages_are_taken(language: str) -> None:
    text = f"[[sources]]\nurl = 'https://example.org/'\nlanguage = '{language}'"
    assert parse_config(text, HERE).sources[0].language == language


@pytest.mark.parametrize(
    "host", ["intranet", "printer.local", "münchen.example", "10.1.0.0/16", "::1", "[::1]", "0x7f.1"]
)
def test_hosts_addresses_and_networks_are_allowed(host: str) -> None:
    text = f"[crawl]\nallow_addresses = ['{host}']"
    assert parse_config(text, HERE).crawl.allow_addresses == (host,)


def test_a_source_is_appended_and_comments_stay(tmp_path: Path) -> None:
    path = tmp_path / "newsfold.toml"
    path.write_text("# mine\n[crawl]\ndelay = 3 # slow", encoding="utf-8")
    source = Source(name='A "quoted" name', url="https://example.org/rss", kind=Kind.FEED, max_pages=3)

    append_sources(path, [source])

    assert path.read_text(encoding="utf-8").startswith("# mine\n[crawl]\ndelay = 3 # slow\n")
    assert load_config(path).sources == (source,)


def test_a_source_is_not_appended_twice(tmp_path: Path) -> None:
    path = tmp_path / "newsfold.toml"
    append_sources(path, [Source(name="one", url="https://example.org/rss")])

    with pytest.raises(ConfigError, match="already has 'one'"):
        append_sources(path, [Source(name="two", url="https://example.org/rss")])


def test_a_file_that_cannot_take_a_further_table_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "newsfold.toml"
    path.write_text("sources = [{url = 'https://example.org/a'}]\n", encoding="utf-8")

    with pytest.raises(ConfigError, match=r"write its sources as \[\[sources\]\]"):
        append_sources(path, [Source(name="b", url="https://example.org/b")])

    assert path.read_text(encoding="utf-8") == "sources = [{url = 'https://example.org/a'}]\n"


def test_line_ends_of_another_system_stay(tmp_path: Path) -> None:
    path = tmp_path / "newsfold.toml"
    path.write_bytes(b"# mine\r\n[crawl]\r\ndelay = 3\r\n")

    append_sources(path, [Source(name="b", url="https://example.org/b")])

    assert path.read_bytes().startswith(b"# mine\r\n[crawl]\r\ndelay = 3\r\n\n[[sources]]")


def test_a_command_may_be_a_list_of_its_words() -> None:
    (alert,) = parse_config("[[alerts]]\nname = 'a'\ncommand = ['sh', '-c', 'cat >> \"news of today\"']\n", HERE).alerts
    assert shlex.split(alert.command or "") == ["sh", "-c", 'cat >> "news of today"']
