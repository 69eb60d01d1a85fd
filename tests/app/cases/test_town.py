"""The miniature town itself: everybody stands on it."""

from flask import Flask

from app.posts.queries import posts_in, teams_on
from app.territory.queries import grids_on, locate
from tests import town


def test_the_miniature_town_has_what_its_name_says(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        assert [grid.code for grid in grids_on(town.SINCE)] == sorted(town.GRIDS)
        assert len(teams_on(town.SINCE)) == 3
        assert len(posts_in(town.PLACES[town.TOWN], on=town.SINCE)) == len(town.POSTS)
        for head, _, _, lon, lat, grid, _ in town.HOUSEHOLDS.values():
            if lon is not None and lat is not None:
                found = [one.code for one in locate(lon, lat, on=town.SINCE, accuracy_m=0 if grid else 30).grids]
                assert found == [grid] if grid else len(found) == 2, head
    client, _ = town.signed_in(app, "clerk")
    assert client.get("/sign-in").status_code == 200
