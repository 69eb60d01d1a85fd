"""Invented names in the manner of Xiding's peoples. No entry is a real person; namesakes are as common as they are there.
Dai and Blang names have no surname (岩… for men, 玉… for women); Hani sons take up the end of their father's name."""

from dataclasses import dataclass
from random import Random

from app.cli.demonstration.groups import BLANG, DAI, HAN, HANI, LAHU, WA

MALE, FEMALE = "男", "女"
MANDARIN = "汉语"
LANGUAGES = {HANI: "哈尼语", BLANG: "布朗语", LAHU: "拉祜语", HAN: MANDARIN, DAI: "傣语", WA: "佤语"}

DAI_ENDINGS = "温 罕 香 光 应 叫 坎 扁 尖 说 丙 吨 拉 勐 燕 伦 甩 叶 帕 砍 腊 龙 三 书 恩 罗 望 囡 约 旺".split()
BLANG_ENDINGS = "温 坎 香 三 章 公 门 帕 拉 南 地 勇 少 丙 糯 尖 对 果 上 仙 坦 布 苏 迈 散 胆 永 多 的 叫".split()
HANI_FIRST = "门 飘 当 确 则 三 四 二 大 阿 沙 车 者 杰 优 批 资 戈 腰 松 哈 克 格 发 左 标 扎 岗 朗 白".split()
HANI_LAST = "二 优 嘎 三 四 大 则 周 车 者 龙 戈 沙 土 飘 批 努 克 资 标 确 斗 门 约 松 爬 嘎 岗 才 当".split()
HANI_WOMEN_FIRST = "娜 米 咪 搓 阿 车 飘 则 大 二 三 四 批 戈 优 者".split()
HANI_WOMEN_LAST = "四 娜 努 朵 仙 搓 三 优 背 咪 收 波 土 八 叶 布 香 二 鲁 六".split()
LAHU_ENDINGS = "迫 莫 朵 倮 体 儿 妥 丕 努 约 拉 发 克 咪 思 海 袜 母 列 阿".split()
WA_ENDINGS = "块 嘎 惹 不勒 倒 茸 姆 门 砍 布来 戈 灭 相 红 伞".split()
SURNAMES = "李 王 张 杨 罗 陈 周 刘 赵 黄 何 马 朱 唐 许 吴 徐 普 董 段".split()
HAN_MEN = "建国 志明 永祥 文华 光荣 兴发 家富 云生 国强 明亮 正才 学军 德昌 自荣 加福 春林 海涛 俊杰 子豪 浩宇".split()
HAN_WOMEN = "秀英 玉兰 美珍 琼仙 丽华 凤仙 桂芬 春梅 云芝 建芬 晓燕 红梅 玲 艳 雪梅 思雨 欣怡 梦婷 加秀 兰芝".split()


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
ENDINGS = {DAI: DAI_ENDINGS, BLANG: BLANG_ENDINGS, LAHU: LAHU_ENDINGS, WA: WA_ENDINGS}


def hani_name(sex: str, *, luck: Random, father: str) -> str:
    """Father and son are linked 父子连名: 飘优's son is 优三. Daughters are not."""
    if sex == FEMALE:
        return luck.choice(HANI_WOMEN_FIRST) + luck.choice(HANI_WOMEN_LAST)
    first = father[-1] if father else luck.choice(HANI_FIRST)
    return first + luck.choice([last for last in HANI_LAST if last != first])


def surname(people: str, full_name: str) -> str:
    """The surname, which only Han names have here."""
    return full_name[0] if people == HAN else ""
