"""What a village's or the township's team is called, and which place a cell means by a team. Pure."""

ENDINGS = ("村民委员会", "居民委员会", "村委会", "居委会", "社区", "村")
TEAM_WORDS = ("帮办代办服务队", "代办服务队", "服务队", "代办队")
TOWNSHIP_WORDS = frozenset({"乡", "镇", "乡镇", "本乡", "本镇"})


def team_name(short_name: str, *, is_township: bool) -> str:
    """帕龙 → 帕龙村代办服务队, 西定乡 → 西定乡代办服务队. Names in other scripts stand alone."""
    is_chinese = "\u3400" <= short_name[-1:] <= "\u9fff"
    between = "村" if is_chinese and not is_township and not short_name.endswith(("村", "社区")) else "" if is_chinese else " "
    return f"{short_name}{between}代办服务队"


def place_key(text: str) -> str:
    """One writing for 帕龙, 帕龙村, 帕龙村委会 and 帕龙村代办服务队."""
    key = text.strip()
    for word in TEAM_WORDS:
        if key.endswith(word) and key != word:
            key = key.removesuffix(word).strip()
            break
    for ending in ENDINGS:
        if key.endswith(ending) and key != ending:
            return key.removesuffix(ending).casefold()
    return key.casefold()
