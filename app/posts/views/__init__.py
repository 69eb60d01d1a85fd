"""Teams, posts and leave over HTTP; and people and roles, whose places and teams only this feature knows."""

from app.posts.views import grid, imports, leave, people, roles, second_factors, teams
from app.posts.views.blueprint import bp

__all__ = ["bp", "grid", "imports", "leave", "people", "roles", "second_factors", "teams"]
