"""Pictures are drawn anew: upright, without where and by what they were taken, and never anything but a picture."""

import io

import pytest
from flask import Flask
from PIL import Image

from app.core import uploads
from app.core.uploads import NotAPicture

ORIENTATION, GPS, MAKE = 0x0112, 0x8825, 0x010F


def a_photo(size: tuple[int, int] = (60, 40), *, orientation: int = 1, kind: str = "JPEG") -> bytes:
    """Left half red, right half blue, with a place and a device in its metadata."""
    picture = Image.new("RGB", size, "blue")
    picture.paste("red", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[MAKE] = "a phone of somebody"
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (21.0, 54.0, 36.0)
    out = io.BytesIO()
    picture.save(out, kind, exif=exif, quality=95)
    return out.getvalue()


def opened(raw: bytes) -> Image.Image:
    return Image.open(io.BytesIO(raw))


def colour(picture: Image.Image, x: int, y: int) -> str:
    red, _, blue = picture.convert("RGB").getpixel((x, y))  # type: ignore[misc]
    return "red" if red > blue else "blue"


def test_the_photo_of_the_test_does_say_where_it_was_taken() -> None:
    assert dict(opened(a_photo()).getexif().get_ifd(GPS))


def test_place_and_device_are_dropped() -> None:
    drawn = opened(uploads.redrawn(a_photo()))
    assert dict(drawn.getexif()) == {}
    assert dict(drawn.getexif().get_ifd(GPS)) == {}
    assert b"a phone of somebody" not in uploads.redrawn(a_photo())


def test_a_photo_taken_sideways_stands_upright() -> None:
    drawn = opened(uploads.redrawn(a_photo(orientation=6)))  # 6: to be turned by 90 degrees clockwise
    assert drawn.size == (40, 60)
    assert (colour(drawn, 20, 5), colour(drawn, 20, 55)) == ("red", "blue")


def test_a_large_photo_is_made_small_and_a_small_one_stays() -> None:
    assert opened(uploads.redrawn(a_photo((3200, 2400)))).size == (1600, 1200)
    assert opened(uploads.redrawn(a_photo((60, 40)))).size == (60, 40)


def test_a_signature_drawn_on_nothing_is_black_on_white() -> None:
    picture = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    picture.putpixel((10, 10), (0, 0, 0, 255))
    out = io.BytesIO()
    picture.save(out, "PNG")
    drawn = opened(uploads.redrawn(out.getvalue())).convert("L")
    assert drawn.getpixel((1, 1)) > 240  # type: ignore[operator]
    assert drawn.getpixel((10, 10)) < 100  # type: ignore[operator]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"no picture at all",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n",
        a_photo()[:200],
        b"\x89PNG\r\n\x1a\n" + bytes(40),
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"GIF89a" + bytes(4),
    ],
)
def test_what_is_no_picture_is_refused(raw: bytes) -> None:
    with pytest.raises(NotAPicture):
        uploads.redrawn(raw)


def test_a_picture_that_unpacks_to_too_much_is_refused_before_it_does() -> None:
    out = io.BytesIO()
    Image.new("1", (7000, 7000)).save(out, "PNG")
    with pytest.raises(NotAPicture):
        uploads.redrawn(out.getvalue())


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_same_picture_is_kept_once_under_its_hash(app: Flask) -> None:
    with app.app_context():
        first, again = uploads.keep(a_photo()), uploads.keep(a_photo())
        kept = uploads.path_of(first.sha256)
        assert first == again
        assert kept.stat().st_size == first.bytes_long
        assert [path.name for path in kept.parent.iterdir()] == [f"{first.sha256}.jpg"]
