"""The whole life of a dataset in a real git repository, with the actions of ci/ run step by step beside a host that is faked."""

from __future__ import annotations

import base64
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from gitrepo import Repo, git
from life import action
from life.host import FakeHost, serving
from life.wire import program
from manikin.cli.main import run
from manikin.review.codes import code
from release.world import Keys, World, make_keys, new_world

CI = Path(__file__).parent.parent.parent / "ci"
ACTION = CI / "github" / "action.yml"
TODAY = date.today()  # noqa: DTZ011  the actions know no other day

pytestmark = pytest.mark.skipif(not shutil.which("bash"), reason="the steps of an action are run by bash")


@dataclass
class Scene:
    """A repository on a host, somebody's clone of it, and runners that clone it for each job."""

    home: Path
    world: World
    host: FakeHost
    manikin: Path
    jobs: int = field(default=0)

    @property
    def origin(self) -> Path:
        return self.home / "origin.git"

    def push(self, branch: str) -> str:
        """Push what is committed as a branch, open it as request 12, and return its commit."""
        self.world.repo.git("push", "-q", "--force", "origin", f"HEAD:refs/heads/{branch}")
        self.request(branch)
        return str(self.host.request["head"]["sha"])

    def request(self, branch: str) -> None:
        head = {
            "sha": git(self.origin, "rev-parse", branch),
            "ref": branch,
            "repo": {"full_name": "trust/specs"},
        }
        base = {"ref": "main", "repo": {"full_name": "trust/specs"}}
        self.host.request = {"state": "open", "head": head, "base": base}

    def runner(self, branch: str = "main", *depth: str) -> Path:
        """Return a runner's clone: of a request, what it is when merged."""
        self.jobs += 1
        clone = self.home / f"run-{self.jobs}"
        git(self.home, "clone", "-q", *depth, f"file://{self.origin}", str(clone))
        git(clone, "checkout", "-q", "--detach", f"origin/{branch}")
        if branch != "main":
            Repo(clone).git("merge", "-q", "--no-edit", "origin/main", by="Host")
        return clone

    def play(
        self, name: str, branch: str = "main", path: Path = ACTION, **more: str
    ) -> tuple[action.Done, Path]:
        """Run one step of an action in a clone of its own; return what came of it and the runner's folder."""
        clone = self.runner(branch)
        temporary = self.home / f"temp-{self.jobs}"
        (temporary / "manikin" / "bin").mkdir(parents=True)
        (temporary / "manikin" / "bin" / "manikin").symlink_to(self.manikin)
        head = self.host.request.get("head", {"sha": "", "ref": ""})
        context = {
            "github.action_path": str(path.parent),
            "inputs.specs": "specs",
            "inputs.token": "token",
            "inputs.format": "csv",
            "github.event.pull_request.base.ref": "main",
            "github.event.pull_request.head.sha": head["sha"],
            "github.event.pull_request.user.login": "alex",
            "github.event.pull_request.number": "12",
            **{key.replace("__", "-"): value for key, value in more.items()},
        }
        given = {
            "RUNNER_TEMP": str(temporary),
            "GITHUB_API_URL": self.host.address,
            "GITHUB_REPOSITORY": "trust/specs",
            "GITHUB_REF_NAME": "main",
            "GITHUB_STEP_SUMMARY": str(temporary / "summary.md"),
            "GITHUB_EVENT_PATH": str(temporary / "event.json"),
        }
        (temporary / "event.json").write_text(more.get("event", "{}"))
        return action.play(action.steps(path)[name], context, clone, **given), temporary

    def post(self, branch: str) -> str:
        """Run the job that comments, and return its comment."""
        key = self.world.keys.private("ci").read_text()
        done, _ = self.play("Say on the request what changed", branch, **{"inputs.recorder__key": key})
        assert done.status == 0, done.text
        found = [one for one in self.host.own if one.startswith("<!-- manikin:falls -->")]
        assert len(found) == 1, "one comment, written anew in its place"
        return found[0]

    def reply(self, login: str, body: str, branch: str, **more: object) -> tuple[action.Done, str]:
        """Have somebody comment, run the job that hears it, and return what it answered on the request."""
        event = {
            "issue": {"number": 12, "pull_request": {}},
            "comment": {**self.host.say(body, login), **more},
        }
        self.request(branch)
        key = self.world.keys.private("ci").read_text()
        told = {"inputs.recorder__key": key, "event": json.dumps(event)}
        done, temporary = self.play(
            "Turn the comment into a decision", "main", CI / "github/decide/action.yml", **told
        )
        assert list(temporary.glob("key.*")) == [], "the key is gone when the job ends"
        return done, self.host.own[-1]


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    return make_keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory, keys: Keys) -> Path:
    """Return a folder with a repository in which the owner and governance have signed, and its origin."""
    home = tmp_path_factory.mktemp("life")
    world = new_world(home / "work", keys)
    world.approve(on=TODAY)
    git(home, "init", "-q", "--bare", "-b", "main", "origin.git")
    world.repo.git("remote", "add", "origin", "../origin.git")
    world.repo.git("push", "-q", "origin", "main")
    return home


