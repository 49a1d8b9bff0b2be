"""9xx: the program's own files: allow comments, the base of a comparison, schemas, CODEOWNERS."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import relpath

from cardctl.domain.code_owners import is_current, markers
from cardctl.domain.register import FactRegister
from cardctl.errors import Refused
from cardctl.finding import Fix, Severity, Span
from cardctl.i18n import _
from cardctl.rules.examples import CARD, FILES
from cardctl.rules.rule import Context, Input, Problem, Rule, SubjectKind, record, rule


@rule(
    "CC904",
    "schema-drift",
    Severity.ERROR,
    of=SubjectKind.REGISTER,
    reads=[Input.AROUND],
    why="Editors check against these files: old ones reject valid values and miss errors.",
    hint="Regenerate them: cardctl schema --write.",
    bad={"schemas/card.schema.json": "{}\n"},
    good={},
)
def schema_drift(_unused: FactRegister, context: Context) -> Iterator[Problem]:
    """A JSON Schema beside the register is missing or does not match this version of cardctl."""
    for name in context.around.stale:
        yield Problem(
            (),
            _("schema does not match this version of cardctl"),
            _("regenerate it: cardctl schema --write"),
            path=relpath(name, context.around.home or "."),
            span=Span(1, 1, 1, 1),
            fixes=(Fix(_("regenerate it"), (), safe=True),),
        )


_OWNED = FILES["agencies.yaml"].replace(
    "name: Council Office", "name: Council Office, owners: ['@town/office']"
)
_BEGIN, _END = markers("")


@rule(
    "CC905",
    "codeowners-drift",
    Severity.WARNING,
    of=SubjectKind.REGISTER,
    reads=[Input.AROUND, Input.AGENCIES],
    why="A change is then reviewed by a team that is no longer responsible for it, or by nobody.",
    hint="Update it: cardctl init --with codeowners.",
    bad={
        "agencies.yaml": _OWNED,
        "CODEOWNERS": f"{_BEGIN}\n/M*/ @town/clerks\n{_END}\n",
    },
    good={"agencies.yaml": _OWNED, "CODEOWNERS": "/M01/ @town/clerks\n"},
)
def codeowners_drift(register: FactRegister, context: Context) -> Iterator[Problem]:
    """The lines of CODEOWNERS that cardctl generated do not match the agencies and cards.

    A CODEOWNERS without such lines is not checked. Unreadable cards hide this problem.
    """
    if context.around.code_owners is None or register.unreadable or not register.config_known:
        return
    name, text = context.around.code_owners
    message = _("the generated lines do not match agencies.yaml and the cards")
    hint = _("update it: cardctl init --with codeowners")
    try:
        if is_current(text, register, context.around.home):
            return
    except Refused as refusal:
        message, hint = refusal.message, refusal.hint or hint
    path = relpath(name, context.around.home or ".")
    yield Problem((), message, hint, path=path, span=Span(1, 1, 1, 1))


# Comments that allow findings (see `suppress`) --------------------------------------------------


_SAME = FILES["M01/M01-002.yaml"].replace("title: Count the traffic on the ring road", "title: %s")
_RIVER = "Raise the dykes of the river park"

record(
    Rule(
        "CC901",
        "unused-allow",
        Severity.WARNING,
        SubjectKind.FILE,
        "A comment allows an absent finding or one that cannot be allowed, or gives no reason.",
        "A leftover comment could hide a new mistake.",
        "Remove the comment, or move it to the finding: # cardctl: allow CC703 the reason.",
        {"M01/M01-002.yaml": _SAME % "Count cars  # cardctl: allow CC703 they differ"},
        {"M01/M01-002.yaml": _SAME % (_RIVER + "  # cardctl: allow CC703 the other bank")},
    )
)
record(
    Rule(
        "CC902",
        "unknown-rule",
        Severity.ERROR,
        SubjectKind.FILE,
        "A comment allows a rule that does not exist.",
        "A mistyped code allows nothing, although its author believes it does.",
        "Correct the code; `cardctl rule` lists all rules.",
        {CARD: FILES[CARD] + "# cardctl: allow duplicate-titel the other bank\n"},
        {
            "M01/M01-002.yaml": _SAME
            % (_RIVER + "  # cardctl: allow duplicate-title the other bank")
        },
    )
)

record(
    Rule(
        "CC903",
        "cannot-compare",
        Severity.ERROR,
        SubjectKind.FILE,
        "What a change is compared with is missing or uncertain: an unknown revision, a shallow "
        "or partial clone, histories without a common ancestor, or a register that is not in its "
        "old folder and was not clearly moved from there: a second one, a copy, or a symbolic "
        "link. The command exits with status 4.",
        "A change that cannot be compared has not been checked, so it must not count as valid.",
        "Fetch the full history: git fetch --unshallow, or git fetch --refetch --no-filter if "
        "the clone is partial; in GitHub Actions set fetch-depth: 0 and no filter, in GitLab "
        "GIT_DEPTH: 0. Or specify another revision, or with -C the folder of the register. Move a "
        "register in a change of its own.",
        {},
        {},
    )
)
