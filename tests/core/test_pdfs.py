"""PDFs for everybody: what the pages show stays, what lies behind them goes."""

from __future__ import annotations

import io
import logging
import time
import zlib

import pytest
from django.core.exceptions import ValidationError
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText, Link
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

from core import pdf_worker, pdfs
from core.pdfs import cleaned_pdf

XMP = (
    b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    b"Amina in XMP</x:xmpmeta>"
)


def name(text: str) -> NameObject:
    return NameObject(text)


def dictionary(**values) -> DictionaryObject:
    return DictionaryObject({name(f"/{key}"): value for key, value in values.items()})


def photograph() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "Camera of Kisumu"
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(buffer, "JPEG", exif=exif, comment=b"By Amina")
    return buffer.getvalue()


def written(writer: PdfWriter) -> bytes:
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def plain(pages: int = 1) -> PdfWriter:
    """Pages on which something stands."""
    writer = PdfWriter()
    for number in range(pages):
        page = writer.add_blank_page(200, 200)
        content = DecodedStreamObject()
        content.set_data(b"BT /F1 12 Tf 20 100 Td (Pump %d) Tj ET" % number)
        page[name("/Contents")] = writer._add_object(content)
        font = dictionary(Type=name("/Font"), Subtype=name("/Type1"), BaseFont=name("/Helvetica"))
        # A program may call a font as an event is called.
        page[name("/Resources")] = dictionary(Font=dictionary(F1=font, AA=font))
    return writer


def picture_stream() -> StreamObject:
    """A photograph as it stands in a PDF."""
    picture = StreamObject()
    picture._data = photograph()
    picture.update(dictionary(Type=name("/XObject"), Subtype=name("/Image"),
                              Filter=name("/DCTDecode")))  # fmt: skip
    return picture


def full() -> bytes:
    """A PDF with everything that has to go, and a link and an outline that have to stay."""
    writer = plain(2)
    writer.add_metadata({"/Author": "Amina in Info", "/Producer": "Office 12"})
    writer.xmp_metadata = XMP
    writer.add_attachment("Prices in Excel", b"Secret prices")
    writer.add_outline_item(title="Second page", page_number=1)
    writer.add_annotation(0, Link(rect=(0, 0, 9, 9), url="https://lake.example/pump"))
    writer.add_annotation(0, FreeText(text="A remark", rect=(0, 0, 50, 50)))
    root, page = writer.root_object, writer.pages[0]
    script = dictionary(S=name("/JavaScript"), JS=TextStringObject("Script on opening"))
    root[name("/OpenAction")] = script
    named = dictionary(S=name("/JavaScript"), JS=TextStringObject("Script of names"))
    root["/Names"][name("/JavaScript")] = dictionary(
        Names=ArrayObject([TextStringObject("a"), writer._add_object(named)])
    )
    page[name("/AA")] = dictionary(O=script)
    page[name("/PieceInfo")] = dictionary(Tool=TextStringObject("Private of the tool"))
    xmp = DecodedStreamObject()
    xmp.set_data(b"Amina of the page")
    page[name("/Metadata")] = writer._add_object(xmp)
    launch = dictionary(S=name("/Launch"), F=TextStringObject("Calculator"))
    uri = dictionary(S=name("/URI"), URI=TextStringObject("https://lake.example/2"),
                     Next=ArrayObject([launch]))  # fmt: skip
    enclosed = dictionary(Type=name("/Annot"), Subtype=name("/FileAttachment"),
                          Contents=TextStringObject("Enclosed file"))  # fmt: skip
    for one in (
        dictionary(Type=name("/Annot"), Subtype=name("/Widget"), A=launch),
        dictionary(Type=name("/Annot"), Subtype=name("/Link"), A=uri),
        enclosed,
    ):
        page[name("/Annots")].append(writer._add_object(one))
    page["/Resources"][name("/XObject")] = dictionary(EF=writer._add_object(picture_stream()))
    forgotten = DecodedStreamObject()
    forgotten.set_data(b"An earlier version")
    writer._add_object(forgotten)
    return written(writer)


HIDDEN = (
    b"Amina in Info", b"Office 12", b"Amina in XMP", b"Secret prices", b"Prices in Excel",
    b"Script of names", b"Script on opening", b"Private of the tool", b"Amina of the page",
    b"Calculator", b"Enclosed file", b"Camera of Kisumu", b"By Amina", b"An earlier version",
)  # fmt: skip


def readable(content: bytes) -> bytes:
    """Everything in the file, streams unpacked."""
    reader = PdfReader(io.BytesIO(content))
    found = [content]
    for number in range(1, int(reader.trailer["/Size"])):
        held = reader.get_object(number)
        if isinstance(held, StreamObject):
            found.append(held._data if held.get("/Filter") == "/DCTDecode" else held.get_data())
    return b"\n".join(found)


@pytest.mark.parametrize("hidden", HIDDEN)
def test_what_lies_behind_the_pages_is_removed(hidden):
    assert hidden in readable(full())
    assert hidden not in readable(_cleaned())


def _cleaned(found: list[bytes] = []) -> bytes:  # noqa: B006 - made once for all
    if not found:
        found.append(cleaned_pdf(full()))
    return found[0]


def test_what_the_pages_show_stays():
    reader = PdfReader(io.BytesIO(_cleaned()))
    assert [page.extract_text() for page in reader.pages] == ["Pump 0", "Pump 1"]
    assert reader.outline[0]["/Title"] == "Second page"
    assert set(reader.pages[0]["/Resources"]["/Font"]) == {"/F1", "/AA"}
    annotations = [one.get_object() for one in reader.pages[0]["/Annots"]]
    links = [one["/A"]["/URI"] for one in annotations if "/URI" in one.get("/A", {})]
    assert links == ["https://lake.example/pump", "https://lake.example/2"]
    assert "/FreeText" in {one["/Subtype"] for one in annotations}
    picture = reader.pages[0]["/Resources"]["/XObject"]["/EF"]._data
    assert Image.open(io.BytesIO(picture)).size == (40, 30)


