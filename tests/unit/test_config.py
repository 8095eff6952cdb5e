"""Settings: who wins, where a value came from, and what is refused with the nearest name."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from tests.support.folders import Folders

from cgq.config import (
    Resolution,
    Resolved,
    TriesSettings,
    duration,
    load,
    rate,
    read_secret,
    size,
    variables,
    written_duration,
    written_size,
)
from cgq.config.fields import sections
from cgq.config.resolve import UserPlaces
from cgq.config.shapes import SPAN, shape_for
from cgq.errors import NotReady, ProviderFailed, Refused
from cgq.graph.neo4j.address import check_address
from cgq.secrets.masking import mask_address
from cgq.secrets.names import is_secret


@pytest.fixture
def cwd(tmp_path: Path) -> Path:
    folder = tmp_path / "work" / "papers" / "2024"
    folder.mkdir(parents=True)
    return folder


def settle(cwd: Path, **given: Any) -> Resolution:
    root = next(parent for parent in cwd.parents if parent.name == "work").parent
    return load(
        environ=given.get("environ", {}),
        cwd=cwd,
        flags=given.get("flags"),
        kinds=given.get("kinds"),
        own=given.get("own"),
        places=Folders(root),
        cpus=lambda: 6,
    )


def project(cwd: Path, text: str) -> Path:
    file = cwd.parent.parent / "cgq.toml"
    file.write_text(text, encoding="utf-8")
    return file


def user(cwd: Path, text: str) -> Path:
    file = cwd.parents[2] / "config" / "cgq.toml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def refusal(cwd: Path, **given: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        settle(cwd, **given)
    assert caught.value.exit_code == 2
    return caught.value


def test_defaults_need_no_file(cwd: Path) -> None:
    found = settle(cwd)
    settings = found.settings
    assert settings.db == cwd.parents[2] / "data" / "cgq.db"
    assert (settings.jobs, settings.durability, settings.drain) == (6, "FULL", 30.0)
    assert settings.embedding.provider == "local"
    assert settings.environment == "development"
    assert {value.source for value in found.values.values()} == {"default"}
    assert found.project_file is None


def test_flag_beats_variable_beats_project_beats_user_beats_default(cwd: Path) -> None:
    user_file = user(cwd, 'jobs = 2\ndrain = 1\ndurability = "normal"\n[embedding]\nmodel = "user"')
    project_file = project(cwd, "jobs = 3\ndrain = 2\n[embedding]\ndimension = 3")
    found = settle(cwd, environ={"CGQ_JOBS": "4", "CGQ_DRAIN": "3s"}, flags={"jobs": 5, "db": None})
    assert found.values["jobs"] == Resolved(5, "flag")
    assert found.values["drain"] == Resolved(3.0, "CGQ_DRAIN")
    assert found.values["embedding.dimension"] == Resolved(3, str(project_file))
    assert found.values["embedding.model"] == Resolved("user", str(user_file))
    assert found.values["durability"] == Resolved("NORMAL", str(user_file))
    assert found.values["embedding.provider"].source == "default"
    assert found.settings.jobs == 5
    assert found.user_file_exists


def test_an_environment_is_laid_over_its_own_file_only(cwd: Path) -> None:
    user(cwd, "[environments.production]\njobs = 9\ndrain = 9")
    file = project(cwd, 'jobs = 1\n[environments.production]\n[environments.production.embedding]\nmodel = "m"')
    found = settle(cwd, environ={"CGQ_ENV": "production"})
    assert found.settings.jobs == 1
    assert found.settings.drain == 9.0
    assert found.values["embedding.model"] == Resolved("m", f"{file} [environments.production]")
    assert settle(cwd, environ={"CGQ_ENV": "test"}).settings.embedding.model == "text-embedding-3-small"


def test_an_environment_brings_defaults_only_where_it_is_named(cwd: Path) -> None:
    plain = settle(cwd)
    assert (plain.settings.claim_batch, plain.settings.immediate, plain.settings.log.level) == (None, False, "info")
    assert plain.settings.queues["default"].limit == 5
    named = settle(cwd, environ={"CGQ_ENV": "development"})
    limits = {name: queue.limit for name, queue in named.settings.queues.items()}
    assert limits.pop("pdf_processing") == 1
    assert set(limits.values()) == {2}
    assert (named.settings.claim_batch, named.settings.log.level) == (100, "debug")
    assert named.values["claim_batch"] == Resolved(100, "environment development")
    test = settle(cwd, environ={"CGQ_ENV": "test"}).settings
    assert (test.immediate, test.jobs, test.log.level) == (True, 1, "warning")
    production = settle(cwd, environ={"CGQ_ENV": "production"})
    assert (production.settings.claim_batch, production.settings.immediate) == (500, False)
    assert production.values["queues.pdf_processing.limit"] == Resolved(2, "environment production")


def test_whatever_somebody_says_goes_before_an_environments_defaults(cwd: Path) -> None:
    user(cwd, "jobs = 5\n[queues.default]\nlimit = 9\n[environments.test]\nimmediate = false")
    found = settle(cwd, environ={"CGQ_ENV": "test", "CGQ_LOG_LEVEL": "error"})
    assert (found.settings.jobs, found.settings.immediate, found.settings.log.level) == (5, False, "error")
    assert settle(cwd, environ={"CGQ_ENV": "development"}).settings.queues["default"].limit == 9


def test_an_environment_that_is_not_chosen_is_checked_too(cwd: Path) -> None:
    project(cwd, "[environments.production]\njbos = 1")
    error = refusal(cwd)
    assert "environments.production.jbos" in error.message
    assert "'jobs'" in error.hint


@pytest.mark.parametrize(
    ("text", "said", "near"),
    [
        ("jbos = 1", "'jbos'", "'jobs'"),
        ("[embeding]\nmodel = 'x'", "'embeding'", "'embedding'"),
        ("[embedding]\nmodell = 'x'", "'embedding.modell'", "'model'"),
        ("[queues.default]\nlimits = 1", "'queues.default.limits'", "'limit'"),
        ("[kinds.proces_pdf]\nlimit = 1", "'proces_pdf'", "'process_pdf'"),
        ("[kinds.process_pdf]\ntimeuot = 1", "'kinds.process_pdf.timeuot'", "'timeout'"),
        ("[environments.prod]\njobs = 1", "'prod'", "'production'"),
    ],
)
def test_S5_an_unknown_name_is_refused_with_the_nearest(cwd: Path, text: str, said: str, near: str) -> None:
    file = project(cwd, text)
    error = refusal(cwd, kinds={"process_pdf", "cleanup"})
    assert error.code == "unknown_setting"
    assert str(file) in error.message
    assert said in error.message
    assert near in error.hint


@pytest.mark.parametrize(
    "text",
    [
        "jobs = true",
        "jobs = 0",
        'jobs = "4"',
        "jobs = 1.5",
        'durability = "SOMETIMES"',
        "drain = -1",
        "drain = nan",
        'drain = "soon"',
        "db = 3",
        'db = ""',
        "embedding = 3",
        '[embedding]\nbase_url = "ftp://x"',
        '[embedding]\nprovider = "cohere"',
        "queues = []",
        "[queues]\ndefault = 3",
        '[kinds.process_pdf]\nrate = "10 per second"',
        '[kinds.process_pdf]\npriority = "urgent"',
        '[kinds.process_pdf]\nqueue = "a queue"',
        "[queues.default]\nrank = 0",
        '[kinds.process_pdf]\nmemory = "much"',
        "[kinds.process_pdf]\nkeep_newest = -1",
        "[kinds.process_pdf]\ntries = 3",
        "[kinds.process_pdf.tries]\ntimeout = 3",
        "[kinds.process_pdf.tries.timeout]\nstarts = 0",
        '[kinds.process_pdf.tries."a code"]\nstarts = 1',
        '[queues."two words"]\nlimit = 1',
        f"[queues.{65 * 'a'}]",
        '[queues."production:default"]\nlimit = 1',
        "[kinds.process_pdf]\ntimeout = 0",
        "[kinds.process_pdf]\nlimit = 99999999999999999999",
        "[queues.default]\nlimit = 99999999999999999999",
        "environments = 1",
        "[environments]\ntest = 1",
    ],
)
def test_a_wrong_type_or_value_is_refused_and_names_the_file(cwd: Path, text: str) -> None:
    file = project(cwd, text)
    error = refusal(cwd)
    assert error.code == "bad_setting"
    assert str(file) in error.message


def test_every_field_of_a_kind_is_read(cwd: Path) -> None:
    project(
        cwd,
        """
        [queues.pdf_processing]
        limit = 1
        [kinds.process_pdf]
        queue = "low_priority"
        limit = 2
        rate = "10/10s"
        timeout = "5m"
        max_attempts = 3
        wait = 30
        priority = "HIGH"
        batch = 16
        ttl = "1h30m"
        keep_done = "1d"
        keep_failed = 0
        """,
    )
    settings = settle(cwd, kinds={"process_pdf"}).settings
    kind = settings.kinds["process_pdf"]
    assert settings.queues["pdf_processing"].limit == 1
    assert (kind.queue, kind.limit, kind.rate, kind.timeout) == ("low_priority", 2, "10/10s", 300.0)
    assert (kind.max_attempts, kind.wait, kind.priority, kind.batch) == (3, 30.0, "high", 16)
    assert (kind.ttl, kind.keep_done, kind.keep_failed) == (5400.0, 86_400.0, 0.0)


def test_a_secret_in_a_file_is_refused_without_being_repeated(cwd: Path) -> None:
    project(cwd, '[embedding]\napi_key = "sk-very-secret"')
    error = refusal(cwd)
    assert error.code == "secret_in_file"
    assert "sk-very-secret" not in error.message + error.hint
    assert "OPENAI_API_KEY_FILE" in error.hint


def test_toml_that_does_not_parse_names_the_line(cwd: Path) -> None:
    project(cwd, "jobs = 1\ndrain = = 2\n")
    error = refusal(cwd)
    assert error.code == "bad_settings_file"
    assert "line 2" in error.message


def test_a_file_that_is_not_utf8_is_refused_and_a_byte_order_mark_is_not(cwd: Path) -> None:
    file = project(cwd, "")
    file.write_bytes("# 한글\n".encode("euc-kr"))
    assert "UTF-8" in refusal(cwd).message
    file.write_bytes(b"\xef\xbb\xbfjobs = 2\n")
    assert settle(cwd).settings.jobs == 2


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"CGQ_JOBS": "many"}, "CGQ_JOBS"),
        ({"CGQ_ENV": "prod"}, "CGQ_ENV"),
        ({"CGQ_DURABILITY": "off"}, "CGQ_DURABILITY"),
        ({"CGQ_EMBEDDING_DIMENSION": "1.5"}, "CGQ_EMBEDDING_DIMENSION"),
    ],
)
def test_a_wrong_variable_is_named(cwd: Path, environ: dict[str, str], said: str) -> None:
    assert said in refusal(cwd, environ=environ).message


def test_an_empty_variable_says_nothing(cwd: Path) -> None:
    assert settle(cwd, environ={"CGQ_JOBS": "", "CGQ_ENV": " "}).settings.jobs == 6


def test_a_queue_of_ones_own_is_made_by_naming_it(cwd: Path) -> None:
    file = project(cwd, "[queues.default]\nlimit = 7\n[queues.night]\n[queues.day-2]\nlimit = 1\nrank = 1")
    found = settle(cwd, flags={"queues.typed.rank": 3})
    queues = found.settings.queues
    assert (queues["night"].limit, queues["night"].rank) == (7, 2), "as many as default, and its rank"
    assert (queues["day-2"].limit, queues["day-2"].rank) == (1, 1)
    assert (queues["typed"].limit, queues["typed"].rank) == (7, 3)
    assert found.values["queues.night.rank"].source == str(file)
    assert found.values["queues.night.limit"] == Resolved(7, "default")
    assert settle(cwd, flags={"queues.default.limit": "2"}).settings.queues["default"].limit == 2
    assert refusal(cwd, flags={"queues.no good.limit": 1}).code == "bad_setting"


def test_T3_every_cell_of_a_kind_is_a_setting_in_the_units_that_people_write(cwd: Path) -> None:
    project(
        cwd,
        """
        [kinds.k]
        timeout = "2m"
        timeout_per_item = 0.5
        timeout_most = "1h"
        delay = "10m"
        keep_newest = 0
        memory = "512MB"
        [kinds.k.tries.timeout]
        starts = 3
        wait = "1m30s"
        [environments.test.kinds.k.tries.other]
        doubling = true
        """,
    )
    kind = settle(cwd, environ={"CGQ_ENV": "test"}).settings.kinds["k"]
    assert (kind.timeout, kind.timeout_per_item, kind.timeout_most, kind.delay) == (120.0, 0.5, 3600.0, 600.0)
    assert (kind.keep_newest, kind.memory) == (0, 512 << 20)
    assert dict(kind.tries) == {"timeout": TriesSettings(starts=3, wait=90.0), "other": TriesSettings(doubling=True)}
    found = settle(cwd)
    assert "other" not in found.settings.kinds["k"].tries
    assert (found.units["kinds.k.memory"], found.units["kinds.k.tries.timeout.wait"]) == ("bytes", "seconds")
    assert found.units.get("jobs") is None


@pytest.mark.parametrize(
    ("text", "said", "near"),
    [
        ("[kinds.k.trise.timeout]\nstarts = 3", "kinds.k.trise", "'tries'"),
        ("[kinds.k.tries.timeout]\nstart = 3", "kinds.k.tries.timeout.start", "'starts'"),
        ("[kinds.k]\nmemroy = 3", "kinds.k.memroy", "'memory'"),
    ],
)
def test_S5_an_unknown_cell_of_a_kind_is_refused_with_the_nearest(cwd: Path, text: str, said: str, near: str) -> None:
    project(cwd, text)
    error = refusal(cwd)
    assert said in error.message
    assert near in error.hint


@pytest.mark.parametrize("seconds", [0.0, 0.25, 1.0, 90.0, 120.0, 5400.0, 86_400.0, 604_800.0, 90_061.5, math.inf])
def test_a_written_duration_is_read_back_as_it_was(seconds: float) -> None:
    assert duration(written_duration(seconds)) == seconds


@pytest.mark.parametrize(
    ("text", "count"), [("512MB", 512 << 20), ("2G", 2 << 30), ("1.5k", 1536), ("7", 7), ("1GiB", 1 << 30)]
)
def test_an_amount_of_memory_is_read_in_powers_of_1024_and_written_back(text: str, count: int) -> None:
    assert size(text) == count
    assert size(written_size(count)) == count


def test_S5_a_kind_goes_into_a_queue_that_any_layer_makes_and_into_no_other(cwd: Path) -> None:
    file = project(cwd, '[kinds.process_pdf]\nqueue = "night"')
    error = refusal(cwd, kinds={"process_pdf"})
    assert (error.code, str(file) in error.message, "kinds.process_pdf.queue" in error.message) == (
        "unknown_queue",
        True,
        True,
    )
    user(cwd, "[queues.night]\nlimit = 1")
    assert settle(cwd, kinds={"process_pdf"}).settings.kinds["process_pdf"].queue == "night"
    project(cwd, '[kinds.process_pdf]\nqueue = "nigth"')
    assert "'night'" in refusal(cwd).hint


def test_a_relative_database_counts_from_where_it_was_said(cwd: Path) -> None:
    file = project(cwd, 'db = "data/bank.db"')
    assert settle(cwd).settings.db == file.parent / "data" / "bank.db"
    assert settle(cwd, environ={"CGQ_DB": "here.db"}).settings.db == cwd / "here.db"
    assert settle(cwd, flags={"db": Path("there.db")}).settings.db == cwd / "there.db"


def test_the_database_lies_beside_the_nearest_file(cwd: Path) -> None:
    project(cwd, "jobs = 1")
    inner = cwd.parent / "cgq.toml"
    inner.write_text("jobs = 2")
    found = settle(cwd)
    assert found.project_file == inner
    assert found.settings.jobs == 2
    assert found.settings.db == inner.parent / ".cgq" / "cgq.db"
    assert str(inner) in found.values["db"].source


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90", 90), ("1.5", 1.5), ("5m", 300), ("1h30m", 5400), ("250ms", 0.25), ("2d", 172_800)],
)
def test_durations(text: str, seconds: float) -> None:
    assert duration(text) == pytest.approx(seconds)


@pytest.mark.parametrize("text", ["", "m", "5 m", "-5", "1h x", "５m", "1e3"])
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(ValueError, match="duration"):
        duration(text)


def test_forever_and_rates() -> None:
    assert duration("forever") == math.inf
    assert rate("10/10s") == (10, 10.0)
    assert rate("3/m") == (3, 60.0)
    for text in ("0/s", "3", "3/0s", "3/forever"):
        with pytest.raises(ValueError, match=r"rate|duration"):
            rate(text)


def test_a_secret_comes_from_the_environment_or_from_the_file_it_names(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("sk-0123456789abcdefghij\n")
    assert read_secret("OPENAI_API_KEY", {}) is None
    secret = read_secret("OPENAI_API_KEY", {"OPENAI_API_KEY_FILE": str(file)})
    assert secret is not None
    assert (secret.value, secret.source) == ("sk-0123456789abcdefghij", "OPENAI_API_KEY_FILE")
    assert secret.masked() == "****ghij"
    assert "0123" not in repr(secret)
    with pytest.raises(NotReady, match="OPENAI_API_KEY_FILE"):
        read_secret("OPENAI_API_KEY", {"OPENAI_API_KEY_FILE": str(tmp_path / "none")})


def test_a_password_in_an_address_is_masked() -> None:
    assert mask_address("https://me:pw@host:1/v1") == "https://****@host:1/v1"
    assert mask_address("https://host/v1") == "https://host/v1"


def test_a_user_without_a_home_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless(*_args: Any, **_more: Any) -> Path:
        raise RuntimeError

    monkeypatch.setattr("platformdirs.user_config_path", homeless)
    with pytest.raises(NotReady) as caught:
        UserPlaces().config()
    assert caught.value.code == "no_home"


class Homeless:
    """Where nothing of a user without a home lies."""

    def config(self) -> Path:
        raise NotReady("none", code="no_home")

    data = config


def test_a_user_without_a_home_needs_none_where_the_database_is_named(tmp_path: Path) -> None:
    found = load(environ={"CGQ_DB": "x.db"}, cwd=tmp_path, places=Homeless())
    assert (found.settings.db, found.user_file) == (tmp_path / "x.db", None)
    (tmp_path / "cgq.toml").touch()
    assert load(environ={}, cwd=tmp_path, places=Homeless()).settings.db == tmp_path / ".cgq" / "cgq.db"
    (tmp_path / "cgq.toml").unlink()
    with pytest.raises(NotReady):
        load(environ={}, cwd=tmp_path, places=Homeless())


def test_a_home_that_is_not_there_becomes_no_folder_of_that_name(tmp_path: Path) -> None:
    with pytest.raises(NotReady) as caught:
        load(environ={"CGQ_DB": "~nobody-of-this-name/x.db"}, cwd=tmp_path)
    assert caught.value.code == "no_home"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfMine:
    """The settings of somebody's own kind of job."""

    language: Literal["ko", "en"] = "ko"
    most: int = 3
    patience: Annotated[float, SPAN] = 5.0
    weight: float = 0.5


