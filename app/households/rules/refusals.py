"""What can be wrong with what is said of households and residents. No sentence repeats a number that must stay hidden."""

from app.core.errors import Invalid, Refusal
from app.core.named import N_


class Missing(Invalid):
    code = "households.missing"
    says = N_("This must be filled in.")


class UnknownWord(Invalid):
    code = "households.unknown_word"
    says = N_("“%(word)s” is not known here. Known are: %(known)s.")


class WrongDate(Invalid):
    code = "households.wrong_date"
    says = N_("“%(word)s” is no date. Write it as 1950-03-21.")


class DateAhead(Invalid):
    code = "households.date_ahead"
    says = N_("This date lies in the future.")


class WrongIdNumber(Invalid):
    code = "households.wrong_id_number"
    says = N_("This is no identity number: it needs 18 digits (the last may be X), or 15 on an old card.")


class WrongCheckDigit(Invalid):
    code = "households.wrong_check_digit"
    says = N_("The identity number's last digit does not fit the others: a digit is wrong.")


class IdDigitsLost(Invalid):
    code = "households.id_digits_lost"
    says = N_("The spreadsheet has replaced the last digits of the identity number by 000. Type it again in a column of texts.")


class WrongIdDate(Invalid):
    code = "households.wrong_id_date"
    says = N_("The identity number holds a birthday that does not exist.")


class WrongIdKind(Invalid):
    code = "households.wrong_id_kind"
    says = N_("The number is not of the kind “%(kind)s”.")


class BirthdayContradicts(Invalid):
    code = "households.birthday_contradicts"
    says = N_("The date of birth differs from the one in the identity number.")


class SexContradicts(Invalid):
    code = "households.sex_contradicts"
    says = N_("The sex differs from the one in the identity number.")


class WrongPhone(Invalid):
    code = "households.wrong_phone"
    says = N_("This is no phone number: a mobile has 11 digits and begins with 1, a landline needs its area code.")


class WrongNumber(Invalid):
    code = "households.wrong_number"
    says = N_("“%(word)s” is no number.")


class HalfPoint(Invalid):
    code = "households.half_point"
    says = N_("A point needs longitude and latitude.")


class PointOutOfRange(Invalid):
    code = "households.point_out_of_range"
    says = N_("No place on earth: longitude goes from -180 to 180, latitude from -90 to 90. Perhaps they are swapped, or metres.")
    field = "lon"


class PointOutsideChina(Invalid):
    code = "households.point_outside_china"
    says = N_("The point lies outside China, where this coordinate system does not exist.")
    field = "lon"


class UnknownCrs(Invalid):
    code = "households.unknown_crs"
    says = N_("There is no coordinate system %(crs)s. Say an EPSG code such as EPSG:4490, or gcj02 or bd09.")
    field = "crs"


class PointsSwapped(Invalid):
    code = "households.points_swapped"
    says = N_(
        "Longitude and latitude look swapped: exchanged, %(inside)s of %(all)s points stand in a grid; as they are, %(now)s."
    )
    field = "file"


class UnknownVillage(Invalid):
    code = "households.unknown_village"
    says = N_("There is no village “%(village)s” in this township.")
    field = "village"


class CodeTwice(Invalid):
    code = "households.code_twice"
    says = N_("The household %(code)s stands in line %(line)s already.")


class ResidentTwice(Invalid):
    code = "households.resident_twice"
    says = N_("The same resident stands in line %(line)s already.")


class HouseholdExists(Refusal):
    code = "households.exists"
    says = N_("There is a household %(code)s already.")
    field = "code"


class UnknownHousehold(Refusal):
    code = "households.unknown"
    says = N_("There is no household %(code)s.")
    field = "code"


class ResidentExists(Refusal):
    code = "households.resident_exists"
    says = N_("This resident is there already, in household %(code)s.")


class OtherVillage(Invalid):
    """Said as a remark: the row enters, and stands where its point is."""

    code = "households.other_village"
    says = N_("The point stands in %(found)s, the row says %(said)s. The point counts.")


class StrictlyRefused(Refusal):
    code = "households.strictly_refused"
    status = 400
    says = N_("Nothing was entered: %(count)s rows have faults. The first is line %(line)s.")
    field = "file"


class NothingToEnter(Refusal):
    code = "households.nothing_to_enter"
    status = 400
    says = N_("No row can be entered.")


class BatchUndone(Refusal):
    code = "households.batch_undone"
    says = N_("This import was taken back already.")


class BatchInUse(Refusal):
    code = "households.batch_in_use"
    says = N_("This import can't be taken back: %(count)s of its households have cases, visits or other rows by now (%(codes)s).")


class BatchHeld(Refusal):
    code = "households.batch_held"
    says = N_("This import can't be taken back: other rows refer to its households by now.")


class UploadGone(Refusal):
    code = "households.upload_gone"
    status = 404
    says = N_("The uploaded file is no longer kept. Send it again.")


class NothingHidden(Refusal):
    code = "households.nothing_hidden"
    status = 404
    says = N_("Nothing is recorded here.")


class ReasonMissing(Invalid):
    code = "households.reason_missing"
    says = N_("Say why you need to see this.")
    field = "reason"


class WrongGrid(Invalid):
    code = "households.wrong_grid"
    says = N_("This grid is not there today.")
    field = "grid"


class PersonKeepsHouseholds(Refusal):
    code = "households.person_keeps"
    says = N_("%(person)s still has %(count)s households in their own care (%(codes)s). Hand them over first.")
    field = "person"
