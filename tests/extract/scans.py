"""Make a scan of a PDF: pictures with noise, lying a little askew, one page turned."""

from __future__ import annotations

from pathlib import Path


def scan(
    source: Path, target: Path, *, dpi: int = 200, skew: float = 2.0, turned: int | None = None, pages: int = 99
) -> int:
    """Write the first `pages` pages of `source` as pictures to `target`; page `turned` (from 1) lies on its side.

    Returns the number of pages.
    """
    import numpy as np
    import pypdfium2
    from PIL import Image

    rng = np.random.default_rng(7)
    document = pypdfium2.PdfDocument(source)
    pictures = []
    for number in range(1, min(len(document), pages) + 1):
        picture = document[number - 1].render(scale=dpi / 72, grayscale=True).to_pil().convert("L")
        picture = picture.rotate(skew, resample=Image.Resampling.BICUBIC, fillcolor=255)
        noise = rng.normal(0, 14, (picture.height, picture.width))
        noisy = np.clip(np.asarray(picture, dtype=np.float64) + noise, 0, 255).astype("uint8")
        specks = rng.random(noisy.shape) < 0.0004
        noisy[specks] = 0
        picture = Image.fromarray(noisy)
        if number == turned:
            picture = picture.transpose(Image.Transpose.ROTATE_90)
        pictures.append(picture)
    pictures[0].save(target, "PDF", resolution=dpi, save_all=True, append_images=pictures[1:], quality=80)
    return len(pictures)


def character_error(truth: str, found: str) -> float:
    """Edit distance over the length of the truth, computed on words' characters without white space."""
    import difflib

    a, b = "".join(truth.split()), "".join(found.split())
    matcher = difflib.SequenceMatcher(None, a, b, autojunk=False)
    same = sum(block.size for block in matcher.get_matching_blocks())
    return 1 - same / max(len(a), len(b))
