"""Who is responsible. Pure."""

from app.core.named import N_, Named


class PostKind(Named):
    WORKER = "worker", N_("grid worker")
    LEADER = "leader", N_("grid leader")