@pytest.fixture
def scene(begun: Path, keys: Keys, tmp_path: Path) -> Iterator[Scene]:
    home = tmp_path / "life"
    shutil.copytree(begun, home)
    with serving(FakeHost()) as host, program(tmp_path) as manikin:
        world = World(Repo(home / "work"), keys)
        world.repo.git("fetch", "-q", "origin")
        yield Scene(home, world, host, manikin)


def typed(comment: str) -> str:
    found = re.search(r"`/manikin approve ([0-9a-f-]{19})`", comment)
    assert found is not None, comment
    return found[1]


def edited(scene: Scene, branch: str = "busier") -> None:
    """Have a steward change one weight on a branch."""
    scene.world.repo.git("switch", "-q", "-c", branch, "origin/main")
    scene.world.edit("F: 60, M: 40", "F: 55, M: 45")
    scene.world.edit("1.0.0", "1.1.0")
    scene.push(branch)


@pytest.mark.slow  # five jobs one after another, each with a clone of its own
def test_from_an_edit_to_a_build(scene: Scene) -> None:  # noqa: PLR0915  one story, told in order
    edited(scene)
    done, _ = scene.play("Check the specifications", "busier")
    assert (done.status, "no problems" in done.text.lower() or done.text.strip() == "") == (0, True), (
        done.text
    )
    done, _ = scene.play("Ask whether all is approved", "busier")
    assert done.status == 1
    assert "since then S2 changed" in done.text
    assert "Gil Governance" in done.text

    comment = scene.post("busier")
    assert comment.startswith("<!-- manikin:falls -->\n<!-- manikin-posted:")
    assert "### `falls` `1.1.0`: needs **information governance**" in comment
    assert "60 → 55 of every 100" in comment
    done, reply = scene.reply("mal", f"/manikin approve {typed(comment)}", "busier")
    assert done.status == 1
    assert "policy.yaml names nobody with the login mal" in reply

    # Something is pushed between the page and the reply: what governance read is not what is there.
    scene.world.edit("M: 45", "M: 46")
    scene.push("busier")
    done, reply = scene.reply("gil-gov", f"/manikin approve {typed(comment)}", "busier")
    assert done.status == 1
    assert "something was pushed since the page was posted" in reply
    comment = scene.post("busier")

    done, reply = scene.reply(
        "gil-gov", f"/manikin approve {typed(comment)}\nS2: agrees with the audit", "busier"
    )
    assert done.status == 0, done.text
    assert "approved by Gil Governance as information governance" in reply
    brought = git(scene.origin, "show", "--name-only", "--format=%an", "busier").split()
    assert brought[0] == "manikin"
    assert all(name.startswith("specs/falls/approvals/") for name in brought[1:])
    assert len(brought) == 3, "the decision, and the specification as it was read"
    done, _ = scene.play("Ask whether all is approved", "busier")
    assert done.status == 0, done.text

    # A squash merge keeps neither branch nor commits, and all that was decided.
    repo = scene.world.repo
    repo.git("fetch", "-q", "origin")
    repo.git("switch", "-q", "main")
    repo.git("merge", "-q", "--squash", "origin/busier")
    repo.commit(by="Mel Merger")
    repo.git("push", "-q", "origin", "main", ":busier")
    done, temporary = scene.play("Build what is approved", path=CI / "github/build/action.yml")
    assert done.status == 0, done.text
    assert done.text.startswith("built   falls 1.1.0")
    manifest = json.loads((temporary / "build" / "falls" / "manifest.json").read_text())
    assert manifest["status"] == "approved"
    assert [(one["role"], one["method"]) for one in manifest["approvals"]] == [
        ("owner", "ssh-signature"),
        ("information governance", "host-review"),
    ]


