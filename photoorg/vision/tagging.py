"""All evidence of a photo to tags with one honest confidence each, the number of people, and the kind of picture.

Scores are summed up the taxonomy, so that a photo which is 0.3 beagle, 0.3 basset and 0.3 bloodhound is a `dog`; a
fitted calibration turns what the classifier, the detector and the face finder say into one probability. Which words
are then shown is a matter of the bar: the most specific ones that reach it (after Deng et al., "Hedging your bets",
CVPR 2012).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from photoorg.outcomes import Evidence, PhotoorgError, Suggestion, Understanding
from photoorg.taxonomy import PERSON, PLACES, Taxonomy, load_taxonomy
from photoorg.vision.calibration import Calibration, load_calibration
from photoorg.vision.features import View, features_of, is_photo, kin_of, look_at, place_features, sigmoid, weigh
from photoorg.vision.looks import NO_LOOKS, looks_of
from photoorg.vision.people import count_people, is_portrait, sure_faces

# Raise when the same evidence must lead to other words by a change of code: photos are then understood anew.
TAGGING_VERSION = 4

# Guesses below this are not even kept. Well below what is shown, so that what is shown can be changed later.
FLOOR = 0.05


class Tagger:
    """Turns a photo's evidence into what is known of it. Immutable, so any thread may use it."""

    def __init__(self, taxonomy: Taxonomy, calibration: Calibration) -> None:
        self._taxonomy = taxonomy
        self._calibration = calibration
        self._shown = [name for name, concept in taxonomy.concepts.items() if concept.is_tag]
        self._kinds = {name: kind_of(taxonomy, name) for name in taxonomy.concepts}
        self._boxed = {name for name in taxonomy.concepts if has_boxes(taxonomy, name)}
        self.version = f"{TAGGING_VERSION}.{taxonomy.version}.{calibration.digest()}"

    def understand(self, evidence: Mapping[str, Evidence], vector: NDArray[np.float32] | None) -> Understanding:
        """What a photo's evidence means, whichever tasks have looked. `vector` is the classifier's, float32 (1280,)."""
        view = look_at(evidence, vector, self._taxonomy, self._calibration)
        confidences = self.confidences(view)
        count = count_people(view, confidences.get(PERSON, 0.0), self._calibration)
        looks = looks_of(evidence["looks"].scores) if "looks" in evidence else NO_LOOKS
        return Understanding(
            suggestions=self._suggestions(view, confidences),
            people=None if count is None else count.people,
            people_low=None if count is None else count.low,
            people_high=None if count is None else count.high,
            faces=len(sure_faces(view.faces)) if "faces" in view.tasks else None,
            portrait=is_portrait(view, count),
            sensitive=evidence["sensitive"].scores.get("sensitive") if "sensitive" in evidence else None,
            graphic=round(1 - is_photo(view), 4) if "graphic" in view.heads else None,
            look_hash=looks.look_hash,
            sharpness=looks.sharpness,
            colours=looks.colours,
        )

    def bars(self, target: float) -> dict[str, float]:
        """By tag, the confidence from which it is shown, so that what is shown is right as often as `target`."""
        bars = {kind: self._calibration.bar(kind, target) for kind in self._calibration.bars}
        least = {name: self._taxonomy.concepts[name].at_least for name in self._shown}
        return {name: round(max(bars[self._kinds[name]], least[name]), 4) for name in self._shown}

    def confidences(self, view: View) -> dict[str, float]:
        """How likely each concept is that anything speaks for; a broader word is at least as likely as its kinds."""
        photo = is_photo(view)
        found = {name: photo * self._own(view, name) for name in view.candidates() if name not in PLACES}
        if "indoors" in view.heads:
            features = place_features(view)
            found |= {place: photo * weigh(self._calibration.groups[place], features) for place in PLACES}
            self._decide_place(found)
        lifted = dict(found)
        for name, confidence in found.items():
            if not self._taxonomy.concepts[name].hidden:
                for above in kin_of(self._taxonomy, name).at_and_above:
                    lifted[above] = max(lifted.get(above, 0.0), confidence)
        return lifted

    def _decide_place(self, found: dict[str, float]) -> None:
        """A photo is taken indoors or outdoors: what implies the less likely one is no likelier than the rest."""
        below = {
            place: [name for name in (place, *self._taxonomy.descendants(place)) if name in found] for place in PLACES
        }
        chances = {place: max(found[name] for name in names) for place, names in below.items()}
        here, elsewhere = sorted(PLACES, key=lambda place: -chances[place])
        for name in below[elsewhere]:
            found[name] = min(found[name], 1 - chances[here])

    def _own(self, view: View, name: str) -> float:
        """How likely a concept is by its own evidence, in a picture that is a photo."""
        group = self._kinds[name]
        if not (name in self._boxed and "detect" in view.tasks):
            group += " alone"
        features = features_of(view, name, self._taxonomy)
        return weigh(self._calibration.groups[group], features, self._calibration.offsets.get(name, 0.0))

    def _suggestions(self, view: View, confidences: Mapping[str, float]) -> tuple[Suggestion, ...]:
        kept = [name for name, confidence in confidences.items() if confidence >= FLOOR]
        found = [
            Suggestion(name, round(confidences[name], 4), because=_because(view, self._speaks(view, name, confidences)))
            for name in kept
            if self._taxonomy.concepts[name].is_tag
        ]
        return tuple(sorted(found, key=lambda suggestion: (-suggestion.confidence, suggestion.tag)))

    def _speaks(self, view: View, name: str, confidences: Mapping[str, float]) -> str:
        """The concept whose evidence is the reason: a place may be likely by what is seen there, such as a beach."""
        if name not in PLACES or "indoors" not in view.heads:
            return name
        kinds = [kind for kind in view.candidates() if kind in self._taxonomy.descendants(name)]
        as_likely = [kind for kind in kinds if confidences[kind] >= confidences[name]]
        return max(as_likely, key=lambda kind: view.mass.get(kind, 0.0), default=name)


