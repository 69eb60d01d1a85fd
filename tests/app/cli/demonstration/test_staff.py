from collections import Counter

import pytest

from app.accounts.rules import Role
from app.cli.demonstration.staff import TOWNSHIP_TEAM, contacts
from app.cli.demonstration.township import Township
from app.households.rules import CareMark
from app.posts.rules import PostKind


def test_twelve_teams_each_with_a_party_branch(xiding: Township) -> None:
    assert len(xiding.staff.teams) == 12
    assert [team.division_code for team in xiding.staff.teams] == ["532822205000", *(v.code for v in xiding.land.villages)]
    assert xiding.staff.teams[1].name == "西定村代办服务队"
    assert all(team.party_branch.endswith("党支部") for team in xiding.staff.teams)


def test_26_cadres_all_party_members_four_in_the_township_and_two_a_village(xiding: Township) -> None:
    cadres = xiding.staff.cadres
    assert len(cadres) == 26
    assert all(cadre.party_member and cadre.party_branch for cadre in cadres)
    by_team = Counter(cadre.team_code for cadre in cadres)
    assert by_team == {TOWNSHIP_TEAM: 4} | {team.code: 2 for team in xiding.staff.teams[1:]}


def test_every_role_can_be_tried_and_the_three_administrators_are_three_people(xiding: Township) -> None:
    assert {person.role for person in xiding.staff.everybody} == set(Role)
    names = [person.name for person in xiding.staff.everybody]
    sign_in_names = [person.sign_in_name for person in xiding.staff.everybody]
    assert len(set(names)) == len(names)
    assert len(set(sign_in_names)) == len(sign_in_names)


def test_a_department_clerk_for_each_counter_department(xiding: Township) -> None:
    departments = [person.department for person in xiding.staff.others if person.role is Role.DEPARTMENT_CLERK]
    assert len(set(departments)) == 5


def test_each_grid_has_a_worker_and_a_leader_of_its_own_village(xiding: Township) -> None:
    people = {person.sign_in_name: person for person in xiding.staff.cadres}
    held = {(post.grid_code, post.kind) for post in xiding.staff.posts}
    assert held == {(grid.code, kind) for grid in xiding.land.grids for kind in PostKind}
    assert len(xiding.staff.posts) == 190
    for post in xiding.staff.posts:
        assert people[post.sign_in_name].place_code == post.grid_code[:12]
        assert people[post.sign_in_name].role.value == post.kind.value
    assert not any(people[post.sign_in_name].team_code == TOWNSHIP_TEAM for post in xiding.staff.posts)


def test_village_cadres_speak_the_language_of_most_of_their_households(xiding: Township) -> None:
    for village in xiding.land.villages:
        homes = [household for household in xiding.households if household.village_code == village.code]
        spoken, _ = Counter(home.head.language for home in homes if home.head.language != "汉语").most_common(1)[0]
        for cadre in xiding.staff.cadres:
            if cadre.place_code == village.code:
                assert spoken in cadre.languages
                assert "汉语" in cadre.languages


def test_every_station_has_a_contact_person_who_lives_there(xiding: Township) -> None:
    homes = {household.code: household for household in xiding.households}
    assert [contact.grid_code for contact in xiding.contacts] == [grid.code for grid in xiding.land.grids]
    for contact in xiding.contacts:
        home = homes[contact.household_code]
        assert (home.grid_code, home.head.name, home.head.phone) == (contact.grid_code, contact.name, contact.phone)
        assert CareMark.AWAY not in home.head.marks


def test_a_grid_where_nobody_can_be_the_contact_is_said_by_name(xiding: Township) -> None:
    silent = [household for household in xiding.households if household.head.phone is None][:1]
    with pytest.raises(LookupError, match=silent[0].grid_code):
        contacts(silent, xiding.as_of)
