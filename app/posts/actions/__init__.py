"""Deeds on teams, posts and leave, and people and posts from tables."""

from app.posts.actions.imports import import_people, import_posts
from app.posts.actions.leave import end_leave, record_leave
from app.posts.actions.posting import check_post, end_post, follow_land, hand_post, put_post, take_back_post
from app.posts.actions.teams import add_team, demand_at_work, dissolve_team, join_team, leave_township, put_team

__all__ = [
    "add_team",
    "check_post",
    "demand_at_work",
    "dissolve_team",
    "end_leave",
    "end_post",
    "follow_land",
    "hand_post",
    "import_people",
    "import_posts",
    "join_team",
    "leave_township",
    "put_post",
    "put_team",
    "record_leave",
    "take_back_post",
]
