"""One procedure is meant: tell the part of it that was asked for."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.turns import Button, Outcome, Turn
from handlers import told
from handlers.agency import agency
from handlers.memory import told as remember
from handlers.quote import amount_of_time, copies, form, note, price, runs_from, title
from handlers.render import button, label, render, upper_first
from knowledge.facts import part_status
from knowledge.model import Facet, Procedure
from knowledge.understand import Understanding
from knowledge.wording import readable

PARTS_AT_ONCE = 3
MAIN_FACETS = (Facet.DOSSIER, Facet.FEE, Facet.TIME, Facet.WHERE)
FIRST_FACETS = (*MAIN_FACETS, Facet.STEPS, Facet.CONDITIONS)
SIBLINGS_SHOWN = 2
CASE_BUTTONS = 4
OTHERS_SHOWN = 3
LABEL_LENGTH = 60

_LISTS = {Facet.STEPS: "steps", Facet.CONDITIONS: "conditions", Facet.RESULT: "result"}


def answer(turn: Turn, understood: Understanding) -> None:
    """Tell what was understood from a typed question."""
    turn.dialogue.unanswered = turn.incoming.text
    facets = understood.facets or (Facet.OVERVIEW,)
    turn.outcome = Outcome("answer", understood.codes, facets[0].value, score=understood.score, gap=understood.gap)
    show(turn, understood.codes[0], facets, words=turn.incoming.text or "", others=understood.codes[1:])


def press(turn: Turn, code: str, facet: Facet, choice: str = "") -> None:
    """A button for a part was pressed. `choice`: "all", or the number of a case."""
    turn.outcome = Outcome("answer", (code,), facet.value)
    show(turn, code, (facet,), choice=choice)


def show(
    turn: Turn, code: str, facets: Sequence[Facet], words: str = "", choice: str = "", others: Sequence[str] = ()
) -> None:
    """Say the parts `facets` of the procedure `code`; rows that `words` point to come first.

    `others` are procedures that may be meant as well; they are offered as buttons.
    """
    record = turn.kb.catalog.get(code)
    if record is None or record.membership == "other":
        turn.say(render("gone"), [button("browse", "b:fields")])
        return
    if record.membership == "redirect":
        _redirect(turn, record, facets, words)
        return
    remember(turn, code, facets[0])
    if not record.in_force(turn.now.date()):
        turn.say(render("not_in_force", record=record, today=turn.now.date()), [button("ask_staff", "human")])
        return
    _say(turn, record, list(dict.fromkeys(facets))[:PARTS_AT_ONCE], words, choice, others)


def _say(turn: Turn, record: Procedure, facets: list[Facet], words: str, choice: str, others: Sequence[str]) -> None:
    parts = [(facet.value, Markup(body(turn, record, facet, words, choice))) for facet in facets]  # noqa: S704
    known = [facet for facet in facets if told.known(record, facet)]
    basis = dict.fromkeys(line for facet in known for line in told.legal_basis(record, facet))
    changed = part_status(record, "later_changes").tellable and Facet.CHANGES not in facets
    html = render(
        "answer",
        record=record,
        parts=parts,
        basis=[readable(line, turn.kb.catalog) for line in basis],
        changed=changed,
    )
    more = _more(record, facets, words, choice)
    room = not others and len(more) <= 1
    turn.say(html, [*more, *_buttons(turn, record, facets, known, changed, others, room)])


def body(turn: Turn, record: Procedure, facet: Facet, words: str = "", choice: str = "") -> str:
    """One part in markup, or the sentence that nothing verified is known about it."""
    if not told.known(record, facet):
        return render("unknown", facet=facet.value)
    everything = choice == "all"
    number = int(choice) if choice.isdigit() else None
    name = f"facet_{facet.value}"
    values: dict[str, object] = {}
    if facet is Facet.FEE:
        values = {"fees": told.fees(record, words, everything)}
    elif facet is Facet.DOSSIER:
        values = {"papers": told.papers(record, words, number, everything)}
    elif facet is Facet.TIME:
        values = dict(zip(("office", "applicant"), told.limits(record), strict=True))
    elif facet is Facet.FORM:
        values = {"forms": told.forms(record)}
    elif facet in _LISTS:
        name, values = "facet_list", {"items": getattr(record, _LISTS[facet])}
    return render(name, **_tools(turn, record), **values)


def _tools(turn: Turn, record: Procedure) -> dict[str, object]:
    """What the templates of all parts use."""
    return {
        "record": record,
        "agency": agency(turn.settings),
        "quote": lambda text: readable(text, turn.kb.catalog, record),
        "told": lambda part: part_status(record, part).tellable,
        "price": price,
        "length": amount_of_time,
        "runs_from": runs_from,
        "copies": copies,
        "form": form,
        "note": note,
    }


def _more(record: Procedure, facets: Sequence[Facet], words: str, choice: str) -> list[Button]:
    """Buttons to the rows and cases that were left out, or to one case alone."""
    buttons: list[Button] = []
    if Facet.FEE in facets and told.fees(record, words, choice == "all").hidden:
        buttons.append(button("all_fees", f"p:{record.id}:fee:all"))
    cases = len(record.told_dossier)
    if Facet.DOSSIER not in facets or cases < 2:
        return buttons
    shown = told.papers(record, words, int(choice) if choice.isdigit() else None, choice == "all")
    if shown.hidden:
        buttons.append(button("all_cases", f"p:{record.id}:dossier:all"))
    elif cases <= CASE_BUTTONS:
        buttons += [
            Button(shorten(upper_first(dossier.case or record.label)), f"p:{record.id}:dossier:{at}")
            for at, dossier in enumerate(record.told_dossier, 1)
            if not told.for_all(dossier)
        ]
    return buttons


def _buttons(
    turn: Turn,
    record: Procedure,
    facets: list[Facet],
    known: list[Facet],
    changed: bool,
    others: Sequence[str],
    room: bool,
) -> list[Button]:
    """Where to go on: other readings, other parts, changes, sources, siblings (if there is `room`), a person."""
    buttons = [procedure_button(turn, code, facets[0]) for code in others[:OTHERS_SHOWN]]
    if not known:
        buttons.append(button("ask_staff", "human"))
    wide = (Facet.OVERVIEW in facets or Facet.APPLICANTS in facets) and not others
    next_parts = FIRST_FACETS if wide else MAIN_FACETS
    buttons += [facet_button(record.id, facet) for facet in next_parts if facet not in facets]
    if changed:
        buttons.append(button("changes", f"p:{record.id}:changes"))
    if known:
        buttons.append(button("sources", f"s:{record.id}:{facets[0].value}"))
    if room:
        buttons += sibling_buttons(turn, record)
    if known:
        buttons.append(button("ask_staff", "human"))
    return buttons


def facet_button(code: str, facet: Facet) -> Button:
    """A button to a part of a procedure."""
    return Button(label(f"facet.{facet.value}"), f"p:{code}:{facet.value}")


def procedure_button(turn: Turn, code: str, facet: Facet = Facet.OVERVIEW) -> Button:
    """A button to a procedure, under its short name."""
    record = turn.kb.catalog.get(code)
    return Button(shorten(record.label if record else code), f"p:{code}:{facet.value}")


def sibling_buttons(turn: Turn, record: Procedure) -> list[Button]:
    """Buttons to the other procedures on the same paper: themselves when few, else one for the list."""
    siblings = turn.kb.catalog.siblings(record.id)
    if len(siblings) > SIBLINGS_SHOWN:
        return [button("siblings", f"sib:{record.id}")]
    return [procedure_button(turn, other.id) for other in siblings]


def names(records: Sequence[Procedure]) -> list[tuple[str, str]]:
    """Id and a distinct name for each: what is done when they concern one thing, else the short name."""
    actions = {record.action for record in records}
    by_action = common_object(records) is not None and len(actions) == len(records)
    return [(record.id, shorten(upper_first(record.action) if by_action else record.label)) for record in records]


def common_object(records: Sequence[Procedure]) -> str | None:
    """The thing that all of several procedures are about («thiết bị X-quang», «giấy phép dùng thiết bị X-quang»)."""
    shortest = min((record.object for record in records), key=len, default="")
    shared = len(records) > 1 and all(shortest in record.object for record in records)
    return shortest if shared else None


def shorten(text: str) -> str:
    """A text that fits on a button: without the remark at its end, else cut behind a word."""
    if len(text) > LABEL_LENGTH and text.endswith(")"):
        text = text[: text.rindex(" (")]
    if len(text) <= LABEL_LENGTH:
        return text
    return text[:LABEL_LENGTH].rpartition(" ")[0].rstrip(" ,;:(–-") + "…"


def sources(turn: Turn, code: str, facet: Facet) -> None:
    """Tell where the facts of a part come from."""
    record = turn.kb.catalog.get(code)
    turn.outcome = Outcome("answer", (code,), facet.value)
    if record is None:
        turn.say(render("gone"), [button("browse", "b:fields")])
        return
    own = [record.sources[key] for key in told.source_keys(record, facet) if key in record.sources]
    found = own or told.general_sources(record)
    html = render("sources", record=record, facet=facet.value, sources=found, own=bool(own), title=title)
    turn.say(html, [facet_button(code, facet)])


def _redirect(turn: Turn, record: Procedure, facets: Sequence[Facet], words: str) -> None:
    """Explain a procedure that is not filed here (any more), and go on to the one that is."""
    targets = [target for code in record.redirect_to if (target := turn.kb.catalog.get(code))]
    known = told.known(record, Facet.CHANGES)
    wanted = known and Facet.CHANGES in facets and not targets
    changes = Markup(body(turn, record, Facet.CHANGES)) if wanted else ""  # noqa: S704
    html = render("redirect", **_tools(turn, record), targets=targets, changes=changes)
    if targets:
        turn.say(html)
        show(turn, targets[0].id, facets, words, others=[target.id for target in targets[1:]])
        return
    remember(turn, record.id, facets[0])
    # Nobody files it here: what is told is whose business it is.
    turn.outcome = Outcome("refuse", score=turn.outcome.score if turn.outcome else 0.0)
    more = [button("changes", f"p:{record.id}:changes")] if known and not wanted else []
    turn.say(html, [*more, button("human", "human")])
