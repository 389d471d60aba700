"""The vault: every right way in opens it, every wrong one has its own sentence and changes nothing."""

import json
import os
import stat
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from argon2 import low_level
from argon2.exceptions import HashingError

from app.services import problems
from app.services.store import files, vault
from app.services.store.vault import contents, keys, recovery

_ANNA, _BEN = "anna's long sentence of words", "ben's other sentence of words"


@pytest.fixture
def made(tmp_path: Path) -> vault.Created:
    """A new vault of Anna's at the lowest cost."""
    return vault.create(
        tmp_path / "store",
        store_id="store-1",
        agency="Prairie Peer Center",
        user_id="anna-id",
        user_name="Anna Littlewolf",
        passphrase=_ANNA,
        cost=vault.LOW,
    )


@pytest.fixture
def folder(made: vault.Created, tmp_path: Path) -> Path:
    """The folder of Anna's vault."""
    return tmp_path / "store"


def _add_ben(folder: Path, made: vault.Created) -> vault.PublicKeys:
    return vault.add_user(
        folder, made.store_key, user_id="ben-id", name="Ben Old Elk", passphrase=_BEN, cost=vault.LOW
    )


def _edit(folder: Path, change: Callable[[dict[str, Any]], object]) -> bytes:
    path = folder / vault.VAULT_FILE
    raw = json.loads(path.read_bytes())
    change(raw)
    path.write_bytes(json.dumps(raw, indent=1, ensure_ascii=False).encode() + b"\n")
    return path.read_bytes()


def _now(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir() if each.is_file()}


# Ways in


def test_a_new_vault_opens_with_its_passphrase_and_its_recovery_key(
    folder: Path, made: vault.Created
) -> None:
    opened = vault.unlock(folder, "Anna Littlewolf", _ANNA)
    assert opened.store_key == made.store_key
    assert len(opened.store_key) == 32
    assert opened.user is not None
    assert opened.user.publics == made.keys.publics
    assert opened.vault == vault.Vault(
        "store-1",
        "Prairie Peer Center",
        (vault.Person("anna-id", "Anna Littlewolf", keyring=False),),
        vault.Anchor(0, ""),
    )
    by_paper = vault.unlock_with_recovery(folder, made.recovery_key)
    assert (by_paper.store_key, by_paper.user) == (made.store_key, None)
    assert by_paper.recovery_public == made.recovery_public
    vault.check_recovery_key(folder, made.recovery_key)


def test_at_full_cost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spent: list[tuple[int, int, int]] = []
    real = low_level.hash_secret_raw

    def counted(secret: bytes, salt: bytes, **settings: Any) -> bytes:
        spent.append((settings["memory_cost"], settings["time_cost"], settings["parallelism"]))
        return real(secret, salt, **settings)

    monkeypatch.setattr(low_level, "hash_secret_raw", counted)
    vault.create(tmp_path, store_id="s", agency="A", user_id="u", user_name="Anna", passphrase=_ANNA)
    vault.unlock(tmp_path, "Anna", _ANNA)
    for name, passphrase in (("Anna", "wrong"), ("Nobody", _ANNA)):
        with pytest.raises(problems.WrongPassphrase):
            vault.unlock(tmp_path, name, passphrase)
    assert spent == [(128 * 1024, 3, 4)] * 4


def test_reading_opens_nothing_and_shows_who_may_unlock(folder: Path, made: vault.Created) -> None:
    _add_ben(folder, made)
    seen = vault.read(folder)
    assert [person.name for person in seen.people] == ["Anna Littlewolf", "Ben Old Elk"]
    assert vault.exists(folder)


@pytest.mark.parametrize(
    "name", ["anna littlewolf", "  ANNA   Littlewolf ", "\uff21\uff4e\uff4e\uff41 Littlewolf"]
)
def test_a_name_is_found_however_it_is_typed(folder: Path, made: vault.Created, name: str) -> None:
    assert vault.unlock(folder, name, _ANNA).store_key == made.store_key


