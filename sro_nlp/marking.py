"""What every marked copy agrees on: the colour of each provision, and the names of the marked passages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sro_nlp.catalogue import Catalogue

RGB = tuple[float, float, float]
LINK_SCHEME: Final = "sro-nlp:"
"""Links of a report page to a marked passage are `sro-nlp:` and the passage's name, until the pages are bound in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Colour:
    """A colour of marks: its name, its light tint for the ground of text and its dark shade for lines; 0 to 1."""

    name: str
    light: RGB
    dark: RGB


# Tints of like lightness: black text stays legible on each of them (contrast above 12:1), and they print as pale grey.
COLOURS: Final = (
    Colour(name="yellow", light=(1.00, 0.91, 0.50), dark=(0.48, 0.38, 0.00)),
    Colour(name="green", light=(0.72, 0.92, 0.65), dark=(0.13, 0.42, 0.11)),
    Colour(name="blue", light=(0.68, 0.86, 1.00), dark=(0.05, 0.33, 0.60)),
    Colour(name="orange", light=(1.00, 0.80, 0.60), dark=(0.60, 0.30, 0.02)),
    Colour(name="violet", light=(0.86, 0.79, 1.00), dark=(0.36, 0.22, 0.64)),
    Colour(name="turquoise", light=(0.60, 0.93, 0.90), dark=(0.00, 0.40, 0.40)),
    Colour(name="olive", light=(0.87, 0.89, 0.50), dark=(0.38, 0.40, 0.02)),
    Colour(name="grey", light=(0.83, 0.85, 0.88), dark=(0.30, 0.34, 0.40)),
)
CONFLICT: Final = Colour(name="red", light=(1.00, 0.66, 0.66), dark=(0.70, 0.00, 0.10))


def colours_of(catalogue: Catalogue) -> dict[str, Colour]:
    """The colour of each provision and of each leaf below it, by id; after the last colour the first comes again."""
    colours: dict[str, Colour] = {}
    for number, provision in enumerate(catalogue.provisions):
        colour = COLOURS[number % len(COLOURS)]
        colours[provision.id] = colour
        colours.update({leaf.id: colour for leaf in provision.requirements})
    return colours


def passage_name(leaf: str, number: int) -> str:
    """The name of the `number`-th passage (counted from 1) of a leaf requirement's evidence."""
    return f"{leaf}-{number}"
