"""Questions of the network's own, and their answers."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import Field

from millegiorni_desk.vault.records import SYNCED, Codes, HouseRecord, NetworkRecord, no_codes


class Question(NetworkRecord, table=True):
    """A question that the coordinator adds: ``about`` names the table of what it is asked of.

    ``about`` is ``access``, ``person``, ``pathway`` or ``meeting``; ``kind`` is ``choice``, ``choices`` (several),
    ``number``, ``date`` or ``text``. The words to choose from are terms of the vocabulary ``question.CODE``. A code
    never changes; a question is retired by ``active_to``, and its answers stay.
    """

    __tablename__: ClassVar[str] = "question"
    __table_args__: ClassVar[Any] = {"info": SYNCED}

    code: str
    about: str
    kind: str
    label: str
    help: str = ""
    rank: int = 0
    active_from: date | None = None
    active_to: date | None = None


class QuestionAnswer(HouseRecord, table=True):
    """The answer to a question about one record; which of the four values holds follows from the question's kind."""

    __tablename__: ClassVar[str] = "question_answer"
    __table_args__: ClassVar[Any] = (
        Index("question_answer_subject", "subject_id"),
        Index("question_answer_question", "question", "subject_table"),
        Index("question_answer_person", "person_id"),
        {"info": SYNCED},
    )

    question: str
    subject_table: str
    subject_id: str
    person_id: str | None = None
    choices: list[str] = Field(default_factory=no_codes, sa_type=Codes)
    number: float | None = None
    day: date | None = None
    words: str = ""
