"""审核: the reviewer reads each completion, its dates and its proof, and says yes, or sends it back with a reason."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts import queries as accounts
from app.accounts.rules import Deed
from app.accounts.views import actor, demand, stamp_from_form
from app.cases import queries as cases
from app.core.db import transaction
from app.core.errors import Invalid
from app.core.guard import allowed
from app.core.named import N_
from app.core.pages import sentence
from app.ledger import queries as ledger
from app.reports import actions, queries
from app.reports.rules import ReasonMissing, Verdict
from app.reports.views.blueprint import bp
from app.visits import queries as visits


class UnknownVerdict(Invalid):
    code = "reports.unknown_verdict"
    says = N_("There is no such verdict.")


@bp.get("/review")
@allowed(Deed.REVIEW_COMPLETION)
def review() -> str:
    return render_template("reports/review.html", waiting=queries.waiting(request.args.get("page", 1, type=int)))


@bp.get("/review/<uuid:case_id>")
@allowed(Deed.REVIEW_COMPLETION)
def one(case_id: UUID) -> str:
    return _page(case_id, errors={})


@bp.post("/review/<uuid:case_id>")
@allowed(Deed.REVIEW_COMPLETION)
def judge(case_id: UUID) -> Response | tuple[str, int]:
    said = request.form.get("verdict", "")
    verdict = next((verdict for verdict in Verdict if verdict.value == said), None)
    if verdict is None:
        raise UnknownVerdict
    following = queries.next_after(cases.case(case_id))
    try:
        with transaction():
            case = cases.case_to_change(case_id)
            demand(Deed.REVIEW_COMPLETION, case.place_path)
            actions.review(case, verdict, reason=request.form.get("reason", ""), stamp=stamp_from_form())
    except ReasonMissing as refusal:
        return _page(case_id, errors={"reason": sentence(refusal)}), refusal.status
    return redirect(url_for(".one", case_id=following.id) if following else url_for(".review"))


def _page(case_id: UUID, *, errors: dict[str, str]) -> str:
    case = cases.case(case_id)
    return render_template(
        "reports/review_one.html",
        case=case,
        events=cases.timeline(case),
        visits=visits.visits_of(case_id),
        entries=ledger.entries_of_case(case_id),
        reviews=queries.reviews_of(case_id),
        names=accounts.names(),
        own=actor().id == cases.last_completion(case).by if case.completed_at else False,
        errors=errors,
    )
