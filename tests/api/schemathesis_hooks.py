"""What a request is given that no schema can say."""

import uuid

import schemathesis
from schemathesis.generation.modes import GenerationMode


@schemathesis.hook
def before_call(context, case, kwargs):
    # A key stands for one request for a day; a made-up one that comes twice is refused with 422, as it should.
    if case.headers and "Idempotency-Key" in case.headers and is_meant_well(case):
        case.headers["Idempotency-Key"] = str(uuid.uuid4())
    # A tag names a version of the thing; one that is made up names none, and is refused with 412, as it should.
    if case.headers and "If-Match" in case.headers and is_meant_well(case):
        del case.headers["If-Match"]
    # A cursor is what the page before gave. A made-up one is refused, as it should.
    if case.query and "cursor" in case.query and is_meant_well(case):
        del case.query["cursor"]


def is_meant_well(case):
    return case.meta is not None and case.meta.generation.mode == GenerationMode.POSITIVE
