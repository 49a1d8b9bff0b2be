"""`--since auto`: the revision that the CI system compares a change with.

Each system has its own variables; GitHub also provides an event file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cardctl.errors import SystemProblem
from cardctl.i18n import _

DEFAULT_BRANCH = "CI_DEFAULT_BRANCH"
VARIABLES = (
    ("GITHUB_BASE_REF", "origin/{}"),  # GitHub, Gitea and Forgejo Actions: a pull request
    ("GITHUB_EVENT_BEFORE", "{}"),
    ("CI_MERGE_REQUEST_DIFF_BASE_SHA", "{}"),  # GitLab: a merge request
    ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "origin/{}"),
    ("CI_COMMIT_BEFORE_SHA", "{}"),  # GitLab: a push
    ("CHANGE_TARGET", "origin/{}"),  # Jenkins: a pull request, then a push
    ("GIT_PREVIOUS_SUCCESSFUL_COMMIT", "{}"),
    ("GIT_PREVIOUS_COMMIT", "{}"),
    ("BITBUCKET_PR_DESTINATION_COMMIT", "{}"),
    ("BITBUCKET_PR_DESTINATION_BRANCH", "origin/{}"),
    ("SYSTEM_PULLREQUEST_TARGETBRANCH", "origin/{}"),  # Azure Pipelines
    ("BUILDKITE_PULL_REQUEST_BASE_BRANCH", "origin/{}"),
    ("DRONE_COMMIT_BEFORE", "{}"),
    ("CI_COMMIT_TARGET_BRANCH", "origin/{}"),  # Woodpecker
    ("CI_PREV_COMMIT_SHA", "{}"),
    ("PRE_COMMIT_FROM_REF", "{}"),  # pre-commit, at a push
    (DEFAULT_BRANCH, "origin/{}"),  # GitLab: the first push of a branch
)
"""Variable, and the pattern of the revision made from it; the first one with a value is used."""


RUNS_WITH_A_BASE = {
    "GITHUB_EVENT_NAME": frozenset(
        {
            "push", "pull_request", "pull_request_target", "pull_request_review",
            "pull_request_review_comment", "merge_group",
        }
    ),
    "CI_PIPELINE_SOURCE": frozenset(
        {"push", "merge_request_event", "external_pull_request_event", "parent_pipeline"}
    ),  # GitLab
    "CI_PIPELINE_EVENT": frozenset({"push", "pull_request"}),  # Woodpecker
    "DRONE_BUILD_EVENT": frozenset({"push", "pull_request"}),
    "BUILD_REASON": frozenset({"IndividualCI", "BatchedCI", "PullRequest"}),  # Azure Pipelines
    "BUILDKITE_SOURCE": frozenset({"webhook"}),
}  # fmt: skip
"""Variable with the trigger of a run, and the triggers that are a change to check.

Other runs (scheduled, manual, release) check the cards without a comparison.
"""


def base_of_ci(environ: Mapping[str, str]) -> str | None:
    """Return the revision that the CI system in *environ* compares a change with.

    None if the run is not about a change (see `run_without_base`). Raises SystemProblem if it is,
    or may be, and there is no base.
    """
    for named in (*_of_event(environ), *_of_variables(environ)):
        if named.strip("0"):  # all zeros: no commit before the first push
            return named
    if run_without_base(environ):
        return None
    raise SystemProblem(
        _("--since auto: no base revision found in the CI environment"),
        _("specify a commit, branch or tag: --since REV"),
    )


def run_without_base(environ: Mapping[str, str]) -> str | None:
    """Return the CI system's name for this run if it is not about a change; otherwise None."""
    for name, reasons in RUNS_WITH_A_BASE.items():
        reason = environ.get(name)
        if reason and reason not in reasons:
            return reason
    return None


def _of_variables(environ: Mapping[str, str]) -> Iterator[str]:
    for name, form in VARIABLES:
        value = environ.get(name, "").removeprefix("refs/heads/")
        # GitLab sets the default branch in every run, including those that are not about a change.
        if value.strip("0") and not (name == DEFAULT_BRANCH and run_without_base(environ)):
            yield form.format(value)


def _of_event(environ: Mapping[str, str]) -> Iterator[str]:
    """Yield bases from GitHub's event: of the pull request, of the merge queue, or of the push."""
    event = _event(environ.get("GITHUB_EVENT_PATH", ""))
    for way in (("pull_request", "base", "sha"), ("merge_group", "base_sha"), ("before",)):
        found: Any = event
        for part in way:
            found = found.get(part) if isinstance(found, dict) else None
        if isinstance(found, str):
            yield found
    repository = event.get("repository")
    branch = repository.get("default_branch") if isinstance(repository, dict) else None
    if isinstance(branch, str) and "before" in event:  # the first push of a branch
        yield f"origin/{branch}"


def _event(path: str) -> dict[str, Any]:
    try:
        event = json.loads(Path(path).read_bytes()) if path else {}
    except (OSError, ValueError):
        return {}
    return event if isinstance(event, dict) else {}
