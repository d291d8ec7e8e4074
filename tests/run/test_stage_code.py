"""A stage whose code is changed gets a new version, or a reason why it needs none."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import pytest
from stage_code import (
    FRAME,
    Sources,
    changed,
    of_calltools,
    recorded,
    rewritten,
    sources_of_calltools,
)

from calltools.run.pipeline import Pipeline
from calltools.store.stages import OPTIONAL, VERSIONS


def test_every_stage_does_its_work_in_the_version_that_its_code_is_recorded_under() -> None:
    now, record = of_calltools(), recorded()
    assert not changed(record, now), (
        "this code is another: raise the versions in store/stages.py and run `make stage-versions`,"
        ' or say why it makes the same: make stage-versions WHY="…"'
    )
    assert rewritten(record, now) == record, "run `make stage-versions`"


def test_a_changed_code_is_recorded_under_a_new_version_or_with_a_reason() -> None:
    record = {"hear": {"version": 1, "digest": "a"}, "read": {"version": 3, "digest": "b"}}
    other = {**record, "hear": {"version": 1, "digest": "c"}}
    assert changed(record, other) == ["hear"]
    with pytest.raises(ValueError, match="the code of hear is another"):
        rewritten(record, other)
    assert rewritten({}, other) == other
    excused = rewritten(record, other, "names alone")
    assert excused == {**other, "hear": {"version": 1, "digest": "c", "why": "names alone"}}
    assert rewritten(excused, other) == excused
    raised = {**record, "hear": {"version": 2, "digest": "d"}}
    assert changed(excused, raised) == []
    assert rewritten(excused, raised, "no reason is needed") == raised


INVENTED = {
    "__init__.py": "",
    "stage.py": "import office\nfrom office.words import said\nfrom office import lists\n",
    "words.py": '"""Words."""\n\ndef said(text: str) -> str:\n    """Say it."""\n    return text\n',
    "lists.py": "from office.data import read_data\n\nWORDS = read_data(f'words/{1}.toml')\n",
    "data.py": "def read_data(name: str) -> str: ...\n",
    "later.py": "SECONDS = 1\n",
    "other.py": "from office.words import said\n",
    "words/1.toml": 'wait = "a week"\n',
    "words/2.txt": "a week\n",
}


def write(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, "utf-8")


def added(name: str, text: str) -> Callable[[Path], None]:
    return lambda root: write(root, name, (root / name).read_text("utf-8") + text)


NOTICED = {
    "its own code": added("stage.py", "print()\n"),
    "code that it imports": added("words.py", "\n\nsaid = str.upper\n"),
    "an entry of a list": added("words/1.toml", 'long = "two weeks"\n'),
    "a list more": lambda root: write(root, "words/3.toml", ""),
    "an import in a function": added("words.py", "\n\ndef f():\n    import office.later\n"),
    "a text that is no docstring": added("words.py", "\n\nHOW = 'loudly'\n"),
}
NOT_NOTICED = {
    "a comment": added("words.py", "# said\n"),
    "a docstring": lambda root: write(
        root, "words.py", INVENTED["words.py"].replace("Say it.", "Say it again.")
    ),
    "how it is laid out": lambda root: write(
        root, "words.py", INVENTED["words.py"].replace("(text: str)", "(\n    text: str\n)")
    ),
    "a comment in a list": added("words/1.toml", "# a week\n"),
    "an import for type checkers": added(
        "words.py", "\nif TYPE_CHECKING:\n    from office import later\n"
    ),
    "code that it does not import": added("other.py", "print()\n"),
    "a file that it does not read": added("later.py", "print()\n"),
    "the frame": added("data.py", "print()\n"),
}


def test_a_change_of_what_a_stage_is_made_of_is_noticed_and_no_other(tmp_path: Path) -> None:
    def digest(what: str, change: Callable[[Path], None]) -> str:
        root = tmp_path / what / "office"
        for name, text in INVENTED.items():
            write(root, name, text)
        change(root)
        return Sources(root, ["office.data"]).digest("office.stage")

    before = digest("nothing", lambda _: None)
    for what, change in (NOTICED | NOT_NOTICED).items():
        assert (digest(what, change) != before) is (what in NOTICED), what
    write(tmp_path / "office", "a.py", "read_data(name)\n")
    with pytest.raises(ValueError, match=r"office\.a reads name: say there what"):
        Sources(tmp_path / "office", []).digest("office.a")


def test_stages_read_data_in_one_way_and_name_the_modules_that_they_use() -> None:
    assert {stage.name: stage.version for stage in Pipeline.kinds} == VERSIONS
    assert list(VERSIONS) == [stage.name for stage in Pipeline.kinds], "a list knows every stage"
    assert set(VERSIONS) > OPTIONAL
    sources = sources_of_calltools()
    modules = {name for stage in Pipeline.kinds for name in sources.made_of(stage.__module__)}
    for name in modules - {"calltools.speech.pyannote_pipeline"}:  # loads torchaudio by its name
        text = ast.unparse(sources.modules[name])
        for unseen in ("importlib.resources", "import resources", "__file__", "import_module("):
            assert unseen not in text, (name, unseen)
    assert set(FRAME) <= sources.modules.keys()
