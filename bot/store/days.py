"""The local day of a stored moment, in SQL."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Date
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class local_day(FunctionElement[date]):
    """The day in Vietnam (UTC+7, no summer time) of a column of moments."""

    type = Date()
    inherit_cache = True


@compiles(local_day, "sqlite")
def _sqlite(element: local_day, compiler: SQLCompiler, **options: Any) -> str:
    return f"date({compiler.process(element.clauses, **options)}, '+7 hours')"


@compiles(local_day, "postgresql")
def _postgresql(element: local_day, compiler: SQLCompiler, **options: Any) -> str:
    return f"(({compiler.process(element.clauses, **options)}) AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"
