"""flask audit: whether what was entered in the journal is still what was entered."""

from flask.cli import AppGroup
from flask_babel import gettext

from app.cli.door import as_json, refuse, refusing, show
from app.core import clock, seals
from app.core.named import N_
from app.core.seals import Break, Verified

group = AppGroup("audit", help="The journal's seals.")


@group.command("verify")
@as_json
@refusing
def verify(*, as_json: bool) -> None:
    """Check every seal of the journal; exit code 2 and the first broken range when something doesn't fit."""
    found = seals.verify()
    show(seals.told(found, at=clock.now()), as_json=as_json, plain=_plain(found))
    if found.mismatches:
        refuse(_where(found.mismatches[0]))
    if found.walls_missing:
        names = "、".join(found.walls_missing)
        refuse(gettext("The database no longer refuses changes of its own: these triggers are missing: %(names)s.", names=names))


def _plain(found: Verified) -> str:
    said = gettext(
        "%(seals)s seals over %(sealed)s entries; %(unsealed)s entries wait for their seal.",
        seals=found.seals,
        sealed=found.sealed,
        unsealed=found.unsealed,
    )
    fits = gettext("Everything fits.")
    return f"{said} {fits}" if found.is_whole else str(said)


def _where(broken: Break) -> str:
    """The sentence for the first break: which range, which row, what is wrong."""
    why = gettext(broken.why)
    if broken.seal is None:
        return str(gettext("The journal does not fit its seals: %(why)s.", why=why))
    facts = {"seal": broken.seal, "first": broken.first, "last": broken.last, "why": why}
    if broken.entry is None:
        return str(gettext("Seal %(seal)s over entries %(first)s to %(last)s is broken: %(why)s.", **facts))
    said = N_("Seal %(seal)s over entries %(first)s to %(last)s is broken at entry %(entry)s (%(event_id)s): %(why)s.")
    return str(gettext(said, entry=broken.entry, event_id=broken.event_id, **facts))
