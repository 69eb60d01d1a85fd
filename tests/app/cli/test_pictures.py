"""Pictures given to `cases deliver` as files: kept as everything that is sent, or a bad one named and nothing done."""

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from PIL import Image

from app.cases import queries as cases
from app.cases.rules import Stage
from app.cli.door import REFUSED
from app.core import uploads
from app.core.db import transaction
from app.visits import queries
from app.visits.rules import MOST_PHOTO_BYTES, MOST_PHOTOS, DeliveryState, EvidenceKind
from tests import makers, town
from tests.app.core.test_uploads import a_photo, colour, opened
from tests.app.visits.ground import a_picture

AT = town.NOON.isoformat()


@pytest.fixture
def number(app: Flask) -> str:
    """A case whose certificate is with us, and must be handed over with a photo and a signature."""
    town.build(app)
    with town.looking_on(app):
        case = makers.a_case(at_stage=Stage.COMPLETED, item=town.CERTIFICATE)
        with transaction():
            cases.case_to_change(case.id).items[0].version.evidence = ["photo", "signature"]
        number = case.number
    assert run(app, number, "receive").exit_code == 0
    return number


def run(app: Flask, number: str, step: str, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["cases", "deliver", number, step, "--at", AT, *arguments])


def hand_over(app: Flask, number: str, *arguments: str) -> Result:
    return run(app, number, "hand_over", "--relation", "self", *arguments)


def written(file: Path, content: bytes) -> str:
    file.write_bytes(content)
    return str(file)


def kept(app: Flask) -> list[Path]:
    return list((app.config["SETTINGS"].instance_folder / "uploads").rglob("*.*"))


def assert_untouched(app: Flask, number: str) -> None:
    """The certificate is where it was, and no picture is kept."""
    with town.looking_on(app):
        (delivery,) = queries.deliveries_of(cases.case_by_number(number).id)
        assert (delivery.state, len(delivery.steps), list(delivery.proofs)) == (DeliveryState.RECEIVED, 1, [])
    assert kept(app) == []


def test_photos_and_a_signature_are_the_proof_and_are_kept_without_their_metadata(
    app: Flask, number: str, tmp_path: Path
) -> None:
    home = written(tmp_path / "家门口.jpg", a_photo(orientation=6))
    book = written(tmp_path / "book.png", a_picture(200))
    name = written(tmp_path / "name.png", a_picture(7))
    done = hand_over(app, number, "--photo", home, "--photo", book, "--signature", name)
    assert (done.exit_code, done.stderr) == (0, "")
    with town.looking_on(app):
        (delivery,) = queries.deliveries_of(cases.case_by_number(number).id)
        assert delivery.state is DeliveryState.HANDED_OVER
        proofs = [(one.position, one.kind, uploads.path_of(one.sha256).read_bytes()) for one in delivery.proofs]
    photo, signature = EvidenceKind.PHOTO, EvidenceKind.SIGNATURE
    assert [(position, kind) for position, kind, _ in proofs] == [(1, photo), (2, photo), (3, signature)]
    drawn = opened(proofs[0][2])
    assert (drawn.format, drawn.size, colour(drawn, 20, 5)) == ("JPEG", (40, 60), "red")
    assert dict(drawn.getexif()) == {}
    assert all(b"a phone of somebody" not in raw for *_, raw in proofs)
    assert len(kept(app)) == len(proofs)


@pytest.mark.parametrize(
    ("option", "content", "says"),
    [
        ("--photo", None, "读不到文件 {name}。"),
        ("--signature", None, "读不到文件 {name}。"),
        ("--photo", "a folder", "读不到文件 {name}。"),
        ("--photo", b"", "文件 {name} 不是能识别的图片。"),
        ("--photo", b"%PDF-1.7", "文件 {name} 不是能识别的图片。"),
        ("--signature", a_photo()[:300], "文件 {name} 不是能识别的图片。"),
        ("--photo", a_photo() + bytes(MOST_PHOTO_BYTES), "图片 {name} 太大：每张最多 8 MB。"),
    ],
    ids=["missing", "missing signature", "folder", "empty", "other", "cut off", "large"],
)
def test_a_bad_file_is_named_and_nothing_is_done(
    app: Flask, number: str, tmp_path: Path, option: str, content: bytes | str | None, says: str
) -> None:
    good, bad = written(tmp_path / "good.jpg", a_photo()), tmp_path / "老波涛.jpg"
    if isinstance(content, bytes):
        bad.write_bytes(content)
    elif content:
        bad.mkdir()
    refused = hand_over(app, number, "--photo", good, "--signature", good, option, str(bad))
    assert (refused.exit_code, refused.stdout, refused.stderr) == (REFUSED, "", says.format(name=bad.name) + "\n")
    assert_untouched(app, number)


def test_a_step_without_pictures_does_not_swallow_them(app: Flask, number: str, tmp_path: Path) -> None:
    photo = written(tmp_path / "a.jpg", a_photo())
    refused = run(app, number, "bring_back", "--why", "nobody_home", "--photo", photo)
    assert (refused.exit_code, refused.stderr) == (REFUSED, "“未送到，带回”这一步不附照片：照片是送达的凭证。\n")
    assert_untouched(app, number)


def test_no_more_pictures_than_a_form_takes_and_all_that_the_item_asks_for(app: Flask, number: str, tmp_path: Path) -> None:
    photo = written(tmp_path / "a.jpg", a_photo())
    many = hand_over(app, number, "--signature", photo, *["--photo", photo] * MOST_PHOTOS)
    assert (many.exit_code, many.stderr) == (REFUSED, f"一次上门最多传 {MOST_PHOTOS} 张照片。\n")
    for some in ((), ("--photo", photo), ("--signature", photo)):
        refused = hand_over(app, number, *some)
        assert refused.exit_code == REFUSED
        assert "还缺" in refused.stderr
    assert_untouched(app, number)


def test_a_picture_of_too_many_points_is_refused_like_any_upload(
    app: Flask, number: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_PIXELS", 100)
    Image.new("RGB", (11, 10)).save(tmp_path / "wide.png")
    refused = hand_over(app, number, "--photo", str(tmp_path / "wide.png"))
    assert (refused.exit_code, refused.stderr) == (REFUSED, "文件 wide.png 不是能识别的图片。\n")