def of_mine(kind: str) -> type | None:
    return OfMine if kind == "mine" else None


def test_the_settings_of_a_kind_are_read_into_its_own_dataclass(cwd: Path) -> None:
    file = project(
        cwd, "[kinds.mine]\ntimeout = 9\n[kinds.mine.settings]\nlanguage = 'EN'\npatience = '2m'\nweight = 1"
    )
    found = settle(cwd, kinds={"mine", "process_pdf"}, own=of_mine)
    assert found.settings.own["mine"] == OfMine(language="en", patience=120.0, weight=1.0)
    assert found.settings.kinds["mine"].timeout == 9.0
    assert found.values["kinds.mine.settings.language"] == Resolved("en", str(file))
    assert settle(cwd, flags={"kinds.mine.settings.most": "4"}, own=of_mine).settings.own["mine"].most == 4


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[kinds.mine.settings]\nlanguege = 'en'", "kinds.mine.settings.languege"),
        ("[kinds.mine.settings]\nlanguage = 'fr'", "one of ko, en"),
        ("[kinds.mine.settings]\nweight = 'much'", "a number"),
        ("[kinds.process_pdf.settings]\nlanguage = 'en'", "kinds.process_pdf.settings"),
        ("[kinds.mine]\nsettings = 3", "kinds.mine.settings"),
    ],
)
def test_what_a_kind_s_own_settings_do_not_have_is_refused(cwd: Path, text: str, said: str) -> None:
    project(cwd, text)
    assert said in refusal(cwd, kinds={"mine", "process_pdf"}, own=of_mine).message


