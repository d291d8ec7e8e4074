"""Everything that is served, and who may ask for it: one table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from starlette.responses import Response

from calltools.review.openings import What
from calltools.site import (
    account_pages,
    actions,
    agreement_pages,
    assets,
    assigning,
    auditing,
    bilingual,
    call_pages,
    deciding,
    entering,
    history,
    home,
    importing,
    outgoing,
    recording_acts,
    recording_pages,
    redacting,
    reports,
    searching,
    translations,
    watching,
)
from calltools.site.guard import LARGEST_UPLOAD
from calltools.site.publications import publication_name
from calltools.site.uploads import FormRules, recording_name
from calltools.site.visit import Visit

Right = Literal["anybody", "member", "importer", "auditor", "runner", "lead"]
"""Who may ask: what a member may decide, who imports, audits and runs, is told by
``calltools.review.permissions``."""


@dataclass(frozen=True, slots=True)
class Served:
    """An address with what answers it, who may ask, what of a call it ``opens``: of a team that is
    logged; whether what it gives ``is_stream``: heard in ranges, or
    told as it comes; or what it ``takes`` of a form with files."""

    method: Literal["GET", "POST"]
    path: str
    answer: Callable[[Visit], Response]
    right: Right
    opens: What | None = None
    is_stream: bool = False
    takes: FormRules | None = None


RECORDINGS = FormRules(recording_name)
DOCUMENTS = FormRules(publication_name, LARGEST_UPLOAD, LARGEST_UPLOAD)
REPORTS = FormRules(auditing.report_name, LARGEST_UPLOAD, LARGEST_UPLOAD)
TRANSLATIONS = FormRules(translations.returned_name, LARGEST_UPLOAD)


ROUTES = (
    Served("GET", "/", home.home, "member"),
    Served("GET", "/search", searching.search, "member"),
    Served("GET", "/enter/{secret}", entering.enter, "anybody"),
    Served("GET", "/login", entering.login_form, "anybody"),
    Served("POST", "/login", entering.log_in, "anybody"),
    Served("POST", "/logout", entering.log_out, "member"),
    Served("POST", "/language", entering.choose_language, "anybody"),
    Served("GET", "/static/{name}", assets.static, "anybody"),
    Served("GET", "/calls/{id}", call_pages.call, "member", "words"),
    Served("GET", "/calls/{id}/sound", call_pages.sound, "member", "sound", is_stream=True),
    Served("GET", "/calls/{id}/peaks", call_pages.peaks, "member", "sound"),
    Served("GET", "/calls/{id}/alignment", bilingual.alignment, "member", "words"),
    Served("POST", "/calls/{id}/links", bilingual.move, "member", "words"),
    Served("GET", "/reports/{id}", reports.report, "member", "words"),
    Served("GET", "/reports/{id}/audit", reports.printed, "member", "words"),
    Served("POST", "/reports/{id}/audit", auditing.again, "auditor", "words"),
    Served("GET", "/audits", auditing.form, "auditor"),
    Served("POST", "/audits", auditing.send, "auditor", takes=REPORTS),
    Served("GET", "/audits/{job}", watching.watched, "auditor"),
    Served("GET", "/checks/{id}", reports.checks, "member", "words"),
    Served("GET", "/items/{id}", deciding.yes_form, "member", "words"),
    Served("POST", "/items/{id}", deciding.yes, "member", "words"),
    Served("GET", "/items/{id}/{key}", deciding.card, "member", "words"),
    Served("GET", "/items/{id}/{key}/history", history.history, "member", "words"),
    Served("POST", "/calls/{id}/english", bilingual.write, "member", "words"),
    Served("POST", "/calls/{id}/units/{key}", bilingual.choose, "member", "words"),
    Served("POST", "/calls/{id}/findings", bilingual.add_missed, "member", "words"),
    Served("GET", "/calls/{id}/translation", translations.export, "member", "words"),
    Served(
        "POST",
        "/calls/{id}/translation",
        translations.upload,
        "member",
        "words",
        takes=TRANSLATIONS,
    ),
    Served("GET", "/calls/{id}/translation/{upload}", translations.look, "member", "words"),
    Served("POST", "/calls/{id}/translation/{upload}", translations.keep, "member", "words"),
    Served("GET", "/pairs", importing.pair_form, "importer"),
    Served("GET", "/pairs/{job}", watching.watched, "importer"),
    Served("POST", "/pairs", importing.send_pair, "importer", takes=DOCUMENTS),
    Served("POST", "/items/{id}/{key}", actions.decide, "member", "words"),
    Served("POST", "/calls/{id}/statements", actions.add, "member", "words"),
    Served("POST", "/calls/{id}/corrections", actions.correct, "member", "words"),
    Served("POST", "/undo/{event}", deciding.undo, "member"),
    Served("GET", "/news", actions.news, "member", is_stream=True),
    Served("GET", "/agreement", agreement_pages.agreement, "member"),
    Served("GET", "/import", importing.form, "importer"),
    Served("POST", "/import", importing.upload, "importer", takes=DOCUMENTS),
    Served("GET", "/import/{upload}", importing.reading, "importer"),
    Served("POST", "/import/{upload}", importing.keep, "importer"),
    Served("GET", "/account", account_pages.own_account, "member"),
    Served("POST", "/account/password", account_pages.change_password, "member"),
    Served("POST", "/account/factor", account_pages.begin_factor, "member"),
    Served("POST", "/account/factor/code", account_pages.confirm_factor, "member"),
    Served("POST", "/account/factor/end", account_pages.drop_factor, "member"),
    Served("GET", "/people", account_pages.people, "lead"),
    Served("POST", "/people", account_pages.change_people, "lead"),
    Served("GET", "/progress", assigning.how_far, "lead"),
    Served("POST", "/assignments", assigning.assign, "lead"),
    Served("POST", "/access", assigning.open_to, "lead"),
    Served("GET", "/recordings", recording_pages.listed, "runner"),
    Served("POST", "/recordings", recording_acts.upload, "runner", takes=RECORDINGS),
    Served("POST", "/recordings/room", recording_acts.room, "runner"),
    Served("POST", "/recordings/add", recording_acts.add, "runner"),
    Served("POST", "/recordings/run", recording_acts.run_all, "runner"),
    Served("GET", "/recordings/{recording}", recording_pages.recording, "runner"),
    Served("GET", "/recordings/{recording}/sound", recording_pages.sound, "runner"),
    Served("POST", "/recordings/{recording}", recording_acts.keep, "runner"),
    Served("POST", "/recordings/{recording}/run", recording_acts.run, "runner"),
    Served("GET", "/jobs", recording_pages.jobs, "runner"),
    Served("POST", "/jobs/{job}/stop", recording_acts.stop, "member"),
    Served("GET", "/outgoing", outgoing.outgoing, "runner"),
    Served("POST", "/outgoing", outgoing.make, "runner"),
    Served("POST", "/outgoing/key", outgoing.make_key, "lead"),
    Served("GET", "/outgoing/{made}/{name}", outgoing.take, "runner"),
    Served("POST", "/outgoing/{made}/remove", outgoing.remove, "runner"),
    Served("GET", "/redactions", redacting.redactions, "runner"),
    Served("POST", "/redactions", redacting.begin, "runner"),
    Served("GET", "/redactions/{draft}", redacting.redaction, "runner"),
    Served("GET", "/redactions/{draft}/plan.toml", redacting.plan, "runner"),
    Served("POST", "/redactions/{draft}/add", redacting.add, "runner"),
    Served("POST", "/redactions/{draft}/copy", redacting.make, "runner"),
    Served("POST", "/redactions/{draft}/remove", redacting.remove, "runner"),
    Served("POST", "/redactions/{draft}/words/{entry}", redacting.answer, "runner"),
)
