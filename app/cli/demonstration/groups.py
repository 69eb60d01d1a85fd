"""The 95 natural villages that carry the demonstration's grids. The 11 administrative villages are real (see
`app/territory/data`); of the natural villages only the seat's name is known, the others are plausible inventions."""

from collections.abc import Mapping
from dataclasses import dataclass

HANI, BLANG, LAHU, HAN, DAI, WA = "哈尼族", "布朗族", "拉祜族", "汉族", "傣族", "佤族"
PEOPLES = {"哈": HANI, "布": BLANG, "拉": LAHU, "汉": HAN, "傣": DAI, "佤": WA}
MAIN_WEIGHT = 2.0


@dataclass(frozen=True, slots=True)
class Group:
    """A natural village 自然村 and the people most of its households belong to. The first of a village is its main one."""

    name: str
    people: str
    weight: float


# village code's last three digits: names of its natural villages, each with the first character of its people
NATURAL_VILLAGES: Mapping[str, str] = {
    "201": "旧笋大寨哈 旧笋新寨哈 西定新街汉 西定布朗寨布 瓦窑寨哈 坡脚寨哈 丫口寨哈 箐口寨拉 岔路寨哈 茶山寨哈 龙塘寨哈",
    "202": "暖和大寨哈 暖和新寨哈 半坡寨哈 水井寨哈 竹林寨拉 梁子寨哈 三家寨汉 野樱寨哈",
    "203": "南弄大寨哈 南弄小寨哈 芦谷寨哈 石头寨哈 桃子箐哈 老鹰岩拉 坝卡哈",
    "204": "帕龙上寨哈 帕龙下寨哈 帕龙中寨哈 黄草坝哈 红毛树拉 水河寨哈 平掌寨汉 回环寨哈 那迈佤",
    "205": "旧过大寨哈 旧过新寨哈 大坪掌哈 白花岭哈 麻栗树哈 松山寨拉 小箐寨哈 弯子田傣",
    "206": "曼马老寨哈 曼马新寨哈 曼马傣寨傣 曼回傣 南肯寨哈 芭蕉箐哈 大树脚哈 灰塘寨拉 靠山寨哈",
    "207": "曼佤老寨布 曼佤新寨布 贺勐寨布 巴达坝哈 橄榄坪哈 三棵树哈 界河寨佤",
    "208": "曼来大寨布 曼来新寨布 曼来小寨布 曼帕勒布 田坝寨傣 坝头寨哈 滴水岩哈 红土坡哈 锅底塘哈",
    "209": "章朗老寨布 章朗中寨布 章朗新寨布 古茶寨布 白象井布 佛寺脚布 岩洞寨布 河边寨傣 高山寨哈 象脚坪布",
    "210": "曼皮大寨布 曼皮新寨布 曼皮下寨布 勐邦寨哈 野象谷口哈 落水洞哈 榕树寨布 黑山寨哈",
    "211": "曼迈兑大寨布 曼迈兑新寨布 曼迈兑下寨布 青松寨布 冷水河哈 双龙潭布 马鞍山哈 蜂岩寨布 牛场坝哈",
}


def groups_of(village: str) -> list[Group]:
    """The natural villages of the village with this 12-digit code."""
    named = NATURAL_VILLAGES[village[-3:]].split()
    return [Group(word[:-1], PEOPLES[word[-1]], MAIN_WEIGHT if n == 0 else 1.0) for n, word in enumerate(named)]
