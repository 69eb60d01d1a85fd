"""The township's grids: from a file, checked, and asked about a point."""

import datetime as dt
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import gettext

from app.cli import dividing, exporting, reach, reports
from app.cli.door import as_json, command_stamp, refusing, show
from app.core import clock
from app.core.db import transaction
from app.core.pages import sentence
from app.territory import queries
from app.territory.actions import Offer, Said, check, chosen_repairs, import_grids
from app.territory.rules.file_refusals import WrongWhere
from app.territory.rules.finding_words import FindingKind, finding_facts
from app.territory.rules.repair_words import repair_facts, repair_sentence
from grids.topology import Finding

group = AppGroup("grids", help="The township's grids.")
group.add_command(reach.command)
group.add_command(dividing.command)
group.add_command(exporting.command)


@group.command("import")
@reports.the_file
@reports.town_code
@click.option("--crs", help="EPSG code, gcj02 or bd09; must be given unless the file states it.")
@click.option("--name-field", required=True, help="The field with each grid's name.")
@click.option("--code-field", help="The field with each grid's code: 15 digits, or the last 3.")
@click.option("--village-field", help="The field with each grid's village: code or name.")
@click.option("--as-villages", is_flag=True, help="Make each feature a village with one grid.")
@click.option("--where", metavar="FIELD=VALUE", help="Take only the features whose field has this value.")
@click.option("--unnamed-as", metavar="'未命名{n}'", help="How to name features without a name.")
@click.option("--repair", metavar="valid,slivers,gaps", help="Which repairs to do; a dry run tells what each would do.")
@reports.dry_run
@reports.strict
@reports.from_on
@as_json
@refusing
def import_(file: Path, town_code: str | None, from_on: dt.datetime | None, **options: object) -> None:
    """Add grids, or versions of those that changed, from GeoJSON, GeoPackage, Shapefile or KML."""
    as_json, dry_run, strict = (bool(options.pop(name)) for name in ("as_json", "dry_run", "strict"))
    said = _said(options)
    day = from_on.date() if from_on else clock.today()
    with nullcontext() if dry_run else transaction():
        town = (queries.township if dry_run else queries.township_to_change)(town_code)
        report = import_grids(town, file, said, from_on=day, stamp=command_stamp(), dry_run=dry_run, strict=strict)
    findings = [told(finding, report.names) for finding in report.findings]
    answer = {
        "read": report.read,
        "added": report.counts.added,
        "changed": report.counts.changed,
        "refused": [reports.refused_row(fault.line, fault.field, fault.refusal) for fault in report.refused],
        "findings": findings,
        "repairs": (repairs := [mended(offer) for offer in report.offers]),
    }
    notes = [f"  {line['says']}" for line in findings]
    notes += [f"  --repair {line['repair']}{' ✓' if line['done'] else ''}: {line['says']}" for line in repairs]
    notes += [sentence(report.objection)] if report.objection else []
    reports.tell(answer, as_json=as_json, dry_run=dry_run, notes=notes)
    if report.refusal:
        raise report.refusal


@group.command("check")
@reports.town_code
@as_json
@refusing
def check_(town_code: str | None, as_json: bool) -> None:  # noqa: FBT001  click's flag
    """Look for overlaps, gaps, slivers and invalid shapes."""
    count, found = check(queries.township(town_code), on=clock.today())
    names = {grid.code: grid.name for grid in queries.grids_on(clock.today())}
    findings = [told(finding, names) for finding in found]
    lines = [f"{count} grids, {len(found)} findings.", *(f"  {line['says']}" for line in findings)]
    show({"grids": count, "findings": findings}, as_json=as_json, plain="\n".join(lines))


@group.command("locate")
@click.option("--lon", type=float, required=True)
@click.option("--lat", type=float, required=True)
@click.option("--accuracy-m", type=click.FloatRange(min=0), default=0.0, help="By how many metres the point may be off.")
@as_json
@refusing
def locate(lon: float, lat: float, accuracy_m: float, as_json: bool) -> None:  # noqa: FBT001  click's flag
    """Say in which grid a point stands (degrees, CGCS2000)."""
    found = queries.locate(lon, lat, on=clock.today(), accuracy_m=accuracy_m)
    nearest = found.nearest and {"code": found.nearest.code, "name": found.nearest.name, "metres": round(found.metres or 0.0, 1)}
    grids = [{"code": grid.code, "name": grid.name} for grid in found.grids]
    answer = {"answer": found.kind.value, "grids": grids, "nearest": nearest}
    plain = "; ".join(f"{grid['code']} {grid['name']}" for grid in grids) or f"nearest: {nearest}"
    show(answer, as_json=as_json, plain=f"{found.kind.value}: {plain}")


def told(finding: Finding, names: Mapping[str, str]) -> dict[str, object]:
    """A finding as JSON has it."""
    facts = finding_facts(finding.grids, names, finding.area_m2)
    return {
        "kind": finding.kind.value,
        "grids": list(finding.grids),
        "names": [names.get(code, code) for code in finding.grids],
        "area_m2": round(finding.area_m2, 1),
        "where": finding.where,
        "says": gettext(FindingKind[finding.kind.name].label, **facts),
    }


def mended(offer: Offer) -> dict[str, object]:
    """A repair as JSON has it; `done`: it was chosen."""
    one = offer.repair
    facts = repair_facts(to=offer.to, off=offer.off, area_m2=one.area_m2, parts=one.parts)
    return {
        "repair": one.kind.value,
        "done": offer.is_chosen,
        "rows": list(offer.rows),
        "to": offer.to,
        "off": offer.off,
        "area_m2": round(one.area_m2, 1),
        "where": one.where,
        "says": gettext(repair_sentence(one.kind.value, off=offer.off).label, **facts),
    }


def _said(options: Mapping[str, object]) -> Said:
    where = options["where"]
    if where is not None and "=" not in str(where):
        raise WrongWhere(where=where)
    pair = str(where).partition("=") if where is not None else None
    texts = {name: str(options[name]) for name in ("crs", "code_field", "village_field", "unnamed_as") if options[name]}
    return Said(
        name_field=str(options["name_field"]),
        as_villages=bool(options["as_villages"]),
        where=(pair[0].strip(), pair[2].strip()) if pair else None,
        repairs=chosen_repairs(str(options["repair"] or "").split(",")),
        **texts,
    )