@pytest.mark.parametrize(
    ("set_as", "typed_as"),
    [
        ("\u00e9t\u00e9 \u00e0 la for\u00eat", "e\u0301te\u0301 a\u0300 la fore\u0302t"),
        ("\u010c\u0313 k\u0313\u02b7 x\u0323\u02b7", "C\u030c\u0313 k\u0313\u02b7 x\u0323\u02b7"),
        ("\uff50\uff41\uff53\uff53 word", "pass word"),
        ("\ud55c\uad6d\uc5b4 \ubb38\uc7a5", "\u1112\u1161\u11ab\u1100\u116e\u11a8\u110b\u1165 문장"),
        ("пароль на каждый день", "пароль на каждый день"),
        ("سرّ طويل من كلمات", "سرّ طويل من كلمات"),
        ("tabs\tand \U0001f43a wolves", "tabs\tand \U0001f43a wolves"),
        ("half a letter \ud800", "half a letter \ud800"),
    ],
)
def test_any_script_opens_however_it_is_encoded(tmp_path: Path, set_as: str, typed_as: str) -> None:
    made = vault.create(
        tmp_path,
        store_id="s",
        agency="Čʼ ɬ",
        user_id="u",
        user_name="Ƛ̓ k̓ʷ",
        passphrase=set_as,
        cost=vault.LOW,
    )
    assert vault.unlock(tmp_path, "Ƛ̓ k̓ʷ", typed_as).store_key == made.store_key
    with pytest.raises(problems.WrongPassphrase):
        vault.unlock(tmp_path, "Ƛ̓ k̓ʷ", typed_as + " ")


def test_the_signing_key_needs_the_passphrase_each_time(folder: Path, made: vault.Created) -> None:
    key = vault.open_signing_key(folder, "anna-id", _ANNA)
    assert key.public_key().public_bytes_raw() == made.keys.publics.signing
    for user_id, passphrase in (("anna-id", _BEN), ("nobody", _ANNA)):
        with pytest.raises(problems.WrongPassphrase):
            vault.open_signing_key(folder, user_id, passphrase)


def test_the_computers_secret_opens_but_cannot_sign(folder: Path, made: vault.Created) -> None:
    opened = vault.unlock(folder, "Anna Littlewolf", _ANNA)
    secret = vault.add_keyring_slot(folder, opened, "anna@laptop")
    assert vault.read(folder).people[0].keyring
    again = vault.unlock_with_keyring(folder, "anna-id", secret)
    assert again.store_key == made.store_key
    assert again.user is not None
    assert again.user.exchange_public == made.keys.exchange_public
    with pytest.raises(ValueError, match="signing key"):
        _ = again.user.publics
    vault.check_public_keys(again.user, {"anna-id": made.keys.publics})
    for user_id, wrong in (("anna-id", bytes(32)), ("anna-id", b""), ("ben-id", secret)):
        with pytest.raises(problems.WrongPassphrase, match="Type your passphrase"):
            vault.unlock_with_keyring(folder, user_id, wrong)


def test_a_computer_account_is_one_persons(folder: Path, made: vault.Created) -> None:
    _add_ben(folder, made)
    vault.add_keyring_slot(folder, vault.unlock(folder, "Anna Littlewolf", _ANNA), "office@laptop")
    ben = vault.unlock(folder, "Ben Old Elk", _BEN)
    before = _now(folder)
    with pytest.raises(problems.Forbidden, match="account is shared"):
        vault.add_keyring_slot(folder, ben, "office@laptop")
    assert _now(folder) == before
    vault.add_keyring_slot(folder, ben, "ben@laptop")


@pytest.mark.parametrize("way", ["removed", "changed", "reset"])
def test_the_computers_secret_ends(folder: Path, made: vault.Created, way: str) -> None:
    secret = vault.add_keyring_slot(folder, vault.unlock(folder, "Anna Littlewolf", _ANNA), "anna@laptop")
    if way == "removed":
        vault.remove_keyring_slot(folder, made.store_key, "anna-id")
    elif way == "changed":
        vault.change_passphrase(folder, "anna-id", _ANNA, "another sentence", vault.LOW)
    else:
        vault.reset_passphrase(folder, made.store_key, "anna-id", "another sentence", vault.LOW)
    with pytest.raises(problems.WrongPassphrase):
        vault.unlock_with_keyring(folder, "anna-id", secret)


# Wrong ways


def test_an_unknown_name_and_a_wrong_passphrase_are_told_alike(folder: Path, made: vault.Created) -> None:
    before, sentences = _now(folder), set()
    tries = (("Anna Littlewolf", "wrong"), ("Nobody", _ANNA), ("", ""), ("Anna Littlewolf", ""))
    for name, passphrase in (*tries, ("Anna Littlewolf", "x" * 1_000_000)):
        with pytest.raises(problems.WrongPassphrase) as caught:
            vault.unlock(folder, name, passphrase)
        sentences.add(caught.value.sentence)
    assert len(sentences) == 1
    assert _now(folder) == before


def test_a_folder_without_a_vault_says_which_part_is_missing(tmp_path: Path) -> None:
    for where in (tmp_path, tmp_path / "none"):
        with pytest.raises(problems.NoStore, match="no Peerdesk store"):
            vault.read(where)
        assert not vault.exists(where)
    (tmp_path / vault.STORE_FILE).write_bytes(b"records")
    with pytest.raises(problems.NoStore, match=r"vault\.json, the file with the keys, is missing"):
        vault.unlock(tmp_path, "Anna", _ANNA)
    assert _now(tmp_path) == {vault.STORE_FILE: b"records"}


