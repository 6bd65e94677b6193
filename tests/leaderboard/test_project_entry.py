"""What a final project may show: one rule for the learner's program and for the board, which trusts no request."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from page.hostile_names import NAMES

from smol_grade.messages import LANGUAGES, catalogue
from smol_grade.report.visible import visible_text
from smol_leaderboard.entry_errors import DemoUnfit, EntryUnfit, SummaryUnfit
from smol_leaderboard.errors import RecordError, RequestRefused
from smol_leaderboard.handed_in import Request
from smol_leaderboard.intake import Rules, accept, read
from smol_leaderboard.ledger import Ledger
from smol_leaderboard.new_entry import LEAST_DIFFERENT, ensure_new_demo, ensure_new_summary, is_new_entry
from smol_leaderboard.outgoing import encoded, read_file
from smol_leaderboard.project_entry import (
    LEAST_WORDS,
    LONGEST,
    MOST_WORDS,
    count_words,
    ensure_demo,
    ensure_summary,
    host_of,
    is_entry,
    tidied,
    tidied_link,
)
from smol_leaderboard.redacting import redacted, said_more
from smol_leaderboard.schema import ProjectEntry, RequestRecord, canonical, read_record, record_id, sealed_record

from . import desk
from .entries import (
    BAD_LINKS,
    BAD_SIGNS,
    DEMO,
    ENGLISH,
    ENTRY,
    GOOD_LINKS,
    GOOD_SIGNS,
    NOT_PUBLIC,
    SPANISH,
    of_words,
)
from .learner import COURSE
from .memory_store import MemoryStore
from .test_intake import KEYS, incoming


def fault(summary: str, ensure: Callable[[str], None] = ensure_summary) -> str:
    """What is wrong with a summary, empty for nothing."""
    try:
        ensure(tidied(summary))
    except SummaryUnfit as unfit:
        return unfit.key.removeprefix("entry.summary_")
    return ""


def link_fault(link: str) -> str:
    """What is wrong with a link, empty for nothing."""
    try:
        ensure_demo(tidied_link(link))
    except DemoUnfit as unfit:
        return unfit.key.removeprefix("entry.demo_")
    return ""


@pytest.mark.parametrize(
    ("words", "expected"),
    [(0, "empty"), (1, "short"), (29, "short"), (30, ""), (199, ""), (200, ""), (201, "long"), (10_000, "large")],
)
def test_the_number_of_words(words: int, expected: str) -> None:
    """Thirty to two hundred, both included; far more is too large, whatever words are."""
    assert expected == fault(of_words(words))


def test_what_a_word_is() -> None:
    """What stands between blanks and holds a letter or a digit: signs of lists, dashes and rules are none."""
    assert 4 == count_words("- caf\u00e9 -- 900 \u2014 m\u00e1s ... *tides*\n---\n#")
    assert 1 == count_words("state-of-the-art")
    assert "" == fault(of_words(200) + "\n\n---\n- \u2022 !")


CHINESE = "我们训练了一个小模型来回答潮汐问题并且在自己的数据上评估了它的效果" * 5
ARABIC = "هذا النموذج يخبر عن المد والجزر " * 6
OTHERS = {
    "Chinese": CHINESE,
    "Chinese with blanks": " ".join(CHINESE[:60]),
    "Japanese": "このモデルは潮の満ち引きについて答えます。" * 9,
    "Thai": "โมเดลนี้บอกเวลาน้ำขึ้นน้ำลง " * 30,
    "Khmer": "ម៉ូដែលនេះប្រាប់ពីជំនោរ" * 20,
    "Arabic": ARABIC,
    "Persian": "این مدل درباره جزر و مد می\u200cگوید " * 5,
    "Russian": "Эта модель говорит о приливах и отливах " * 6,
    "Korean, with the names of models": "이 모델은 SmolLM2 조수를 알려 줍니다 " * 8,
}
"""Texts of other languages, with blanks or without."""
DULL = {
    "the same word": "tides " * 30,
    "one word, many marks": " ".join(f"tides{sign}" for sign in ".,;:!?-_*" * 4),
    "links": " ".join(f"https://example.org/{number}" for number in range(40)),
    "links in markup": " ".join(f"[x](https://example.org/{number})" for number in range(40)),
    "numbers": " ".join(map(str, range(100, 140))),
    "code": "for i in range(10):\n    print(i)\n" * 10,
    "a word too few": " ".join([*(["tides"] * 30), *(f"word{number}" for number in range(LEAST_DIFFERENT - 2))]),
}
"""Texts that say nothing."""
QUOTING = (
    ENGLISH.replace("harbour of our town", f"harbour of our town, which is called {CHINESE[:24]} in its own language"),
    SPANISH.replace("nuestro pueblo", "nuestro pueblo, Αλεξανδρούπολη"),
    ENGLISH.replace("up.", "up: می\u200cخواهم."),
    f"{ENGLISH} https://example.org/tides www.example.org",
    unicodedata.normalize("NFKC", ENGLISH).upper(),
    ENGLISH.translate({ord("a") + number: 0x1D41A + number for number in range(26)}),
)
"""Summaries in English or Spanish with names, quotations and letters of another form in them."""


@pytest.mark.parametrize("name", OTHERS)
def test_a_new_summary_is_in_latin_letters(name: str) -> None:
    """Its own sentence, whatever has blanks; an older one of a board stays as it is."""
    summary = tidied(OTHERS[name])
    assert "script" == fault(summary, ensure_new_summary)
    entry = msgspec.structs.replace(ENTRY, summary=summary)
    assert (fault(summary) == "", False) == (is_entry(entry), is_new_entry(entry))


@pytest.mark.parametrize("name", DULL)
def test_a_new_summary_says_something(name: str) -> None:
    """One word again and again, addresses, numbers: there is nothing to read; an older one of a board stays."""
    summary = tidied(DULL[name])
    assert ("few", "") == (fault(summary, ensure_new_summary), fault(summary))
    entry = msgspec.structs.replace(ENTRY, summary=summary)
    assert (True, False) == (is_entry(entry), is_new_entry(entry))


@pytest.mark.parametrize("summary", [ENGLISH, SPANISH, *QUOTING], ids=ascii)
def test_names_and_quotations_stay(summary: str) -> None:
    """Half of the letters may be others."""
    assert "" == fault(summary, ensure_new_summary)
    assert is_new_entry(msgspec.structs.replace(ENTRY, summary=tidied(summary)))


@pytest.mark.parametrize("words", [0, 1, 29, 30, 200, 201, 10_000])
def test_a_new_summary_keeps_the_older_rules(words: int) -> None:
    """They come with the same sentences."""
    assert fault(of_words(words)) == fault(of_words(words), ensure_new_summary)


@pytest.mark.parametrize("link", NOT_PUBLIC)
def test_a_new_demo_leads_somewhere_for_everybody(link: str) -> None:
    """Names of one network are refused; an older project that has one stays in the showcase without harm."""
    with pytest.raises(DemoUnfit) as unfit:
        ensure_new_demo(tidied_link(link))
    assert ("entry.demo_not_public", "") == (unfit.value.key, link_fault(link))
    entry = msgspec.structs.replace(ENTRY, demo=tidied_link(link))
    assert (True, False) == (is_entry(entry), is_new_entry(entry))
    ensure_new_demo("https://local.example/internal")


@pytest.mark.parametrize("summary", [ENGLISH, SPANISH])
def test_summaries_in_both_languages_pass_as_they_are(summary: str) -> None:
    """Paragraphs are kept."""
    assert ("", summary, True) == (fault(summary), tidied(summary), "\n\n" in summary)


def test_what_editors_write_is_tidied() -> None:
    """Line ends, a byte order mark, tabs, hard blanks, decomposed letters, selectors of emoji, many empty lines."""
    messy = "\ufeff\r\n  Una\u00a0 man\u0303ana\t\r\n\r\n\r\n \r\nen el mar \u2764\ufe0f\u2028fin \n\n"
    assert "Una ma\u00f1ana\n\nen el mar \u2764\nfin" == tidied(messy)


@pytest.mark.parametrize("sign", BAD_SIGNS, ids=ascii)
def test_what_nobody_sees_is_refused_with_its_name_and_line(sign: str) -> None:
    """Controls, directions, fillers, what covers others: in the middle of a word too."""
    with pytest.raises(SummaryUnfit) as unfit:
        ensure_summary(f"{of_words(30)}\nti{sign}de")
    assert ("entry.summary_hidden", "2") == (unfit.value.key, unfit.value.fields["line"])
    assert unfit.value.fields["sign"].startswith("U+")
    assert not is_entry(msgspec.structs.replace(ENTRY, summary=f"{ENGLISH} ti{sign}de"))


@pytest.mark.parametrize("sign", GOOD_SIGNS)
def test_what_everybody_sees_is_kept(sign: str) -> None:
    """Letters of any script, emoji, and markup, which is text here."""
    summary = f"{of_words(30)} {sign}"
    assert ("", summary) == (fault(summary), tidied(summary))


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_hostile_words_are_refused_or_shown_for_what_they_are(name: str) -> None:
    """What passes is shown by a terminal exactly as it is kept."""
    kept = tidied(f"{of_words(30)} {name} {name}")
    if not fault(kept):
        assert unicodedata.is_normalized("NFC", kept)
        for line in kept.split("\n"):
            shown = visible_text(line)
            assert line == shown or "##" in line, ascii(line)


def test_a_request_full_of_marks_is_refused_before_it_is_composed(monkeypatch: pytest.MonkeyPatch) -> None:
    """NFC takes a minute of the course's time for as many marks as fit into a request: the length is looked at first."""
    monkeypatch.setattr("smol_leaderboard.project_entry.tidied", lambda *_: pytest.fail("composed"))
    assert not is_entry(msgspec.structs.replace(ENTRY, summary=ENTRY.summary + "a" + "\u0301\u0327" * 100_000))


