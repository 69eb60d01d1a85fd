"""The one place where the parts are put together."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from click import Command
from flask import Blueprint, Flask
from flask_compress import Compress
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from app.accounts.views import init_accounts
from app.api.views import bp as api_bp
from app.api.views import ogc_bp
from app.cases import actions as cases_actions
from app.cases.rules import CaseCompleted, CaseMoved, CaseReopened
from app.cases.views import bp as cases_bp
from app.catalogue.views import bp as catalogue_bp
from app.cli import (
    audit,
    backup,
    calendar,
    cases,
    divisions,
    grids,
    health,
    households,
    items,
    outbox,
    people,
    posts,
    report,
    schedule,
    town,
)
from app.cli.ratings import group as ratings_group
from app.cli.settings import group as config_group
from app.config import ROOT, Settings, settings_from
from app.core import events
from app.core.arrivals import init_arrivals
from app.core.assets import init_assets
from app.core.crypto import init_crypto, kept_key
from app.core.db import db, init_database
from app.core.events import Reaction
from app.core.guard import init_guard
from app.core.logs import init_logs
from app.core.metrics import init_metrics
from app.core.pages import init_pages
from app.core.words import init_words
from app.deadlines.views import init_deadlines
from app.desk.views import bp as desk_bp
from app.field.views import bp as field_bp
from app.handovers.views import bp as handovers_bp
from app.households import actions as households_actions
from app.households.views import bp as households_bp
from app.jobs import planned
from app.ledger import actions as ledger
from app.notices import actions as notices
from app.notices.views import bp as notices_bp
from app.operations.views import init_operations
from app.posts import actions as posts_actions
from app.posts.rules import PersonLeaves, TeamIsDissolved
from app.posts.views import bp as posts_bp
from app.ratings import actions as ratings
from app.ratings.views import bp as ratings_bp
from app.reports import actions as reports
from app.reports.views import bp as reports_bp
from app.territory.rules import LandRevised
from app.territory.views import bp as territory_bp
from app.visits import actions as visits
from app.visits.rules import DeliveryMade, DeliveryTakenBack, VisitRecorded
from app.visits.views import bp as visits_bp

BLUEPRINTS: tuple[Blueprint, ...] = (
    catalogue_bp,
    territory_bp,
    households_bp,
    desk_bp,
    reports_bp,
    cases_bp,
    api_bp,
    ogc_bp,
    posts_bp,
    handovers_bp,
    visits_bp,
    ratings_bp,
    field_bp,
    notices_bp,
)
COMMANDS: tuple[Command, ...] = (
    audit.group,
    backup.group,
    calendar.group,
    cases.group,
    town.group,
    people.group,
    posts.group,
    config_group,
    divisions.group,
    grids.group,
    items.group,
    households.households,
    households.residents,
    households.imports,
    schedule.group,
    outbox.group,
    report.group,
    ratings_group,
    health.command,
)
REACTIONS: Mapping[type, Sequence[Reaction]] = {
    CaseCompleted: (ledger.enter, ratings.invite, reports.await_review),
    CaseReopened: (ledger.reverse, ratings.withdraw, visits.annul, reports.forget),
    CaseMoved: (visits.follow,),
    LandRevised: (posts_actions.follow_land, households_actions.follow_land),
    TeamIsDissolved: (cases_actions.demand_nothing_open,),
    PersonLeaves: (cases_actions.demand_nothing_in_hand, visits.demand_no_certificate, households_actions.demand_no_keeping),
    VisitRecorded: (ledger.enter_visit, notices.answer),
    DeliveryMade: (ledger.enter_delivery,),
    DeliveryTakenBack: (ledger.reverse_delivery,),
}
MEGABYTE = 2**20
CACHE_S = 31_536_000


def create_app(settings: Settings | None = None) -> Flask:
    """The application. Without settings it reads them from instance/config.toml and the environment."""
    settings = settings or settings_from()
    keys = settings.instance_folder / "keys"
    app = Flask("app")
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key or kept_key(keys / "session.key").hex(),
        SESSION_COOKIE_SAMESITE="Lax",
        SEND_FILE_MAX_AGE_DEFAULT=CACHE_S,
        MAX_CONTENT_LENGTH=settings.max_upload_mb * MEGABYTE,
        WTF_CSRF_TIME_LIMIT=None,  # a form lives as long as the sign-in; the secret changes with it
    )
    init_logs(settings)
    init_metrics(app)
    init_arrivals(app)  # first of all
    init_crypto(app, keys)
    init_database(app, settings.database)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    init_accounts(app)  # CSRF first, the guard's sign-in check after it
    init_guard(app)
    init_pages(app)
    init_assets(app, Path(settings.lib_folder))
    init_words(app)
    init_deadlines(app)
    Compress(app).compress_mimetypes_set.add("application/geo+json")
    events.listen(REACTIONS)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    init_operations(app, timetable=planned)
    for group in COMMANDS:
        app.cli.add_command(group)
    if steps := settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=steps, x_proto=steps, x_host=steps)  # type: ignore[method-assign]
    return app
