"""The land: a pure geometry library. It knows no web, no database, no drawing, and could be published alone."""
