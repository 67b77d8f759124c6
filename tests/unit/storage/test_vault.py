"""The vault: encrypted, a key a file, and gone when the wrapped key is gone."""

from __future__ import annotations

import pandas as pd
import pyrage
import pytest

from pipelines.errors import UsageError
from pipelines.storage.keys import Keys, make_keys
from pipelines.storage.vault import Vault
from pipelines.types import StrippedRecords
from schemas.periods import Month

MARCH = Month(2026, 3)
CANARY = b"Zyxanthe Quillfeather"


@pytest.fixture
def vault(tmp_path):
    recipient = make_keys(tmp_path / "keys")
    return Vault(tmp_path / "home", (recipient,)), Keys(tmp_path / "keys")


def test_what_goes_in_comes_out_and_is_nowhere_plain(vault, tmp_path):
    box, keys = vault
    box.put("a", MARCH, "a-1.original", CANARY)
    assert box.get("a", MARCH, "a-1.original", keys) == CANARY
    files = [path for path in (tmp_path / "home").rglob("*") if path.is_file()]
    assert len(files) == 2
    assert all(CANARY not in path.read_bytes() for path in files)


def test_erasing_destroys_the_key_so_that_a_copy_of_the_ciphertext_is_worthless(vault, tmp_path):
    box, keys = vault
    box.put("a", MARCH, "x", CANARY)
    copy = (tmp_path / "home/vault/a/2026-03/x.age").read_bytes()
    box.erase("a", MARCH, "x")
    assert not box.has("a", MARCH, "x")
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(copy, [keys.identity()])


def test_stripped_records_keep_their_types(vault):
    box, keys = vault
    frame = pd.DataFrame(
        {
            "person_no": pd.Series(["p", "q"], dtype="str"),
            "service_date": pd.Series(["2026-03-01", None], dtype="datetime64[s]"),
            "contacts": pd.Series([1, None], dtype="Int64"),
            "hours": pd.Series([0.25, None], dtype="Float64"),
            "is_countable": pd.Series([True, None], dtype="boolean"),
        }
    )
    box.put_stripped("a-1", StrippedRecords("a", MARCH, {"client_service": frame}))
    back = box.get_stripped("a-1", "a", MARCH, keys).frames["client_service"]
    pd.testing.assert_frame_equal(back, frame)


def test_keys_that_others_can_read_are_refused(tmp_path):
    make_keys(tmp_path)
    (tmp_path / "identity.txt").chmod(0o644)
    with pytest.raises(UsageError, match="KEYS-02"):
        Keys(tmp_path).identity()


def test_partner_secrets_differ(tmp_path):
    make_keys(tmp_path)
    keys = Keys(tmp_path)
    assert keys.partner_secret("a") != keys.partner_secret("b")
    assert keys.partner_secret("a") == keys.partner_secret("a")


def test_missing_keys_and_recipients_say_what_to_do_next(tmp_path):
    with pytest.raises(UsageError) as missing:
        Keys(tmp_path / "rivers.keys").identity()
    assert missing.value.code == "KEYS-01"
    assert "rivers.keys" in missing.value.text
    assert "CONSORTIUM_KEYS" in missing.value.text
    assert str(tmp_path) not in missing.value.text
    with pytest.raises(UsageError) as unnamed:
        Vault(tmp_path, ()).put("a", MARCH, "x", CANARY)
    assert unnamed.value.code == "VAULT-01"
    assert "consortium init" in unnamed.value.text
