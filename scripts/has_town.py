"""`scripts/run` asks whether the database holds a township, before it loads the demonstration into it. Prints yes or no."""

from app.core.scope import Everywhere, looking
from app.factory import create_app
from app.territory import queries

if __name__ == "__main__":
    with create_app().app_context(), looking(Everywhere("a start asks whether there is a township")):
        print("yes" if queries.townships() else "no")