@pytest.mark.slow  # the same for what is refused
def test_what_a_reply_cannot_do(scene: Scene) -> None:
    edited(scene)
    comment = scene.post("busier")
    before = git(scene.origin, "rev-parse", "busier")
    record = re.search(r"<!-- manikin-posted:(\S+) -->", comment)
    assert record is not None
    forged = json.loads(base64.b64decode(record[1])) | {"at": "2026-01-01T00:00:00Z"}
    approve = f"/manikin approve {typed(comment)}"
    wrong: Mapping[str, tuple[str, str, dict[str, object]]] = {
        "not the check code of any dataset|not the check code": (
            "gil-gov",
            "/manikin approve 0000-0000-0000-0000",
            {},
        ),
        "edited after": ("gil-gov", approve, {"updated_at": "2099-01-01T00:00:00Z"}),
        "not understood": ("gil-gov", f"{approve}\n::set-env name=X::y; $(touch pwned)", {}),
    }
    for words, (login, body, more) in wrong.items():
        done, reply = scene.reply(login, body, "busier", **more)
        assert done.status == 1, reply
        assert re.search(words, reply), reply
        assert "::set-env" not in done.text
        assert "pwned" not in done.text
    number = next(number for number, one in scene.host.comments.items() if one["body"] == comment)
    packed = base64.b64encode(json.dumps(forged).encode()).decode()
    scene.host.comments[number]["body"] = comment.replace(record[1], packed)
    done, reply = scene.reply("gil-gov", approve, "busier")
    assert "was not signed by the recorder" in reply
    assert git(scene.origin, "rev-parse", "busier") == before, "nothing was pushed"


def test_a_token_that_may_only_read_and_rules_in_the_same_request(scene: Scene) -> None:
    edited(scene)
    rules = (scene.world.repo.root / "specs" / "policy.yaml").read_text()
    mine = rules + "  - {name: Alex Author, roles: [information governance, owner], login: alex}\n"
    scene.world.repo.commit({"specs/policy.yaml": mine})
    # Modules beside the specifications are no part of a job.
    scene.world.repo.commit(
        dict.fromkeys(("json.py", "manikin.py", "hosts/__init__.py"), "raise SystemExit(9)\n")
    )
    scene.push("busier")
    scene.host.may_write = False
    done, temporary = scene.play("Say on the request what changed", "busier")
    assert done.status == 0, done.text
    assert scene.host.own == []
    summary = (temporary / "summary.md").read_text()
    assert "the token may only read" in summary
    assert "**GATE15** `specs/policy.yaml`" in summary
    assert "Alex" not in summary, "whom the request names decides nothing"
    assert "A comment here decides nothing" in summary, "without the job's key no reply becomes a decision"
    page = temporary / "review" / "pages" / "falls.html"
    assert code(scene.world.look(TODAY).candidate.digest) in page.read_text()  # type: ignore[union-attr]


