"""How the photos of a caution are searched for."""

from __future__ import annotations

from photoorg.gui.terms import Term, with_term
from photoorg.library.preflight import Caution

_TERMS = {"sensitive": ("is:sensitive", Term.INCLUDED), "unchecked": ("sensitive>=0", Term.EXCLUDED)}


def text_for(caution: Caution, text: str) -> str:
    """The query with what a caution is about; as it is for a caution that no term can tell."""
    if caution.kind not in _TERMS:
        return text
    return with_term(text, *_TERMS[caution.kind])
