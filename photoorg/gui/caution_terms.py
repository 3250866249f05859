"""How the photos of a caution are searched for."""

from __future__ import annotations

from photoorg.gui.terms import Term, with_term
from photoorg.library.preflight import Caution

_YES, _NO = Term.INCLUDED, Term.EXCLUDED
_TERMS: dict[str, tuple[tuple[str, Term], ...]] = {
    "sensitive": (("is:sensitive", _YES),),
    "unchecked": (("sensitive>=0", _NO),),
    "missing": (("is:missing", _YES),),
    "offline": (("is:offline", _YES),),
    "damaged": (("is:damaged", _YES),),
    "releases": (
        ("has:people", _YES), *((f"release:{word}", _NO) for word in ("unlimited", "limited", "not-applicable")),
    ),
    "limited": (("has:people", _YES), ("release:limited", _YES)),
    "rights": (("has:rights", _NO),),
    "gps": (("is:located", _YES),),
    "text": (("is:graphic", _YES),),
    "duplicates": (("is:duplicate", _YES),),
    "people": (("has:people", _YES),),
    "faces": (("has:faces", _YES),),
}  # fmt: skip


def text_for(caution: Caution, text: str) -> str:
    """The query with what a caution is about, or what all its photos are; as it is for one that no term can tell."""
    for term, state in _TERMS.get(caution.kind, ()):
        text = with_term(text, term, state)
    return text
