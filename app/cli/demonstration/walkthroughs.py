"""The demonstration's 22 walk-throughs, the 2 bottlenecks that they found, and the 4 procedures, as data. All made up."""

from dataclasses import dataclass

from app.catalogue.rules import BottleneckFacts, Load, ProcedureFacts

HALL, CENTRE, STATION = "西定乡便民服务大厅", "村政务服务中心", "村民小组政务服务站"


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk-through before it has its day. `about`: an item's or a bundle's code; `load`: forms, materials, trips, days."""

    about: str
    title: str
    by: str
    place: str
    load: tuple[int, int, int, int]
    minutes: int
    seen: str


@dataclass(frozen=True, slots=True)
class Found:
    """What the walk-through of that number found, how it was mended, and what it costs people since. Shares of the period."""

    walk: int
    facts: BottleneckFacts
    owner: str
    fix: str
    after: Load
    taken_on: float
    closed: float


WALKS = (
    Walk("XD-A04", "陪老人走一遍养老待遇领取", "head", HALL, (1, 4, 1, 10), 35, "窗口一次讲清，表由工作人员代填，老人只按手印。"),
    Walk("XD-B05", "高龄津贴从申请到发放", "reviewer", f"曼皮{CENTRE}", (1, 3, 1, 15), 40, "村里收件、乡里审核，不用老人到乡。"),
    Walk(
        "B01",
        "身后一件事：从卫生院到办完九个环节",
        "head",
        HALL,
        (5, 11, 4, 20),
        130,
        "要跑卫生院、派出所和三个窗口，同一份证明交了四次，五张表填的大半是同样的内容。",
    ),
    Walk("XD-C03", "居民医保缴费", "clerk-1", f"帕龙{STATION}", (0, 1, 0, 1), 10, "站点代收代缴，当场出票，群众没有跑路。"),
    Walk("XD-A08", "社会保障卡申领到送证上门", "clerk-2", HALL, (1, 3, 1, 5), 25, "照片现场拍；制好的卡由服务队送到家。"),
    Walk("XD-C07", "住院费用手工报销", "reviewer", HALL, (1, 5, 1, 20), 45, "外地票据要原件，电话里说清后没有白跑。"),
    Walk(
        "XD-D01",
        "农村建房从申请到开工",
        "head",
        f"章朗{CENTRE}",
        (4, 9, 5, 45),
        160,
        "宅基地和规划许可分两个窗口报，四至图、户籍材料各交一套，群众来回跑了五趟。",
    ),
    Walk("XD-E08", "开一家小卖部：营业执照代办", "clerk-3", HALL, (1, 3, 1, 3), 30, "网上申报由窗口帮着填，三天拿到执照。"),
    Walk("XD-E13", "居民用电报装", "clerk-1", f"旧过{STATION}", (0, 2, 0, 2), 15, "手机上拍两张照片就能报，村里网格员帮着操作。"),
    Walk("XD-B11", "残疾人证申领", "reviewer", HALL, (1, 4, 2, 15), 50, "县医院鉴定要去一趟，乡里统一约车，一天办完。"),
    Walk("XD-B01", "最低生活保障申请", "head", f"曼来{CENTRE}", (2, 4, 1, 22), 60, "入户核查和公示按期完成，公示栏位置醒目。"),
    Walk("XD-A05", "养老资格认证", "clerk-2", f"南弄{STATION}", (0, 1, 0, 1), 10, "网格员上门用手机认证，行动不便的老人不出门。"),
    Walk("XD-C05", "异地就医备案", "clerk-1", HALL, (1, 2, 1, 1), 15, "电话说明就能办，外出务工的人可以托家里人来。"),
    Walk("B02", "新生儿出生一件事", "reviewer", HALL, (2, 6, 1, 10), 55, "卫生院出证明的信息已共享，一张表能办三项。"),
    Walk("XD-E02", "耕地地力保护补贴信息核实", "clerk-3", f"西定{CENTRE}", (1, 2, 0, 5), 20, "村里按册核实，有变更的才补材料。"),
    Walk(
        "XD-E07", "野象损坏庄稼的补偿申报", "head", f"曼迈兑{CENTRE}", (1, 4, 1, 20), 70, "照片和现场勘验一次完成，保险公司同去。"
    ),
    Walk("XD-D08", "农户自来水报装", "clerk-3", HALL, (1, 2, 1, 7), 20, "水管所约好时间上门，不用再跑。"),
    Walk("B03", "残疾人服务一件事", "reviewer", HALL, (1, 5, 1, 20), 65, "办证和两项补贴一起申请，材料只交一次。"),
    Walk("XD-B07", "老年人优待证", "clerk-2", f"巴达{STATION}", (0, 2, 0, 3), 10, "站点收照片，办好后送到家。"),
    Walk("XD-E04", "动物产地检疫申报", "clerk-3", f"曼佤{CENTRE}", (1, 2, 1, 1), 20, "微信先约，兽医到村里集中检。"),
    Walk(
        "B04",
        "农村建房一件事：整改后再走一遍",
        "head",
        f"章朗{CENTRE}",
        (1, 5, 2, 30),
        80,
        "一张表同时报宅基地和规划，联合踏勘一次完成，比上次少跑三趟。",
    ),
    Walk(
        "B01",
        "身后一件事：整改后再走一遍",
        "reviewer",
        HALL,
        (1, 5, 1, 7),
        40,
        "一个窗口收一次材料，七项内部转办，家属当天离开。",
    ),
)
FOUND = (
    Found(
        walk=3,
        facts=BottleneckFacts(
            title="身后事要跑多个窗口、同一证明反复交",
            what="死亡证明、身份证、银行卡每个窗口都要再交一次；五张申请表内容重复；家属在悲痛中要来乡里四趟。",
            before=Load(forms=5, materials=11, trips=4, days=20),
        ),
        owner="clerk-1",
        fix="七个事项进一个窗口，五张表并成一张，证明由窗口扫描后内部共享；卫生院和派出所的两个环节由代办员一并约好。",
        after=Load(forms=1, materials=5, trips=1, days=7),
        taken_on=0.16,
        closed=0.42,
    ),
    Found(
        walk=7,
        facts=BottleneckFacts(
            title="农村建房两头报、两次踏勘",
            what="宅基地审批和规划许可各报一套材料、各看一次现场，群众来回跑五趟，等四十五天。",
            before=Load(forms=4, materials=9, trips=5, days=45),
        ),
        owner="reviewer",
        fix="合并成一张申请表；农业农村和规划建设两家同一天踏勘；许可内部流转，竣工验收接着办不动产登记。",
        after=Load(forms=1, materials=5, trips=2, days=30),
        taken_on=0.36,
        closed=0.68,
    ),
)
PROCEDURES = (
    ProcedureFacts(
        code="GC-01",
        bundle_code="B01",
        title="群众身后一件事办事规程",
        purpose="家里有人去世，家属一次来办完停保、停发、补助申领等七项，并由代办员协助办好死亡证明和户口注销。",
        place=HALL + "综合受理窗口；行动不便的由代办员上门",
        guide=(
            "打一个电话或到任一站点说明，代办员上门问清逝者参保和享受待遇的情况。\n"
            "卫生院出具死亡证明，派出所办理户口注销，代办员可以陪同或代为预约。\n"
            "综合受理窗口一次告知、一张表申请，材料只收一套，开具收件回执。\n"
            "窗口内部转七个事项同时办理，家属不用再跑。\n"
            "全部办完后电话告知，补助发到约定的银行卡。"
        ),
        advice="银行卡要用家属本人的，存折和密码不交给任何人。\n没有参加养老保险的，相应分项不办，不用补材料。",
    ),
    ProcedureFacts(
        code="GC-02",
        bundle_code="B02",
        title="新生儿出生一件事办事规程",
        purpose="孩子出生后，一次办好生育登记、居民医保参保和育儿补贴申领，出生户口和社保卡一并协助。",
        place=HALL + "卫生健康窗口；村政务服务中心可以代收",
        guide=(
            "卫生院签发出生医学证明，信息推送到乡里，代办员电话告知能享受的政策。\n"
            "父母到派出所办出生户口，也可以请代办员预约。\n"
            "在窗口或村里填一张表，交一套材料。\n"
            "三个事项同时办理，社保卡制好后送到家。"
        ),
        advice="出生医学证明要妥善保管，补办需要到签发机构。",
    ),
    ProcedureFacts(
        code="GC-03",
        bundle_code="B03",
        title="残疾人服务一件事办事规程",
        purpose="申领残疾人证时一并申请生活补贴、护理补贴和辅助器具，不用分次来办。",
        place=HALL + "民政和残联窗口；行动不便的上门办",
        guide=(
            "代办员上门收材料、拍照，告知鉴定时间和地点。\n"
            "乡里统一安排到县医院鉴定，当天往返。\n"
            "残疾人证核发后，两项补贴和辅助器具同时审核。\n"
            "证件送到家，补贴按月发到本人银行卡。"
        ),
        advice="困难生活补贴和重度护理补贴条件不同，窗口会逐项说明。",
    ),
    ProcedureFacts(
        code="GC-04",
        bundle_code="B04",
        title="农村建房一件事办事规程",
        purpose="新建、改建住宅，宅基地审批和规划许可一张表同时报，竣工验收后接着办不动产登记。",
        place=HALL + "规划建设窗口；各村政务服务中心可以代收",
        guide=(
            "村民小组讨论通过并公示，村里出具意见。\n"
            "在窗口或村里填一张表，交一套材料。\n"
            "农业农村、规划建设两家同一天到现场踏勘。\n"
            "两个许可同时发给，开工前到现场放线。\n"
            "房子建成后申请验收，合格的由代办员接着办不动产登记。"
        ),
        advice="没有批准不要先动工。\n一户只能有一处宅基地，旧宅要说明怎样处理。",
    ),
)
