"""Papers of a case: what it asks for, where each is, and who holds an original."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from app.cases.models import Case, CasePaper
from app.cases.rules import PaperState, UnknownPaper, first_state, shared_once
from app.catalogue.rules import required_materials
from app.core.stamp import MACHINE, Stamp


def ask_for(case: Case, *, complete: bool, states: Mapping[int, PaperState], stamp: Stamp) -> None:
    """Put the papers that the case's items ask for into it; `states`: what was said of single ones, by position from 1."""
    wanted = [
        material
        for item in case.items
        for material in required_materials(item.version.materials, item.variant.id if item.variant else None)
    ]
    for position, material in enumerate(shared_once(wanted), start=1):
        state = first_state(material.need, complete=complete)
        case.papers.append(CasePaper(position=position, material=material, state=state, changed_at=stamp.at))
    put(case, states, stamp=stamp)


def put(case: Case, states: Mapping[int, PaperState], *, stamp: Stamp) -> None:
    """Say where papers are now; an original that is held is held by whoever took it. Raises UnknownPaper."""
    papers = {paper.position: paper for paper in case.papers}
    for position, state in sorted(states.items()):
        if position not in papers:
            raise UnknownPaper(position=position)
        paper = papers[position]
        if paper.state is not state:
            paper.state, paper.changed_at = state, stamp.at
            paper.held_by = _holder(case, stamp) if state is PaperState.HELD else None


def hand_on(paper: CasePaper, person_id: UUID | None, *, stamp: Stamp) -> None:
    """An original that is held is in somebody else's hands from now on: they said that they have it."""
    paper.held_by, paper.changed_at = person_id, stamp.at


def give_back(case: Case, given_back: bool | Iterable[int], *, stamp: Stamp) -> None:  # noqa: FBT001  all, or these
    """Originals go back to their owner: all that are held, or those at these positions."""
    positions = None if isinstance(given_back, bool) else set(given_back)
    if given_back is False:
        return
    held = [paper.position for paper in case.papers if paper.state is PaperState.HELD]
    put(case, {at: PaperState.GIVEN_BACK for at in held if positions is None or at in positions}, stamp=stamp)


def name_missing(case: Case, positions: Sequence[int], *, stamp: Stamp) -> tuple[str, ...]:
    """Mark these papers as missing; their names, for the notice."""
    put(case, dict.fromkeys(positions, PaperState.MISSING), stamp=stamp)
    return tuple(paper.material.name for paper in case.papers if paper.position in set(positions))


def _holder(case: Case, stamp: Stamp) -> UUID | None:
    return case.person_id if stamp.by == MACHINE else stamp.by
