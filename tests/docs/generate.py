"""Generated parts of the documentation; `python tests/docs/generate.py` writes them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from cardctl.cli import topics
from cardctl.cli.app import GROUPS
from cardctl.domain.schema_files import file_name
from cardctl.outputs.kinds import KINDS
from cardctl.publish.schema import TABLES, Table
from cardctl.rules import documents
from cardctl.sheets.columns import documented

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
STATES, SHEETS, TABLES_PAGE = DOCS / "states.md", DOCS / "sheets.md", DOCS / "tables.md"
COMMANDS_PAGE = DOCS / "commands.md"
CONFIGURATION = {"en": DOCS / "configuration.md", "ko": DOCS / "configuration.ko.md"}
GLOSSARY = {"en": DOCS / "glossary.md", "ko": DOCS / "glossary.ko.md"}
JSON_PAGE = DOCS / "json.md"


def output_of(*arguments: str) -> str:
    """Return what `cardctl` prints in a pipe, in English, about the repository's own cards."""
    return subprocess.run(
        [Path(sys.executable).with_name("cardctl"), "-C", "cards", "--lang", "en", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
    ).stdout


def states() -> str:
    """Return the page of states, with the program's tables between its markers."""
    return with_part(STATES, "states", output_of("states", "--format", "markdown").strip())


def sheets() -> str:
    """Return the page of sheets, with the table of their columns between its markers."""
    return with_part(SHEETS, "columns", "\n".join(columns()))


def columns() -> Iterator[str]:
    """Yield the lines of the table of columns."""
    yield "| column | heads | contents | example |"
    yield "|---|---|---|---|"
    for name, column in documented():
        heads = [head for head in column.heads() if head != name]
        languages = " (each language)" if column.has_languages else ""
        cells = (f"`{name}`{languages}", ", ".join(heads), column.contents(), column.example)
        yield f"| {' | '.join(map(str, cells))} |"


def tables() -> str:
    """Return the page of the published tables, with their columns between its markers."""
    return with_part(TABLES_PAGE, "tables", "\n\n".join(map(described, TABLES)))


def described(table: Table) -> str:
    """Return the section of a table: what it has, its columns, and what they refer to."""
    lines = [f"### {table.name}", "", f"{table.description[0].upper()}{table.description[1:]}.", ""]
    lines += ["| column | type | meaning |", "|---|---|---|"]
    for column in table.columns:
        key = " (key)" if column.is_key else ""
        lines.append(f"| `{column.name}`{key} | {column.type} | {column.description} |")
    for each in table.refers:
        names = ", ".join(f"`{name}`" for name in each.columns)
        lines += ["", f"{names}: a row of [{each.table}](#{each.table})."]
    return "\n".join(lines)


def commands() -> str:
    """Return the page of commands, with their list and the tables of the help topics."""
    page = COMMANDS_PAGE.read_text(encoding="utf-8")
    parts = {
        "commands": "\n".join(map(group_line, GROUPS.items())),
        "values": topic_table("value", topics.values("en")),
        "exit-codes": topic_table("exit code", topics.exit_codes("en"), mark=""),
        "environment": topic_table("variable", topics.variables("en")),
        "fields": topic_table("field", topics.fields("en")),
    }
    for name, part in parts.items():
        page = with_part_in(page, name, part)
    return page


def group_line(group: tuple[str, Mapping[str, str]]) -> str:
    """Return the links to a group of commands, by their purpose."""
    heading, names = group
    links = " · ".join(f"[{name}](#{name})" for name in names)
    return f"- **{heading.rpartition('|')[2]}**: {links}"


def topic_table(
    head: str, rows: Iterable[tuple[str, str]], mark: str = "`", meaning: str = "meaning"
) -> str:
    """Return the table of a help topic; *mark* is around each name of a list of names."""
    lines = [f"| {head} | {meaning} |", "|---|---|"]
    for name, text in rows:
        names = ", ".join(f"{mark}{each}{mark}" for each in name.split(", "))
        lines.append(f"| {names} | {text} |".replace("|-", "\\|-").replace("|@", "\\|@"))
    return "\n".join(lines)


def configuration(lang: str) -> str:
    """Return the page of configuration in a language, with the table of variables."""
    head, meaning = {"en": ("variable", "meaning"), "ko": ("변수", "뜻")}[lang]
    table = topic_table(head, topics.variables(lang), meaning=meaning)
    return with_part(CONFIGURATION[lang], "environment", table)


def glossary(lang: str) -> str:
    """Return the glossary in a language, with the terms of CONTRIBUTING.md between its markers."""
    return with_part(GLOSSARY[lang], "terms", "\n".join(terms(lang)))


def terms(lang: str) -> Iterator[str]:
    """Yield the lines of the table of terms, in alphabetical order of the language."""
    meanings = {
        word: meaning
        for words, _code, meaning in rows_of("### The domain")
        for word in words.split(", ")
    }
    rows = rows_of("### Korean terms")
    if lang == "ko":
        yield "| 한국어 | English | 쓰지 않는 말 |"
        yield "|---|---|---|"
        for english, korean, others, _own in sorted(rows, key=lambda row: row[1]):
            yield f"| {korean.replace('short', '줄여서')} | {english} | {others} |"
        return
    yield "| English | 한국어 | meaning |"
    yield "|---|---|---|"
    for english, korean, _others, own in sorted(rows, key=lambda row: row[0].lower()):
        known = [meanings[word] for word in english.split(", ") if word in meanings]
        yield f"| {english} | {korean} | {own or known[0]} |"


def rows_of(heading: str) -> list[list[str]]:
    """Return the rows of the table under a heading of CONTRIBUTING.md, without its head."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text.partition(f"{heading}\n")[2].partition("\n### ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


def json_page() -> str:
    """Return the page of the JSON output, with the table of kinds between its markers."""
    rows = [
        f"| [`{name}`](../schemas/output/{file_name(name)}) | {kind.meaning} |"
        for name, kind in KINDS.items()
    ]
    return with_part(JSON_PAGE, "kinds", "\n".join(["| kind | data |", "|---|---|", *rows]))


def with_part(page: Path, name: str, part: str) -> str:
    """Return the text of a page with *part* between its markers of this *name*."""
    return with_part_in(page.read_text(encoding="utf-8"), name, part)


def with_part_in(text: str, name: str, part: str) -> str:
    """Return *text* with *part* between its markers of this *name*."""
    begin, end = f"<!-- {name}:begin -->\n", f"<!-- {name}:end -->\n"
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    return f"{before}{begin}\n{part}\n\n{end}{after}"


def main() -> None:
    """Write the generated tables, the pages of rules, the examples and the pictures."""
    from docs.filled_forms import FOLDER, examples  # not on the path yet if this is a script
    from docs.form_pictures import form_pictures
    from docs.pictures import TERMINAL, page_pictures, terminal_picture

    STATES.write_text(states(), encoding="utf-8")
    SHEETS.write_text(sheets(), encoding="utf-8")
    TABLES_PAGE.write_text(tables(), encoding="utf-8")
    COMMANDS_PAGE.write_text(commands(), encoding="utf-8")
    for lang, page in GLOSSARY.items():
        page.write_text(glossary(lang), encoding="utf-8")
        CONFIGURATION[lang].write_text(configuration(lang), encoding="utf-8")
    JSON_PAGE.write_text(json_page(), encoding="utf-8")
    for path, text in documents().items():
        (DOCS / path).write_text(text, encoding="utf-8")
    for name, command in TERMINAL.items():
        (DOCS / name).write_text(terminal_picture(command, name), encoding="utf-8")
    made = examples()
    for name, contents in made.items():
        (FOLDER / name).write_bytes(contents)
    for name, contents in (*form_pictures(made).items(), *page_pictures()):
        (DOCS / name).write_bytes(contents)


if __name__ == "__main__":
    sys.path.append(str(ROOT / "tests"))
    main()
