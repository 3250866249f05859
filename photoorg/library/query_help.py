from typing import NamedTuple


class Row(NamedTuple):
    example: str; what: str
class Section(NamedTuple):
    title: str; text: str; rows: tuple
def sections():
    from photoorg.library.fields import FIELDS
    return (Section("Words","What you see in the photo, in English or Italian.",(Row("dog beach","Both."),Row("dog OR cat","Either."),Row("-person","Without."))),
     Section("Fields","What is known of a photo.",tuple(Row(f.sample,f.doc) for f in FIELDS)))
