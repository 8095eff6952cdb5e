"""`[providers.NAME]` and the presets: what may stand there, what is refused, what comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cgq.config import PRESETS, SecondLookSettings, Settings, VectorSettings, load, service_of
from cgq.errors import Refused
from cgq.secrets.names import is_secret

if TYPE_CHECKING:
    from pathlib import Path


class NoPlaces:
    """A user without files of their own; data lies in a folder of the test."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def config(self) -> Path:
        return self._folder / "config"

    def data(self) -> Path:
        return self._folder / "data"


def settings(folder: Path, text: str, **environ: str) -> Settings:
    (folder / "cgq.toml").write_text(text)
    return load(environ=environ, cwd=folder, places=NoPlaces(folder)).settings


def test_a_preset_is_a_provider_without_a_table(tmp_path: Path) -> None:
    found = settings(tmp_path, '[embedding]\nprovider = "ollama"\nmodel = "bge-m3"\ndimension = 1024')
    assert VectorSettings.of(found).service == PRESETS["ollama"]
    assert SecondLookSettings.of(found).service == PRESETS["openai"]


def test_this_machine_is_no_service(tmp_path: Path) -> None:
    assert VectorSettings.of(settings(tmp_path, "")).service is None


def test_what_a_table_says_goes_before_its_preset(tmp_path: Path) -> None:
    found = settings(
        tmp_path,
        """
        [providers.lab]
        preset = "vllm"
        base_url = "https://lab.example.org/v1"
        key_variable = "LAB_API_KEY"
        json_schema = false
        [reading]
        provider = "lab"
        model = "some-model"
        """,
    )
    service = SecondLookSettings.of(found).service
    assert (service.name, service.base_url, service.key_variable) == (
        "lab",
        "https://lab.example.org/v1",
        "LAB_API_KEY",
    )
    assert (service.json_schema, service.json_object) == (False, True)


def test_an_address_of_the_use_goes_before_that_of_the_provider(tmp_path: Path) -> None:
    found = settings(tmp_path, "", CGQ_READING_BASE_URL="http://127.0.0.1:8/v1")
    service = SecondLookSettings.of(found).service
    assert (service.base_url, service.takes_openai_base_url) == ("http://127.0.0.1:8/v1", False)


def test_a_local_server_behind_a_key_is_given_it(tmp_path: Path) -> None:
    found = settings(
        tmp_path, '[providers.vllm]\nkey_variable = "VLLM_API_KEY"\n[providers.openai]\nkey_variable = "none"'
    )
    assert service_of("vllm", found.providers).key_variable == "VLLM_API_KEY"
    assert service_of("openai", found.providers).key_variable == ""


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_a_preset_s_key_is_masked_by_its_name_and_its_address_is_safe(preset: object) -> None:
    from cgq.config import Service
    from cgq.enrich.access import check_address

    assert isinstance(preset, Service)
    assert not preset.key_variable or is_secret(preset.key_variable)
    check_address(preset.base_url)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[embedding]\nprovider = "olama"', "ollama"),
        ('[reading]\nprovider = "local"', "no provider 'local'"),
        ("[providers.mine]\nbatch = true", "starts from no preset"),
        ('[providers.mine]\npreset = "open_ai"', "openai"),
        ('[providers."a b"]\npreset = "vllm"', "cannot be called"),
        ('[providers.local]\npreset = "vllm"', "cannot be called"),
        ('[providers.vllm]\nkey_variable = "HOME"', "key_variable must be a variable"),
        ('[providers.vllm]\nkey_variable = "sk-0123456789abcdef"', "key_variable must be a variable"),
        ('[providers.vllm]\nbase_url = "ftp://x"', "http"),
        ("[providers.vllm]\nrequests_per_minute = 0", "at least 1"),
        ("[providers.vllm]\nvison = true", "vision"),
        ('[providers.vllm]\napi_key = "x"', "secret"),
    ],
)
def test_S5_what_cannot_be_meant_is_refused(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(Refused) as caught:
        settings(tmp_path, text)
    assert says in f"{caught.value.message} {caught.value.hint}"


def test_the_price_list_knows_every_preset_by_its_name() -> None:
    from cgq.enrich.prices import load as load_prices

    prices = load_prices()
    known = {provider for provider, _ in prices.models} | prices.free
    assert set(PRESETS) <= known
