"""The tables. Times are stored in UTC and come back aware."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

Id = BigInteger().with_variant(Integer, "sqlite")


class Utc(TypeDecorator[datetime]):
    """An aware time, kept in UTC; SQLite itself knows no time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time; it would be read as another moment."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a stored time needs a time zone")
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the stored UTC time its zone back."""
        if value is not None and value.tzinfo is None:
            return value.replace(tzinfo=UTC)
        return value


ERASED = "[đã xóa]"
"""What stands for an erased text; the only change that the history of a case allows."""


class Base(DeclarativeBase):
    """All tables of the service."""

    # Every constraint has a name, so that a later migration can change it on SQLite too (Alembic, batch mode).
    metadata = MetaData(
        naming_convention={
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: Utc, date: Date, dict[str, Any]: JSON, list[Any]: JSON}


class Unit(Base):
    """A unit of the department; rows follow `[[units]]` of the configuration."""

    __tablename__ = "unit"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    parent_key: Mapped[str | None] = mapped_column(String(60))
    active: Mapped[bool] = mapped_column(default=True)


class Staff(Base):
    """A person of the office who may sign in to the console."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    login: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    unit: Mapped[Unit | None] = relationship(lazy="joined")


class StaffSession(Base):
    """A signed-in browser; only the hash of its token is kept."""

    __tablename__ = "staff_session"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    csrf: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    staff: Mapped[Staff] = relationship(lazy="joined")


