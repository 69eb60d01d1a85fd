"""The doors for whoever watches: a page for people, answers for machines that ask, numbers for Prometheus."""

from app.operations.views import health, metrics, probes
from app.operations.views.blueprint import bp, init_operations
from app.operations.views.telling import as_facts, told

__all__ = ["as_facts", "bp", "health", "init_operations", "metrics", "probes", "told"]
