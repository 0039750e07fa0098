# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Local pictures: what is read from their headers agrees with Pillow, and what the server would refuse is refused first."""

from __future__ import annotations

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError
from ansible_collections.waops.whatsapp.plugins.module_utils._local import images as pictures
from tests.support.images import image

FILL = b"\xff\xd8\xff\xff\xff" + image("JPEG", 300, 200)[3:]  # fill bytes before the first marker
GOOD = {
    "baseline.jpg": image("JPEG", 640, 480),
    "progressive.jpg": image("JPEG", 640, 480, progressive=True),
    "comment with an end in it.jpg": image("JPEG", 200, 300, comment=b"\xff\xc0\xff\xd9" * 9),
    "exif.jpg": image("JPEG", 200, 300, exif=Image.Exif()),
    "restarts.jpg": image("JPEG", 400, 300, restart_marker_blocks=2),
    "fill.jpg": FILL,
    "plain.png": image("PNG", 192, 192),
    "a jpeg in disguise.png": image("JPEG", 500, 500),
    "just small enough.png": image("PNG", 192, 4000, size=pictures.MAX_BYTES - 1),
}
JPEG, PNG = image("JPEG", 640, 640), image("PNG", 640, 640)
BAD = {
    "at the limit.jpg": (image("JPEG", 640, 640, size=5_242_880), "has 5242880 bytes; the server takes less than"),
    "a byte more.jpg": (image("JPEG", 640, 640, size=5_242_881), "has 5242881 bytes; the server takes less than 5242880 (5 MB)"),
    "moving.jpg": (image("GIF", 640, 640), "is a GIF; give a JPEG or PNG picture"),
    "new.webp": (image("WEBP", 640, 640), "is a WebP; give a JPEG or PNG picture"),
    "old.bmp": (image("BMP", 300, 300), "is a BMP; give"),
    "scan.tif": (image("TIFF", 300, 300), "is a TIFF; give"),
    "text.png": (b"<svg/>", "is neither JPEG nor PNG; give"),
    "nothing.png": (b"", "is empty; give"),
    "tiny.jpg": (image("JPEG", 100, 100), "has 100 x 100 pixels; give at least 192 x 192"),
    "narrow.png": (image("PNG", 191, 900), "has 191 x 900 pixels; give at least 192 x 192"),
    "cut off.jpg": (JPEG[:-40], "is damaged or cut off; give a whole JPEG or PNG picture"),
    "cut off.png": (PNG[:-40], "is damaged or cut off"),
    "head only.jpg": (JPEG[:4], "is damaged or cut off"),
    "head only.png": (PNG[:8], "is damaged or cut off"),
    "endless.jpg": (b"\xff\xd8" + b"\xff\xe0\x00\x00" * 50, "is damaged or cut off"),
}


def read(folder, name, content, **limits):
    """The Image, read from a file of this content."""
    path = folder / name
    path.write_bytes(content)
    return pictures.read_image("photo", str(path), **limits)


@pytest.mark.parametrize("name", GOOD)
def test_a_good_picture(tmp_path, name):
    """Type, width and height are those that Pillow reads; the bytes are the file's."""
    picture = read(tmp_path, name, GOOD[name])
    seen = Image.open(io.BytesIO(GOOD[name]))
    assert (picture.content, picture.content_type, picture.width, picture.height) == (GOOD[name], seen.get_format_mimetype(), *seen.size)


@pytest.mark.parametrize("name", BAD)
def test_a_bad_picture(tmp_path, name):
    """One sentence names option and file, and says what is wrong."""
    content, says = BAD[name]
    with pytest.raises(OptionError) as refused:
        read(tmp_path, name, content)
    assert str(refused.value).startswith(f"photo: {tmp_path / name} ")
    assert says in str(refused.value)


def test_a_picture_of_a_type_that_the_call_does_not_take(tmp_path):
    with pytest.raises(OptionError, match="is a PNG; give a JPEG picture"):
        read(tmp_path, "icon.png", PNG, content_types=(pictures.JPEG,))


@pytest.mark.parametrize(
    ("path", "says"), [("{}/none.jpg", "cannot be read (No such file"), ("{}", "is not a file"), ("/dev/zero", "is not a file")]
)
def test_no_picture_at_all(tmp_path, path, says):
    with pytest.raises(OptionError) as refused:
        pictures.read_image("photo", path.format(tmp_path))
    assert says in str(refused.value)


def test_advice_for_what_is_not_a_square(tmp_path):
    assert pictures.crop_warnings("photo", read(tmp_path, "square.jpg", JPEG)) == []
    assert pictures.crop_warnings("photo", read(tmp_path, "wide.jpg", image("JPEG", 800, 600))) == [
        "photo: the picture has 800 x 600 pixels; the server crops it to a square"
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.sampled_from((JPEG, PNG)), st.data())
def test_damage_never_gets_through_as_another_error(tmp_path, whole, data):
    """Whatever happens to a file, it is refused with an OptionError or taken as a picture of allowed size."""
    content = bytearray(whole[: data.draw(st.integers(0, len(whole)))])
    for _time in range(data.draw(st.integers(0, 4)) if content else 0):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        picture = read(tmp_path, "damaged", bytes(content))
    except OptionError:
        return
    assert min(picture.width, picture.height) >= pictures.MIN_PIXELS