@given(st.text(alphabet=st.characters(exclude_categories=[]), max_size=60))
def test_tidying_twice_changes_nothing(text: str) -> None:
    """So what a learner's program keeps is what the board takes; and what passes can be written as UTF-8."""
    kept = tidied(text)
    assert kept == tidied(kept)
    if not fault(f"{of_words(30)} {text}"):
        kept.encode()
        assert not any(unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") for sign in kept if sign != "\n")


@given(st.text(max_size=40))
def test_any_link_is_refused_or_leads_where_it_seems(rest: str) -> None:
    """Whatever stands behind a scheme: the host is the one that is shown."""
    link = tidied_link(f"https://{rest}")
    assert link == tidied_link(link)
    if not link_fault(link):
        assert link.startswith(f"https://{host_of(link)}")
        assert link.isascii()
        assert "." in host_of(link)


@pytest.mark.parametrize("link", GOOD_LINKS)
def test_links_to_pages(link: str) -> None:
    """Of the Hub and of others."""
    assert ("", link) == (link_fault(link), tidied_link(link))


def test_schemes_and_hosts_are_in_small_letters() -> None:
    """The rest stays: paths mean what they say."""
    assert "https://huggingface.co/Ana/Tides" == tidied_link(" HTTPS://HuggingFace.co/Ana/Tides\n")


@pytest.mark.parametrize(("link", "expected"), BAD_LINKS.items(), ids=ascii)
def test_links_that_lead_elsewhere_are_refused(link: str, expected: str) -> None:
    """Each with its own sentence."""
    assert expected == link_fault(link)
    assert not is_entry(msgspec.structs.replace(ENTRY, demo=link))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_fault_has_a_sentence_that_says_the_rule(language: str) -> None:
    """And the texts of the command name the numbers of the rule."""
    texts = catalogue(language)  # type: ignore[arg-type]
    for summary in ("", "one", of_words(201), of_words(400), of_words(30) + "\x00"):
        with pytest.raises(SummaryUnfit) as unfit:
            ensure_summary(summary)
        for key in (unfit.value.key, unfit.value.hint):
            assert "{" not in texts[key].format_map(unfit.value.fields)
    for link in BAD_LINKS:
        with pytest.raises(DemoUnfit) as wrong:
            ensure_demo(tidied_link(link))
        assert "{" not in texts[wrong.value.key].format_map(wrong.value.fields) + texts[wrong.value.hint]
    for summary in (ARABIC, "tides " * 30):
        with pytest.raises(SummaryUnfit) as unfit:
            ensure_new_summary(tidied(summary))
        texts_of = texts[unfit.value.key], texts[unfit.value.hint]
        assert "{" not in "".join(one.format_map(unfit.value.fields) for one in texts_of)
    with pytest.raises(DemoUnfit) as wrong:
        ensure_new_demo(NOT_PUBLIC[0])
    assert "{" not in texts[wrong.value.key].format_map(wrong.value.fields)
    one = texts["entry.summary_short"].format_map({"words": 1, "least": LEAST_WORDS})
    assert {"en": "1 of the 30 words", "es": "1 de las 30 palabras"}[language] in one
    for key in ("entry.summary_short.hint", "entry.summary_script", "entry.summary_few.hint"):
        assert {"en": "English or Spanish", "es": "en inglés o en español"}[language] in texts[key]
    for key in ("entry.summary_help", "entry.needs.hint"):
        assert str(LEAST_WORDS) in texts[key]
        assert str(MOST_WORDS) in texts[key]
    assert "231" in texts["entry.summary_long"].format_map({"words": 231, "most": MOST_WORDS})


def sent(entry: object = ENTRY, **changes: object) -> Request:
    """A request of the final project, as ada's program makes it."""
    made = desk.request("ada", 1, desk.RIGHT, KEYS.public, unit="synthetic", model="ada/model", files=())
    return msgspec.structs.replace(made, entry=entry, **changes)  # type: ignore[arg-type]


ALIASES = {"unit0": "warmup", "unit6": "synthetic"}


def refusal(content: bytes, project: str = "synthetic") -> str:
    """Why a request is refused, empty for a good one."""
    rules = Rules(desk.settings(KEYS.public, units={"warmup": 3, "synthetic": 9}), ALIASES, "0.1.0", project)
    try:
        accept(incoming(content), "subject", rules, Ledger(MemoryStore()))
    except RequestRefused as refused:
        return refused.reason
    return ""


def test_a_project_is_taken_with_its_unit_alone() -> None:
    """By slug or alias; with another unit, without a model, or on a board without a project it is no request."""
    assert ["", ""] == [refusal(canonical(sent(unit=unit))) for unit in ("synthetic", "unit6")]
    assert "not_a_request" == refusal(canonical(sent(unit="warmup")))
    assert "not_a_request" == refusal(canonical(sent()), project="")
    assert "not_a_request" == refusal(canonical(sent(model="")))
    assert "not_a_request" == refusal(canonical(sent(model="", quiz="0" * 64)))
    assert "model_not_yours" == refusal(canonical(sent(model="bob/model")))


TAMPERED = {
    "a word too many": {"summary": of_words(201)},
    "a word too few": {"summary": of_words(29)},
    "another script": {"summary": tidied(ARABIC)},
    "nothing said": {"summary": tidied(DULL["the same word"])},
    "a link into one network": {"demo": NOT_PUBLIC[0]},
    "none": {"summary": ""},
    "ten thousand": {"summary": of_words(10_000)},
    "turned": {"summary": f"{ENGLISH}\u202e"},
    "not composed": {"summary": f"{ENGLISH} man\u0303ana"},
    "blanks around it": {"summary": f" {ENGLISH}"},
    "three empty lines": {"summary": ENGLISH.replace("\n\n", "\n\n\n\n")},
    "another line end": {"summary": ENGLISH.replace("\n\n", "\r\n\r\n")},
    "another language": {"language": "fr"},
    "no language": {"language": None},
    "a number": {"summary": 200},
    "a list": {"summary": ENGLISH.split()},
    "one field more": {"title": "mine"},
    "a host in capitals": {"demo": "https://HuggingFace.co/"},
    "no link": {"demo": " "},
    "a lone surrogate": {"summary": f"{ENGLISH} \ud800"},
} | {f"the link {link[:40]}": {"demo": link} for link in BAD_LINKS}


@pytest.mark.parametrize("name", TAMPERED, ids=ascii)
def test_a_request_that_our_program_would_not_have_made_is_none(name: str, tmp_path: Path) -> None:
    """Written by hand, sent, or put into a file to be sent later."""
    import json

    raw = json.loads(canonical(sent()))
    raw["entry"] |= TAMPERED[name]
    content = json.dumps(raw).encode()
    assert "not_a_request" == refusal(content)
    with pytest.raises(RequestRefused):
        read(content)
    saved = {"schema_version": 1, "board": "x", "unit": "synthetic", "unit_alias": "unit6", "at": desk.NOON}
    (tmp_path / "later.json").write_bytes(json.dumps(saved | {"entry": raw["entry"], "request": raw}).encode())
    with pytest.raises(RecordError):
        read_file(tmp_path / "later.json")


def recorded(entry: object = msgspec.UNSET) -> RequestRecord:
    """The record of a request."""
    made = RequestRecord(
        id=record_id("request", "r", "0"),
        subject="0" * 64,
        at=desk.NOON,
        request="0" * 32,
        unit="synthetic",
        attempt=1,
        received_at=desk.NOON,
        sealed_sha256="0" * 64,
        sealed="",
        smol_grade="0.1.0",
        entry=entry,  # type: ignore[arg-type]
    )
    return sealed_record(made)


BEFORE = "b4fdbe0c0176fb9c46859c04f0c4a9b382e705b0888030c0befe9e114c0e9694"
"""Of `recorded()` as it was before any record held an entry."""


def test_records_without_an_entry_are_as_they_were() -> None:
    """The same bytes, so the same hash; one with an entry reads back."""
    before = recorded()
    assert b"entry" not in canonical(before)
    assert b"entry" not in canonical(msgspec.structs.replace(sent(), entry=msgspec.UNSET))
    assert BEFORE == before.content_sha256
    one = recorded(ENTRY)
    assert one == read_record(canonical(one))
    assert ENTRY == one.entry
    without = ProjectEntry(summary=ENGLISH, language="en")
    assert b"demo" in canonical(without)
    assert is_entry(without)


def test_who_withdraws_takes_the_entry_along() -> None:
    """Also where nothing else is left to take."""
    assert said_more(recorded(ENTRY))
    left = redacted(recorded(ENTRY), {})
    assert recorded() == left
    assert not said_more(recorded())
    for text in (ENGLISH[:20], DEMO):
        assert text.encode() not in canonical(left)


def test_the_length_of_a_summary_is_that_of_its_signs() -> None:
    """Two thousand code points, whatever they take as bytes."""
    longest = (of_words(30) + " ").ljust(LONGEST, "\u00f1")
    assert ("", "large") == (fault(longest), fault(longest + "\u00f1"))
    assert EntryUnfit in SummaryUnfit.__mro__


def test_what_is_saved_reads_back(tmp_path: Path) -> None:
    """The project's slug is none of the units', so nobody can mean two things by it."""
    assert COURSE.project is not None
    assert COURSE.project.slug not in {name for unit in COURSE.units for name in (unit.slug, unit.alias)}
    from smol_leaderboard.outgoing import Submission

    made = Submission(board="x", unit="synthetic", unit_alias="unit6", at=desk.NOON, entry=ENTRY, request=sent())
    (tmp_path / "later.json").write_text(encoded(made), "utf-8")
    back = read_file(tmp_path / "later.json")
    assert (ENTRY, True, "unit6 (project)") == (back.entry, back.is_project, back.name)