@pytest.mark.parametrize(
    ("data", "problem", "words"),
    [
        (b"", problems.Damaged, "is empty"),
        (b"PK\x03\x04 a letter", problems.ForeignStore, "was not made by Peerdesk"),
        (b"\xff\xfe\x00", problems.ForeignStore, "was not made by Peerdesk"),
        (b"[]", problems.ForeignStore, "was not made by Peerdesk"),
        (b"null", problems.ForeignStore, "was not made by Peerdesk"),
        (b"[" * 100_000, problems.ForeignStore, "was not made by Peerdesk"),
        (b'{"format": "other-vault", "version": 1}', problems.ForeignStore, "was not made by Peerdesk"),
        (b" " * 2_000_001, problems.ForeignStore, "was not made by Peerdesk"),
        (b'{"format": "peerdesk-vault", "version": 2}', problems.NewerStore, "newer Peerdesk"),
        (b'{"format": "peerdesk-vault", "version": 1}', problems.Damaged, "cut short"),
        (b'{"format": "peerdesk-vault", "version": "2"}', problems.Damaged, "cut short"),
    ],
)
def test_a_file_that_is_no_vault_is_told(
    tmp_path: Path, data: bytes, problem: type[problems.Problem], words: str
) -> None:
    (tmp_path / vault.VAULT_FILE).write_bytes(data)
    with pytest.raises(problem, match=words):
        vault.read(tmp_path)
    assert _now(tmp_path) == {vault.VAULT_FILE: data}


def test_a_folder_in_the_vaults_place_is_told(tmp_path: Path) -> None:
    (tmp_path / vault.VAULT_FILE).mkdir()
    with pytest.raises(problems.DiskProblem, match="is a folder"):
        vault.read(tmp_path)


def test_a_vault_cut_short_anywhere_is_told(folder: Path) -> None:
    path = folder / vault.VAULT_FILE
    whole = path.read_bytes()
    for length in range(len(whole.rstrip())):
        path.write_bytes(whole[:length])
        with pytest.raises(problems.Damaged, match=r"empty|cut short"):
            vault.read(folder)


def test_every_changed_byte_is_found(folder: Path, made: vault.Created) -> None:
    path = folder / vault.VAULT_FILE
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(problems.Problem):
            vault.check_mac(folder, made.store_key)
    path.write_bytes(whole)
    vault.check_mac(folder, made.store_key)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("memory_mib", 7),
        ("memory_mib", 1025),
        ("memory_mib", 10**9),
        ("memory_mib", -8),
        ("passes", 0),
        ("passes", 11),
        ("lanes", 0),
        ("lanes", 17),
        ("algorithm", "argon2i"),
        ("salt", ""),
        ("salt", "AAAA"),
    ],
)
def test_settings_out_of_bounds_are_refused_before_use(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: object
) -> None:
    before = _edit(folder, lambda raw: raw["users"][0]["kdf"].update({name: value}))
    monkeypatch.setattr(low_level, "hash_secret_raw", lambda *_, **__: pytest.fail("derived"))
    with pytest.raises(problems.Damaged, match="settings that Peerdesk does not accept"):
        vault.unlock(folder, "Anna Littlewolf", _ANNA)
    assert (folder / vault.VAULT_FILE).read_bytes() == before


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw["users"][0]["kdf"].update(memory_mib=True),
        lambda raw: raw["users"][0]["kdf"].update(passes=1.0),
        lambda raw: raw["users"][0].update(name=""),
        lambda raw: raw["users"][0].update(name="two\nlines"),
        lambda raw: raw["users"][0].update(exchange="***"),
        lambda raw: raw["users"][0].update(extra=1),
        lambda raw: raw["users"].append(raw["users"][0]),
        lambda raw: raw.update(users=[]),
        lambda raw: raw.update(users={}),
        lambda raw: raw.update(users=[7]),
        lambda raw: raw.update(extra=1),
        lambda raw: raw.update(mac=None),
        lambda raw: raw.pop("mac"),
        lambda raw: raw.pop("anchor"),
        lambda raw: raw["anchor"].update(count=-1),
        lambda raw: raw["anchor"].update(head="xyz"),
    ],
)
def test_fields_out_of_form_are_told(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    before = _edit(folder, change)
    with pytest.raises(problems.Damaged, match="cut short or was changed"):
        vault.read(folder)
    assert (folder / vault.VAULT_FILE).read_bytes() == before


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw.update(agency="Another Center"),
        lambda raw: raw["users"][0].update(id="ben-id-2"),
        lambda raw: raw["users"][1].update(name="Benjamin"),
        lambda raw: raw["users"].reverse(),
        lambda raw: raw["users"].pop(),
        lambda raw: raw["anchor"].update(count=3, head="ab"),
        lambda raw: raw["recovery"].update(store_key=raw["users"][0]["store_key"]),
        lambda raw: raw.update(mac="AAAA"),
    ],
)
def test_edits_are_found_by_the_seal(
    folder: Path, made: vault.Created, change: Callable[[dict[str, Any]], object]
) -> None:
    _add_ben(folder, made)
    before = _edit(folder, change)
    with pytest.raises(problems.Damaged, match="its seal does not fit"):
        vault.check_mac(folder, made.store_key)
    with pytest.raises(problems.Damaged, match="its seal does not fit"):
        vault.move_anchor(folder, made.store_key, 9, "ab")
    with pytest.raises(problems.Problem):
        vault.unlock(folder, "Anna Littlewolf", _ANNA)
    assert (folder / vault.VAULT_FILE).read_bytes() == before


