"""How to sign in to the demonstration: one password for everybody in it, drawn anew for every load."""

import json
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from app.accounts.rules import Role
from app.cli.demonstration.staff import Staff

FILE = "demo-sign-ins.json"
WORDS: tuple[str, ...] = (
    "bulang",
    "cha",
    "dai",
    "gu",
    "hani",
    "hua",
    "jingmai",
    "kui",
    "lahu",
    "lan",
    "meng",
    "miao",
    "naka",
    "qiao",
    "shan",
    "song",
)
WORDS += ("tian", "xia", "xiding", "yang", "yue", "yun")
SHOWN_VILLAGE = "210"  # whose people have most to show: one case that is late, one nearly so, one just come


def new_password() -> str:
    """Three words and four digits, to be read out: `cha-meng-yun-4705`."""
    return "-".join([*(secrets.choice(WORDS) for _ in range(3)), f"{secrets.randbelow(9000) + 1000}"])


def sign_ins(staff: Staff, *, password: str) -> Iterator[dict[str, str]]:
    """Everybody's name to sign in with, password, role, and who that is; one of each role first, in the order of roles."""
    order = list(Role)
    everybody = sorted(staff.everybody, key=lambda one: (order.index(one.role), SHOWN_VILLAGE not in one.sign_in_name))
    first = list({one.role: one for one in reversed(everybody)}.values())[::-1]
    for one in [*first, *(one for one in everybody if one not in first)]:
        yield {"name": one.sign_in_name, "password": password, "role": one.role.value, "who": f"{one.name} {one.title}"}


def keep(staff: Staff, *, password: str, folder: Path) -> Path:
    """Write them into the instance folder, readable by its owner only."""
    file = folder / FILE
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        json.dump(list(sign_ins(staff, password=password)), out, ensure_ascii=False, indent=1)
    return file
