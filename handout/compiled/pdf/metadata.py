"""The metadata of a compiled PDF, as the typesetter writes it, and the files that go with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape

from handout import __version__
from handout.publish.packing import pack
from handout.publish.pdf.writing.objects import NumberedObject, pdf_string, stream


@dataclass(frozen=True)
class DocumentInfo:
    """What the file says of itself."""

    title: str
    language: str
    subject: str
    producer: str

    @property
    def creator(self) -> str:
        return f"first-day-essentials {__version__}"


_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


@cache
def _xmp_parts(language: str, subject: str, producer: str, creator: str) -> tuple[str, str]:
    def alternative(name: str, text: str) -> str:
        return (
            f'<rdf:Description rdf:about=""><dc:{name}><rdf:Alt><rdf:li xml:lang="x-default">'
            f"{text}</rdf:li></rdf:Alt></dc:{name}></rdf:Description>"
        )

    before, after = alternative("title", "\n").split("\n")
    return (
        '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '\n<rdf:RDF xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"'
        f' xmlns:rdf="{_RDF}" xmlns:xmp="http://ns.adobe.com/xap/1.0/"><rdf:Description '
        'rdf:about="" pdfuaid:part="1" />'
        f'<rdf:Description rdf:about="" pdf:Producer="{escape(producer, quote=False)}" />' + before,
        after
        + alternative("description", escape(subject, quote=False))
        + f'<rdf:Description rdf:about=""><xmp:CreatorTool>{escape(creator, quote=False)}'
        "</xmp:CreatorTool></rdf:Description>"
        '</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end="r"?>',
    )


def build_xmp(info: DocumentInfo) -> bytes:
    """Return its metadata (XMP, ISO 16684-1)."""
    before, after = _xmp_parts(info.language, info.subject, info.producer, info.creator)
    return (before + escape(info.title, quote=False) + after).encode()


def embed_files(
    attached: Mapping[str, bytes], free: Iterator[int]
) -> tuple[bytes, list[NumberedObject], list[NumberedObject]]:
    """Files by their names, as an entry of the catalog, their streams and their specifications,
    with numbers from `free`.
    """
    if not attached:
        return b"", [], []
    entries, streams, specifications = [], [], []
    for name, content in sorted(attached.items()):
        file, specification = next(free), next(free)
        parameters = (
            b"/Type/EmbeddedFile/Subtype/application#2Foctet-stream/Params<</Size %d>>"
            b"/Filter/FlateDecode" % len(content)
        )
        streams.append((file, stream(parameters, pack(content))))
        file_name = pdf_string(name)
        specifications.append(
            (
                specification,
                b"<</Type/Filespec/F %b/UF %b/Desc %b/EF<</F %d 0 R>>/AFRelationship/Source>>"
                % (file_name, file_name, file_name, file),
            )
        )
        entries.append(b"%b %d 0 R" % (file_name, specification))
    return b"/Names<</EmbeddedFiles<</Names[%b]>>>>" % b" ".join(entries), streams, specifications