@dataclass(frozen=True, slots=True, kw_only=True)
class Careful:
    """Settings that hold a secret, and that do not all go together."""

    least: int = 1
    most: int = 3
    api_key: str = ""

    def __post_init__(self) -> None:
        if self.least > self.most:
            raise ValueError("least is more than most")
        if self.most == 666:
            raise KeyError


def of_careful(_: str) -> type:
    return Careful


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("least = 5", "kinds.mine.settings.least: least is more than most"),
        ("least = 5\nmost = 4", "kinds.mine.settings.least, kinds.mine.settings.most: least is more than most"),
        ("most = 666", "kinds.mine.settings.most: KeyError"),
    ],
)
def test_settings_that_refuse_their_values_are_refused_with_file_and_keys(cwd: Path, text: str, said: str) -> None:
    file = project(cwd, f"[kinds.mine.settings]\n{text}")
    error = refusal(cwd, kinds={"mine"}, own=of_careful)
    assert (error.code, error.message) == ("bad_setting", f"{file}: {said}")


@pytest.mark.parametrize("section", ["kinds.mine.settings", "environments.test.kinds.mine.settings"])
def test_a_secret_of_a_kind_in_a_file_is_refused_without_being_repeated(cwd: Path, section: str) -> None:
    file = project(cwd, f"[{section}]\napi_key = 'sk-very-secret'")
    error = refusal(cwd, kinds={"mine"}, own=of_careful)
    assert (error.code, f"({section}.api_key)" in error.message) == ("secret_in_file", True)
    assert "sk-very-secret" not in error.message + error.hint
    assert "CGQ_KINDS_MINE_API_KEY_FILE" in error.hint
    file.unlink()
    flags = {"kinds.mine.settings.api_key": "sk-very-secret"}
    assert refusal(cwd, flags=flags, own=of_careful).code == "unknown_setting"