class SignInLink(Base):
    """A one-time link to sign in and set a password; only the hash of its token is kept."""

    __tablename__ = "sign_in_link"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignInTry(Base):
    """A failed sign-in, counted for the throttle by account and by address."""

    __tablename__ = "sign_in_try"
    __table_args__ = (Index("ix_sign_in_try_at", "at"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    login: Mapped[str] = mapped_column(String(60))
    address: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class Person(Base):
    """A citizen or business as one channel account knows them."""

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("channel", "account", "external_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    account: Mapped[str] = mapped_column(String(60))
    external_id: Mapped[str] = mapped_column(String(80))
    name: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime]


class Conversation(Base):
    """One chat on one channel account, with the state of its dialogue (`bot.dialogue.Dialogue`)."""

    __tablename__ = "conversation"
    __table_args__ = (UniqueConstraint("channel", "account", "external_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    account: Mapped[str] = mapped_column(String(60))
    external_id: Mapped[str] = mapped_column(String(80))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    state: Mapped[dict[str, Any]] = mapped_column(default=dict)
    unreachable: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    person: Mapped[Person | None] = relationship(lazy="raise")


class Message(Base):
    """One message: inbox, outbox and log in one table.

    direction `in`:  state new -> done | failed. `key` = "channel:account:external id", unique.
    direction `out`: state queued -> sending -> sent | failed | unknown; `key` is null. `sending` is
    set before the call to the channel; a row found in it after a crash may have been delivered.
    """

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_conversation", "conversation_id", "id"),
        Index("ix_message_lane", "conversation_id", "direction", "state", "id"),
        Index("ix_message_waiting", "direction", "state", "next_at"),
        Index("ix_message_feedback", "feedback_id"),
        Index("ix_message_reply_to", "reply_to"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"))
    direction: Mapped[str] = mapped_column(String(3))
    key: Mapped[str | None] = mapped_column(String(200), unique=True)
    text: Mapped[str | None] = mapped_column(Text)
    html: Mapped[str | None] = mapped_column(Text)
    buttons: Mapped[list[Any]] = mapped_column(default=list)
    action: Mapped[str | None] = mapped_column(String(64))
    group: Mapped[str | None] = mapped_column(String(80))
    extra: Mapped[dict[str, Any]] = mapped_column(default=dict)
    author: Mapped[str] = mapped_column(String(20), default="bot")
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    reply_to: Mapped[int | None] = mapped_column(ForeignKey("message.id"))
    feedback_id: Mapped[int | None] = mapped_column(ForeignKey("feedback.id"))
    understood: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    state: Mapped[str] = mapped_column(String(10))
    tries: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(Text)
    external_ids: Mapped[list[Any]] = mapped_column(default=list)
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


class Attachment(Base):
    """A file that came with a message; its bytes lie under `path` in the files folder.

    `sha256` is of the original. `shown_path` is the copy of a photo without hidden data (EXIF) that people
    are shown; None for other files, and for a photo of which no copy could be made.
    """

    __tablename__ = "attachment"
    __table_args__ = (Index("ix_attachment_message", "message_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"))
    feedback_id: Mapped[int | None] = mapped_column(ForeignKey("feedback.id"))
    kind: Mapped[str] = mapped_column(String(10))
    file_name: Mapped[str] = mapped_column(String(255))
    mime: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    path: Mapped[str] = mapped_column(String(255))
    shown_path: Mapped[str | None] = mapped_column(String(255))
    created_at: Mapped[datetime]


class Feedback(Base):
    """A case: what a person sent, with its code, state and clock. Moves only through the lifecycle.

    `channel` is where it came from, also "counter", "phone" or "paper" when `entered_by_id` entered it for
    a person; `via` the entry point whose QR code was scanned. `due_on` repeats the clock of the reply,
    where lists sort by it. `promised_on` is the new day of an apology. `hops` counts the moves between units.
    `publication`: private, proposed, published, kept, withdrawn. `public_no` names it in public, where its code
    must not stand: whoever has the code can follow the case.
    """

    __tablename__ = "feedback"
    __table_args__ = (
        Index("ix_feedback_due", "state", "due_on"),
        Index("ix_feedback_conversation", "conversation_id"),
        Index("ix_feedback_phone", "phone"),
        Index("ix_feedback_procedure", "procedure", "id"),
        Index("ix_feedback_unit", "unit_id", "state", "due_on"),
        Index("ix_feedback_published", "publication", "published_at"),
        Index("ix_feedback_answered", "answered_at", "due_on", "kind"),
        Index("ix_feedback_rated", "rated_at", "rating", "kind"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    kind: Mapped[str] = mapped_column(String(30))
    state: Mapped[str] = mapped_column(String(20))
    version: Mapped[int] = mapped_column(default=1)
    channel: Mapped[str] = mapped_column(String(20))
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversation.id"))
    text: Mapped[str] = mapped_column(Text)
    procedure: Mapped[str | None] = mapped_column(String(60))
    data_request: Mapped[str | None] = mapped_column(String(20))
    via: Mapped[str | None] = mapped_column(String(60))
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    anonymous: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str | None] = mapped_column(String(200))
    phone: Mapped[str | None] = mapped_column(String(40))
    address: Mapped[str | None] = mapped_column(String(300))
    consent_at: Mapped[datetime | None]
    consent_text: Mapped[str | None] = mapped_column(Text)
    proposed_kind: Mapped[str | None] = mapped_column(String(30))
    proposed_kind_why: Mapped[str | None] = mapped_column(Text)
    proposed_procedure: Mapped[str | None] = mapped_column(String(60))
    proposed_procedure_why: Mapped[str | None] = mapped_column(Text)
    proposed_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    proposed_why: Mapped[str | None] = mapped_column(Text)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    consulted_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    hops: Mapped[int] = mapped_column(default=0)
    received_at: Mapped[datetime]
    classified_at: Mapped[datetime | None]
    due_on: Mapped[date | None]
    due_why: Mapped[str] = mapped_column(Text, default="")
    extended_at: Mapped[datetime | None]
    promised_on: Mapped[date | None]
    responsible: Mapped[str | None] = mapped_column(String(200))
    draft_text: Mapped[str | None] = mapped_column(Text)
    draft_basis: Mapped[str | None] = mapped_column(Text)
    draft_signer: Mapped[str | None] = mapped_column(String(200))
    draft_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    close_reason: Mapped[str | None] = mapped_column(Text)
    transferred_to: Mapped[str | None] = mapped_column(String(300))
    original_id: Mapped[int | None] = mapped_column(ForeignKey("feedback.id"))
    rating: Mapped[int | None]
    rating_comment: Mapped[str | None] = mapped_column(Text)
    rated_at: Mapped[datetime | None]
    publication: Mapped[str] = mapped_column(String(10), default="private")
    public_question: Mapped[str | None] = mapped_column(Text)
    public_answer: Mapped[str | None] = mapped_column(Text)
    public_basis: Mapped[str | None] = mapped_column(Text)
    public_no: Mapped[str | None] = mapped_column(String(20), unique=True)
    public_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    published_at: Mapped[datetime | None]
    publication_reason: Mapped[str | None] = mapped_column(Text)
    legal_hold: Mapped[bool] = mapped_column(default=False)
    erased_at: Mapped[datetime | None]
    proposed_unit: Mapped[Unit | None] = relationship(foreign_keys=[proposed_unit_id], lazy="joined")
    unit: Mapped[Unit | None] = relationship(foreign_keys=[unit_id], lazy="joined")
    consulted_unit: Mapped[Unit | None] = relationship(foreign_keys=[consulted_unit_id], lazy="joined")
    officer: Mapped[Staff | None] = relationship(foreign_keys=[officer_id], lazy="joined")


class PublicResult(Base):
    """What the public page searches: a row as long as the case is published, and no longer.

    `folded` are the words of question, answer and basis without accents, each after a blank.
    """

    __tablename__ = "public_result"
    __table_args__ = (Index("ix_public_result_on", "published_on", "feedback_id", "kind", "unit_id", "procedure"),)

    feedback_id: Mapped[int] = mapped_column(ForeignKey("feedback.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    procedure: Mapped[str | None] = mapped_column(String(60))
    published_on: Mapped[date]
    folded: Mapped[str] = mapped_column(Text)


class PublicNumber(Base):
    """The last number given to a published result in a year."""

    __tablename__ = "public_number"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class FeedbackEvent(Base):
    """One step of a case. Append-only: the database refuses to change or delete a row."""

    __tablename__ = "feedback_event"
    __table_args__ = (Index("ix_feedback_event_feedback", "feedback_id", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    feedback_id: Mapped[int] = mapped_column(ForeignKey("feedback.id"))
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(20))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    step: Mapped[str] = mapped_column(String(30))
    from_state: Mapped[str | None] = mapped_column(String(20))
    to_state: Mapped[str] = mapped_column(String(20))
    note: Mapped[str | None] = mapped_column(Text)
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    staff: Mapped[Staff | None] = relationship(lazy="joined")


class Clock(Base):
    """A limit of a case with its due date: classify, transfer, interim, reply, publish, promise.

    `unit` is "working" or "calendar". `state`: running, paused, met, stopped; `done_at` is when it was met
    or stopped. `paused_days` are the working days for which it stood still. `value` 0: a date that a person set.
    """

    __tablename__ = "feedback_clock"
    __table_args__ = (UniqueConstraint("feedback_id", "name"), Index("ix_feedback_clock_state", "state", "due_on"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    feedback_id: Mapped[int] = mapped_column(ForeignKey("feedback.id"))
    name: Mapped[str] = mapped_column(String(20))
    value: Mapped[int]
    unit: Mapped[str] = mapped_column(String(10))
    basis: Mapped[str] = mapped_column(Text)
    started_on: Mapped[date]
    extension: Mapped[int | None]
    extension_unit: Mapped[str | None] = mapped_column(String(10))
    paused_on: Mapped[date | None]
    paused_days: Mapped[int] = mapped_column(default=0)
    due_on: Mapped[date]
    why: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10))
    done_at: Mapped[datetime | None]


class StaffNotice(Base):
    """Something that people of the office are told in the console: one person, or a role (of a unit).

    `key` makes a warning unique, so that of any number of replicas one tells it.
    """

    __tablename__ = "staff_notice"
    __table_args__ = (Index("ix_staff_notice_for", "staff_id", "role", "unit_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str | None] = mapped_column(String(120), unique=True)
    at: Mapped[datetime]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    role: Mapped[str | None] = mapped_column(String(20))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    feedback_id: Mapped[int | None] = mapped_column(ForeignKey("feedback.id"))
    text: Mapped[str] = mapped_column(Text)
    seen_at: Mapped[datetime | None]


class Reminder(Base):
    """The due date of a person's own dossier, of which they asked to be reminded.

    `value` and `unit` ("working", "calendar", "month") are the time limit it was counted from, so that it can
    be counted anew. `state`: waiting, sent, received, missed (told that no result came), cancelled.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("conversation_id", "procedure", "due_on"),
        Index("ix_reminder_due", "state", "due_on"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"))
    procedure: Mapped[str] = mapped_column(String(60))
    filed_on: Mapped[date]
    value: Mapped[int]
    unit: Mapped[str] = mapped_column(String(10))
    due_on: Mapped[date]
    why: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]


class Consent(Base):
    """Evidence of a consent: for what, to which words, what the person answered, and its withdrawal.

    Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15, Điều 9; NĐ 356/2025/NĐ-CP.
    """

    __tablename__ = "consent"
    __table_args__ = (Index("ix_consent_conversation", "conversation_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversation.id"))
    feedback_id: Mapped[int | None] = mapped_column(ForeignKey("feedback.id"))
    purpose: Mapped[str] = mapped_column(String(30))
    text: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class EntryPoint(Base):
    """A desk, unit or procedure with a QR code that opens the dialogue pre-filled."""

    __tablename__ = "entry_point"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    procedure: Mapped[str | None] = mapped_column(String(60))
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    unit: Mapped[Unit | None] = relationship(lazy="joined")


class LookupTry(Base):
    """A wrong second factor for a case, counted by conversation and by case."""

    __tablename__ = "lookup_try"
    __table_args__ = (Index("ix_lookup_try_at", "at"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversation.id"))
    feedback_id: Mapped[int | None] = mapped_column(ForeignKey("feedback.id"))
    at: Mapped[datetime]


class Setting(Base):
    """A small value that the service itself keeps (for instance the polling offset of a channel)."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
