"""Invented names in the manner of Xiding's peoples. No entry is a real person; namesakes are as common as they are there.
Dai and Blang names have no surname (岩… for men, 玉… for women); Hani sons take up the end of their father's name."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from app.cli.demonstration.groups import BLANG, DAI, HAN, HANI, LAHU, WA

MALE, FEMALE = "男", "女"
MANDARIN = "汉语"
LANGUAGES = {HANI: "哈尼语", BLANG: "布朗语", LAHU: "拉祜语", HAN: MANDARIN, DAI: "傣语", WA: "佤语"}

DAI_ENDINGS = "温罕香光应叫坎扁尖说丙吨拉勐燕伦甩叶帕砍腊龙三书恩罗望囡约旺"
BLANG_ENDINGS = "温坎香三章公门帕拉南地勇少丙糯尖对果上仙坦布苏迈散胆永多的叫"
HANI_FIRST = "门飘当确则三四二大阿沙车者杰优批资戈腰松哈克格发左标扎岗朗白"
HANI_LAST = "二优嘎三四大则周车者龙戈沙土飘批努克资标确斗门约松爬嘎岗才当"
HANI_WOMEN_FIRST = "娜米咪搓阿车飘则大二三四批戈优者"
HANI_WOMEN_LAST = "四娜努朵仙搓三优背咪收波土八叶布香二鲁六"
LAHU_ENDINGS = "迫莫朵倮体儿妥丕努约拉发克咪思海袜母列阿"
WA_ENDINGS = ("块", "嘎", "惹", "不勒", "倒", "茸", "姆", "门", "砍", "布来", "戈", "灭", "相", "红", "伞")
SURNAMES = "李王张杨罗陈周刘赵黄何马朱唐许吴徐普董段"
HAN_MEN = (
    "建国",
    "志明",
    "永祥",
    "文华",
    "光荣",
    "兴发",
    "家富",
    "云生",
    "国强",
    "明亮",
    "正才",
    "学军",
    "德昌",
    "自荣",
    "加福",
    "春林",
    "海涛",
    "俊杰",
    "子豪",
    "浩宇",
)
HAN_WOMEN = (
    "秀英",
    "玉兰",
    "美珍",
    "琼仙",
    "丽华",
    "凤仙",
    "桂芬",
    "春梅",
    "云芝",
    "建芬",
    "晓燕",
    "红梅",
    "玲",
    "艳",
    "雪梅",
    "思雨",
    "欣怡",
    "梦婷",
    "加秀",
    "兰芝",
)


@dataclass(frozen=True, slots=True)
class Parents:
    """What a child's name may take up: the father's name, and for Han households the surname."""

    father: str = ""
    surname: str = ""


NOBODY = Parents()


def name(people: str, sex: str, *, luck: Random, parents: Parents = NOBODY) -> str:
    """A name for somebody of this people 民族 and sex, two to four characters."""
    if people == HANI:
        return hani_name(sex, luck=luck, father=parents.father)
    if people == HAN:
        return (parents.surname or luck.choice(SURNAMES)) + luck.choice(HAN_MEN if sex == MALE else HAN_WOMEN)
    return luck.choice(FIRST[people, sex]) + luck.choice(ENDINGS[people])


FIRST = {
    (DAI, MALE): ("岩",),
    (DAI, FEMALE): ("玉",),
    (BLANG, MALE): ("岩", "岩", "岩", "岩", "岩", "康朗"),
    (BLANG, FEMALE): ("玉", "玉", "玉", "依", "叶"),
    (LAHU, MALE): ("扎",),
    (LAHU, FEMALE): ("娜",),
    (WA, MALE): ("岩", "艾", "尼", "三木"),
    (WA, FEMALE): ("叶", "安", "娥"),
}
ENDINGS: dict[str, Sequence[str]] = {DAI: DAI_ENDINGS, BLANG: BLANG_ENDINGS, LAHU: LAHU_ENDINGS, WA: WA_ENDINGS}


def hani_name(sex: str, *, luck: Random, father: str) -> str:
    """Father and son are linked 父子连名: 飘优's son is 优三. Daughters are not."""
    if sex == FEMALE:
        return luck.choice(HANI_WOMEN_FIRST) + luck.choice(HANI_WOMEN_LAST)
    first = father[-1] if father else luck.choice(HANI_FIRST)
    return first + luck.choice([last for last in HANI_LAST if last != first])


def surname(people: str, full_name: str) -> str:
    """The surname, which only Han names have here."""
    return full_name[0] if people == HAN else ""