@pytest.mark.slow  # a dataset is built six times
def test_what_stands_and_what_falls(  # noqa: PLR0915  one story, told in order
    scene: Scene, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    world, repo = scene.world, scene.world.repo
    monkeypatch.chdir(repo.root)
    build = ["build", "specs", "--out", str(tmp_path / "build"), "--policy-from", "main"]

    def built(*more: str) -> tuple[int, str]:
        status = run([*build, *more])
        told = capsys.readouterr()
        return status, told.out + told.err

    assert built()[0] == 0
    # A comment, another order and other quotes are no change.
    world.edit("seed: 7", "# why seven? it was free\nseed: 7")
    world.edit("[testing]", '["testing"]')
    status, told = built()
    assert (status, told[:4]) == (0, "same")

    # One weight: refused, and it is said why and who may decide.
    world.edit("F: 60, M: 40", "F: 58, M: 42")
    world.edit("1.0.0", "1.0.1")
    status, told = built()
    assert status == 3
    assert "since then S2 changed" in told
    assert "may give it: Gil Governance, Gus Governance" in told
    assert run(["diff", "approved", "specs/falls"]) == 0
    difference = capsys.readouterr().out
    assert "60 → 58 of every 100" in difference
    assert "To decide: information governance" in difference

    # On paper, with a witness.
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.7 a form")
    typed_code = code(world.look(TODAY).candidate.digest)  # type: ignore[union-attr]
    who = ["--role", "information governance", "--name", "Gus Governance", "--code", typed_code]
    paper = ["--witness", "Ola Owner", "--form", str(tmp_path / "scan.pdf"), "--policy-from", "main"]
    assert run(["approve", "specs/falls", *who, *paper]) == 0
    repo.commit(by="Ola Owner")
    assert built()[0] == 0

    # A rebase merge: other commits, the same content.
    repo.git("switch", "-q", "-c", "rebased", "HEAD~1")
    repo.commit({"README.md": "unrelated\n"})
    repo.git("rebase", "-q", "--onto", "rebased", "HEAD", "main")
    assert built()[0] == 0

    # A shallow clone does not know who changed what.
    repo.git("push", "-q", "--force", "origin", "main")
    shallow = scene.runner("main", "--depth", "1", "--no-single-branch")
    monkeypatch.chdir(shallow)
    status, told = built("--policy-from", "origin/main")
    assert status == 3
    assert "git fetch --unshallow origin" in told
    monkeypatch.chdir(repo.root)

    # Withdrawn.
    world.decide("owner", on=TODAY, decision="withdrawn", spec="")
    status, told = built()
    assert status == 3
    assert "withdrawn by Ola Owner" in told


def test_other_hosts(scene: Scene) -> None:
    # What the templates for GitLab and Azure DevOps call, with the variables that their jobs have.
    edited(scene)
    clone = scene.runner("busier")
    temporary = scene.home / "temp"
    (temporary / "manikin" / "bin").mkdir(parents=True)
    (temporary / "manikin" / "bin" / "manikin").symlink_to(scene.manikin)
    gitlab = {
        "MANIKIN": str(scene.manikin),
        "MANIKIN_SPECS": "specs",
        "MANIKIN_TOKEN": "token",
        "CI_DEFAULT_BRANCH": "main",
        "GITLAB_USER_LOGIN": "alex",
        "CI_API_V4_URL": scene.host.address,
        "CI_PROJECT_ID": "7",
        "CI_MERGE_REQUEST_IID": "12",
    }
    azure = {
        "SPECS": "specs",
        "BRANCH": "main",
        "AGENT_TEMPDIRECTORY": str(temporary),
        "BUILD_REQUESTEDFOR": "Alex Author",
        "SYSTEM_COLLECTIONURI": scene.host.address + "/",
        "SYSTEM_TEAMPROJECT": "project",
        "BUILD_REPOSITORY_ID": "r1",
        "SYSTEM_PULLREQUEST_PULLREQUESTID": "12",
        "SYSTEM_ACCESSTOKEN": "token",
    }
    for kind, given in (("gitlab", gitlab), ("azure", azure)):
        scene.host.comments.clear()
        done = action.script(CI / kind / "comment.sh", clone, **given)
        assert done.status == 0, done.text
        assert len(scene.host.own) == 1, done.text
        assert "needs **information governance**" in scene.host.own[0]
    assert "falls.html" in [path.name for path in clone.glob("review/pages/*")]
    scene.host.may_write = False
    scene.host.comments.clear()
    done = action.script(CI / "azure" / "comment.sh", clone, **azure)
    assert (done.status, scene.host.own) == (0, [])
    assert f"##vso[task.uploadsummary]{temporary}/summary.md" in done.text


def test_a_decision_ends(
    scene: Scene, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    world = scene.world
    monkeypatch.chdir(world.repo.root)
    world.edit("bernoulli: 0.3", "bernoulli: 0.4")
    world.decide("information governance", on=TODAY, expires=TODAY.replace(year=TODAY.year + 1, day=1))
    status = ["status", "specs", "--policy-from", "main", "--exit-code"]
    assert run(status) == 0
    later = f"{TODAY.year + 2}-01-01"
    assert run([*status, "--on", later]) == 1
    assert "expired: 1 of 2 roles stand" in capsys.readouterr().out
