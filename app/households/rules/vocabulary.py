"""The words that tables of offices use, in Chinese or English, and what they mean here."""

import datetime as dt
import re
import unicodedata

from app.core.errors import TooLong
from app.households.rules.refusals import DateAhead, UnknownWord, WrongDate
from app.households.rules.words import CareMark, IdType

MALE, FEMALE = "男", "女"
HEAD = "户主"
# GB/T 4761: relation to the head of the household, the ones that are met; others are kept as they are written.
RELATIONS = (
    HEAD,
    "配偶",
    "子",
    "女",
    "儿媳",
    "女婿",
    "父",
    "母",
    "祖父",
    "祖母",
    "孙子",
    "孙女",
    "兄弟",
    "姐妹",
    "公公",
    "婆婆",
    "岳父",
    "岳母",
    "其他",
)
NAMES_OF_PEOPLES = """
汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 柯尔克孜 土
达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京
塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺
"""
PEOPLES = frozenset(f"{name}族" for name in NAMES_OF_PEOPLES.split()) | {"其他", "外国血统中国籍人士"}
SHORT_PEOPLES = {name.removesuffix("族"): name for name in PEOPLES}
SEXES = {
    "男": MALE,
    "女": FEMALE,
    "男性": MALE,
    "女性": FEMALE,
    "m": MALE,
    "f": FEMALE,
    "male": MALE,
    "female": FEMALE,
    "1": MALE,
    "2": FEMALE,
}
ANSWERS = dict.fromkeys(("是", "需要", "要", "有", "√", "yes", "y", "true", "1"), True) | dict.fromkeys(
    ("", "否", "不需要", "不要", "无", "no", "n", "false", "0", "-"), False
)
ENGLISH_RELATIONS = {
    "head": HEAD,
    "spouse": "配偶",
    "wife": "配偶",
    "husband": "配偶",
    "妻": "配偶",
    "夫": "配偶",
    "son": "子",
    "daughter": "女",
    "儿子": "子",
    "女儿": "女",
    "father": "父",
    "mother": "母",
    "父亲": "父",
    "母亲": "母",
    "grandson": "孙子",
    "granddaughter": "孙女",
    "other": "其他",
    "本人": HEAD,
}
ID_TYPES: dict[str, IdType] = {
    "居民身份证": IdType.RESIDENT_CARD,
    "身份证": IdType.RESIDENT_CARD,
    "15位身份证": IdType.OLD_CARD,
    "一代身份证": IdType.OLD_CARD,
    "港澳台居民居住证": IdType.HMT_PERMIT,
    "外国人永久居留身份证": IdType.FOREIGN_PERMIT,
    "外国人永久居留证": IdType.FOREIGN_PERMIT,
    "无": IdType.NONE,
    "无证件": IdType.NONE,
    "无户口": IdType.NONE,
}
CARE_MARKS: dict[str, CareMark] = {
    "高龄": CareMark.AGED,
    "高龄老人": CareMark.AGED,
    "80岁以上": CareMark.AGED,
    "80周岁以上": CareMark.AGED,
    "独居": CareMark.LIVING_ALONE,
    "独居老人": CareMark.LIVING_ALONE,
    "残疾": CareMark.DISABLED,
    "残疾人": CareMark.DISABLED,
    "低保": CareMark.MINIMUM_LIVING,
    "低保户": CareMark.MINIMUM_LIVING,
    "最低生活保障": CareMark.MINIMUM_LIVING,
    "特困": CareMark.DESTITUTE,
    "特困供养": CareMark.DESTITUTE,
    "特困人员": CareMark.DESTITUTE,
    "五保": CareMark.DESTITUTE,
    "退役军人": CareMark.VETERAN,
    "脱贫监测": CareMark.WATCHED,
    "监测户": CareMark.WATCHED,
    "监测对象": CareMark.WATCHED,
    "防返贫监测": CareMark.WATCHED,
    "长期外出": CareMark.AWAY,
    "外出务工": CareMark.AWAY,
    "外出": CareMark.AWAY,
    "新生儿": CareMark.NEWBORN,
}
BETWEEN_MARKS = re.compile(r"[、,;/|\s]+")
DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[t ]00:00(?::00)?)?|(\d{4})(\d{2})(\d{2})")


def plain(text: str) -> str:
    """Full-width letters and brackets made half-width, lower case, without blanks at the ends: for comparing."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def sex(text: str) -> str:
    """男, 女 or empty. Raises UnknownWord."""
    word = plain(text)
    if word and word not in SEXES:
        raise UnknownWord(word=text, known="男、女")
    return SEXES.get(word, "")


def relation(text: str) -> str:
    """The relation to the head as GB/T 4761 names it; a word that is not met there is kept. Raises TooLong."""
    return short(ENGLISH_RELATIONS.get(plain(text), text), most=16)


def ethnicity(text: str) -> str:
    """`哈尼` and `哈尼族` → `哈尼族`. Raises UnknownWord."""
    word = plain(text)
    found = word if word in PEOPLES else SHORT_PEOPLES.get(word, "")
    if word and not found:
        raise UnknownWord(word=text, known="汉族、哈尼族、布朗族、拉祜族、傣族、佤族…")
    return found


def yes(text: str) -> bool:
    """Raises UnknownWord."""
    word = plain(text)
    if word not in ANSWERS:
        raise UnknownWord(word=text, known="是、否")
    return ANSWERS[word]


def id_type(text: str) -> IdType | None:
    """None when nothing was said. Raises UnknownWord."""
    word = plain(text)
    if not word:
        return None
    known: dict[str, IdType] = ID_TYPES | {kind.value: kind for kind in IdType}
    if word not in known:
        raise UnknownWord(word=text, known="居民身份证、港澳台居民居住证、外国人永久居留身份证、无")
    return known[word]


def care_marks(text: str) -> frozenset[CareMark]:
    """`高龄、独居` or `aged, living_alone`. Raises UnknownWord with the one word that nobody knows."""
    known = CARE_MARKS | {mark.value: mark for mark in CareMark}
    words = [word for word in BETWEEN_MARKS.split(plain(text)) if word not in {"", "无", "-", "none"}]
    for word in words:
        if word not in known:
            raise UnknownWord(word=word, known="高龄、独居、残疾、低保、特困、退役军人、监测户、长期外出、新生儿")
    return frozenset(known[word] for word in words)


def birthday(text: str, *, today: dt.date) -> dt.date | None:
    """`1950-03-21`, `1950/3/21`, `1950年3月21日`, `19500321`. Raises WrongDate, DateAhead."""
    word = plain(text)
    if not word:
        return None
    parts = DATE.fullmatch(word)
    try:
        found = dt.date(*(int(part) for part in parts.groups() if part)) if parts else None
    except ValueError:
        found = None
    if found is None:
        raise WrongDate(word=text)
    if found > today:
        raise DateAhead
    return found


def short(text: str, *, most: int) -> str:
    """The text, if it has room. Raises TooLong."""
    if len(text) > most:
        raise TooLong(most=most)
    return text
