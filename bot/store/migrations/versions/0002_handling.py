"""Clocks, notices, reminders, consents, entry points; more about each case; history that can forget a text."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.models import ERASED, Id, Utc

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the new tables and columns, give old cases their clock, let an event forget its text."""
    _entry_point()
    _reminder()
    _consent()
    _feedback_clock()
    _lookup_try()
    _staff_notice()
    _attachment()
    _feedback()
    _public()
    _drop_defaults()
    _old_clocks()
    if op.get_bind().dialect.name == "sqlite":
        _forgetting_sqlite()
    else:
        _forgetting_postgresql()


def _drop_defaults() -> None:
    """The defaults only filled the rows that were there; the program sets them."""
    with op.batch_alter_table("feedback") as batch:
        for column in ("hops", "publication", "legal_hold"):
            batch.alter_column(column, server_default=None)


def _old_clocks() -> None:
    """A case received before there were clocks keeps its due date; nobody counts it anew (value 0)."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    day = "date(received_at, '+7 hours')" if sqlite else "(received_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"
    op.execute(
        "INSERT INTO feedback_clock "  # noqa: S608 - no part comes from outside
        "(feedback_id, name, value, unit, basis, started_on, paused_days, due_on, why, "
        f"state, done_at) SELECT id, 'reply', 0, 'working', '', {day}, 0, due_on, due_why, "
        "CASE WHEN answered_at IS NOT NULL THEN 'met' WHEN closed_at IS NOT NULL THEN 'stopped' ELSE 'running' END, "
        "coalesce(answered_at, closed_at) FROM feedback WHERE due_on IS NOT NULL"
    )


_KEPT = ("id", "feedback_id", "at", "actor", "staff_id", "step", "from_state", "to_state", "data")


def _forgetting_sqlite() -> None:
    same = " AND ".join(f"NEW.{column} IS OLD.{column}" for column in _KEPT)
    op.execute("DROP TRIGGER feedback_event_no_update")
    op.execute(
        "CREATE TRIGGER feedback_event_no_update BEFORE UPDATE ON feedback_event "
        f"WHEN NOT ({same} AND NEW.note IS '{ERASED}') "
        "BEGIN SELECT RAISE(ABORT, 'feedback_event is append-only'); END"
    )


def _forgetting_postgresql() -> None:
    same = " AND ".join(f"NEW.{column}::text IS NOT DISTINCT FROM OLD.{column}::text" for column in _KEPT)
    op.execute("DROP TRIGGER feedback_event_append_only ON feedback_event")
    op.execute(
        "CREATE TRIGGER feedback_event_append_only BEFORE DELETE OR TRUNCATE ON feedback_event "
        "FOR EACH STATEMENT EXECUTE FUNCTION feedback_event_refuse()"
    )
    op.execute(
        "CREATE TRIGGER feedback_event_no_update BEFORE UPDATE ON feedback_event FOR EACH ROW "
        f"WHEN (NOT ({same} AND NEW.note IS NOT DISTINCT FROM '{ERASED}')) EXECUTE FUNCTION feedback_event_refuse()"
    )


def _entry_point() -> None:
    op.create_table(
        "entry_point",
        sa.Column("id", Id, nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("unit_id", Id, nullable=True),
        sa.Column("procedure", sa.String(length=60), nullable=True),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("disabled_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_entry_point_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_point")),
        sa.UniqueConstraint("key", name=op.f("uq_entry_point_key")),
    )


def _reminder() -> None:
    op.create_table(
        "reminder",
        sa.Column("id", Id, nullable=False),
        sa.Column("conversation_id", Id, nullable=False),
        sa.Column("procedure", sa.String(length=60), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=10), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("sent_at", Utc(), nullable=True),
        sa.Column("answered_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_reminder_conversation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint(
            "conversation_id", "procedure", "due_on", name=op.f("uq_reminder_conversation_id_procedure_due_on")
        ),
    )
    op.create_index("ix_reminder_due", "reminder", ["state", "due_on"])


def _consent() -> None:
    op.create_table(
        "consent",
        sa.Column("id", Id, nullable=False),
        sa.Column("conversation_id", Id, nullable=True),
        sa.Column("feedback_id", Id, nullable=True),
        sa.Column("purpose", sa.String(length=30), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("given_at", Utc(), nullable=False),
        sa.Column("withdrawn_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_consent_conversation_id")),
        sa.ForeignKeyConstraint(["feedback_id"], ["feedback.id"], name=op.f("fk_consent_feedback_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index("ix_consent_conversation", "consent", ["conversation_id"])


def _feedback_clock() -> None:
    op.create_table(
        "feedback_clock",
        sa.Column("id", Id, nullable=False),
        sa.Column("feedback_id", Id, nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=10), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("extension", sa.Integer(), nullable=True),
        sa.Column("extension_unit", sa.String(length=10), nullable=True),
        sa.Column("paused_on", sa.Date(), nullable=True),
        sa.Column("paused_days", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("done_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["feedback_id"], ["feedback.id"], name=op.f("fk_feedback_clock_feedback_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_clock")),
        sa.UniqueConstraint("feedback_id", "name", name=op.f("uq_feedback_clock_feedback_id_name")),
    )
    op.create_index("ix_feedback_clock_state", "feedback_clock", ["state", "due_on"])


def _lookup_try() -> None:
    op.create_table(
        "lookup_try",
        sa.Column("id", Id, nullable=False),
        sa.Column("conversation_id", Id, nullable=True),
        sa.Column("feedback_id", Id, nullable=True),
        sa.Column("at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_lookup_try_conversation_id")),
        sa.ForeignKeyConstraint(["feedback_id"], ["feedback.id"], name=op.f("fk_lookup_try_feedback_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lookup_try")),
    )
    op.create_index("ix_lookup_try_at", "lookup_try", ["at"])


def _staff_notice() -> None:
    op.create_table(
        "staff_notice",
        sa.Column("id", Id, nullable=False),
        sa.Column("key", sa.String(length=120), nullable=True),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("staff_id", Id, nullable=True),
        sa.Column("role", sa.String(length=20), nullable=True),
        sa.Column("unit_id", Id, nullable=True),
        sa.Column("feedback_id", Id, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("seen_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["feedback_id"], ["feedback.id"], name=op.f("fk_staff_notice_feedback_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_notice_staff_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_staff_notice_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_notice")),
        sa.UniqueConstraint("key", name=op.f("uq_staff_notice_key")),
    )
    op.create_index("ix_staff_notice_for", "staff_notice", ["staff_id", "role", "unit_id"])


def _attachment() -> None:
    with op.batch_alter_table("attachment") as batch:
        batch.add_column(sa.Column("shown_path", sa.String(length=255), nullable=True))


def _feedback() -> None:
    with op.batch_alter_table("feedback") as batch:
        batch.add_column(sa.Column("data_request", sa.String(length=20), nullable=True))
        batch.add_column(sa.Column("via", sa.String(length=60), nullable=True))
        batch.add_column(sa.Column("entered_by_id", Id, nullable=True))
        batch.add_column(sa.Column("proposed_kind", sa.String(length=30), nullable=True))
        batch.add_column(sa.Column("proposed_kind_why", sa.Text(), nullable=True))
        batch.add_column(sa.Column("proposed_procedure", sa.String(length=60), nullable=True))
        batch.add_column(sa.Column("proposed_procedure_why", sa.Text(), nullable=True))
        batch.add_column(sa.Column("consulted_unit_id", Id, nullable=True))
        batch.add_column(sa.Column("hops", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("classified_at", Utc(), nullable=True))
        batch.add_column(sa.Column("extended_at", Utc(), nullable=True))
        batch.add_column(sa.Column("promised_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("responsible", sa.String(length=200), nullable=True))
        batch.add_column(sa.Column("draft_text", sa.Text(), nullable=True))
        batch.add_column(sa.Column("draft_basis", sa.Text(), nullable=True))
        batch.add_column(sa.Column("draft_signer", sa.String(length=200), nullable=True))
        batch.add_column(sa.Column("draft_by_id", Id, nullable=True))
        batch.add_column(sa.Column("transferred_to", sa.String(length=300), nullable=True))
        batch.add_column(sa.Column("original_id", Id, nullable=True))
        batch.add_column(sa.Column("rating", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("rating_comment", sa.Text(), nullable=True))
        batch.add_column(sa.Column("rated_at", Utc(), nullable=True))
        batch.add_column(sa.Column("publication", sa.String(length=10), nullable=False, server_default="private"))
        batch.add_column(sa.Column("public_question", sa.Text(), nullable=True))
        batch.add_column(sa.Column("public_answer", sa.Text(), nullable=True))
        batch.add_column(sa.Column("public_basis", sa.Text(), nullable=True))
        batch.add_column(sa.Column("public_no", sa.String(length=20), nullable=True))
        batch.add_column(sa.Column("public_by_id", Id, nullable=True))
        batch.add_column(sa.Column("published_at", Utc(), nullable=True))
        batch.add_column(sa.Column("publication_reason", sa.Text(), nullable=True))
        batch.add_column(sa.Column("legal_hold", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("erased_at", Utc(), nullable=True))
        batch.create_index("ix_feedback_phone", ["phone"], unique=False)
        batch.create_index("ix_feedback_procedure", ["procedure", "id"], unique=False)
        batch.create_index("ix_feedback_published", ["publication", "published_at"], unique=False)
        batch.create_index("ix_feedback_answered", ["answered_at", "due_on", "kind"], unique=False)
        batch.create_index("ix_feedback_rated", ["rated_at", "rating", "kind"], unique=False)
        batch.create_unique_constraint(batch.f("uq_feedback_public_no"), ["public_no"])
        batch.create_foreign_key(batch.f("fk_feedback_entered_by_id"), "staff", ["entered_by_id"], ["id"])
        batch.create_foreign_key(batch.f("fk_feedback_public_by_id"), "staff", ["public_by_id"], ["id"])
        batch.create_foreign_key(batch.f("fk_feedback_original_id"), "feedback", ["original_id"], ["id"])
        batch.create_foreign_key(batch.f("fk_feedback_draft_by_id"), "staff", ["draft_by_id"], ["id"])
        batch.create_foreign_key(batch.f("fk_feedback_consulted_unit_id"), "unit", ["consulted_unit_id"], ["id"])


def _public() -> None:
    op.create_table(
        "public_result",
        sa.Column("feedback_id", Id, nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("unit_id", Id, nullable=True),
        sa.Column("procedure", sa.String(length=60), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["feedback_id"], ["feedback.id"], name=op.f("fk_public_result_feedback_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_public_result_unit_id")),
        sa.PrimaryKeyConstraint("feedback_id", name=op.f("pk_public_result")),
    )
    op.create_index(
        "ix_public_result_on", "public_result", ["published_on", "feedback_id", "kind", "unit_id", "procedure"]
    )
    op.create_table(
        "public_number",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_public_number")),
    )
