"""What `scripts/run` says once the pages answer: the address, the demonstration sign-ins, and what to look at first."""

import argparse
import json
import os
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path

EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  served at all addresses of the machine, asked at one
PATIENCE_S = 60
FIRST = """
先看这里 / What to look at first
  1. 以网格长登录，打开“地图”：自己的网格，哪些办件在办、哪些将到期、为什么。
     As a grid leader open the map: the team's grids, what is open, what is late and why.
  2. 以窗口人员登录，“登记办件”：替群众接一个电话，看它找到谁、哪天办结、为什么是那天。
     As a window clerk open “Open a case”: see whom it finds, when it is due, and why on that day.
  3. 用手机大小的窗口以网格员登录，打开“待办”：记一次上门，办结，再看“统计”里多了一件。
     On a phone-size window, as a grid worker: record a visit, complete the case, and see the total go up by one.

停止：Ctrl-C。数据都留着，再次运行 scripts/run 即可继续。 / Stop with Ctrl-C; everything stays for the next scripts/run.
"""


def address(host: str, *, port: int) -> str:
    """The address to open; IPv6 in brackets."""
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def answers(url: str) -> bool:
    """Whether the pages are there. Any answer of HTTP counts, an error too: then the page itself tells more."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # our own machine: never through a proxy
    try:
        opener.open(url, timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def wait_for(url: str, *, process: int) -> bool:
    """True as soon as the pages answer; False when their process has ended or the patience."""
    for _ in range(PATIENCE_S * 5):
        if answers(url):
            return True
        if not is_running(process):
            return False
        time.sleep(0.2)
    return False


def own_addresses() -> list[str]:
    """Where other machines, a phone in the same house, find this one."""
    found = {str(entry[4][0]) for entry in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    return sorted(found - {"127.0.0.1", "127.0.1.1"})


def sign_ins(file: Path) -> list[str]:
    """One line per role, and where the other demonstration sign-ins are; none where the demonstration wasn't loaded."""
    if not file.exists():
        return []
    people = json.loads(file.read_text(encoding="utf-8"))
    first = {one["role"]: one for one in reversed(people)}
    shown = [one for one in people if first[one["role"]] is one]
    lines = [f"  {one['name']:<16} {one['password']:<24} {one['role']:<18} {one['who']}" for one in shown]
    if others := len(people) - len(shown):
        lines.append(f"  另有 {others} 个账号，见 / {others} more are in {file}")
    return ["", "演示账号（登录名 密码 角色） / Demonstration sign-ins (name, password, role)", *lines]


def welcome(host: str, *, port: int, instance: Path) -> str:
    """All of it, ready to print."""
    near = address(EVERYWHERE.get(host, host), port=port)
    far = [address(other, port=port) for other in own_addresses()] if host == "0.0.0.0" else []  # noqa: S104  see above
    people = sign_ins(instance / "demo-sign-ins.json")
    opened = f"代办已启动，请打开 / Daiban is running, open: {' '.join([near, *far])}"
    return "\n".join(["", opened, *people, FIRST if people else ""])


def main(arguments: Sequence[str]) -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--host", required=True)
    asked.add_argument("--port", type=int, required=True)
    asked.add_argument("--servers", type=int, required=True, help="the process that must stay alive")
    said = asked.parse_args(arguments)
    url = address(EVERYWHERE.get(said.host, said.host), port=said.port) + "healthz/live"
    if not wait_for(url, process=said.servers):
        return 1
    print(welcome(said.host, port=said.port, instance=Path(os.environ.get("DAIBAN_INSTANCE") or "instance")), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