def test_the_settings_of_a_kind_that_cannot_be_loaded_are_not_read(cwd: Path) -> None:
    def broken(_: str) -> type | None:
        raise NotReady("It cannot be loaded.", code="stage_not_loadable")

    project(cwd, "[kinds.mine]\ntimeout = 9\n[kinds.mine.settings]\nanything = []")
    found = settle(cwd, kinds={"mine"}, own=broken)
    assert (found.settings.kinds["mine"].timeout, found.settings.own) == (9.0, {})


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        ("api_key", True),
        ("key", True),
        ("access_token", True),
        ("PASSWORD", True),
        ("client_secret", True),
        ("keys", False),
        ("max_tokens", False),
        ("monkey", False),
    ],
)
def test_a_secret_is_known_by_its_name(name: str, secret: bool) -> None:
    assert is_secret(name) is secret


@pytest.mark.parametrize("annotation", [list[str], int | str, Literal[1, 2], dict, complex, [int]])
def test_a_type_that_cannot_be_set_is_named(annotation: Any) -> None:
    with pytest.raises(TypeError, match="no setting can be of type"):
        shape_for(annotation)


def test_every_section_and_variable_is_read_from_the_dataclasses() -> None:
    assert set(sections()) == {
        *("budget", "collect", "concepts", "embedding", "limits", "log", "neo4j", "prices", "reading"),
    }
    assert variables()["reading.base_url"] == ("CGQ_READING_BASE_URL",)
    assert variables()["db"] == ("CGQ_DB",)
    with pytest.raises(TypeError, match="no setting"):
        shape_for(bytes)


