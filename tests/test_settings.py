"""What the computer remembers survives damage, newer programs and folders that cannot be written."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from salesdesk.errors import KnownError
from salesdesk.settings import (
    Settings,
    documents_folder,
    load_settings,
    log_folder,
    remember_database,
    save_settings,
    settings_file,
    without_password,
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SALESDESK_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_without_a_file_the_settings_are_the_usual_ones_and_there_is_nothing_to_say() -> None:
    assert load_settings() == Settings()


def test_settings_come_back_as_they_were_kept() -> None:
    kept = Settings(theme="dark", language="de", window="AAH/", logins={"/data/Łódź.salesdesk": "eva"})
    save_settings(kept)
    assert load_settings() == kept


def test_everything_lies_below_salesdesk_home(home: Path) -> None:
    assert settings_file().parent == home
    assert log_folder().is_relative_to(home)


def test_the_database_opened_last_leads_the_recent_ones_without_doubles() -> None:
    for where in ("/a", "/b", "/a"):
        remember_database(where, "eva")
    settings = load_settings()
    assert (settings.last_database, settings.recent) == ("/a", ("/a", "/b"))
    assert settings.logins == {"/a": "eva", "/b": "eva"}


def test_only_the_ten_newest_databases_are_kept() -> None:
    for number in range(12):
        remember_database(f"/{number}", "eva")
    settings = load_settings()
    assert settings.recent == tuple(f"/{number}" for number in range(11, 1, -1))
    assert set(settings.logins) == set(settings.recent)


@pytest.mark.parametrize(
    "content",
    [b"theme = ", b"\xff\xfe\x00", b'theme = "pink"', b"recent = 3", b"recent = [1]", b'logins = "eva"'],
)
def test_a_damaged_file_gives_the_usual_settings_a_notice_and_is_kept(content: bytes) -> None:
    path = settings_file()
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    settings = load_settings()
    assert "damaged" in settings.notice
    assert replace(settings, notice="") == Settings()
    assert path.with_name("settings.toml.damaged").read_bytes() == content
    save_settings(Settings(theme="light"))
    assert load_settings() == Settings(theme="light")


def test_settings_of_a_newer_salesdesk_are_kept_aside() -> None:
    path = settings_file()
    path.parent.mkdir(parents=True)
    path.write_text('format = 2\ntheme = "dark"\n', encoding="utf-8")
    assert "newer" in load_settings().notice
    assert path.with_name("settings.toml.newer").exists()


def test_an_unknown_setting_is_passed_over() -> None:
    path = settings_file()
    path.parent.mkdir(parents=True)
    path.write_text('format = 1\ntheme = "dark"\nfuture = 1\n', encoding="utf-8")
    assert load_settings() == Settings(theme="dark")


def test_a_notice_is_never_written() -> None:
    save_settings(Settings(notice="something"))
    assert load_settings().notice == ""


def test_settings_that_cannot_be_written_are_refused_in_words_and_leave_nothing_half(home: Path) -> None:
    home.write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(KnownError, match="could not be kept"):
        save_settings(Settings())
    remember_database("/a")
    assert load_settings().notice


def test_a_failed_write_keeps_the_old_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    save_settings(Settings(theme="dark"))

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(KnownError, match="No space left"):
        save_settings(Settings(theme="light"))
    assert load_settings() == Settings(theme="dark")
    assert [path.name for path in settings_file().parent.iterdir()] == ["settings.toml"]


@pytest.mark.parametrize(
    ("where", "shown"),
    [
        ("postgresql://eva:s3cret@db.example/sales", "postgresql://eva@db.example/sales"),
        ("postgresql://eva:p@ss:w0rd@db/sales", "postgresql://eva@db/sales"),
        ("postgresql://db/sales?user=eva&password=s3cret", "postgresql://db/sales?user=eva"),
        ("postgresql://eva@db:5432/sales?sslmode=verify-full", None),
        ("postgresql://eva:s3cret@[::1/sales", "postgresql://…"),
        ("/data/a:b@c.salesdesk", None),
        ("sqlite:////data/sales.salesdesk", None),
    ],
)
def test_an_address_is_shown_without_its_password(where: str, shown: str | None) -> None:
    assert without_password(where) == (shown or where)


def test_no_password_reaches_the_file() -> None:
    remember_database("postgresql://eva:s3cret@db/sales", "eva")
    assert "s3cret" not in settings_file().read_text(encoding="utf-8")
    assert load_settings().logins == {"postgresql://eva@db/sales": "eva"}


def test_a_file_is_proposed_in_a_folder_that_is_there(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home.mkdir()
    assert documents_folder() == home
    monkeypatch.delenv("SALESDESK_HOME")
    monkeypatch.setattr("platformdirs.user_documents_path", lambda: home / "Documents")
    assert documents_folder() == Path.home()
    (home / "Documents").mkdir()
    assert documents_folder() == home / "Documents"