def kind_of(taxonomy: Taxonomy, name: str) -> str:
    """What kind of concept it is, which decides the fitted numbers it uses.

    `person`, `place`, `object` (the detector knows it), `broad` (of several classes) or `leaf` (of one at most).
    """
    if name == PERSON:
        return PERSON
    if name in PLACES:
        return "place"
    if taxonomy.concepts[name].objects:
        return "object"
    return "broad" if kin_of(taxonomy, name).classes > 1 else "leaf"


def has_boxes(taxonomy: Taxonomy, name: str) -> bool:
    """Whether the detector says anything of a concept: of it, of a kind of it, or of what it is a kind of."""
    return any(taxonomy.concepts[member].objects for member in kin_of(taxonomy, name).family)


def _because(view: View, name: str) -> tuple[tuple[str, float], ...]:
    """The tasks that speak for a concept, each with its raw score."""
    classes, boxes, face = view.mass.get(name, 0.0), 0.0, 0.0
    if name in view.objects:
        boxes = view.objects[name].best
    if name == PERSON:
        face = max((region.score for region in view.faces), default=0.0)
    if name in PLACES and "indoors" in view.heads:
        indoors = sigmoid(view.heads["indoors"])
        classes = indoors if name == "indoors" else 1 - indoors
    scores = (("classify", classes), ("detect", boxes), ("faces", face))
    return tuple((task, round(score, 4)) for task, score in scores if score > 0)


def open_tagger(folder: Path | None = None) -> Tagger:
    """The tagger of a folder with concepts.json and calibration.json, by default the bundled one.

    Raises PhotoorgError when one of them is missing or wrong.
    """
    if folder is None:
        return Tagger(load_taxonomy(), complete(load_taxonomy(), load_calibration()))
    taxonomy = load_taxonomy(folder / "concepts.json")
    return Tagger(taxonomy, complete(taxonomy, load_calibration(folder / "calibration.json")))


def complete(taxonomy: Taxonomy, calibration: Calibration) -> Calibration:
    """The calibration itself. Raises PhotoorgError where it lacks numbers for a kind of concept that there is."""
    kinds = {kind_of(taxonomy, name) for name in taxonomy.concepts}
    groups = {*PLACES, *(f"{kind}{end}" for kind in kinds - {"place"} for end in ("", " alone"))}
    lacking = sorted(groups - set(calibration.groups)) + sorted(kinds - set(calibration.bars))
    lacking += [] if PERSON in calibration.boxes else ["boxes"]
    if lacking:
        raise PhotoorgError(f"The fitted confidences lack numbers for {', '.join(lacking)}. Install photoorg again.")
    return calibration
