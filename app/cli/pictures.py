"""Pictures that a command is given as files: all of them read and tried before anything is done, a bad one told by its name."""

from collections.abc import Sequence
from pathlib import Path

import click

from app.cli.reports import content_of
from app.core import uploads
from app.core.errors import Invalid
from app.core.named import N_
from app.visits.rules import MOST_PHOTO_BYTES, MOST_PHOTOS, WITH_PICTURES, DeliveryStep, EvidenceKind, Photo, TooManyPhotos

FILE = click.Path(path_type=Path)
MEGABYTE = 1_000_000


class NoPictureFile(Invalid):
    code = "cli.no_picture_file"
    says = N_("The file %(file)s is not a picture that can be read.")
    field = "photos"


class PictureTooLarge(Invalid):
    code = "cli.picture_too_large"
    says = N_("The picture %(file)s is too large: at most %(most)s MB.")
    field = "photos"


class NoPictureTaken(Invalid):
    """Else somebody would believe that it is kept."""

    code = "cli.no_picture_taken"
    says = N_("“%(step)s” takes no pictures: they prove that a certificate was handed over.")
    field = "photos"


photo_option = click.option(
    "--photo", "photos", type=FILE, multiple=True, metavar="FILE", help="A picture of the hand-over; may be given again."
)
signature_option = click.option(
    "--signature",
    "signatures",
    type=FILE,
    multiple=True,
    metavar="FILE",
    help="A picture of what they signed, likewise.",
)


def pictures_of(step: DeliveryStep, *, photos: Sequence[Path], signatures: Sequence[Path]) -> list[Photo]:
    """The files as a step takes them; raises NoPictureTaken, TooManyPhotos, FileUnreadable, PictureTooLarge, NoPictureFile."""
    files = [(EvidenceKind.PHOTO, file) for file in photos] + [(EvidenceKind.SIGNATURE, file) for file in signatures]
    if files and step not in WITH_PICTURES:
        raise NoPictureTaken(step=step)
    if len(files) > MOST_PHOTOS:
        raise TooManyPhotos(most=MOST_PHOTOS)
    return [Photo(kind, _picture(file)) for kind, file in files]


def _picture(file: Path) -> bytes:
    """As it lies there: the deed draws it anew, as everything that is sent."""
    raw = content_of(file)
    if len(raw) > MOST_PHOTO_BYTES:
        raise PictureTooLarge(file=file.name, most=MOST_PHOTO_BYTES // MEGABYTE)
    try:
        uploads.redrawn(raw)
    except uploads.NotAPicture:
        raise NoPictureFile(file=file.name) from None
    return raw