def _swap(raw: dict[str, Any], *names: str) -> None:
    anna, ben = raw["users"]
    for name in names:
        anna[name], ben[name] = ben[name], anna[name]


@pytest.mark.parametrize(
    ("names", "problem"),
    [
        (("name",), problems.WrongPassphrase),
        (("id",), problems.WrongPassphrase),
        (("kdf", "exchange", "signing", "store_key"), problems.WrongPassphrase),
        (("exchange",), problems.WrongPassphrase),
        (("signing",), problems.WrongPassphrase),
        (("store_key",), problems.Damaged),
    ],
)
def test_swapped_slots_open_for_nobody(
    folder: Path, made: vault.Created, names: tuple[str, ...], problem: type[problems.Problem]
) -> None:
    _add_ben(folder, made)
    _edit(folder, lambda raw: _swap(raw, *names))
    for name, passphrase in (("Anna Littlewolf", _ANNA), ("Ben Old Elk", _BEN)):
        with pytest.raises(problem):
            vault.unlock(folder, name, passphrase)
    for name, passphrase in (("Anna Littlewolf", _BEN), ("Ben Old Elk", _ANNA)):
        with pytest.raises(problems.Problem):
            vault.unlock(folder, name, passphrase)


def test_a_store_key_put_in_by_a_stranger_does_not_pass(folder: Path, made: vault.Created) -> None:
    forged = keys.seal(made.keys.exchange_public, bytes(32), keys.bound("store key", "store-1", "anna-id"))
    packed = contents._packed(forged)
    _edit(folder, lambda raw: raw["users"][0].update(store_key=packed))
    with pytest.raises(problems.Damaged, match="its seal does not fit"):
        vault.unlock(folder, "Anna Littlewolf", _ANNA)


def test_another_stores_key_does_not_change_the_vault(folder: Path) -> None:
    before = _now(folder)
    other = bytes(32)
    for change in (
        lambda: vault.add_user(folder, other, user_id="x", name="X", passphrase="y", cost=vault.LOW),
        lambda: vault.rename_agency(folder, other, "X"),
        lambda: vault.rename_user(folder, other, "anna-id", "X"),
        lambda: vault.reset_passphrase(folder, other, "anna-id", "y", vault.LOW),
        lambda: vault.replace_recovery_key(folder, other, bytes(32)),
        lambda: vault.remove_keyring_slot(folder, other, "anna-id"),
        lambda: vault.rotate(folder, other, bytes(32), {}, b""),
        lambda: vault.move_anchor(folder, other, 1, "ab"),
        lambda: vault.reanchor(folder, other, 1, "ab"),
    ):
        with pytest.raises(problems.Damaged):
            change()
    assert _now(folder) == before


def test_the_database_has_the_last_word_on_keys(folder: Path, made: vault.Created) -> None:
    opened = vault.unlock(folder, "Anna Littlewolf", _ANNA)
    assert opened.user is not None
    good = made.keys.publics
    vault.check_public_keys(opened.user, {"anna-id": good})
    for in_store in (
        {},
        {"ben-id": good},
        {"anna-id": vault.PublicKeys(bytes(32), good.signing)},
        {"anna-id": vault.PublicKeys(good.exchange, bytes(32))},
    ):
        with pytest.raises(problems.Damaged, match="not the ones on record for Anna Littlewolf"):
            vault.check_public_keys(opened.user, in_store)
    vault.check_recovery_public(made.recovery_public, made.recovery_public)
    with pytest.raises(problems.Damaged, match="recovery key"):
        vault.check_recovery_public(made.recovery_public, bytes(32))
    vault.check_store_id(opened.vault, "store-1")
    with pytest.raises(problems.ForeignStore, match="two different stores"):
        vault.check_store_id(opened.vault, "store-2")


