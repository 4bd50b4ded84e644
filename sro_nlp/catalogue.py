"""The requirements of a statute as data: provisions, leaf requirements, their elements, cues and suggested language.

A profile is `statutes/<profile>/<edition>.toml`, or any file of that shape written by a user.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from sro_nlp.cuelang import CueError, parse_cue
from sro_nlp.errors import CatalogueError

STATUTES = Path(__file__).parent / "statutes"
DEFAULT_PROFILE = "utah-53g-8-703"
DEFAULT_EDITION = "2023"

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Id = Annotated[str, StringConstraints(pattern=r"^\d+(\.\d+)*$")]


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Element(_Data):
    """One thing that a clause must say for its requirement to be full.

    `cues` are patterns in the language of `sro_nlp.cuelang`. `filled` says that the element is a value which the
    parties fill in: an unfilled blank in its place means that it is not there yet.
    """

    id: Slug
    title: Text
    cues: tuple[Text, ...] = Field(min_length=1)
    filled: bool = False


class Requirement(_Data):
    """A leaf requirement: what the law asks, the elements that make it full, and language that would satisfy it."""

    id: Id
    slug: Slug
    title: Text
    text: Text
    citation: Text
    policy_item: Text
    lead_in: Text | None = None
    """The words of the law between the provision's text and this one, where it is nested a level deeper."""
    elements: tuple[Element, ...] = Field(min_length=1)
    need: int | None = Field(default=None, ge=1)
    """How many of the elements make it full; all where not given."""
    topic: tuple[Text, ...] = ()
    """Cues of what the requirement is about, whether or not an element is there."""
    conflicts: tuple[Text, ...] = ()
    """Cues of a clause that says the opposite."""
    suggested: Text

    @property
    def required(self) -> int:
        """The number of elements that make the requirement full."""
        return self.need or len(self.elements)


class BoardStep(_Data):
    """A step that the law or the policy asks of the board itself before it enters into a contract."""

    title: Text
    text: Text
    citation: Text


class Provision(_Data):
    """A numbered provision of the statute; it holds its leaf requirements in order."""

    id: Id
    slug: Slug
    title: Text
    text: Text
    citation: Text
    requirements: tuple[Requirement, ...] = Field(min_length=1)


class Catalogue(_Data):
    """All provisions of one edition of a statute."""

    profile: Slug
    edition: Text
    title: Text
    jurisdiction: Text
    source: Text
    words: dict[Slug, tuple[Text, ...]] = {}
    """Lists of words that cues name as `<list>`."""
    provisions: tuple[Provision, ...] = Field(min_length=1)
    board_steps: tuple[BoardStep, ...] = ()

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        """All leaf requirements in the statute's order."""
        return tuple(leaf for provision in self.provisions for leaf in provision.requirements)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all leaf requirements in the statute's order."""
        return tuple(leaf.id for leaf in self.requirements)

    def requirement(self, requirement_id: str) -> Requirement:
        """The leaf of that id or slug.

        Raises:
            CatalogueError: there is none.
        """
        for leaf in self.requirements:
            if requirement_id in (leaf.id, leaf.slug):
                return leaf
        raise CatalogueError(
            f"requirement {requirement_id!r} is not in {self.profile}/{self.edition}; known: {', '.join(self.ids)}"
        )

    @model_validator(mode="after")
    def _ids_are_unique_and_nested(self) -> Self:
        seen: set[str] = set()
        for provision in self.provisions:
            for leaf in provision.requirements:
                if leaf.id in seen:
                    raise ValueError(f"requirement id {leaf.id} stands twice")
                seen.add(leaf.id)
                if leaf.id != provision.id and not leaf.id.startswith(provision.id + "."):
                    raise ValueError(f"requirement {leaf.id} does not belong under provision {provision.id}")
                if leaf.required > len(leaf.elements):
                    raise ValueError(f"requirement {leaf.id} needs {leaf.need} of {len(leaf.elements)} elements")
                if len({element.id for element in leaf.elements}) < len(leaf.elements):
                    raise ValueError(f"requirement {leaf.id} has two elements of one id")
        return self

    @model_validator(mode="after")
    def _cues_follow_the_language(self) -> Self:
        for place, cue in _cues(self):
            try:
                parse_cue(cue, self.words)
            except CueError as error:
                raise ValueError(f"{place}: cue {cue!r}: {error}") from error
        return self


def _cues(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Every cue of a catalogue with its place in words."""
    for leaf in catalogue.requirements:
        for kind, cues in (("topic", leaf.topic), ("conflicts", leaf.conflicts)):
            yield from ((f"requirement {leaf.id}, {kind}[{i}]", cue) for i, cue in enumerate(cues))
        for element in leaf.elements:
            where = f"requirement {leaf.id}, element {element.id}"
            yield from ((f"{where}, cues[{i}]", cue) for i, cue in enumerate(element.cues))


def load_catalogue(profile: str | Path = DEFAULT_PROFILE, edition: str | None = None) -> Catalogue:
    """Load and validate a requirement profile.

    Args:
        profile: the name of a profile that ships with the package, or the path of a TOML file.
        edition: the edition of a shipped profile; its newest where not given. Not allowed with a path.

    Raises:
        CatalogueError: unknown profile or edition, or a file that is not valid (names file, key and reason).
    """
    path = Path(profile)
    if path.suffix != ".toml":
        path = _shipped(str(profile), edition)
    elif edition is not None:
        raise CatalogueError(f"{path}: an edition cannot be chosen for a file; leave --edition out")
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path}: cannot be read: {error}; check the path and that it is UTF-8 text") from error
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{path}: not valid TOML: {error}") from error
    try:
        return Catalogue.model_validate(data)
    except ValidationError as error:
        raise CatalogueError(f"{path}: {_describe(error)}") from error


def profiles() -> dict[str, list[str]]:
    """The shipped profiles and their editions, oldest first."""
    return {
        folder.name: sorted(file.stem for file in folder.glob("*.toml"))
        for folder in sorted(STATUTES.iterdir())
        if folder.is_dir() and any(folder.glob("*.toml"))
    }


def _shipped(profile: str, edition: str | None) -> Path:
    known = profiles()
    if profile not in known:
        raise CatalogueError(
            f"there is no profile {profile!r}; known: {', '.join(known)}; or give the path of a .toml file"
        )
    editions = known[profile]
    chosen = edition or editions[-1]
    if chosen not in editions:
        raise CatalogueError(f"profile {profile!r} has no edition {chosen!r}; known: {', '.join(editions)}")
    return STATUTES / profile / f"{chosen}.toml"


def _describe(error: ValidationError) -> str:
    """The first error of a validation as `key: reason`, and how many more there are."""
    errors = error.errors()
    first = errors[0]
    key = re.sub(r"\.(\d+)", r"[\1]", ".".join(str(part) for part in first["loc"])) or "file"
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    return f"{key}: {first['msg'].removeprefix('Value error, ')}{more}"
