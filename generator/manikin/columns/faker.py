"""``faker``: text from a provider of the Faker library, in the language of the specification's `locale`.

Every cell takes one text of a pool (`manikin.columns.pools`). Only providers that need neither a clock nor a network
are offered.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from manikin.columns.kind import Cells, Fault
from manikin.columns.pools import POOL, UnknownLocaleError, UnknownProviderError, locales, pool
from manikin.model import Column, Spec, Table

PROVIDERS: Mapping[str, str] = {
    "first_name": "a first name",
    "first_name_female": "a first name of a woman",
    "first_name_male": "a first name of a man",
    "first_name_nonbinary": "a first name of anybody",
    "last_name": "a family name",
    "last_name_female": "a family name of a woman, where it differs",
    "last_name_male": "a family name of a man, where it differs",
    "name": "a whole name, sometimes with a title",
    "name_female": "a whole name of a woman",
    "name_male": "a whole name of a man",
    "prefix": "a title, such as Dr",
    "prefix_female": "a title of a woman",
    "prefix_male": "a title of a man",
    "address": "an address in one line",
    "street_address": "a house and its street",
    "street_name": "a street",
    "street_suffix": "a word for a street, such as Lane",
    "building_number": "the number of a house",
    "secondary_address": "a flat or room",
    "city": "a town",
    "city_suffix": "the end of a town's name, such as ford",
    "county": "a county",
    "postcode": "a postal code by its pattern",
    "country": "a country",
    "country_code": "a country's two letters",
    "phone_number": "a telephone number",
    "company": "a company",
    "company_suffix": "the end of a company's name, such as Ltd",
    "bs": "a phrase of management",
    "catch_phrase": "a slogan",
    "job": "an occupation",
    "word": "a word",
    "sentence": "a sentence of words without sense",
    "paragraph": "a paragraph of words without sense",
    "text": "a few sentences of words without sense",
    "user_name": "a login name",
    "safe_email": "an e-mail address at example.org and the like",
    "ascii_safe_email": "the same in plain letters",
    "domain_word": "the first part of a domain name",
    "color_name": "a colour",
    "hex_color": "a colour as six hexadecimal digits",
    "language_name": "a language",
    "currency_code": "a currency's three letters",
    "currency_name": "a currency",
    "license_plate": "a vehicle's number plate",
    "file_extension": "the end of a file's name",
    "mime_type": "a kind of file on the web",
}
"""The providers that may be used, each in a line."""


class _Maker:
    def __init__(self, column: Column, locale: str) -> None:
        self._column = column
        self._locale = locale

    @cached_property
    def _table(self) -> tuple[NDArray[np.int16], pa.StringArray]:
        """For each text of the pool its place in the dictionary, and the dictionary."""
        texts = pool(self._column.parameters, self._locale)
        places = {text: place for place, text in enumerate(dict.fromkeys(texts))}
        return np.array([places[text] for text in texts], np.int16), pa.array(tuple(places), pa.string())

    def make(self, cells: Cells) -> pa.Array:
        codes, texts = self._table
        drawn = cells.uniforms(self._column)
        drawn *= float(POOL)
        return pa.DictionaryArray.from_arrays(pa.array(codes.take(drawn.astype(np.int64))), texts)


class FakerKind:
    """Text from a provider of Faker."""

    NAME = "faker"
    TITLE = "names, addresses and other made-up text from a provider of Faker"
    PARAMETERS: Mapping[str, Any] = {
        "type": "string",
        "description": "The provider: " + ", ".join(PROVIDERS) + ".",
    }
    EXAMPLE: Mapping[str, Any] = {"type": "string", "faker": "last_name"}
    TYPES = frozenset({"string"})

    def needs(self, column: Column) -> Iterable[str]:
        """Yield nothing."""
        return ()

    def faults(self, column: Column, table: Table, spec: Spec) -> Iterable[Fault]:
        """Yield a fault for a provider or locale that there is not, and for texts too long."""
        provider = str(column.parameters)
        if provider not in PROVIDERS:
            near = difflib.get_close_matches(provider, PROVIDERS, 1)
            mend = f"did you mean {near[0]!r}?" if near else "there are: " + ", ".join(PROVIDERS)
            yield Fault("FAKER01", f"no provider {provider!r} is offered", mend, ("faker",))
            return
        try:
            longest = max(map(len, pool(provider, spec.locale)))
        except UnknownLocaleError:
            known = locales()
            near = difflib.get_close_matches(spec.locale, known, 1)
            mend = f"did you mean `locale: {near[0]}`?" if near else "there are: " + ", ".join(known)
            yield Fault("FAKER02", f"there are no providers for the locale {spec.locale!r}", mend, ("faker",))
            return
        except UnknownProviderError:
            message = f"the locale {spec.locale} has no provider {provider!r}"
            yield Fault(
                "FAKER01", message, "use another provider, or `choice` with values of your own", ("faker",)
            )
            return
        limit = column.type.max_length
        if limit is not None and longest > limit:
            message = f"texts of up to {longest} characters, where max_length is {limit}"
            yield Fault("TEXT01", message, f"write `max_length: {longest}`", ("faker",))

    def distinct(self, column: Column, table: Table, spec: Spec) -> int | None:
        """Return None: cells may take the same text."""
        return None

    def prepare(self, column: Column, table: Table, spec: Spec, key: int) -> _Maker:
        """Return the maker of the column."""
        return _Maker(column, spec.locale)


KIND = FakerKind()
