from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from calltools.cli.evaluate import command as evaluate
from calltools.cli.extract import command as extract
from calltools.cli.parse import command as parse
from calltools.errors import PartialError, SettingsError
from calltools.transcripts.model import Transcript, Turn
from calltools.transcripts.writers import write

GOLD = Path(__file__).parents[1] / "gold/formats"
CALL = "青屿市中心医院　2018年3月6日\n\n问：要等多久？\n答：两个星期（笑）。\n"


def run(*arguments: object, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(
        parse, [str(a) for a in arguments], input=stdin, catch_exceptions=False
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_text(CALL, "utf-8")
    return path


def test_json_has_the_fields_of_the_labelled_set_and_a_table_roles_and_words(file: Path) -> None:
    (call,) = json.loads(run(file).stdout)["calls"]
    unknown = dict.fromkeys(("phone", "recording_no", "duration_s"))
    assert call["header"] == {"hospital": "青屿市中心医院", "date": "2018-03-06", **unknown}
    asked, answered = call["turns"]
    assert (asked["role"], asked["speaker_label"], asked["text"]) == ("caller", "问", "要等多久？")
    assert (answered["text"], answered["printed"]) == ("两个星期。", "两个星期（笑）。")
    assert answered["stage_directions"] == ["笑"]
    assert call["notes"] == []
    lines = run(file, "--format", "table").stdout.splitlines()
    assert "青屿市中心医院  2018-03-06" in lines[0]
    assert lines[1].split() == ["3", "investigator", "问", "要等多久？"]


def test_a_call_can_come_from_stdin_and_a_folder_is_read_whole() -> None:
    assert len(json.loads(run("-", stdin=CALL.encode("gb18030")).stdout)["calls"]) == 1
    result = json.loads(run(GOLD).stdout)
    assert len(result["calls"]) == 49
    assert str(GOLD / "zh50_no_call.txt") in result["files"]


def test_one_bad_file_is_told_and_the_rest_are_done(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="holds no transcript"):
        run(tmp_path)
    (tmp_path / "a.txt").write_text(CALL, "utf-8")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-rubbish")
    output = tmp_path / "out.json"
    with pytest.raises(PartialError, match="1 of 2 failed"):
        run(tmp_path, "--output", output)
    assert len(json.loads(output.read_bytes())["calls"]) == 1
    alone = run(tmp_path / "none.txt")
    assert (alone.exit_code, alone.stdout) == (1, "")
    problem = f"{tmp_path / 'none.txt'}: can't be read: no such file or directory"
    assert alone.stderr == f"error: {problem}\n"


def test_the_page_comes_alone_unless_a_format_is_asked_for(file: Path, tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    assert run(file, "--page", page).stdout == ""
    assert "青屿市中心医院" in page.read_text("utf-8")
    assert json.loads(run(file, "--page", page, "--format", "json").stdout)["calls"]
    assert run(file, "--page", page, "--output", tmp_path / "a.json").stdout == ""
    assert json.loads((tmp_path / "a.json").read_bytes())["calls"]


def test_an_option_that_can_not_be_followed_is_one_line(file: Path) -> None:
    for source, option, told in (
        (GOLD, ["--page", "x.html"], "are for one file, found"),
        (GOLD, ["--set", "答=hospital"], "are for one file, found"),
        (file, ["--set", "答=doctor"], "expected one of"),
    ):
        with pytest.raises(SettingsError, match=told):
            run(source, *option)


def test_each_call_of_a_file_is_written_and_what_a_format_cannot_carry_is_told(
    tmp_path: Path,
) -> None:
    two, timed = GOLD / "zh39_list.md", GOLD / "zh59_voice.vtt"
    run(two, "--format", "docx", "--output-dir", tmp_path)
    with pytest.raises(PartialError, match="1 of 2 failed"):
        run(two, timed, "--format", "srt", "--output-dir", tmp_path)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["zh39_list-1.docx", "zh39_list-2.docx", "zh59_voice.srt"]


def test_evaluate_formats_prints_figures() -> None:
    table = CliRunner().invoke(evaluate, ["formats", str(GOLD)], catch_exceptions=False).stdout
    assert table.splitlines()[1].split()[0] == "232"


LOST = "1 quoted line was not taken as words of the call: 7"


@pytest.mark.model
def test_speech_that_was_not_taken_is_counted_and_ends_with_exit_code_3(
    tmp_path: Path, models_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALLTOOLS_MODELS_DIR", str(models_dir))
    file = tmp_path / "a.md"  # somebody is quoted without a label
    file.write_text(
        "On 3 May 2016 our investigator telephoned the Lake Erris Infirmary.\n\n"
        "**Investigator:** Do you do kidney transplants?\n\n**Nurse:** Yes, we do.\n\n"
        "The man beside her called out: “Tell them that we have three on the ward today.”\n\n"
        "**Investigator:** How long would my brother wait?\n\n**Nurse:** About two weeks.\n",
        "utf-8",
    )
    result = run(file)
    assert json.loads(result.stdout)["files"][str(file)]["left_out"] == [LOST]
    for told in (result, CliRunner().invoke(extract, [str(file), "--json"])):
        assert told.exit_code == 3
        assert LOST in told.stderr


def test_a_text_with_loops_that_calltools_wrote_is_read(tmp_path: Path) -> None:
    turns = (
        Turn("请问要等多久？", "SPEAKER_00", "investigator", 0, 2000),
        Turn("圣疑" * 60, "SPEAKER_01", "hospital", 2000, 22_000, flags=("repetition",)),
    )
    file = tmp_path / "transcript.txt"
    file.write_text(str(write(Transcript(turns, "zh-Hans"), "txt")), "utf-8")
    result = run(file)
    (call,) = json.loads(result.stdout)["calls"]
    assert result.exit_code == 0
    assert [turn["text"] for turn in call["turns"]] == [turn.text for turn in turns]


def test_a_role_is_given_to_a_printed_label(file: Path) -> None:
    done = json.loads(run(file, "--set", "问=other").stdout)
    assert [turn["role"] for turn in done["calls"][0]["turns"]] == ["other", "hospital"]
    assert done["files"][str(file)]["directions"] == {"set": {"问": "other"}}
