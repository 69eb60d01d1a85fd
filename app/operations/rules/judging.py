"""Fine, worth a look, or broken: one small rule per line of the health page, each with what to do about it."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from app.core.named import N_
from app.core.watch import BACKUP_AT_LEAST_EVERY
from app.operations.rules.facts import Facts, Size
from app.operations.rules.jobs import job_finding
from app.operations.rules.states import Finding, State, graded

MEGABYTE = 2**20
DISK_LOW, DISK_OUT = 0.10, 0.02  # shares of the disk; SQLite can't even delete on a full one
ROOM_OUT = 64 * MEGABYTE
LOG_LONG = 256 * MEGABYTE
WORTH_PACKING = 64 * MEGABYTE
OLDEST: Mapping[str, tuple[int, ...]] = {"SQLite": (3, 51, 3), "PostgreSQL": (14,)}  # SQLite before it: the WAL-reset fault
BACKUP_GONE = dt.timedelta(days=3)
PROOF_OLD = dt.timedelta(days=35)
MESSAGE_LATE, MESSAGE_STUCK = dt.timedelta(minutes=5), dt.timedelta(hours=1)
SKEW_SEEN, SKEW_WRONG = dt.timedelta(seconds=2), dt.timedelta(seconds=60)
CERTIFICATE_SOON, CERTIFICATE_NOW = dt.timedelta(days=21), dt.timedelta(days=3)


def findings(facts: Facts) -> list[Finding]:
    """Every line, in the order of the page."""
    lines = [judge(facts) for judge in JUDGES]
    return [line for line in lines if line] + [job_finding(job, now=facts.now) for job in facts.jobs]


def worst(lines: Sequence[Finding]) -> State:
    """How the whole stands: as its worst line."""
    order = list(State)
    return max((line.state for line in lines), key=order.index, default=State.OK)


def _disk(facts: Facts) -> Finding:
    share = facts.store.free / facts.store.disk if facts.store.disk else 0.0
    is_out = share < DISK_OUT or facts.store.free < ROOM_OUT
    state = State.BROKEN if is_out else State.ATTENTION if share < DISK_LOW else State.OK
    return Finding(
        "disk",
        N_("Disk"),
        state,
        N_("%(free)s of %(disk)s free"),
        {"free": facts.store.free, "disk": facts.store.disk},
        N_("Make room or add a disk now: when it is full, nothing can be entered any more."),
    )


def _database(facts: Facts) -> Finding:
    base = facts.database
    unused = base.unused or Size(0)
    wasteful = base.size >= WORTH_PACKING and unused * 2 > base.size
    return Finding(
        "database",
        N_("Database"),
        State.ATTENTION if wasteful else State.OK,
        N_("%(size)s, of which %(unused)s unused") if base.unused is not None else N_("%(size)s in all"),
        {"size": base.size, "unused": unused},
        N_("More than half of the file is empty: with the service stopped, run VACUUM once."),
    )


def _engine(facts: Facts) -> Finding:
    base = facts.database
    is_old = base.version < OLDEST.get(base.engine, ())
    return Finding(
        "engine",
        N_("Database program"),
        State.ATTENTION if is_old else State.OK,
        N_("%(engine)s %(version)s"),
        {"engine": base.engine, "version": ".".join(map(str, base.version))},
        N_("This version has known faults: run scripts/setup again (SQLite), or update PostgreSQL."),
    )


def _log(facts: Facts) -> Finding | None:
    if facts.database.log is None:
        return None
    return Finding(
        "wal",
        N_("Write-ahead log"),
        State.ATTENTION if facts.database.log >= LOG_LONG else State.OK,
        N_("%(size)s wait to be taken into the database file"),
        {"size": facts.database.log},
        N_("A program keeps the database open for reading: restart the web service."),
    )


def _migrations(facts: Facts) -> Finding:
    done = facts.database.is_migrated
    return Finding(
        "migrations",
        N_("Tables"),
        State.OK if done else State.BROKEN,
        N_("As this version needs them") if done else N_("Older or newer than this version needs them"),
        todo=N_(
            "Run: flask --app wsgi db upgrade. After a roll-back of the program, restore the backup made before the upgrade."
        ),
    )


def _backup(facts: Facts) -> Finding:
    at = facts.backup_at
    age = facts.now - at if at else None
    state = State.ATTENTION if age is None else graded(age, attention=BACKUP_AT_LEAST_EVERY, broken=BACKUP_GONE)
    return Finding(
        "backup",
        N_("Last backup"),
        state,
        N_("%(at)s, %(age)s ago") if at else N_("There is none yet"),
        {"at": at, "age": age} if at else {},
        N_("Run: flask --app wsgi jobs run backup. If it fails, its reason stands below; check that the scheduler runs."),
    )


def _proof(facts: Facts) -> Finding | None:
    if facts.proved_at is None:
        return None
    age = facts.now - facts.proved_at
    return Finding(
        "backup_proof",
        N_("Last proof of a backup"),
        State.ATTENTION if age > PROOF_OLD else State.OK,
        N_("%(at)s, %(age)s ago"),
        {"at": facts.proved_at, "age": age},
        N_("A backup that nobody opened is a hope: prove one with flask --app wsgi backup verify."),
    )


def _outbox(facts: Facts) -> Finding:
    waiting = facts.waiting
    age = facts.now - waiting.oldest_at if waiting.oldest_at else dt.timedelta(0)
    state = graded(age, attention=MESSAGE_LATE, broken=MESSAGE_STUCK)
    if waiting.given_up and state is State.OK:
        state = State.ATTENTION
    says = (
        N_("%(due)s wait, the oldest for %(age)s; %(given_up)s given up")
        if waiting.due
        else N_("Nothing waits; %(given_up)s given up")
    )
    return Finding(
        "outbox",
        N_("Messages"),
        state,
        says,
        {"due": waiting.due, "age": age, "given_up": waiting.given_up},
        N_("Check that the scheduler runs, and the settings of the way by which messages leave."),
    )


def _scheduler(facts: Facts) -> Finding:
    held = facts.holder is not None and facts.held_until is not None and facts.held_until > facts.now
    return Finding(
        "scheduler",
        N_("Scheduler"),
        State.OK if held else State.BROKEN,
        N_("%(holder)s works; its lease runs %(left)s more")
        if held
        else N_("No scheduler works: lights, reminders and backups stand still"),
        {"holder": facts.holder, "left": facts.held_until - facts.now} if held and facts.held_until else {},
        N_("Start it: systemctl start daiban-scheduler, or scripts/run."),
    )


def _clock(facts: Facts) -> Finding | None:
    if facts.database.skew is None:
        return None
    skew = abs(facts.database.skew)
    return Finding(
        "clock",
        N_("Clocks of the two machines"),
        graded(skew, attention=SKEW_SEEN, broken=SKEW_WRONG),
        N_("%(skew)s apart"),
        {"skew": skew},
        N_("Let both machines follow the same time server (chrony or systemd-timesyncd)."),
    )


def _certificate(facts: Facts) -> Finding | None:
    if facts.certificate is None:
        return None
    title = N_("Certificate of https")
    renew = N_("Renew the certificate and reload nginx: without it no phone can sign in.")
    if facts.certificate.until is None:
        return Finding(
            "certificate", title, State.BROKEN, N_("The file of the setting certificate_file can't be read"), {}, renew
        )
    left = facts.certificate.until - facts.now
    state = graded(-left, attention=-CERTIFICATE_SOON, broken=-CERTIFICATE_NOW)
    says = (
        N_("Valid for %(left)s more, until %(until)s") if left > dt.timedelta(0) else N_("Expired: it was valid until %(until)s")
    )
    return Finding("certificate", title, state, says, {"left": left, "until": facts.certificate.until}, renew)


def _keys(facts: Facts) -> Finding:
    lost, bare = facts.store.unreadable_keys, facts.store.open_keys
    says = (
        N_("Can't be read: %(names)s")
        if lost
        else N_("Others on this machine can read: %(names)s")
        if bare
        else N_("Readable, for us only")
    )
    return Finding(
        "keys",
        N_("Keys"),
        State.BROKEN if lost else State.ATTENTION if bare else State.OK,
        says,
        {"names": "、".join(lost or bare)} if lost or bare else {},
        N_("Put the keys back from their own safe place into instance/keys, owned by the service's user, mode 600."),
    )


def _uploads(facts: Facts) -> Finding:
    fine = facts.store.uploads_writable
    return Finding(
        "uploads",
        N_("Folder of uploads"),
        State.OK if fine else State.BROKEN,
        N_("Can be written") if fine else N_("Can't be written: no photo and no signature can be kept"),
        {},
        N_("Give instance/uploads to the user of the service."),
    )


def _translations(facts: Facts) -> Finding:
    state, says = {
        "compiled": (State.OK, N_("Compiled")),
        "old": (State.ATTENTION, N_("Older than the words they are made from")),
    }.get(facts.store.translations, (State.BROKEN, N_("Missing: the pages speak English only")))
    return Finding(
        "translations", N_("Chinese words of the pages"), state, says, {}, N_("Run scripts/setup and restart the web service.")
    )


def _files(facts: Facts) -> Finding:
    missing = facts.store.missing_files
    return Finding(
        "files",
        N_("Front-end files"),
        State.BROKEN if missing else State.OK,
        N_("%(missing)s are missing: maps and signatures don't work") if missing else N_("All there"),
        {"missing": missing},
        N_("Run scripts/setup and restart the web service."),
    )


JUDGES: tuple[Callable[[Facts], Finding | None], ...] = (
    _scheduler,
    _backup,
    _proof,
    _disk,
    _database,
    _engine,
    _log,
    _migrations,
    _clock,
    _outbox,
    _certificate,
    _keys,
    _uploads,
    _translations,
    _files,
)