@pytest.mark.parametrize("cost", [vault.Cost(4, 1, 1), vault.Cost(2048, 1, 1), vault.Cost(8, 1, 17)])
def test_no_slot_is_made_outside_the_bounds(folder: Path, made: vault.Created, cost: vault.Cost) -> None:
    before = _now(folder)
    with pytest.raises(ValueError, match="out of bounds"):
        vault.add_user(folder, made.store_key, user_id="x", name="X", passphrase="y", cost=cost)
    assert _now(folder) == before


def test_a_passphrase_of_a_megabyte_opens_nothing_and_is_never_set(folder: Path, made: vault.Created) -> None:
    before, long = _now(folder), "b\u00e9 \U0001f985" * 250_000
    with pytest.raises(problems.WrongPassphrase):
        vault.unlock(folder, "Anna Littlewolf", long)
    for change in (
        lambda: vault.change_passphrase(folder, "anna-id", _ANNA, long, vault.LOW),
        lambda: vault.reset_passphrase(folder, made.store_key, "anna-id", long, vault.LOW),
        lambda: vault.add_user(folder, made.store_key, user_id="x", name="X", passphrase=long, cost=vault.LOW),
    ):
        with pytest.raises(problems.Invalid, match="longer than 1024") as caught:
            change()
        assert set(caught.value.fields) == {"passphrase"}
    with pytest.raises(problems.WrongPassphrase, match="28 letters and digits|has no"):
        vault.unlock_with_recovery(folder, long)
    assert _now(folder) == before


def test_too_little_memory_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object, **_settings: object) -> bytes:
        raise HashingError("Memory allocation error")

    monkeypatch.setattr(low_level, "hash_secret_raw", full)
    with pytest.raises(problems.Problem, match="too little free memory"):
        vault.unlock(folder, "Anna Littlewolf", _ANNA)


# Setting up


@pytest.mark.skipif(os.name == "nt", reason="Windows folders have access lists instead of modes")
def test_files_and_folder_are_private(folder: Path, made: vault.Created) -> None:
    _add_ben(folder, made)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()} == {0o600}
    assert {each.name for each in folder.iterdir()} == {"vault.json", "vault.json.previous"}


def test_no_secret_lies_in_the_file_or_in_what_is_printed(folder: Path, made: vault.Created) -> None:
    opened = vault.unlock(folder, "Anna Littlewolf", _ANNA)
    paper = _new_paper(folder, made)
    text = (folder / vault.VAULT_FILE).read_text("utf-8") + repr((made, opened, paper))
    raw = made.keys.exchange_private.private_bytes_raw()
    for secret in (made.store_key, raw, recovery.secret(paper.text)):
        assert contents._packed(secret) not in text
        assert secret.hex() not in text
        assert repr(secret)[2:-1] not in text
    for secret_text in (made.recovery_key, paper.text, _ANNA):
        assert secret_text not in text


@pytest.mark.parametrize("there", [vault.VAULT_FILE, vault.STORE_FILE])
def test_an_existing_store_is_not_set_up_again(tmp_path: Path, there: str) -> None:
    (tmp_path / there).write_bytes(b"theirs")
    with pytest.raises(problems.Invalid, match="already in") as caught:
        vault.create(tmp_path, store_id="s", agency="A", user_id="u", user_name="N", passphrase=_ANNA)
    assert "folder" in caught.value.fields
    assert _now(tmp_path) == {there: b"theirs"}


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"agency": " "}, "agency"),
        ({"user_name": ""}, "name"),
        ({"user_name": "a\x00b"}, "name"),
        ({"user_name": "x" * 201}, "name"),
        ({"user_name": "\ud800"}, "name"),
        ({"passphrase": "  "}, "passphrase"),
        ({"passphrase": "x" * 1_000_000}, "passphrase"),
    ],
)
def test_what_cannot_be_taken_makes_no_folder(tmp_path: Path, typed: dict[str, str], field: str) -> None:
    good = {"agency": "A", "user_name": "N", "passphrase": _ANNA}
    with pytest.raises(problems.Invalid) as caught:
        vault.create(tmp_path / "new", store_id="s", user_id="u", cost=vault.LOW, **{**good, **typed})
    assert list(caught.value.fields) == [field]
    assert not (tmp_path / "new").exists()


def test_a_refusing_disk_changes_nothing(
    folder: Path, made: vault.Created, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = (folder / vault.VAULT_FILE).read_bytes()

    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "_fill", full)
    for change in (
        lambda: _add_ben(folder, made),
        lambda: vault.change_passphrase(folder, "anna-id", _ANNA, "another", vault.LOW),
        lambda: vault.move_anchor(folder, made.store_key, 1, "ab"),
    ):
        with pytest.raises(problems.DiskProblem, match="disk is full"):
            change()
        assert (folder / vault.VAULT_FILE).read_bytes() == whole


