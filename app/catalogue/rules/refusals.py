"""What may not be done with the catalogue, each with its sentence. Pure."""

from app.core.errors import Invalid, Refusal
from app.core.named import N_


class ItemUnknown(Refusal):
    code = "catalogue.item_unknown"
    says = N_("There is no item %(code)s in the catalogue.")
    field = "item"


class ItemNotValid(Refusal):
    code = "catalogue.item_not_valid"
    says = N_("Item %(code)s is not valid on %(on)s.")
    field = "item"


class VariantUnknown(Refusal):
    code = "catalogue.variant_unknown"
    says = N_("Item %(code)s has no variant %(variant)s.")
    field = "variant"


class VariantNeeded(Refusal):
    code = "catalogue.variant_needed"
    says = N_("Item %(code)s has variants: say which one (%(variants)s).")
    field = "variant"


class NotAList(Invalid):
    code = "catalogue.not_a_list"
    says = N_("The file is no list of items: it must be JSON with “classes”, “items” and “counter_departments”.")
    field = "file"


class FieldMissing(Invalid):
    code = "catalogue.field_missing"
    says = N_("The field %(name)s is missing or empty.")


class FieldUnreadable(Invalid):
    code = "catalogue.field_unreadable"
    says = N_("The field %(name)s can't be %(value)s.")


class ChoiceUnknown(Invalid):
    code = "catalogue.choice_unknown"
    says = N_("The field %(name)s can't be %(value)s: it must be one of %(known)s.")


class CodeTwice(Invalid):
    code = "catalogue.code_twice"
    says = N_("The code %(code)s is in row %(first)s already.")


class BeforeLastVersion(Refusal):
    code = "catalogue.before_last_version"
    says = N_("Item %(code)s has a version from %(from_on)s on: a new one can't begin before it.")
    field = "from"


class StrictlyRefused(Refusal):
    """With --strict any fault refuses all."""

    code = "catalogue.strictly_refused"
    says = N_("Nothing was changed: %(count)s items are at fault, and --strict refuses all then.")
    field = "file"


class FileMissing(Invalid):
    code = "catalogue.file_missing"
    says = N_("Choose a file first.")
    field = "file"


class DayUnreadable(Invalid):
    code = "catalogue.day_unreadable"
    says = N_("Give the day as year, month and day.")
    field = "from_on"
