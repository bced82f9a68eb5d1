"""One request of the console: who asks, with what form, and how to answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.console import render
from bot.console.host import Host
from bot.feedback.actors import Actor
from bot.store.models import Staff, StaffSession


@dataclass
class Visit:
    """What a page gets. `session` is None only on pages that need no sign-in; `unseen` notices wait."""

    host: Host
    request: Request
    now: datetime
    session: StaffSession | None = None
    form: Mapping[str, str] = field(default_factory=dict)
    form_token: str = ""
    unseen: int = 0

    @property
    def staff(self) -> Staff:
        """The signed-in person."""
        assert self.session is not None
        return self.session.staff

    @property
    def actor(self) -> Actor:
        """The signed-in person as one who acts on cases."""
        return Actor.of(self.staff)

    def given(self, name: str) -> str:
        """A field of the form without blanks around it; empty when it was not sent."""
        return self.form.get(name, "").strip()

    def page(self, name: str, status: int = 200, **context: object) -> Response:
        """A page from a template."""
        staff = self.session.staff if self.session else None
        csrf = self.session.csrf if self.session else self.form_token
        frame = {"viewer": staff, "csrf": csrf, "agency": self.host.settings.agency, "unseen": self.unseen}
        html = render.render(name, now=self.now, **frame, **context)
        return HTMLResponse(html, status_code=status)

    def go(self, path: str) -> Response:
        """Send the browser on after a form."""
        return RedirectResponse(path, status_code=303)


Page = Callable[[Visit], Awaitable[Response]]
