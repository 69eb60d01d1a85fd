"""Certificates brought home, on the office's case page: where each is, the buttons, and their deeds by form."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from flask import flash, redirect, request, send_file, url_for
from flask_babel import gettext
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.wrappers import Response

from app.accounts.queries import names
from app.accounts.rules import Deed
from app.accounts.views import stamp_from_form
from app.cases import queries as cases
from app.cases.views import Told, join
from app.cases.views.page import page
from app.cases.views.rights import demand_here, may_here
from app.core import clock, uploads
from app.core.db import transaction
from app.core.errors import NotAllowed, Refusal
from app.core.guard import allowed
from app.core.named import N_
from app.core.pages import sentence
from app.core.words import word
from app.deadlines.rules import Light
from app.visits import actions, queries
from app.visits.rules import (
    CORRECTING,
    MOST_PHOTOS,
    DeliveryState,
    DeliveryStep,
    EvidenceKind,
    Photo,
    Relation,
    TooManyPhotos,
    WhyBack,
    step_of,
    steps_from,
)
from app.visits.views.blueprint import bp

if TYPE_CHECKING:
    from app.cases.queries import Case
    from app.visits.queries import Certificate, Member

SAYS: Mapping[DeliveryStep, str] = {
    DeliveryStep.RECEIVE: N_("Certificate received: %(item)s"),
    DeliveryStep.SET_OUT: N_("On the way with the certificate: %(item)s"),
    DeliveryStep.HAND_OVER: N_("Certificate handed over: %(item)s"),
    DeliveryStep.BRING_BACK: N_("Certificate brought back: %(item)s"),
    DeliveryStep.FETCH: N_("Certificate fetched by themselves: %(item)s"),
    DeliveryStep.TAKE_BACK: N_("The hand-over does not hold: %(item)s"),
    DeliveryStep.ANNUL: N_("Certificate void, the case was reopened: %(item)s"),
}
HINTS: Mapping[DeliveryStep, str] = {
    DeliveryStep.RECEIVE: N_("You have it in hand. From now on the team's days for delivering count."),
    DeliveryStep.FETCH: N_("They came for it themselves: no delivery is counted."),
    DeliveryStep.HAND_OVER: N_("It counts as one delivery, on this day."),
    DeliveryStep.BRING_BACK: N_("It is with you again; the days go on."),
    DeliveryStep.TAKE_BACK: N_("The delivery is taken off the count; the certificate is with you again."),
}
MAIN = (DeliveryStep.HAND_OVER, DeliveryStep.RECEIVE)
AT_ONCE = frozenset({DeliveryStep.RECEIVE, DeliveryStep.SET_OUT, DeliveryStep.FETCH})


@bp.post("/cases/<uuid:case_id>/deliveries/<step>")
@allowed(Deed.READ_CASES)
def deliver(case_id: UUID, step: str) -> Response | tuple[str, int]:
    """One step by form. The deed and the place are asked inside: they depend on the step and on the case."""
    chosen = step_of(step)
    try:
        said = {**request.form.to_dict(), "photos": photos_of_form(request.files)}
        with transaction():
            case = cases.case_to_change(case_id)
            demand_step(chosen, case)
            actions.make(case, chosen, said, stamp=stamp_from_form())
    except NotAllowed:
        raise
    except Refusal as refusal:
        typed = {**request.form.to_dict(), "delivery": f"{chosen.value}-{request.form.get('item', '')}"}
        return page(cases.case(case_id), typed=typed, errors={refusal.field or "": sentence(refusal)}), refusal.status
    flash(gettext("“%(move)s” is done.", move=word(chosen)))
    return redirect(url_for("cases.show", case_id=case_id), 303)


@bp.get("/deliveries/proof/<uuid:proof_id>")
@allowed(Deed.READ_CASES)
def proof(proof_id: UUID) -> Response:
    """A picture of a hand-over, for those who see its case; kept by no browser."""
    found = queries.proof(proof_id)
    return send_file(uploads.path_of(found.sha256), mimetype="image/jpeg", etag=False, conditional=False)


@bp.app_template_global("certificates_of")
def certificates_of(case: "Case") -> "Sequence[Certificate]":
    """For pages of features below and above."""
    return queries.certificates_of(case)


@bp.app_template_global("delivery_steps")
def delivery_steps(case: "Case", state: DeliveryState | None) -> Sequence[DeliveryStep]:
    """The buttons: possible from here, and allowed to whoever looks."""
    return [step for step in steps_from(state) if may_here(_deed(step), case)]


@bp.app_template_global("delivery_choices")
def delivery_choices(case: "Case") -> dict[str, object]:
    """What the forms of a delivery offer."""
    return {
        "relations": [(one.value, word(one)) for one in Relation],
        "whys": [(one.value, word(one)) for one in WhyBack],
        "people": _people(case),
        "at_once": AT_ONCE,
        "main": MAIN,
        "hints": HINTS,
    }


def demand_step(step: DeliveryStep, case: "Case") -> None:
    """Refuse (403) unless the actor may do this step to the case."""
    demand_here(_deed(step), case)


def photos_of_form(files: "MultiDict[str, FileStorage]") -> list[Photo]:
    """The pictures of a form: fields `photo` and `signature`. Raises TooManyPhotos."""
    found = [
        Photo(kind, raw)
        for kind in (EvidenceKind.PHOTO, EvidenceKind.SIGNATURE)
        for file in files.getlist(kind.value)
        if (raw := file.read())
    ]
    if len(found) > MOST_PHOTOS:
        raise TooManyPhotos(most=MOST_PHOTOS)
    return found


def _deed(step: DeliveryStep) -> Deed:
    return Deed.CORRECT_DELIVERY if step in CORRECTING else Deed.RECORD_DELIVERY


def _people(case: "Case") -> "Sequence[Member]":
    return queries.members(case, on=clock.today())


@join
def told(case_id: UUID) -> Iterator[Told]:
    """The steps of a case's certificates, for its history."""
    people = names()
    for delivery in queries.deliveries_of(case_id):
        item = delivery.case_item.version.name
        for event in delivery.steps:
            is_made = event.journal_id == delivery.hand_over_id
            signed = gettext("signed by %(who)s", who=delivery.signer) if is_made else ""
            witness = gettext("second person: %(who)s", who=delivery.witness) if is_made and delivery.witness else ""
            meta = (people.get(event.by, gettext("the system")), signed, witness, word(event.why), event.note)
            mark = Light.GREEN if is_made else None
            yield Told(event.at, gettext(SAYS[event.step], item=item), " · ".join(part for part in meta if part), mark)