# Changing


def test_another_person_is_added(folder: Path, made: vault.Created) -> None:
    publics = _add_ben(folder, made)
    opened = vault.unlock(folder, "Ben Old Elk", _BEN)
    assert opened.user is not None
    assert (opened.store_key, opened.user.publics) == (made.store_key, publics)
    assert vault.unlock(folder, "Anna Littlewolf", _ANNA).store_key == made.store_key
    before = _now(folder)
    with pytest.raises(problems.Invalid, match="Someone of this name"):
        vault.add_user(folder, made.store_key, user_id="c", name="ben  OLD elk", passphrase=_BEN)
    with pytest.raises(ValueError, match="has a key slot"):
        vault.add_user(folder, made.store_key, user_id="ben-id", name="C", passphrase=_BEN)
    assert _now(folder) == before


def test_names_change(folder: Path, made: vault.Created) -> None:
    _add_ben(folder, made)
    vault.rename_user(folder, made.store_key, "ben-id", "Benjamin Old Elk")
    vault.rename_user(folder, made.store_key, "anna-id", "ANNA Littlewolf")
    vault.rename_agency(folder, made.store_key, "Prairie Center")
    assert vault.unlock(folder, "Benjamin Old Elk", _BEN).vault.agency == "Prairie Center"
    with pytest.raises(problems.Invalid):
        vault.rename_user(folder, made.store_key, "ben-id", "Anna Littlewolf")


def test_a_passphrase_is_exchanged_by_its_owner(folder: Path, made: vault.Created) -> None:
    new = "a newer sentence of words"
    with pytest.raises(problems.WrongPassphrase):
        vault.change_passphrase(folder, "anna-id", _BEN, new, vault.LOW)
    with pytest.raises(problems.Invalid):
        vault.change_passphrase(folder, "anna-id", _ANNA, "", vault.LOW)
    assert vault.unlock(folder, "Anna Littlewolf", _ANNA)
    vault.change_passphrase(folder, "anna-id", _ANNA, new, vault.LOW)
    opened = vault.unlock(folder, "Anna Littlewolf", new)
    assert opened.user is not None
    assert (opened.store_key, opened.user.publics) == (made.store_key, made.keys.publics)
    _old_way_is_shut(folder, lambda: vault.unlock(folder, "Anna Littlewolf", _ANNA))


def test_a_forgotten_passphrase_is_reset_with_new_keys(folder: Path, made: vault.Created) -> None:
    _add_ben(folder, made)
    new = "a newer sentence of words"
    publics = vault.reset_passphrase(folder, made.store_key, "anna-id", new, vault.LOW)
    assert publics.exchange != made.keys.publics.exchange
    assert publics.signing != made.keys.publics.signing
    opened = vault.unlock(folder, "Anna Littlewolf", new)
    assert opened.user is not None
    assert (opened.store_key, opened.user.publics) == (made.store_key, publics)
    assert vault.unlock(folder, "Ben Old Elk", _BEN).store_key == made.store_key
    _old_way_is_shut(folder, lambda: vault.unlock(folder, "Anna Littlewolf", _ANNA))


def _remove_ben(folder: Path, made: vault.Created) -> None:
    publics = {"anna-id": made.keys.exchange_public}
    vault.rotate(folder, made.store_key, made.store_key, publics, made.recovery_public)


def test_a_person_is_removed_but_not_the_last(folder: Path, made: vault.Created) -> None:
    _add_ben(folder, made)
    _remove_ben(folder, made)
    _old_way_is_shut(folder, lambda: vault.unlock(folder, "Ben Old Elk", _BEN))
    before = _now(folder)
    with pytest.raises(problems.Invalid, match="last person"):
        vault.rotate(folder, made.store_key, bytes(32), {}, made.recovery_public)
    assert _now(folder) == before


def _new_paper(folder: Path, made: vault.Created) -> vault.NewRecoveryKey:
    paper = vault.fresh_recovery_key("store-1")
    vault.replace_recovery_key(folder, made.store_key, paper.public)
    return paper


def test_a_new_recovery_key_ends_the_old_one(folder: Path, made: vault.Created) -> None:
    paper = vault.fresh_recovery_key("store-1")
    vault.check_recovery_key(folder, made.recovery_key)  # until the new one takes its place
    vault.replace_recovery_key(folder, made.store_key, paper.public)
    opened = vault.unlock_with_recovery(folder, paper.text)
    assert (opened.store_key, opened.recovery_public) == (made.store_key, paper.public)
    _old_way_is_shut(folder, lambda: vault.unlock_with_recovery(folder, made.recovery_key))


