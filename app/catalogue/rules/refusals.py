"""What may not be done with the catalogue, each with its sentence. Pure."""

from app.core.errors import InField, Invalid, Refusal
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


class BeforeLastVersion(Refusal):
    code = "catalogue.before_last_version"
    says = N_("Item %(code)s has a version from %(from_on)s on: a new one can't begin before it.")
    field = "from"


class StrictlyRefused(Refusal):
    """With --strict any fault refuses all."""

    code = "catalogue.strictly_refused"
    says = N_("Nothing was changed: %(count)s items are at fault, and --strict refuses all then.")
    field = "file"


class Required(InField):
    code = "catalogue.required"
    says = N_("This has to be filled in.")


class NotANumber(InField):
    code = "catalogue.not_a_number"
    says = N_("Give a whole number, 0 or more.")


class PersonUnreadable(InField):
    code = "catalogue.person_unreadable"
    says = N_("Choose who it was.")


class BundleUnknown(Refusal):
    code = "catalogue.bundle_unknown"
    says = N_("There is no bundle %(code)s in the catalogue.")
    field = "bundle"


class NotOfBundle(Refusal):
    code = "catalogue.not_of_bundle"
    says = N_("Item %(item)s is no step of the bundle %(code)s.")
    field = "item"


class BundleBeforeLastVersion(Refusal):
    code = "catalogue.bundle_before_last_version"
    says = N_("Bundle %(code)s has a version from %(from_on)s on: a new one can't begin before it.")
    field = "from"


class ProcedureBeforeLastVersion(Refusal):
    code = "catalogue.procedure_before_last_version"
    says = N_("This procedure has a version from %(from_on)s on: a new one can't begin before it.")
    field = "from_on"


class WalkedInFuture(Invalid):
    code = "catalogue.walked_in_future"
    says = N_("The day of the walk-through has not come yet.")
    field = "walked_on"


class ClosedAlready(Refusal):
    code = "catalogue.closed_already"
    says = N_("The bottleneck was closed on %(on)s. What is found anew is a new one.")


class OwnerMissing(Refusal):
    code = "catalogue.owner_missing"
    says = N_("Nobody is responsible for this bottleneck yet: say who mends it before it is closed.")
    field = "owner"


class FixMissing(Refusal):
    code = "catalogue.fix_missing"
    says = N_("Say how it was mended before it is closed.")
    field = "fix"


class AfterMissing(Invalid):
    code = "catalogue.after_missing"
    says = N_("Count what it costs people now before it is closed: forms, materials, trips and days.")
    field = "forms"
