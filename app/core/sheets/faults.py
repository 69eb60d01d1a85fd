"""What can be wrong with a table: with the file as a whole, or with one row."""

from dataclasses import dataclass

from app.core.errors import Invalid, Refusal
from app.core.named import N_


class NotATable(Invalid):
    code = "sheets.not_a_table"
    says = N_("%(file)s is neither a CSV nor an XLSX file. Save the table as XLSX or CSV and send that.")
    field = "file"


class BrokenTable(Invalid):
    code = "sheets.broken"
    says = N_("%(file)s is damaged near line %(line)s: quotation marks or characters are cut off. Save it anew and send that.")
    field = "file"


class EmptyTable(Invalid):
    code = "sheets.empty"
    says = N_("%(file)s has no rows below its headings.")
    field = "file"


class TableTooLong(Invalid):
    code = "sheets.too_long"
    says = N_("%(file)s has more than %(most)s rows. Divide it and send the parts.")
    field = "file"


class ColumnsMissing(Invalid):
    code = "sheets.columns_missing"
    says = N_("The columns %(missing)s are missing. The file's headings are: %(found)s.")
    field = "file"


class ColumnTwice(Invalid):
    code = "sheets.column_twice"
    says = N_("The column %(column)s is there twice.")
    field = "file"


class FormulaInCell(Invalid):
    code = "sheets.formula"
    says = N_("A formula stands where a value is needed. Paste the values only.")


class ErrorInCell(Invalid):
    code = "sheets.error_value"
    says = N_("The spreadsheet shows an error (%(shown)s) instead of a value.")


class DigitsLost(Invalid):
    code = "sheets.digits_lost"
    says = N_(
        "The spreadsheet has destroyed this long number: it keeps 15 digits only. Format the column as text and type it again."
    )


class CellsLeftOver(Invalid):
    code = "sheets.cells_left_over"
    says = N_("The row has more cells than there are headings. Perhaps a comma stands inside a value.")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one row: the line of the file, the column's name, the refusal for `pages.sentence`."""

    line: int
    field: str
    refusal: Refusal
