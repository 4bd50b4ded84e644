"""Encrypted and signed PDFs: what is forbidden is refused in a sentence, and a signature's bytes stay untouched."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
from made import made_report
from pdf_files import KINDS
from pypdf import PdfReader, PdfWriter
from pypdf.constants import UserAccessPermissions as Permission
from reading_back import highlights

from sro_nlp import extract, load_catalogue
from sro_nlp.annotate import ANNOTATORS, AnnotatedCopy, AnnotateOptions
from sro_nlp.errors import OutputError
from sro_nlp.report.paper import report_pages

CATALOGUE = load_catalogue()
ALL = Permission.PRINT | Permission.EXTRACT | Permission.ADD_OR_MODIFY | Permission.MODIFY | Permission.ASSEMBLE_DOC


def annotate(tmp_path, source: bytes, password: str | None = None) -> AnnotatedCopy:
    path = tmp_path / "made.pdf"
    path.write_bytes(source)
    document = extract(path, password=password)
    review = made_report(document, CATALOGUE)
    options = AnnotateOptions(report_pages=report_pages(review, CATALOGUE), password=password)
    try:
        return ANNOTATORS["pdf"](source, document, review, CATALOGUE, options)
    finally:
        assert path.read_bytes() == source


def encrypted(allowed: Permission, user: str = "", owner: str = "owner") -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(KINDS["table"]())))
    writer.encrypt(user, owner, permissions_flag=allowed, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("password", ["", "read me"])
def test_an_encrypted_file_gives_an_open_copy_that_says_so(tmp_path, password):
    copy = annotate(tmp_path, encrypted(ALL, user=password), password or None)
    assert not PdfReader(io.BytesIO(copy.content)).is_encrypted
    assert highlights(copy.content)
    assert any("encrypted" in notice and "anybody" in notice for notice in copy.notices)


def test_a_file_whose_author_permits_no_comments_is_refused_with_what_to_do(tmp_path):
    source = encrypted(Permission.PRINT | Permission.EXTRACT, user="read me")
    with pytest.raises(OutputError, match=r"does not permit comments; give the owner's password with --password"):
        annotate(tmp_path, source, "read me")
    assert highlights(annotate(tmp_path, source, "owner").content)


def test_where_comments_are_permitted_but_pages_are_not_the_report_is_a_file_of_its_own(tmp_path):
    copy = annotate(tmp_path, encrypted(Permission.EXTRACT | Permission.ADD_OR_MODIFY))
    assert copy.report is not None
    assert len(PdfReader(io.BytesIO(copy.content)).pages) == 1
    assert any("file of its own" in notice for notice in copy.notices)


@pytest.fixture(scope="module")
def signer():
    pytest.importorskip("pyhanko", reason="pyHanko signs the test files; install the extra `dev`")
    from asn1crypto import keys, x509
    from cryptography import x509 as certificates
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = certificates.Name([certificates.NameAttribute(certificates.NameOID.COMMON_NAME, "A Signer")])
    now = datetime.now(UTC)
    builder = certificates.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(9))
    usage = {
        use: use in ("digital_signature", "content_commitment")
        for use in (
            "digital_signature",
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        )
    }
    builder = builder.add_extension(certificates.KeyUsage(**usage), critical=True)
    certificate = builder.sign(key, hashes.SHA256())
    der = serialization.Encoding.DER
    plain = key.private_bytes(der, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return SimpleSigner(
        signing_cert=x509.Certificate.load(certificate.public_bytes(der)),
        signing_key=keys.PrivateKeyInfo.load(plain),
        cert_registry=SimpleCertificateStore(),
    )


def signed(signer, level=None) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import PdfSignatureMetadata, sign_pdf

    more = {} if level is None else {"certify": True, "docmdp_permissions": level}
    metadata = PdfSignatureMetadata(field_name="Signature", **more)
    return sign_pdf(IncrementalPdfFileWriter(io.BytesIO(KINDS["table"]())), metadata, signer).getvalue()


def still_valid(data: bytes) -> bool:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature

    (signature,) = PdfFileReader(io.BytesIO(data)).embedded_signatures
    status = validate_pdf_signature(signature)
    return status.intact and status.valid


def test_a_signed_file_is_continued_behind_its_last_byte(tmp_path, signer):
    source = signed(signer)
    copy = annotate(tmp_path, source)
    assert copy.content.startswith(source)
    assert still_valid(copy.content)
    assert highlights(copy.content)
    assert copy.report is not None
    assert copy.report.startswith(b"%PDF-")
    assert any("signed" in notice and "untouched" in notice for notice in copy.notices)
    assert "/Outlines" not in PdfReader(io.BytesIO(copy.content)).root_object
    assert annotate(tmp_path, source).content == copy.content


def test_a_certificate_that_allows_comments_goes_on_to_hold(tmp_path, signer):
    from pyhanko.sign.fields import MDPPerm

    source = signed(signer, MDPPerm.ANNOTATE)
    copy = annotate(tmp_path, source)
    assert copy.content.startswith(source)
    assert still_valid(copy.content)


@pytest.mark.parametrize("level", ["NO_CHANGES", "FILL_FORMS"])
def test_a_certificate_that_forbids_comments_is_not_broken(tmp_path, signer, level):
    from pyhanko.sign.fields import MDPPerm

    with pytest.raises(OutputError, match="would break the certificate; use `sro-nlp packet`"):
        annotate(tmp_path, signed(signer, MDPPerm[level]))


def test_a_signature_is_found_in_the_dictionary_alone(tmp_path):
    """By hand, without pyHanko: a field with a ByteRange is enough."""
    from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, TextStringObject

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(KINDS["table"]())))
    value = DictionaryObject({NameObject("/ByteRange"): ArrayObject(map(NumberObject, (0, 9, 20, 9)))})
    field = DictionaryObject({NameObject("/FT"): NameObject("/Sig"), NameObject("/V"): writer._add_object(value)})
    field[NameObject("/T")] = TextStringObject("Signature")
    form = DictionaryObject({NameObject("/Fields"): ArrayObject([writer._add_object(field)])})
    writer.root_object[NameObject("/AcroForm")] = form
    out = io.BytesIO()
    writer.write(out)
    copy = annotate(tmp_path, out.getvalue())
    assert copy.content.startswith(out.getvalue())
    assert copy.report is not None
