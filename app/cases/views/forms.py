"""Forms of cases: what they were sent with, as the deeds' one reading (`rules.said`) takes it."""

from typing import Any

from werkzeug.datastructures import MultiDict

from app.cases.rules import PaperState
from app.cases.views.asked import bundle_of, items_of_steps

Form = MultiDict[str, str]


def move_form(form: Form) -> dict[str, Any]:
    """A move's form: texts as they are; `paper-N` a state each; `missing` and `given_back` ticked positions."""
    papers = {name.removeprefix("paper-"): state for name, state in form.items() if name.startswith("paper-") and state}
    return {**form.to_dict(), "papers": papers, "missing": form.getlist("missing"), "given_back": form.getlist("given_back")}


def opening_form(form: Form, *, required: list[int], deferrable: list[int], positions: list[int]) -> dict[str, Any]:
    """The opening's form: `here` ticked papers, `kept` originals that stay with us; complete when all required are."""
    here, kept = ({int(one) for one in form.getlist(name) if one.isdigit()} for name in ("here", "kept"))
    item, _, variant = form.get("item", "").partition("|")
    bundle = bundle_of(item)
    asked = [{"item": code} for code in items_of_steps(item, form.getlist("step"))]
    return {
        **form.to_dict(),
        **({"items": asked, "bundle": bundle} if bundle else {"item": item, "variant": variant}),
        "complete_papers": set(required) <= here,
        "papers": {at: _state(at, here=here, kept=kept, deferrable=deferrable) for at in positions},
    }


def _state(position: int, *, here: set[int], kept: set[int], deferrable: list[int]) -> PaperState:
    if position in kept and position in here:
        return PaperState.HELD
    if position in here:
        return PaperState.SEEN
    return PaperState.DEFERRED if position in deferrable else PaperState.MISSING