def test_the_store_key_is_rotated_without_the_others(folder: Path, made: vault.Created) -> None:
    ben = _add_ben(folder, made)
    publics = {"anna-id": made.keys.exchange_public, "ben-id": ben.exchange}
    new_key = bytes(range(32))
    with pytest.raises(KeyError):
        vault.rotate(folder, made.store_key, new_key, {"cora-id": ben.exchange}, made.recovery_public)
    vault.rotate(folder, made.store_key, new_key, publics, made.recovery_public)
    assert vault.unlock(folder, "Anna Littlewolf", _ANNA).store_key == new_key
    assert vault.unlock(folder, "Ben Old Elk", _BEN).store_key == new_key
    assert vault.unlock_with_recovery(folder, made.recovery_key).store_key == new_key
    with pytest.raises(problems.Damaged):
        vault.check_mac(folder, made.store_key)


def _old_way_is_shut(folder: Path, old_way: Callable[[], object]) -> None:
    with pytest.raises(problems.WrongPassphrase):
        old_way()
    (folder / vault.VAULT_FILE).write_bytes((folder / "vault.json.previous").read_bytes())
    with pytest.raises(problems.WrongPassphrase):
        old_way()


def test_a_revoked_way_in_is_not_kept_beside_the_file(
    folder: Path, made: vault.Created, monkeypatch: pytest.MonkeyPatch
) -> None:
    _add_ben(folder, made)
    real = files.write

    def no_room_for_a_copy(path: Path, data: bytes, *, keep_previous: bool = False) -> None:
        if path.name.endswith(".previous"):
            raise problems.DiskProblem("full")
        real(path, data, keep_previous=keep_previous)

    monkeypatch.setattr(files, "write", no_room_for_a_copy)
    _remove_ben(folder, made)
    assert [person.id for person in vault.read(folder).people] == ["anna-id"]
    assert {each.name for each in folder.iterdir()} == {"vault.json"}


def test_the_file_before_is_kept(folder: Path, made: vault.Created) -> None:
    before = (folder / vault.VAULT_FILE).read_bytes()
    _add_ben(folder, made)
    assert (folder / "vault.json.previous").read_bytes() == before


# A change that waits for the store


def _wait(folder: Path, made: vault.Created) -> None:
    vault.add_user(
        folder, made.store_key, user_id="ben-id", name="Ben Old Elk", passphrase=_BEN, cost=vault.LOW, change="c1"
    )


def test_a_waiting_change_opens_nothing_until_it_is_put_in_place(folder: Path, made: vault.Created) -> None:
    before = _now(folder)
    _wait(folder, made)
    waiting = vault.waiting_place(folder)
    assert (vault.change(folder), vault.change(waiting)) == ("", "c1")
    with pytest.raises(problems.WrongPassphrase):
        vault.unlock(folder, "Ben Old Elk", _BEN)
    assert vault.unlock(waiting, "Ben Old Elk", _BEN).store_key == made.store_key
    assert [person.id for person in vault.read(folder).people] == ["anna-id", "ben-id"]
    vault.discard(folder)
    assert _now(folder) == before
    _wait(folder, made)
    vault.promote(folder, made.store_key)
    assert vault.unlock(folder, "Ben Old Elk", _BEN).store_key == made.store_key
    assert not waiting.exists() and vault.change(folder) == "c1"


def test_while_a_change_waits_no_other_is_made_but_the_anchor_moves(folder: Path, made: vault.Created) -> None:
    _wait(folder, made)
    before = _now(vault.waiting_place(folder))
    for change in (
        lambda: _wait(folder, made),
        lambda: vault.rename_agency(folder, made.store_key, "X"),
        lambda: vault.change_passphrase(folder, "anna-id", _ANNA, _BEN, vault.LOW),
    ):
        with pytest.raises(problems.Problem, match="not finished"):
            change()
    vault.move_anchor(folder, made.store_key, 1, "ab")
    assert _now(vault.waiting_place(folder)) == before


def test_a_waiting_file_from_elsewhere_is_not_put_in_place(folder: Path, made: vault.Created) -> None:
    _wait(folder, made)
    before = _now(folder)
    _edit(vault.waiting_place(folder), lambda raw: raw["users"].pop(0))
    with pytest.raises(problems.Damaged, match="its seal does not fit"):
        vault.promote(folder, made.store_key)
    assert _now(folder) == before
    (vault.waiting_place(folder) / vault.VAULT_FILE).write_bytes(b"{")
    assert [person.id for person in vault.read(folder).people] == ["anna-id"]


