"""A judge that was taken over: it grades, and answers what the request's model asks for. Started like the real one."""

import json
import sys

sys.path.insert(0, json.loads(sys.argv[1])["path"][0])  # before another checkout that may be installed here
sys.path.insert(1, json.loads(sys.argv[1])["path"][1])
sys.path.extend(json.loads(sys.argv[1])["path"][2:])

import msgspec

from smol_leaderboard.errors import JudgeTrouble, RequestRefused
from smol_leaderboard.judge import grading, process
from smol_leaderboard.schema import GradeRecord, record_id, sealed_record

honest = grading.Bench.grade


def lie(bench: grading.Bench, job: object, hear: object) -> GradeRecord:
    """Return a record that is not the one that was asked for."""
    record = honest(bench, job, hear)
    kind = record.model.partition("/")[2]
    if kind == "no-reason":
        raise RequestRefused("because")
    if kind == "no-sentence":
        error = JudgeTrouble("")
        error.key = "official.nothing"
        raise error
    exercise = record.exercises[0]
    told = msgspec.structs.replace(exercise.checks[0], hint="[win](https://example.org)")
    shaped = msgspec.structs.replace(exercise.checks[0], shape="wrong/<b>the learner's words</b>")
    changes = {
        "code": {"environment": msgspec.structs.replace(record.environment, platform="def transcript(messages):")},
        "hint": {"exercises": (msgspec.structs.replace(exercise, checks=(told,)),)},
        "shape": {"exercises": (msgspec.structs.replace(exercise, checks=(shaped,)),)},
        "never": {"at": "never"},
        "no-commitment": {"seed_commitment": "the private key"},
        "points-of-another": {"request": "0" * 32},
        "another-subject": {"subject": "0" * 64},
        "another-suite": {"suite_version": "9.9.9+000000000000"},
        "suite-of-no-exercise": {"exercises": (msgspec.structs.replace(exercise, suite="0" * 12),)},
        "edited": {"points": 1000},
    }[kind]
    changed = msgspec.structs.replace(record, **changes)
    named = record_id("grade", changed.request, changed.sealed_sha256, f"{changed.suite_version} 1", changed.supersedes)
    changed = msgspec.structs.replace(changed, id=named)
    return changed if kind == "edited" else sealed_record(changed)


grading.Bench.grade = lie
process.run(sys.argv[1])
