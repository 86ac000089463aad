"""One volume of a print run: separator sheets and handouts, bound as one PDF."""

from __future__ import annotations

from handout.batch.print_runs.separators import get_separator
from handout.batch.print_runs.volumes import PrintRun
from handout.messages import message_table


def bind_run(run: PrintRun) -> tuple[bytes, int]:
    """Return the PDF of a print run and its sheets of paper.

    Each school comes after a separator sheet.
    """
    from handout.publish.print_run.bind import BoundDocument, bind_documents

    messages = message_table("index", run.language)["print"]
    documents = []
    for school in run.schools:
        separator = BoundDocument(
            content=get_separator(run, school),
            title=messages["separator"],
            label=f"{school.name} ",
            group=school.name,
        )
        documents.append(separator)
        for printed in school.prints:
            handout = BoundDocument(
                content=run.output / printed.path,
                title=f"{printed.id}: {printed.title}",
                label=f"{printed.id} ",
                group=school.name,
                copies=printed.copies,
            )
            documents.append(handout)
    return bind_documents(documents, messages["title"], run.language)
