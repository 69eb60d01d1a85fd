"""The demonstration township as pure values: land, names, people, staff, points and a plan of cases. No clock, no database:
only `loading` knows those."""