def test_cleaned_file_says_nothing_of_who_cleaned_it():
    reader = PdfReader(io.BytesIO(_cleaned()))
    assert reader.metadata is None
    assert reader.xmp_metadata is None
    assert b"pypdf" not in _cleaned()
    assert cleaned_pdf(_cleaned()) == _cleaned()


def test_earlier_version_of_the_file_is_left_behind():
    first = written(plain())
    writer = PdfWriter(io.BytesIO(first), incremental=True)
    writer.add_metadata({"/Author": "Later"})
    both = written(writer)
    assert both.startswith(first)
    assert not cleaned_pdf(both).startswith(first)


def protected() -> bytes:
    writer = plain()
    writer.encrypt("secret", algorithm="RC4-128")
    return written(writer)


def pageless() -> bytes:
    writer = PdfWriter()
    return written(writer)


@pytest.mark.parametrize(
    ("content", "code", "sentence"),
    [
        (protected, "encrypted", "without a password"),
        (lambda: b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n", "broken", "Print it to a new PDF"),
        (lambda: b"%PDF-1.7\n" + b"\x00\xff" * 5000, "broken", "Print it to a new PDF"),
        (lambda: b"", "broken", "Print it to a new PDF"),
        (lambda: written(plain())[:300], "broken", "Print it to a new PDF"),
        (pageless, "broken", "Print it to a new PDF"),
    ],
    ids=["protected", "empty object", "noise", "nothing", "torn", "without pages"],
)
def test_what_cannot_be_read_is_refused_in_words(content, code, sentence):
    with pytest.raises(ValidationError) as refused:
        cleaned_pdf(content())
    assert refused.value.code == code
    assert sentence in refused.value.message


def nested(depth: int) -> bytes:
    """Arrays in arrays, as no program writes them."""
    return written(plain()).replace(b"/Resources", b"/Deep " + b"[" * depth + b"]" * depth
                                    + b" /Resources", 1)  # fmt: skip


def bomb() -> bytes:
    """A stream of objects that unfolds to a thousand times its size."""
    packer = zlib.compressobj(1)
    body = b"".join(packer.compress(b" " * (1 << 20)) for _ in range(128)) + packer.flush()
    head = b"%%PDF-1.7\n1 0 obj\n<</Type/ObjStm/N 1/First 9/Filter/FlateDecode/Length %d>>stream\n"
    content = head % len(body) + body + b"\nendstream endobj\n"
    entries = b"\x00\x00\x00\x00\x01\x00\x00\x09\x02\x00\x01\x00"
    start = len(content)
    content += (b"3 0 obj\n<</Type/XRef/W[1 2 1]/Size 3/Root 2 0 R/Length %d>>stream\n"
                % len(entries)) + entries  # fmt: skip
    return content + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF\n" % start


@pytest.mark.parametrize("content", [bomb, lambda: nested(200_000)], ids=["bomb", "nested"])
def test_malicious_file_is_refused_in_bounded_time(content):
    made = content()
    begun = time.monotonic()
    with pytest.raises(ValidationError) as refused:
        cleaned_pdf(made)
    assert refused.value.code in {"broken", "too_complex"}
    assert time.monotonic() - begun < pdfs.LONGEST_WAIT + 5


BUSY = "while True: pass"
GREEDY = "held = [bytearray(1 << 20) for _ in range(700)]"


@pytest.mark.parametrize(
    ("fault", "said"), [(BUSY, "ended with -"), (GREEDY, "")], ids=["busy", "greedy"]
)
def test_limits_end_what_the_parser_would_not(monkeypatch, tmp_path, caplog, fault, said):
    """As if a file kept the parser busy, or made it take all memory there is."""
    worker = tmp_path / "worker.py"
    code = pdfs.WORKER.read_text().replace(
        "    reader = PdfReader(", f"    {fault}\n    reader = PdfReader("
    )
    worker.write_text(code)
    monkeypatch.setattr(pdfs, "WORKER", worker)
    monkeypatch.setattr(pdfs, "MOST_SECONDS", 2)
    with caplog.at_level(logging.WARNING), pytest.raises(ValidationError) as refused:
        cleaned_pdf(written(plain()))
    assert refused.value.code == "too_complex"
    # By the system itself, not only after the longest wait; want of memory it says itself.
    assert said in caplog.text if said else not caplog.text


def test_process_that_waits_for_nothing_is_ended(monkeypatch, tmp_path):
    worker = tmp_path / "worker.py"
    worker.write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setattr(pdfs, "WORKER", worker)
    monkeypatch.setattr(pdfs, "LONGEST_WAIT", 0.5)
    with pytest.raises(ValidationError) as refused:
        cleaned_pdf(b"")
    assert refused.value.code == "too_complex"


def test_more_objects_than_any_document_has_are_refused(monkeypatch):
    monkeypatch.setattr(pdf_worker, "MOST_OBJECTS", 3)
    with pytest.raises(SystemExit) as ended:
        pdf_worker.clean(written(plain()))
    assert ended.value.code == pdf_worker.Refusal.TOO_COMPLEX


@pytest.mark.parametrize(
    "jpeg",
    [b"", b"no picture", b"\xff\xd8", b"\xff\xd8\xff\xe1", b"\xff\xd8\xff\xe1\xff\xff"],
)
def test_torn_photograph_is_no_error_of_ours(jpeg):
    assert pdf_worker.without_camera(jpeg)[:2] == jpeg[:2]
