"""Every route of the console with the roles that may use it. A test fails on a route without a row."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.console import step_forms
from bot.console.guard import guarded
from bot.console.host import Host
from bot.console.pages import (
    case,
    cases,
    enter,
    entrance,
    entry_points,
    failed,
    files,
    notices,
    personal_data,
    publication,
    staff,
    steps,
)
from bot.console.visit import Page
from bot.feedback.steps import HANDLERS, REVIEWERS
from bot.feedback.words import ROLES

STATIC = "/console/static"

EVERYBODY = frozenset(ROLES)
ADMIN = frozenset({"admin"})
RECEIVERS = frozenset({"admin", "dispatcher"})
OVERSEERS = frozenset({"admin", "dispatcher", "auditor"})


@dataclass(frozen=True)
class Row:
    """One route. `roles` None: no sign-in needed. Cases outside of one's unit are 404 besides."""

    method: str
    path: str
    page: Page
    roles: frozenset[str] | None


ROUTES = (
    Row("GET", "/console", cases.index, EVERYBODY),
    Row("GET", "/console/export", cases.download, EVERYBODY),
    Row("GET", "/console/sign-in", entrance.sign_in_form, None),
    Row("POST", "/console/sign-in", entrance.sign_in, None),
    Row("POST", "/console/sign-out", entrance.sign_out, EVERYBODY),
    Row("GET", "/console/link/{token}", entrance.link_form, None),
    Row("POST", "/console/link/{token}", entrance.use_link, None),
    Row("GET", "/console/cases/{code}", case.show, EVERYBODY),
    Row("GET", "/console/cases/{code}/files/{file:int}", files.shown, EVERYBODY),
    Row("POST", "/console/cases/{code}/files/{file:int}/original", files.original, HANDLERS),
    *(
        Row("POST", f"/console/cases/{{code}}/{step.value}", steps.page_of(step), steps.roles_of(step))
        for step in step_forms.FORMS
    ),
    Row("GET", "/console/cases/{code}/data", personal_data.show, RECEIVERS),
    Row("POST", "/console/cases/{code}/data/erase", personal_data.erase, RECEIVERS),
    Row("POST", "/console/cases/{code}/data/hold", personal_data.hold, RECEIVERS),
    Row("GET", "/console/publication", publication.index, EVERYBODY),
    Row("GET", "/console/publication/{code}", publication.show, EVERYBODY),
    Row("POST", "/console/publication/{code}/redact", publication.redact, HANDLERS | REVIEWERS),
    Row("POST", "/console/publication/{code}/publish", publication.publish, REVIEWERS),
    Row("POST", "/console/publication/{code}/keep", publication.keep, REVIEWERS | {"dispatcher"}),
    Row("POST", "/console/publication/{code}/unpublish", publication.unpublish, REVIEWERS | {"dispatcher"}),
    Row("GET", "/console/enter", enter.form, HANDLERS),
    Row("POST", "/console/enter", enter.enter, HANDLERS),
    Row("GET", "/console/cases/{code}/receipt", enter.receipt, HANDLERS),
    Row("GET", "/console/entry-points", entry_points.index, RECEIVERS),
    Row("POST", "/console/entry-points", entry_points.add, RECEIVERS),
    Row("GET", "/console/entry-points/{key}", entry_points.sheet, RECEIVERS),
    Row("POST", "/console/entry-points/{key}/disable", entry_points.disable, RECEIVERS),
    Row("GET", "/console/notices", notices.index, EVERYBODY),
    Row("POST", "/console/notices", notices.see_all, EVERYBODY),
    Row("POST", "/console/notices/{notice:int}", notices.see_one, EVERYBODY),
    Row("GET", "/console/failed", failed.index, OVERSEERS),
    Row("GET", "/console/staff", staff.index, ADMIN),
    Row("POST", "/console/staff", staff.add, ADMIN),
    Row("POST", "/console/staff/{staff:int}/link", staff.link, ADMIN),
    Row("POST", "/console/staff/{staff:int}/disable", staff.disable, ADMIN),
)


def routes(app: Host) -> list[BaseRoute]:
    """The routes of the console for a service."""
    pages = [Route(row.path, guarded(app, row.page, row.roles), methods=[row.method]) for row in ROUTES]
    static = Mount(STATIC, StaticFiles(directory=Path(__file__).parent / "static"))
    return [static, *pages]