def test_a_passphrase_that_somebody_else_chose_is_marked_until_its_owner_changes_it(
    folder: Path, made: vault.Created
) -> None:
    _add_ben(folder, made)
    vault.reset_passphrase(folder, made.store_key, "ben-id", _ANNA, vault.LOW, temporary=True)
    assert [person.temporary for person in vault.read(folder).people] == [False, True]
    vault.change_passphrase(folder, "ben-id", _ANNA, _BEN, vault.LOW)
    assert [person.temporary for person in vault.read(folder).people] == [False, False]


# The anchor


def test_the_anchor_moves_only_forward(folder: Path, made: vault.Created) -> None:
    key = made.store_key
    assert vault.move_anchor(folder, key, 5, "abcd") == vault.Anchor(5, "abcd")
    before = _now(folder)
    assert vault.move_anchor(folder, key, 4, "ef") == vault.Anchor(5, "abcd")
    assert vault.move_anchor(folder, key, 5, "abcd") == vault.Anchor(5, "abcd")
    with pytest.raises(problems.Damaged, match="not the one that the key file remembers"):
        vault.move_anchor(folder, key, 5, "ef")
    with pytest.raises(ValueError, match="anchor"):
        vault.move_anchor(folder, key, 6, "ABC")
    assert _now(folder) == before
    assert vault.unlock(folder, "Anna Littlewolf", _ANNA).vault.anchor == vault.Anchor(5, "abcd")
    assert vault.reanchor(folder, key, 2, "ef") == vault.read(folder).anchor == vault.Anchor(2, "ef")


def test_the_anchor_and_other_changes_do_not_undo_each_other(folder: Path, made: vault.Created) -> None:
    def move() -> None:
        for count in range(1, 30):
            vault.move_anchor(folder, made.store_key, count, "ab")

    mover = threading.Thread(target=move)
    mover.start()
    for number in range(10):
        vault.rename_agency(folder, made.store_key, f"Center {number}")
    mover.join()
    seen = vault.check_mac(folder, made.store_key)
    assert (seen.anchor.count, seen.agency) == (29, "Center 9")


# The recovery key on paper


def test_the_recovery_key_is_seven_groups_of_four(made: vault.Created) -> None:
    groups = made.recovery_key.split("-")
    assert [len(group) for group in groups] == [4] * 7
    assert not set("ILOU") & set(made.recovery_key)
    assert len({recovery.new_text() for _ in range(200)}) == 200


def test_typing_it_is_forgiving(folder: Path, made: vault.Created) -> None:
    key = made.recovery_key
    lookalike = key.replace("0", "o").replace("1", "l")
    for typed in (
        key.lower(),
        key.replace("-", ""),
        key.replace("-", " \u2013 "),
        f"  {key}\r\n",
        lookalike,
        key.replace("1", "I").replace("0", "O"),
        "".join(chr(ord(sign) + 0xFEE0) for sign in key),
    ):
        assert vault.unlock_with_recovery(folder, typed).store_key == made.store_key


def test_any_one_wrong_character_and_any_swap_is_told_before_the_file_is_read(tmp_path: Path) -> None:
    text = recovery.new_text().replace("-", "")
    slips = {text[:i] + other + text[i + 1 :] for i in range(28) for other in recovery._ALPHABET}
    for one in range(28):
        for later in range(one + 1, 28):
            swapped = list(text)
            swapped[one], swapped[later] = swapped[later], swapped[one]
            slips.add("".join(swapped))
    for slip in slips - {text}:
        with pytest.raises(problems.WrongPassphrase, match="mistyped"):
            vault.unlock_with_recovery(tmp_path, slip)
    assert len(slips) > 28 * 31


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "0 were typed"),
        ("0", "1 was typed"),
        ("0000-0000-0000-0000-0000-0000-000", "27 were typed"),
        ("0000-0000-0000-0000-0000-0000-00000", "29 were typed"),
        ("00U0", "no U. Look at character 3"),
        ("00\u017c", "character 3"),
        ("0" * 1_000_000, "1000 were typed"),
    ],
)
def test_a_slip_of_form_is_told(folder: Path, typed: str, words: str) -> None:
    with pytest.raises(problems.WrongPassphrase, match=words):
        vault.check_recovery_key(folder, typed)


def test_another_stores_paper_is_told_as_such(folder: Path) -> None:
    with pytest.raises(problems.WrongPassphrase, match="belongs to another store"):
        vault.check_recovery_key(folder, recovery.new_text())


def test_the_same_paper_makes_other_keys_in_another_store() -> None:
    text = recovery.new_text()
    one, other = (recovery.private_key(text, store).private_bytes_raw() for store in ("s1", "s2"))
    assert one != other
