"""People are in several galleries and bear several names; nobody is in custody without an episode.

What was sealed stays as it is: a name keeps its seal, and its blind index is made when the store opens.
"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Move both columns into the tables that take their place; rows of the former bear their person's id."""
    _names()
    _episodes()
    _memberships()
    op.drop_index("ix_person_gallery", "person")
    op.drop_column("person", "gallery")
    op.drop_column("person", "name")


def _names() -> None:
    op.execute(
        "INSERT INTO person_name (id, person_id, kind, name, entered_at)"
        " SELECT id, id, 'claimed', name, enrolled_at FROM person WHERE name IS NOT NULL"
    )


def _episodes() -> None:
    """Of those in custody nothing more is known: no facility, no legal status, no case file."""
    op.execute(
        "INSERT INTO episode (id, person_id, admitted, legal_status, version)"
        " SELECT id, id, enrolled_at, 'unrecorded', 1 FROM person WHERE gallery = 'custody'"
    )
    op.execute(
        "INSERT INTO movement (id, episode_id, person_id, kind, at, concluded)"
        " SELECT id, id, id, 'admission', enrolled_at, enrolled_at FROM person WHERE gallery = 'custody'"
    )


def _memberships() -> None:
    op.execute(
        "INSERT INTO gallery_member (id, person_id, gallery, watchlist, since, episode_id)"
        " SELECT id, id, gallery, '', enrolled_at, CASE WHEN gallery = 'custody' THEN id END FROM person"
    )
