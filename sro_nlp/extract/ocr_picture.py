"""The picture of a page: how it lies, setting it straight, what of it is dark."""

from __future__ import annotations

from typing import Any


def straighten(picture: Any, quarter: int, skew: float) -> Any:
    """Take specks off the picture, turn it by quarters, then by the skew, keeping its size."""
    from PIL import Image, ImageFilter

    picture = picture.filter(ImageFilter.MedianFilter(3))
    if quarter:
        steps = (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270)
        picture = picture.transpose(steps[quarter - 1])
    if abs(skew) >= 0.15:
        picture = picture.rotate(skew, resample=Image.Resampling.BICUBIC, fillcolor=255)
    return picture


def lie(picture: Any) -> tuple[bool, float]:
    """Whether text lines run up or down the picture, and by how many degrees to turn it to make them level."""
    import numpy as np
    from PIL import Image

    small = picture.copy()
    small.thumbnail((900, 900), Image.Resampling.BOX)
    spots = Image.fromarray(np.where(np.asarray(small) < 160, 255, 0).astype("uint8"))

    def sharpness(angle: float, axis: int) -> float:
        turned = np.asarray(spots.rotate(angle, resample=Image.Resampling.NEAREST, fillcolor=0), dtype=np.float64)
        profile = turned.sum(axis=axis)
        return float(np.square(np.diff(profile)).sum())

    scores = {(angle / 2, axis): sharpness(angle / 2, axis) for axis in (0, 1) for angle in range(-12, 13)}
    coarse, axis = max(scores, key=lambda key: scores[key])
    fine = max((coarse + step / 10 for step in range(-5, 6)), key=lambda angle: sharpness(angle, axis))
    return axis == 0, fine


def has_gutter(picture: Any) -> bool:
    """Whether white runs down the middle part of an upright page, as between columns."""
    import numpy as np
    from PIL import Image

    small = picture.copy()
    small.thumbnail((900, 900), Image.Resampling.BOX)
    dark = np.asarray(small) < 160
    height, width = dark.shape
    columns = dark[int(0.25 * height) : int(0.75 * height)].mean(axis=0)
    white = columns < 0.04 * max(float(columns.mean()), 0.01)
    run = 0
    for x in range(int(0.2 * width), int(0.8 * width)):
        run = run + 1 if white[x] else 0
        if run >= 0.012 * width:
            return True
    return False


def ink(picture: Any) -> Any:
    """Where the picture is dark, as a matrix of truth values."""
    import numpy as np

    return np.asarray(picture) < 140
