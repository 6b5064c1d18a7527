"""Parties: legal entities as they stand on documents, parties.yaml (EN 16931 BG-4, BG-7, BG-17)."""

import re
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from vmo import logos, yaml12
from vmo.records import Contact, Identifier, Party, RefusedError
from vmo.schema import Told, Words, checked, fault
from vmo.yaml12 import FaultyTextError

NAME = re.compile(r"[^\W_][\w.-]*")
PARTIES = "parties.yaml"
UNFIT = "is to name a folder; letters, digits and . _ - only, the first no sign"


class Bank(Told):
    """Where a party is paid: BT-84, BT-85, BT-86."""

    iban: str = ""
    bic: str = ""
    account: str = ""
    name: str = ""


class ElectronicAddress(Told):
    """Where electronic documents go: BT-34, BT-49; the scheme is a code of EAS, as 0088 or EM."""

    scheme: str
    id: str


class ContactText(Told):
    """Who answers questions: BG-6, BG-9."""

    name: str = ""
    telephone: str = ""
    email: str = ""


class PartyText(Told):
    """A legal entity; the terms of EN 16931 that a document needs (BG-4, BG-7, BG-17)."""

    name: str
    address: Words
    country: str = Field(min_length=2, max_length=2)
    city: str = ""
    post_code: str = ""
    subdivision: str = ""
    vat_id: str = ""
    legal_id: str = ""
    tax_registration: str = ""
    electronic_address: ElectronicAddress | None = None
    contact: ContactText | None = None
    bank: Bank = Field(default_factory=Bank)
    email: str = ""
    logo: str = ""


def _named(key: str) -> str:
    if not NAME.fullmatch(key):
        raise ValueError(f"{key!r} {UNFIT}")
    return key


class PartiesText(Told):
    """A party's id begins the numbers of its documents, and a number names a folder."""

    parties: dict[Annotated[str, AfterValidator(_named)], PartyText]


def read_parties(folder: Path) -> tuple[dict[str, Party], list[str]]:
    """The parties of a portfolio, each with its logo; every fault of parties.yaml and of the images."""
    path = folder / PARTIES
    if not path.exists():
        return {}, []
    try:
        text = yaml12.read(path)
        told = checked(PartiesText, text)
    except FaultyTextError as error:
        return {}, error.faults
    parties, faults = {}, []
    for key, one in told.parties.items():
        logo = b""
        try:
            logo = logos.read(folder, one.logo) if one.logo else logo
        except RefusedError as error:
            faults += [fault(text, ("parties", key, "logo"), what) for what in error.reasons]
        parties[key] = party(key, one, logo)
    return parties, faults


def party(key: str, told: PartyText, logo: bytes = b"") -> Party:
    """The party as it is copied onto a document, with the image of its `logo`."""
    account = told.bank.iban.replace(" ", "") or told.bank.account
    at, who = told.electronic_address, told.contact
    return Party(
        id=key,
        name=told.name,
        address=(told.address,) if isinstance(told.address, str) else tuple(told.address),
        country=told.country,
        vat_id=told.vat_id,
        legal_id=told.legal_id,
        bank=" ".join(part for part in (told.bank.iban or told.bank.account, told.bank.bic) if part),
        email=told.email,
        city=told.city,
        post_code=told.post_code,
        subdivision=told.subdivision,
        tax_registration=told.tax_registration,
        electronic_address=Identifier(at.id, at.scheme) if at else None,
        contact=Contact(who.name, who.telephone, who.email) if who else None,
        account=account,
        bic=told.bank.bic,
        account_name=told.bank.name,
        logo=logo,
    )
