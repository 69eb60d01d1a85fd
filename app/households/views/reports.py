"""The refused rows of a file as a CSV: each as it was sent, with its line and the reason, to be mended and sent again."""

import csv
import io
from collections.abc import Mapping
from uuid import UUID

from flask import Response, current_app
from flask_babel import gettext

from app.accounts.rules import Deed
from app.accounts.views import actor
from app.core import clock
from app.core.guard import allowed
from app.core.sheets import safe_cell
from app.households import queries
from app.households.rules import HOUSEHOLD_HEADINGS, RESIDENT_HEADINGS, ImportKind
from app.households.rules.refusals import UploadGone
from app.households.views.blueprint import bp
from app.households.views.imports import Told, judge, rows_of, rows_of_batch

BOM = "\ufeff"  # so that spreadsheets read UTF-8


@bp.get("/import/<uuid:upload_id>/refused.csv")
@allowed(Deed.MANAGE_HOUSEHOLDS)
def refused_in_trial(upload_id: UUID) -> Response:
    kept = queries.upload(upload_id, by=actor().id, now=clock.now())
    if kept is None:
        raise UploadGone
    return _csv(rows_of(judge(upload_id)), queries.cells_of(kept), kind=kept.kind)


@bp.get("/imports/<uuid:batch_id>/refused.csv")
@allowed(Deed.MANAGE_HOUSEHOLDS)
def refused_in_batch(batch_id: UUID) -> Response:
    """With the cells while the file is kept, and only for who has sent it; else lines and reasons alone."""
    batch = queries.batch(batch_id)
    kept = queries.upload(batch.upload_id, by=actor().id, now=clock.now()) if batch.upload_id else None
    return _csv(rows_of_batch(batch_id), queries.cells_of(kept) if kept else {}, kind=batch.kind)


def _csv(told: Told, cells: Mapping[int, Mapping[str, str]], *, kind: ImportKind) -> Response:
    """Headings as the import reads them: the mended file can be sent as it is."""
    headings = HOUSEHOLD_HEADINGS if kind is ImportKind.HOUSEHOLDS else RESIDENT_HEADINGS
    columns = [column for column in headings if cells]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([gettext("Line"), gettext("Reason"), *(headings[column][0] for column in columns)])
    for line, flaws in told:
        why = " ".join(words for _, words in flaws)
        writer.writerow([line, safe_cell(why), *(safe_cell(cells.get(line, {}).get(column, "")) for column in columns)])
    answer = current_app.response_class(BOM + text.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = "attachment; filename=refused.csv"
    return answer
