from pathlib import Path

import psycopg
import pytest

from scripts.postgres import find_postgres, private_cluster


@pytest.fixture
def programs() -> Path:
    found = find_postgres()
    if found is None:
        pytest.skip("PostgreSQL is not installed")
    return found


def test_private_cluster_asks_for_password_and_vanishes(programs: Path) -> None:
    with private_cluster(programs) as address:
        with psycopg.connect(address) as connection:
            row = connection.execute("SHOW data_directory").fetchone()
        assert row is not None
        folder = Path(row[0])
        assert folder.exists()
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(address.replace("techaccord:", "techaccord:wrong"))
    assert not folder.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address)


def test_private_cluster_removed_after_failure(programs: Path) -> None:
    folders: list[Path] = []

    def fail_inside() -> None:
        with private_cluster(programs) as address, psycopg.connect(address) as connection:
            row = connection.execute("SHOW data_directory").fetchone()
            folders.extend(map(Path, row or ()))
            raise RuntimeError("a test failed")

    with pytest.raises(RuntimeError, match="a test failed"):
        fail_inside()
    assert [folder.exists() for folder in folders] == [False]
