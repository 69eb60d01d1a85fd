"""What is known of a person who works here, and the name they sign in with. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import count

LONGEST_NAME, LONGEST_PHONE, LONGEST_LANGUAGES = 64, 32, 128


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """A person as entered. `languages` joined by 、. None means: not said; the empty text: there is none."""

    name: str
    phone: str | None = None
    languages: str | None = None
    party_branch: str | None = None
    party_member: bool | None = None


def differs(old: PersonFacts, new: PersonFacts) -> bool:
    """Whether taking over what is said anew changes anything."""
    pairs = [
        (old.name, new.name),
        (old.phone, new.phone),
        (old.languages, new.languages),
        (old.party_branch, new.party_branch),
        (old.party_member, new.party_member),
    ]
    return any(said is not None and said != stands for stands, said in pairs)


def free_sign_in_name(name: str, taken: Collection[str]) -> str:
    """The name itself, or with 2, 3 … for namesakes."""
    return next(one for number in count(1) if (one := name if number == 1 else f"{name}{number}") not in taken)


def languages_of(text: str) -> frozenset[str]:
    """`汉语、哈尼语` or `汉语 哈尼语` or `汉语,哈尼语` as a set."""
    return frozenset(parts(text))


def parts(text: str) -> tuple[str, ...]:
    """The words of a cell that lists several, in order and once."""
    for mark in ",，;；/":
        text = text.replace(mark, "、")
    return tuple(dict.fromkeys(part for chunk in text.split("、") for part in chunk.split()))