def test_the_file_of_the_log_counts_from_its_settings_file_and_none_is_no_path(cwd: Path) -> None:
    file = project(cwd, 'db = "none"\n[log]\nfile = "logs/cgq.log"\n')
    found = settle(cwd).settings
    assert (found.log.file, found.db) == (str(file.parent / "logs" / "cgq.log"), file.parent / "none")
    found = settle(cwd, environ={"CGQ_LOG_FILE": "None", "CGQ_LOG_FORMAT": "JSON"}).settings
    assert (found.log.file, found.log.format) == ("none", "json")


def test_an_amount_that_is_too_small_is_shown_as_it_is_written(cwd: Path) -> None:
    project(cwd, "[budget]\nper_day = 0.00000002\n")
    with pytest.raises(Refused, match=r"per_day must be US dollars .* in steps of 0\.000001, not 0\.00000002"):
        settle(cwd)
    project(cwd, "[budget]\nper_day = 0.000001\n")
    assert settle(cwd).settings.budget.per_day == "1e-06"


@pytest.mark.parametrize(
    "wrong", ["http://localhost:7687", "bolt://", "bolt://neo4j:a-word@localhost", "localhost:7687"]
)
def test_the_address_of_a_neo4j_is_one_without_a_user_in_it(cwd: Path, wrong: str) -> None:
    project(cwd, f'[neo4j]\nuri = "{wrong}"\n')
    with pytest.raises(Refused, match="an address such as bolt://") as refused:
        settle(cwd)
    assert "a-word" not in str(refused.value)
    project(cwd, '[neo4j]\nuri = "bolt://localhost"\n')
    found = settle(cwd, environ={"CGQ_NEO4J_URI": "neo4j+s://graph.example", "NEO4J_USERNAME": "kim"}).settings
    assert (found.neo4j.uri, found.neo4j.username) == ("neo4j+s://graph.example", "kim")


def test_a_neo4j_is_sent_to_in_the_clear_on_this_machine_alone() -> None:
    for safe in ("bolt://localhost:7687", "neo4j://127.0.0.1", "bolt://[::1]:7687", "neo4j+s://graph.example"):
        assert check_address(safe) == safe
    with pytest.raises(ProviderFailed, match="must be encrypted") as refused:
        check_address("bolt://graph.example:7687")
    assert (refused.value.code, refused.value.pauses_queue) == ("neo4j_insecure", False)
    with pytest.raises(NotReady, match="No Neo4j server is configured"):
        check_address(None)
