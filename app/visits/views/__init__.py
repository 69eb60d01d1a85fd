"""Visits and deliveries over HTTP: where the pages of others show them, their pictures, and the office's steps of a delivery."""

from app.visits.views import deliveries, pictures
from app.visits.views.answers import whole_answer
from app.visits.views.blueprint import bp
from app.visits.views.deliveries import demand_step, photos_of_form

__all__ = ["bp", "deliveries", "demand_step", "photos_of_form", "pictures", "whole_answer"]
