"""The keys once for all tests; a repository for those that change it, a copy of one that is approved for the others."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from gitrepo import Repo
from release.world import Keys, World, make_keys, new_world


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    return make_keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="session")
def plain_world(tmp_path_factory: pytest.TempPathFactory, keys: Keys) -> World:
    return new_world(tmp_path_factory.mktemp("plain") / "work", keys)


@pytest.fixture(scope="session")
def approved_world(tmp_path_factory: pytest.TempPathFactory, plain_world: World) -> World:
    root = tmp_path_factory.mktemp("approved") / "work"
    shutil.copytree(plain_world.repo.root, root)
    world = World(Repo(root), plain_world.keys)
    world.approve()
    return world


def _copy(of: World, to: Path) -> World:
    shutil.copytree(of.repo.root, to)
    return World(Repo(to), of.keys)


@pytest.fixture
def draft(plain_world: World, tmp_path: Path) -> World:
    """Return a dataset on which nobody has decided."""
    return _copy(plain_world, tmp_path / "work")


@pytest.fixture
def approved(approved_world: World, tmp_path: Path) -> World:
    """Return a dataset that is approved."""
    return _copy(approved_world, tmp_path / "work")


@pytest.fixture
def clone(tmp_path: Path) -> Callable[[World, str], World]:
    """Return a function that clones a world's repository."""

    def made(of: World, name: str) -> World:
        of.repo.git("clone", "-q", str(of.repo.root), str(tmp_path / name))
        return World(Repo(tmp_path / name), of.keys)

    return made
