"""Pours the generated township into an empty database by the deeds that a real township is made with."""

from app.cli.demonstration.loading.load import pour
from app.cli.demonstration.loading.refusals import check_empty, year_to_show
from app.cli.demonstration.loading.sign_ins import keep, new_password

__all__ = ["check_empty", "keep", "new_password", "pour", "year_to_show"]
