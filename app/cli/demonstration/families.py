"""Who lives together: families of one to eight, the head first, with ages that fit each other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from random import Random

from app.cli.demonstration.chance import happens, share_at
from app.cli.demonstration.names import FEMALE, MALE

HEAD, SPOUSE = "户主", "配偶"
CHILD, PARENT = {MALE: "子", FEMALE: "女"}, {MALE: "父", FEMALE: "母"}
GRANDCHILD, SIBLING = {MALE: "孙子", FEMALE: "孙女"}, {MALE: "兄弟", FEMALE: "姐妹"}
IN_LAW = {MALE: "女婿", FEMALE: "儿媳"}
ALIVE = ((0, 0.9), (75, 0.45), (86, 0.15))  # of the parents of that age, who would live with the head
YOUNGEST_MOTHER, OLDEST_MOTHER, GROWN = 19, 36, 30


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a family. `father` is a place in the family's list; `married_in` people may be of another people."""

    relation: str
    sex: str
    age: int
    father: int | None = None
    married_in: bool = False


def family(luck: Random) -> list[Member]:
    """A family of a likely kind, from somebody who lives alone to three generations."""
    kind = luck.choices(list(KINDS), weights=list(KINDS.values()))[0]
    return kind(luck)


def any_sex(luck: Random) -> str:
    return luck.choice((MALE, FEMALE))


def other(sex: str) -> str:
    return FEMALE if sex == MALE else MALE


def couple(luck: Random, youngest: int, oldest: int) -> list[Member]:
    sex = MALE if happens(luck, 0.88) else FEMALE
    age = luck.randint(youngest, oldest)
    return [Member(HEAD, sex, age), Member(SPOUSE, other(sex), max(20, age + luck.randint(-5, 4)), married_in=True)]


def children(
    luck: Random, relations: Mapping[str, str], *, mother_age: int, father: int | None, weights: tuple[int, ...]
) -> list[Member]:
    """One to three children still at home, none as old as another, eldest first."""
    oldest = min(GROWN, mother_age - YOUNGEST_MOTHER)
    youngest = max(0, mother_age - OLDEST_MOTHER)
    ages = range(youngest, oldest + 1)
    count = min(len(ages), luck.choices(range(1, len(weights) + 1), weights=weights)[0])
    return [
        Member(relations[sex], sex, age, father)
        for age in sorted(luck.sample(ages, count), reverse=True)
        for sex in [any_sex(luck)]
    ]


def father_of(pair: list[Member]) -> int:
    return 0 if pair[0].sex == MALE else 1


def wife_age(pair: list[Member]) -> int:
    return next(member.age for member in pair if member.sex == FEMALE)


def alone(luck: Random) -> list[Member]:
    if happens(luck, 0.6):
        return [Member(HEAD, FEMALE if happens(luck, 0.6) else MALE, luck.randint(60, 90))]
    return [Member(HEAD, MALE if happens(luck, 0.8) else FEMALE, luck.randint(28, 59))]


def pair_only(luck: Random) -> list[Member]:
    return couple(luck, 52, 84) if happens(luck, 0.6) else couple(luck, 23, 35)


def nuclear(luck: Random) -> list[Member]:
    pair = couple(luck, 25, 54)
    return pair + children(luck, CHILD, mother_age=wife_age(pair), father=father_of(pair), weights=(30, 50, 20))


def stem(luck: Random) -> list[Member]:
    """The middle generation heads; the parents who are still alive live with them."""
    pair = couple(luck, 28, 56)
    young = children(luck, CHILD, mother_age=wife_age(pair), father=father_of(pair), weights=(25, 50, 25))
    old_age = pair[0].age + luck.randint(20, 33)
    alive = share_at(old_age, ALIVE)
    old = [Member(PARENT[sex], sex, old_age + luck.randint(-2, 3)) for sex in (MALE, FEMALE) if happens(luck, alive)]
    father = next((len(pair) + len(young) + n for n, parent in enumerate(old) if parent.sex == MALE), None)
    return [replace(pair[0], father=father), pair[1], *young, *old]


def old_head(luck: Random) -> list[Member]:
    """An old head, often with a spouse, a grown child who is married, and grandchildren."""
    pair = couple(luck, 54, 78)[: 2 if happens(luck, 0.8) else 1]
    father = next((n for n, member in enumerate(pair) if member.sex == MALE), None)
    sex = MALE if happens(luck, 0.75) else FEMALE
    heir = Member(CHILD[sex], sex, max(23, min(pair[0].age, pair[-1].age) - luck.randint(20, 33)), father)
    in_law = Member(IN_LAW[other(sex)], other(sex), max(20, heir.age + luck.randint(-4, 4)), married_in=True)
    grandfather = len(pair) + (0 if sex == MALE else 1)
    mother = in_law if sex == MALE else heir
    young = children(luck, GRANDCHILD, mother_age=mother.age, father=grandfather, weights=(35, 50, 15))
    return [*pair, heir, in_law, *young]


def lone_parent(luck: Random) -> list[Member]:
    head = Member(HEAD, FEMALE if happens(luck, 0.55) else MALE, luck.randint(28, 54))
    father = 0 if head.sex == MALE else None
    return [head, *children(luck, CHILD, mother_age=head.age, father=father, weights=(60, 40))]


def skipped_generation(luck: Random) -> list[Member]:
    """Grandparents with grandchildren whose parents are registered elsewhere."""
    pair = couple(luck, 56, 76)
    young = [
        Member(GRANDCHILD[sex], sex, age) for age in luck.sample(range(3, 16), luck.randint(1, 2)) for sex in [any_sex(luck)]
    ]
    return pair + young


def joint(luck: Random) -> list[Member]:
    """A stem family with a grown brother or sister of the head."""
    members = stem(luck)
    sex = MALE if happens(luck, 0.7) else FEMALE
    return [*members, Member(SIBLING[sex], sex, max(20, members[0].age - luck.randint(2, 9)), members[0].father)]


KINDS: Mapping[Callable[[Random], list[Member]], int] = {
    alone: 4,
    pair_only: 6,
    nuclear: 30,
    stem: 31,
    old_head: 21,
    lone_parent: 3,
    skipped_generation: 2,
    joint: 3,
}
